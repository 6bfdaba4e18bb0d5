package app

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"hemline/internal/wholefile"
	"hemline/signal"
)

// predictFile writes a line of JSON for each row of a file, in order.
func (a *App) predictFile(ctx context.Context, s *seer, o PredictOptions) error {
	write := func(w io.Writer) error {
		out := bufio.NewWriter(w)
		enc := json.NewEncoder(out)
		enc.SetEscapeHTML(false)
		var left skipped
		err := a.readTexts(ctx, o.Data, func(r textRow) error {
			if r.Problem != "" {
				left.add(r.Row, r.Problem)
			}
			p, err := s.predict(ctx, r.Text, o.Neighbours)
			if err != nil {
				return err
			}
			p.Row = r.Row
			if p.Herald != nil {
				p.Herald.Validated.Methods, p.Herald.Validated.Chosen, p.Herald.Validated.Bins = nil, nil, nil // the same in every line; see the card
			}
			return enc.Encode(p)
		})
		if err != nil {
			return err
		}
		if left.rows > 0 {
			a.say("%s rows have no text (%s)", thousands(int64(left.rows)), left.first)
		}
		return out.Flush()
	}
	if o.Out == "-" || o.Out == "" {
		return write(a.Stdout)
	}
	return wholefile.Write(o.Out, write)
}

// showPrediction prints a prediction for a person.
func (a *App) showPrediction(s *seer, p *Prediction) error {
	out := bufio.NewWriter(a.Stdout)
	fmt.Fprintf(out, "as of       %s\n", p.AsOf)
	about := "not about the domain"
	if p.Relevance.Relevant {
		about = "about the domain"
	}
	fmt.Fprintf(out, "relevance   %s (score %.2f, %s)\n", about, p.Relevance.Score, p.Relevance.Judge)
	rule := s.past.rule
	if len(p.Concepts) > 0 {
		fmt.Fprintln(out)
		var t table
		span := fmt.Sprintf("%d %ss", rule.Periods, rule.freq)
		t.add("CONCEPT", "中文", "STAGE", "VS YEAR AGO", "MENTIONS IN "+span, "THEIR LATER HALF", "NEXT "+span+", LAST YEAR", "RISES")
		for _, c := range p.Concepts {
			rises := "-"
			if c.Rise != nil {
				rises = fmt.Sprintf("%.0f%%", 100**c.Rise)
			}
			stage := c.Stage
			if stage == "" {
				stage = "new"
			}
			t.add(c.Labels["en"], c.Labels["zh"], stage, relative(c.Growth), fmt.Sprintf("%.0f", c.Mentions), relative(c.Lately), relative(c.Season), rises)
		}
		if err := t.write(out); err != nil {
			return err
		}
	}
	fmt.Fprintln(out)
	if p.Herald == nil {
		fmt.Fprintf(out, "heralds     nothing to say: %s\n", p.Problem)
	} else {
		s.showRise(out, p)
	}
	if len(p.Neighbours) > 0 {
		fmt.Fprintf(out, "\nnearest past stories, by %s\n", p.By)
		var t table
		for _, n := range p.Neighbours {
			became := n.Label
			if n.Label == labelRise {
				became = "rise of " + s.names(n.Rising)
			}
			t.add("  "+n.Date.Format(time.DateOnly), fmt.Sprintf("%.2f", n.Score), clip(strings.Join(strings.Fields(n.Text), " "), 120), became)
		}
		if err := t.write(out); err != nil {
			return err
		}
	}
	return out.Flush()
}

// showRise prints the probability, and never without what it is worth.
func (s *seer) showRise(out io.Writer, p *Prediction) {
	r, v := p.Herald, &p.Herald.Validated
	trial := v.trial(byChoice)
	likeliest := ""
	if c := p.likeliest(); c != nil && len(p.Concepts) > 1 {
		likeliest = fmt.Sprintf(", most likely %s,", s.names([]string{c.Concept}))
	}
	caution := ""
	switch {
	case r.Method == byBase:
		caution = " (no skill)"
	case !r.Skill:
		caution = " (no proven skill)"
	}
	fmt.Fprintf(out, "heralds     %.0f %%%s that something in it%s then has %s (base rate %.0f %%)\n", 100*r.Probability, caution, likeliest, r.Rule.Text(), 100*r.BaseRate)
	if c := p.likeliest(); c != nil && c.Stage == string(signal.Seasonal) {
		fmt.Fprintf(out, "            %s has its season every year: such a rise is no trend\n", s.names([]string{c.Concept}))
	}
	judged := fmt.Sprintf("on %s documents later than what it learnt from (%s to %s, %.0f %% rose)",
		thousands(int64(v.Documents)), v.From, v.To, 100*float64(v.Rose)/float64(max(v.Documents, 1)))
	if r.Method == byBase {
		fmt.Fprintf(out, "worth       %s nothing did better than the same for every text\n", judged)
	} else {
		fmt.Fprintf(out, "worth       %s, each judged by what had done best before it: AUC %.2f (90 %%: %.2f to %.2f), Brier %.4f against the base rate's %.4f (90 %%: %s to %s)\n",
			judged, trial.AUC, trial.Skill.AUC.Low, trial.Skill.AUC.High, trial.Brier, v.trial(byBase).Brier, better(trial.Skill.Gained.Low), better(trial.Skill.Gained.High))
	}
	if r.Like.Texts > 0 && r.Method != byBase {
		fmt.Fprintf(out, "            of the %s of them given %.0f to %.0f %%, %.0f %% rose\n", thousands(int64(r.Like.Texts)), 100*r.Like.From, 100*r.Like.To, 100*r.Like.Rose)
	}
	if r.Method != byBase {
		fmt.Fprintf(out, "why         %s\n", r.Why)
	}
}

// better writes a relative gain.
func better(gain float64) string {
	if gain < 0 {
		return fmt.Sprintf("%.1f %% worse", -100*gain)
	}
	return fmt.Sprintf("%.1f %% better", 100*gain)
}

// likeliest is the concept with the largest probability of its own; nil when
// the method gives concepts none.
func (p *Prediction) likeliest() *PredictedConcept {
	var best *PredictedConcept
	for i := range p.Concepts {
		if c := &p.Concepts[i]; c.Rise != nil && (best == nil || *c.Rise > *best.Rise) {
			best = c
		}
	}
	return best
}

// names are the concepts' labels.
func (s *seer) names(ids []string) string {
	var out []string
	for _, id := range ids {
		name := id
		if c := s.w.pack.Concept(id); c != nil {
			name = c.Labels["en"]
		}
		out = append(out, name)
	}
	return strings.Join(out, ", ")
}

// relative writes a relative change, "-" when it is not known.
func relative(v *float64) string {
	if v == nil {
		return "-"
	}
	return percent(*v)
}
