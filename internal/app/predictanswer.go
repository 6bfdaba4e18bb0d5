package app

// Prediction is what `hemline predict --json` prints.
type Prediction struct {
	Row        int                `json:"row,omitempty"` // of a file, from 1
	Text       string             `json:"text"`
	AsOf       string             `json:"as_of"`
	Relevance  PredictedRelevance `json:"relevance"`
	Concepts   []PredictedConcept `json:"concepts"`
	Herald     *PredictedRise     `json:"herald"` // null: see Problem
	Problem    string             `json:"herald_problem,omitempty"`
	By         string             `json:"neighbours_by"` // language model or words
	Neighbours []PastStory        `json:"neighbours"`
}

// PredictedRelevance says whether a text is about the domain.
type PredictedRelevance struct {
	Relevant bool    `json:"relevant"`
	Score    float64 `json:"score"` // of the pack's rule: a sum of weights
	Judge    string  `json:"judge"` // rule, or learnt from labelled texts
}

// PredictedConcept is a concept of a text and how it stands. Null: not known.
type PredictedConcept struct {
	Concept  string            `json:"concept"`
	Kind     string            `json:"kind"`
	Labels   map[string]string `json:"labels"`
	Stage    string            `json:"stage"`    // as `hemline trends` gives it; empty: never heard of
	Growth   *float64          `json:"growth"`   // the same
	Mentions float64           `json:"mentions"` // over the horizon's periods so far
	Share    float64           `json:"share"`    // over them, per 10,000 documents
	Lately   *float64          `json:"lately"`   // share over the later half of them, relative to it
	Season   *float64          `json:"season"`   // share over the periods to come a year ago, relative to it
	Rise     *float64          `json:"rise"`     // its own probability, when the method in use has one
}

// PredictedRise is the probability that a text heralds a rise, with what such
// probabilities were worth.
type PredictedRise struct {
	Probability float64       `json:"probability"`
	Words       *float64      `json:"words"` // what the words alone say, null without a classifier of them
	Like        PredictedLike `json:"like"`
	Method      string        `json:"method"`
	Why         string        `json:"why"`
	Skill       bool          `json:"skill"`
	BaseRate    float64       `json:"base_rate"`
	Rule        HeraldRule    `json:"rule"`
	Validated   HeraldTrials  `json:"validation"`
}

// PredictedLike is the validation texts that were given a like probability.
type PredictedLike struct {
	From  float64 `json:"from"`
	To    float64 `json:"to"`
	Texts int     `json:"texts"`
	Rose  float64 `json:"rose"` // part of them
}

// PastStory is a past story near a text and what became of it.
type PastStory struct {
	labelled
	Score float64 `json:"score"` // cosine, or of words BM25
}
