package app

import (
	"fmt"
	"math"
	"time"

	"hemline/signal/herald"
)

// wordsWeight is what words add to the standing on the early folds: the weight
// of a small grid with the least Brier score, 0 when there are none.
func wordsWeight(folds []*answers) float64 {
	best, at := math.Inf(1), 0.0
	for _, weight := range []float64{0, 0.25, 0.5, 0.75, 1} {
		if score := herald.Judge(judgedBy(folds, byBoth, weight)).Brier; score < best {
			best, at = score, weight
		}
	}
	return at
}

// judgedBy lines up a method's answers over folds.
func judgedBy(folds []*answers, method string, weight float64) []herald.Judged {
	var out []herald.Judged
	for _, f := range folds {
		for i, s := range f.stories {
			p := 0.0
			if method == byBoth {
				p = together(f.of[byStanding][i], f.of[byWords][i], f.base, weight)
			} else {
				p = f.of[method][i]
			}
			out = append(out, herald.Judged{P: p, Rose: s.Label == labelRise, Cluster: s.Concepts[0]})
		}
	}
	return out
}

// validate measures every method and chooses the one in use: the least Brier
// score, which skill is measured by, the simpler of equals. A concept's record only stands beside: it says
// nothing of what has no past.
func (h *foreteller) validate(folds []*answers, weight float64) {
	v := &h.card.Validated
	base := judgedBy(folds, byBase, 0)
	methods := []string{byBase, byRecord, byMomentum, bySeason, byWords, byStanding}
	if weight > 0 {
		methods = append(methods, byBoth)
	}
	h.card.Method = byBase
	for _, m := range methods {
		js := judgedBy(folds, m, weight)
		v.Methods = append(v.Methods, HeraldTrial{m, herald.Judge(js), herald.Compare(js, base, heraldSeed)})
	}
	for _, m := range methods {
		if m != byRecord && v.trial(m).Brier < v.trial(h.card.Method).Brier {
			h.card.Method = m
		}
	}
	if h.card.Method == byBoth {
		h.card.Words = weight
	}
	chosen := v.trial(h.card.Method)
	h.card.Skill = chosen.Skill.Gained.Low > 0
	v.Bins = herald.Bins(judgedBy(folds, h.card.Method, weight))
	h.card.Why = h.why(weight)
	clusters := map[string]bool{}
	first, last := time.Time{}, time.Time{}
	for _, f := range folds {
		for _, s := range f.stories {
			v.Documents++
			if s.Label == labelRise {
				v.Rose++
			}
			clusters[s.Concepts[0]] = true
			if first.IsZero() {
				first = s.Date
			}
			last = s.Date
		}
	}
	v.Concepts, v.From, v.To = len(clusters), first.Format(time.DateOnly), last.Format(time.DateOnly)
}

// why says how the choice was made.
func (h *foreteller) why(weight float64) string {
	v := &h.card.Validated
	words := v.trial(byWords)
	alone := fmt.Sprintf("the words of the text alone: AUC %.2f", words.AUC)
	switch h.card.Method {
	case byBase:
		return "nothing did better than the base rate on later documents, so the probability is the base rate, the same for every text"
	case byWords:
		return "the words of the text did best on later documents"
	case byBoth:
		return fmt.Sprintf("how its concepts stand, with the words of the text at a weight of %g, did best on later documents", weight)
	case byMomentum:
		return "whether its concepts have been growing lately did best on later documents; " + alone
	case bySeason:
		return "what followed a year ago did best on later documents; " + alone
	}
	if weight == 0 {
		return "how its concepts stand did best on later documents; the words add nothing to it (" + alone + ")"
	}
	return fmt.Sprintf("how its concepts stand did best on later documents; words beside it, at the weight of %g that earlier ones asked for, did worse", weight)
}

// showHerald prints how a foreteller did.
func (a *App) showHerald(c *HeraldCard) error {
	v := &c.Validated
	var t table
	t.add("method", "AUC (90 %)", "Brier", "gain on base rate (90 %)", "log loss", "of the top tenth rose")
	for i := range v.Methods {
		m := &v.Methods[i]
		name := m.Method
		if name == c.Method {
			name += " *"
		}
		auc, gain := fmt.Sprintf("%.3f (%.2f to %.2f)", m.AUC, m.Skill.AUC.Low, m.Skill.AUC.High), fmt.Sprintf("%.1f %% (%.1f to %.1f)", 100*m.Skill.Gain, 100*m.Skill.Gained.Low, 100*m.Skill.Gained.High)
		if m.Method == byBase {
			auc, gain = "", "" // within a fold it does not tell texts apart
		}
		t.add(name, auc, fmt.Sprintf("%.4f", m.Brier), gain, fmt.Sprintf("%.4f", m.LogLoss), fmt.Sprintf("%.1f %%", 100*m.Top))
	}
	if err := t.write(a.Stdout); err != nil {
		return err
	}
	_, err := fmt.Fprintf(a.Stdout, "\na document heralds a rise when a concept it mentions then has %s\nvalidation: %s documents of %s to %s, %.1f %% of which herald a rise, on %d concepts; judged in %d stretches of time, each by what was settled before it\n* in use: %s\n%s",
		c.Rule.Text(), thousands(int64(v.Documents)), v.From, v.To, 100*float64(v.Rose)/float64(v.Documents), v.Concepts, v.Folds, c.Why, c.warning())
	return err
}

// warning says when the probability is not worth acting on; empty when it is.
func (c *HeraldCard) warning() string {
	switch {
	case c.Skill:
		return ""
	case c.Method == byBase:
		return "no skill: it tells no text from another\n"
	}
	return "no proven skill: on later documents it was not surely better than the base rate\n"
}
