package app

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"hemline/lm/classify"
	"hemline/neural/kernel"
	"hemline/taxonomy"
	"hemline/text"
)

// learntJudge asks a classifier whether a document is about the domain, in the
// scripts it was taught, and lets the rule's score count too; in other scripts
// the rule judges alone. It is safe for concurrent use.
type learntJudge struct {
	classifier *classify.Classifier
	positive   string // the label that means relevant
	column     int    // of it
	verdict    *relevanceVerdict
	rule       *taxonomy.RuleJudge
	devices    sync.Pool // a device serves one goroutine at a time
}

func newLearntJudge(c *classify.Classifier, v *relevanceVerdict, rule *taxonomy.RuleJudge) (*learntJudge, error) {
	j := &learntJudge{classifier: c, column: -1, verdict: v, rule: rule}
	if len(v.Positive) == 1 {
		j.positive = v.Positive[0]
		j.column = slices.Index(c.Labels(), j.positive)
	}
	if j.column < 0 {
		return nil, fmt.Errorf("relevance: the model does not know the label %v; delete the folder models/%s of the workspace, and `hemline run` learns anew", v.Positive, relevanceName)
	}
	j.devices.New = func() any { return kernel.New(1) } // one worker: no goroutine to end
	return j, nil
}

// Relevant implements taxonomy.Judge.
func (j *learntJudge) Relevant(doc *text.Document, mentions []taxonomy.Mention) bool {
	s := doc.Text()
	if !slices.Contains(j.verdict.Scripts, scriptOf(s)) {
		return j.rule.Relevant(doc, mentions)
	}
	odds, score := j.think(s, mentions)
	return odds+j.verdict.RuleCount*score >= j.verdict.Threshold
}

const (
	// enoughScore is as much as the rule's score counts: long texts gather more.
	enoughScore = 3
	surest      = 1 - 1e-6 // probability that still has log odds worth adding to
)

// think gives the classifier's log odds that a text is relevant, and the rule's
// score of it.
func (j *learntJudge) think(s string, mentions []taxonomy.Mention) (logOdds, score float64) {
	dev := j.devices.Get().(*kernel.Device)
	defer j.devices.Put(dev)
	p := 0.5
	// Nothing is read or waited for: the error is a context's alone.
	if probabilities, err := j.classifier.Predict(context.Background(), dev, []string{unspaced(clip(s, classify.MaxTextBytes))}); err == nil {
		p = min(max(float64(probabilities.Row(0)[j.column]), 1-surest), surest)
	}
	return math.Log(p / (1 - p)), min(j.rule.Score(s, mentions), enoughScore)
}

// script is a way of writing, as far as a classifier of n-grams cares.
type script string

const (
	hanScript   script = "han"
	latinScript script = "latin"
	otherScript script = "other"
)

// scriptOf is the script of most letters of a text; a Han character counts as
// three letters, since it says as much.
func scriptOf(s string) script {
	var han, latin, other int
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Han, r):
			han += 3
		case unicode.Is(unicode.Latin, r):
			latin++
		case unicode.IsLetter(r):
			other++
		}
	}
	switch {
	case han >= latin && han >= other && han > 0:
		return hanScript
	case latin >= other && latin > 0:
		return latinScript
	}
	return otherScript
}

// scriptsOf are the scripts that at least a tenth of the examples is in.
func scriptsOf(examples []classify.Example) []script {
	count := map[script]int{}
	for _, e := range examples {
		count[scriptOf(e.Text)]++
	}
	var out []script
	for _, s := range []script{hanScript, latinScript} {
		if 10*count[s] >= len(examples) {
			out = append(out, s)
		}
	}
	return out
}

// unspaced takes out the spaces between Chinese characters, which some sources
// put between words and most do not: they must not tell texts apart.
func unspaced(s string) string {
	if !strings.Contains(s, " ") {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	last := rune(0)
	for i, r := range s {
		if r == ' ' && unicode.Is(unicode.Han, last) {
			if next, _ := utf8.DecodeRuneInString(strings.TrimLeft(s[i:], " ")); unicode.Is(unicode.Han, next) {
				continue
			}
		}
		b.WriteRune(r)
		last = r
	}
	return b.String()
}
