package app

import (
	"context"
	"fmt"
	"strings"
	"time"

	"hemline/lm/classify"
	"hemline/neural/kernel"
	"hemline/series"
	"hemline/signal"
	"hemline/signal/herald"
)

// The ways to judge whether a text heralds a rise.
const (
	byBase     = "base rate"          // every text alike
	byRecord   = "concepts' record"   // how often what it mentions has risen so far
	byMomentum = "momentum"           // whether that has been growing lately
	bySeason   = "last year's course" // what followed a year ago
	byWords    = "words"              // a classifier of the texts
	byStanding = "standing"           // how its concepts stand: level, momentum, season
	byBoth     = "standing and words"
	byChoice   = "choice" // before each fold, of the others: what had done best by then
)

// views are what the methods that go by standings see.
func views() map[string]herald.View {
	return map[string]herald.View{byMomentum: herald.Momentum(), bySeason: herald.Season(), byStanding: herald.Whole()}
}

// HeraldCard is what `hemline classify label --train --json` prints and what a
// herald's folder keeps beside its classifier.
type HeraldCard struct {
	Format    int          `json:"format"`
	Program   string       `json:"program"`
	Made      string       `json:"made_from"` // fingerprint of what it learnt from
	AsOf      string       `json:"as_of"`     // last day that was known
	Rule      HeraldRule   `json:"rule"`
	From      string       `json:"from"` // first and last day of the documents
	To        string       `json:"to"`
	Documents int          `json:"documents"` // whose outcome is known
	Rose      int          `json:"rose"`      // of them, that herald a rise
	Moments   int          `json:"moments"`   // of concepts: a concept before a period
	Method    string       `json:"method"`    // the one in use: the best on all that is settled
	Why       string       `json:"why"`
	Skill     bool         `json:"skill"` // the choice's Brier score is below the base rate's, and so is all of its 90 % interval
	Validated HeraldTrials `json:"validation"`
	BaseRate  float64      `json:"base_rate"`
	Standing  herald.Logit `json:"standing"`     // of the method in use, or of standing
	Words     float64      `json:"words_weight"` // of the words beside the standing
	HasWords  bool         `json:"has_words"`    // a classifier lies beside the card
}

// HeraldRule says what a rise is.
type HeraldRule struct {
	Period  series.Freq `json:"period"`
	Horizon int         `json:"horizon"`
	Factor  float64     `json:"factor"`
	Least   float64     `json:"least"`
}

// HeraldTrials are the measures on documents later than all that was learnt
// from, their outcomes included.
type HeraldTrials struct {
	From      string        `json:"from"` // first and last day of the documents
	To        string        `json:"to"`
	Documents int           `json:"documents"`
	Rose      int           `json:"rose"`
	Concepts  int           `json:"concepts"` // by which the intervals are drawn
	Folds     int           `json:"folds"`    // learnt anew before each
	Chosen    []string      `json:"chosen"`   // before each fold, by what was settled then
	Methods   []HeraldTrial `json:"methods"`
	Bins      []herald.Bin  `json:"calibration"` // of the choice
}

// HeraldTrial is one method's.
type HeraldTrial struct {
	Method string `json:"method"`
	herald.Measure
	Skill herald.Skill `json:"skill"` // against the base rate
}

// trial is the measures of a method.
func (t *HeraldTrials) trial(method string) *HeraldTrial {
	for i := range t.Methods {
		if t.Methods[i].Method == method {
			return &t.Methods[i]
		}
	}
	return nil
}

// foreteller gives texts the probability that they herald a rise.
type foreteller struct {
	card  HeraldCard
	words *classify.Classifier // nil: there were too few rises to learn words from
}

const (
	heraldFormat   = 2
	heraldCardName = "card.json"
	heraldWords    = "words"
	maxHeraldCard  = 1 << 20 // bytes
)

// heraldFolder is where a workspace keeps the one of an instant.
func heraldFolder(workspace string, until time.Time, asked bool) string {
	name := "herald"
	if asked {
		name += "-" + until.AddDate(0, 0, -1).Format(time.DateOnly)
	}
	return modelFolder(workspace, name)
}

func (r HeraldRule) options() OutcomeOptions {
	return OutcomeOptions{Period: string(r.Period), Horizon: r.Horizon, Factor: r.Factor, Least: r.Least}
}

// Text is the rule in words.
func (r HeraldRule) Text() string {
	return fmt.Sprintf("at least %g times its share in the %d %ss after, and %g mentions", r.Factor, r.Horizon, r.Period, r.Least)
}

// view is what the method in use sees of a standing.
func (c *HeraldCard) view() herald.View {
	if v, ok := views()[c.Method]; ok {
		return v
	}
	return herald.Whole()
}

// byStandings reports whether the method in use judges each concept.
func (c *HeraldCard) byStandings() bool {
	_, ok := views()[c.Method]
	return ok || c.Method == byBoth
}

// concept is the probability that a concept rises, by how it stands.
func (h *foreteller) concept(s signal.Standing) float64 {
	return herald.Probability(h.card.Standing.Odds(h.card.view().Of(s)))
}

// probability of a text, with what the classifier of words says.
func (h *foreteller) probability(standings []signal.Standing, words float64) float64 {
	switch h.card.Method {
	case byBase:
		return h.card.BaseRate
	case byWords:
		return words
	}
	p := make([]float64, len(standings))
	for i, s := range standings {
		p[i] = h.concept(s)
	}
	return together(herald.Any(p), words, h.card.BaseRate, h.card.Words)
}

// together shifts the odds of the standing by what the words add to the base
// rate's.
func together(standing, words, base, weight float64) float64 {
	if weight == 0 {
		return standing
	}
	return herald.Probability(herald.LogOdds(standing) + weight*(herald.LogOdds(words)-herald.LogOdds(base)))
}

// wordsOf asks the classifier about texts; the base rate without one.
func (h *foreteller) wordsOf(ctx context.Context, dev *kernel.Device, texts []string) ([]float64, error) {
	out := make([]float64, len(texts))
	if h.words == nil {
		for i := range out {
			out[i] = h.card.BaseRate
		}
		return out, nil
	}
	return risesBy(ctx, dev, h.words, texts)
}

// risesBy is the probability a classifier gives to the label rise.
func risesBy(ctx context.Context, dev *kernel.Device, c *classify.Classifier, texts []string) ([]float64, error) {
	column := -1
	for i, l := range c.Labels() {
		if l == labelRise {
			column = i
		}
	}
	if column < 0 {
		return nil, fmt.Errorf("herald: the classifier knows %s, not %s", strings.Join(c.Labels(), " and "), labelRise)
	}
	m, err := c.Predict(ctx, dev, texts)
	if err != nil {
		return nil, err
	}
	out := make([]float64, len(texts))
	for i := range out {
		out[i] = float64(m.Row(i)[column])
	}
	return out, nil
}
