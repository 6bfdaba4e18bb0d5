package app

import (
	"fmt"
	"math"
	"strings"
	"time"

	"hemline/signal/herald"
)

// choice is a way to judge.
type choice struct {
	method string
	weight float64 // of the words beside the standing, with byBoth
}

// choose picks the way with the least Brier score, which skill is measured by,
// on folds; the simpler of equals, and the base rate when there are none. A
// concept's record only stands beside: it says nothing of what has no past.
func choose(folds []*answers) choice {
	best, at := choice{byBase, 0}, math.Inf(1)
	for _, c := range []choice{
		{byBase, 0},
		{byMomentum, 0},
		{bySeason, 0},
		{byWords, 0},
		{byStanding, 0},
		{byBoth, 0.25},
		{byBoth, 0.5},
		{byBoth, 0.75},
		{byBoth, 1},
	} {
		js := judgedBy(folds, func(*answers) choice { return c })
		if score := herald.Judge(js).Brier; len(js) > 0 && score < at {
			best, at = c, score
		}
	}
	return best
}

// judgedBy lines up the answers over folds, in each of the way that by names.
func judgedBy(folds []*answers, by func(*answers) choice) []herald.Judged {
	var out []herald.Judged
	for _, f := range folds {
		c := by(f)
		for i, s := range f.stories {
			p := 0.0
			if c.method == byBoth {
				p = together(f.of[byStanding][i], f.of[byWords][i], f.base, c.weight)
			} else {
				p = f.of[c.method][i]
			}
			out = append(out, herald.Judged{P: p, Rose: s.Label == labelRise, Cluster: s.Concepts[0]})
		}
	}
	return out
}

// validate measures every way, and the choice among them, on later folds, and
// puts one in use. What that one is worth is what choosing so was worth: its own
// figures were seen by the choice.
func (h *foreteller) validate(folds []*answers, use choice) {
	v := &h.card.Validated
	v.Folds = len(folds)
	always := func(method string) []herald.Judged {
		return judgedBy(folds, func(*answers) choice { return choice{method, 0} })
	}
	base, chosen := always(byBase), judgedBy(folds, func(f *answers) choice { return f.choice })
	try := func(method string, js []herald.Judged) {
		v.Methods = append(v.Methods, HeraldTrial{method, herald.Judge(js), herald.Compare(js, base, heraldSeed)})
	}
	for _, m := range []string{byBase, byRecord, byMomentum, bySeason, byWords, byStanding} {
		try(m, always(m))
	}
	if use.method == byBoth {
		try(byBoth, judgedBy(folds, func(*answers) choice { return use }))
	}
	try(byChoice, chosen)
	h.card.Method, h.card.Words = use.method, use.weight
	h.card.Skill = use.method != byBase && v.trial(byChoice).Skill.Gained.Low > 0
	v.Bins = herald.Bins(chosen)
	h.card.Why = h.why()
	for _, f := range folds {
		v.Chosen = append(v.Chosen, f.choice.method)
	}
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
func (h *foreteller) why() string {
	alone := fmt.Sprintf("; the words of the text alone: AUC %.2f", h.card.Validated.trial(byWords).AUC)
	switch h.card.Method {
	case byBase:
		return "nothing did better than the base rate on documents later than what it learnt from, so the probability is the base rate, the same for every text"
	case byWords:
		return "the words of the text did best on later documents"
	case byBoth:
		return fmt.Sprintf("how its concepts stand, with the words of the text at a weight of %g, did best on later documents", h.card.Words)
	case byMomentum:
		return "whether its concepts have been growing lately did best on later documents" + alone
	case bySeason:
		return "what followed a year ago did best on later documents" + alone
	}
	return "how its concepts stand did best on later documents" + alone
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
	_, err := fmt.Fprintf(a.Stdout, "\na document heralds a rise when a concept it mentions then has %s\nvalidation: %s documents of %s to %s, %.1f %% of which herald a rise, on %d concepts; judged in %d stretches of time, each by what was settled before it\n* in use: %s\nchoice: what had done best on all that was settled before (%s); what is in use is worth that, since it was chosen on the documents of the other rows\n%s",
		c.Rule.Text(), thousands(int64(v.Documents)), v.From, v.To, 100*float64(v.Rose)/float64(v.Documents), v.Concepts, v.Folds, c.Why, strings.Join(v.Chosen, ", "), c.warning())
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
	return "no proven skill: on later documents, choosing so was not surely better than the base rate\n"
}
