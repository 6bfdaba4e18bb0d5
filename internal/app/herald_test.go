package app

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"hemline/series"
	"hemline/signal"
	"hemline/signal/herald"
)

func TestHeraldIsKeptAndMadeAnew(t *testing.T) {
	dir := fadShop(t, fadWeeks, "")
	_, first := predictJSON(t, PredictOptions{Workspace: dir, Text: "polka dots"})
	card := filepath.Join(dir, "models", "herald", heraldCardName)
	before, err := os.Stat(card)
	if err != nil {
		t.Fatal(err)
	}
	_, again := predictJSON(t, PredictOptions{Workspace: dir, Text: "polka dots"})
	if after, err := os.Stat(card); err != nil || !after.ModTime().Equal(before.ModTime()) || !bytes.Equal(first, again) {
		t.Errorf("not kept: %v", err)
	}
	// A rule that was trained with is kept.
	a, _ := quiet(t)
	o := DefaultOutcome()
	o.Workspace, o.Train, o.Horizon = dir, true, 13
	if err := a.LabelOutcomes(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	p, want := predictJSON(t, PredictOptions{Workspace: dir, Text: "polka dots"})
	if p.Herald.Rule.Horizon != 13 {
		t.Errorf("trained for 13 weeks, answers for %d", p.Herald.Rule.Horizon)
	}
	// So it is when the card is damaged behind the rule, or of another format,
	// and then it is said.
	whole, err := os.ReadFile(card)
	if err != nil {
		t.Fatal(err)
	}
	damaged := map[string][]byte{
		"cut short":      whole[:bytes.Index(whole, []byte(`"documents"`))],
		"another format": bytes.Replace(whole, []byte(`"format": 2`), []byte(`"format": 1`), 1),
		"no method":      bytes.Replace(whole, []byte(`"method": "`), []byte(`"method": "un`), 1),
	}
	for name, raw := range damaged {
		if bytes.Equal(raw, whole) {
			t.Fatalf("%s: it is whole", name)
		}
		if err := os.WriteFile(card, raw, 0o644); err != nil {
			t.Fatal(err)
		}
		a, out := quiet(t)
		var said bytes.Buffer
		a.Stderr = &said
		if err := a.Predict(t.Context(), PredictOptions{Workspace: dir, Text: "polka dots", JSON: true}); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !bytes.Equal(out.Bytes(), want) {
			t.Errorf("%s: another answer\n%s\nwas\n%s", name, out, want)
		}
		if !strings.Contains(said.String(), card) || !strings.Contains(said.String(), "trained anew by its rule, at least 2 times its share in the 13 weeks after") {
			t.Errorf("%s: it says %s", name, said.String())
		}
	}
	// Where not even the rule can be read, no other is put in its place.
	for _, raw := range []string{"", "{broken", `[{"rule":{"period":"week","horizon":13,"factor":2,"least":10}}]`, `{"format":2,"rule":{"period":"week","horizon":0}}`} {
		if err := os.WriteFile(card, []byte(raw), 0o644); err != nil {
			t.Fatal(err)
		}
		err := a.Predict(t.Context(), PredictOptions{Workspace: dir, Text: "polka dots"})
		if err == nil || !strings.Contains(err.Error(), card) || !strings.Contains(err.Error(), "label --from-outcome --train") {
			t.Errorf("of the card %q: %v", raw, err)
		}
		if left, err := os.ReadFile(card); err != nil || string(left) != raw {
			t.Errorf("the card %q was written over", raw)
		}
	}
}

// Both ways to train work on as many threads as the settings say.
func TestHeraldTrainsOnTheWorkersAsked(t *testing.T) {
	dir := fadShop(t, fadWeeks, "")
	if err := os.WriteFile(filepath.Join(dir, "hemline.yaml"), []byte("workers: 7\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	a, _ := quiet(t)
	seen := &helperCount{}
	a.Stderr = seen
	o := DefaultOutcome()
	o.Workspace, o.Train = dir, true
	if err := a.LabelOutcomes(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	if seen.most != 6 {
		t.Errorf("%d helpers beside the first of 7 workers", seen.most)
	}
}

// helperCount looks, whenever something is said, how many helpers a device has.
type helperCount struct{ most int }

func (h *helperCount) Write(p []byte) (int, error) {
	stacks := make([]byte, 1<<20)
	stacks = stacks[:runtime.Stack(stacks, true)]
	h.most = max(h.most, bytes.Count(stacks, []byte("created by hemline/neural/kernel.newPool")))
	return len(p), nil
}

// The same days are known to every command, in the periods of the workspace.
func TestTheWindowOfEveryPeriod(t *testing.T) {
	dir := fadShop(t, 60, "") // to Saturday, 29 February 2020
	a, _ := quiet(t)
	w, err := a.openWorkspace(t.Context(), dir, nil, reading)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	stats, err := w.store.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	first, last := stats.First.Format(time.DateOnly), stats.Last.Format(time.DateOnly)
	before := stats.First.AddDate(0, 0, -1).Format(time.DateOnly)
	for _, c := range []struct {
		period    series.Freq
		end, late string // the last day that is taken, the first that is not
	}{
		{series.Day, "2020-03-01", "2020-03-02"},
		{series.Week, "2020-03-08", "2020-03-09"},
		{series.Month, "2020-03-31", "2020-04-01"},
	} {
		w.cfg.Period = c.period
		for _, day := range []string{"", first, last, c.end, c.late, before} {
			var asked time.Time
			if day != "" {
				if asked, err = ParseDay(day); err != nil {
					t.Fatal(err)
				}
			}
			_, until, err := w.window(t.Context(), asked)
			same, sameErr := w.asOf(t.Context(), day)
			if !same.Equal(until) || fmt.Sprint(err) != fmt.Sprint(sameErr) {
				t.Errorf("%s, as of %q: %v (%v), and of outcomes %v (%v)", c.period, day, until, err, same, sameErr)
			}
			want := asked
			if day == "" {
				want = stats.Last.Truncate(24*time.Hour).AddDate(0, 0, 1)
			}
			var u *UsageError
			switch day {
			case c.late:
				if !errors.As(err, &u) || !strings.Contains(err.Error(), "nothing is known as of "+day) {
					t.Errorf("%s, as of %s: %v", c.period, day, err)
				}
			case before:
				if err == nil || !strings.Contains(err.Error(), "no documents of "+day+" or before") {
					t.Errorf("%s, as of %s: %v", c.period, day, err)
				}
			default:
				if err != nil || !until.Equal(want) {
					t.Errorf("%s, as of %q: %v, %v, want %v", c.period, day, until, err, want)
				}
			}
		}
	}
}

// Before each fold the way to judge is chosen by what was settled when it began:
// turning all later outcomes around changes no choice for it.
func TestChoiceSeesNothingLater(t *testing.T) {
	fold := func(from int) *answers {
		f := &answers{fold: herald.Fold{From: from, To: from + 4}, base: 0.5, of: map[string][]float64{}}
		for i := range 8 {
			rose := i%2 == 0
			s := &labelled{Label: labelNone, Concepts: []string{fmt.Sprint(i)}, period: from + i/2}
			right := 0.1
			if rose {
				s.Label, right = labelRise, 0.9
			}
			f.stories = append(f.stories, s)
			for _, m := range []string{byBase, byRecord, byWords, byStanding} {
				f.of[m] = append(f.of[m], 0.5)
			}
			// Momentum is right in the first half of the time, season in the other.
			if from < 16 {
				f.of[byMomentum], f.of[bySeason] = append(f.of[byMomentum], right), append(f.of[bySeason], 1-right)
			} else {
				f.of[byMomentum], f.of[bySeason] = append(f.of[byMomentum], 1-right), append(f.of[bySeason], right)
			}
		}
		return f
	}
	l := &lesson{past: &past{rule: outcomeRule{OutcomeRule: signal.OutcomeRule{Periods: 4}}}}
	var judged []*answers
	for from := 8; from < 24; from += 4 {
		f := fold(from)
		f.choice = choose(l.settled(judged, f.fold))
		judged = append(judged, f)
	}
	var got []string
	for _, f := range judged {
		got = append(got, f.choice.method)
	}
	if want := []string{byBase, byBase, byMomentum, byMomentum}; !slices.Equal(got, want) {
		t.Errorf("chosen %q, want %q", got, want)
	}
	h := &foreteller{}
	h.validate(judged[2:], choice{bySeason, 0})
	v := &h.card.Validated
	// In hindsight season is as good as can be; what chose momentum was not.
	if s := v.trial(bySeason).Skill; s.Gain < 0.9 {
		t.Errorf("season gains %+v", s)
	}
	if s := v.trial(byChoice).Skill; s.Gain > 0 || h.card.Skill {
		t.Errorf("the choice gains %+v, skill %v", s, h.card.Skill)
	}
	if !slices.Equal(v.Chosen, []string{byMomentum, byMomentum}) || v.Folds != 2 || v.Bins[len(v.Bins)-1].Rose != 0 {
		t.Errorf("%+v", v)
	}
	if choose(nil) != (choice{byBase, 0}) {
		t.Error("chosen by nothing")
	}
}

func FuzzHeraldCard(f *testing.F) {
	c := HeraldCard{Format: heraldFormat, Rule: HeraldRule{"week", 26, 2, 10}, Method: byStanding, BaseRate: 0.1}
	c.Standing.Names = herald.Whole().Names
	c.Validated.Methods = []HeraldTrial{{Method: byBase}, {Method: byStanding}, {Method: byChoice}}
	for range c.Standing.Names {
		c.Standing.Mean, c.Standing.Scale, c.Standing.Weight = append(c.Standing.Mean, 0), append(c.Standing.Scale, 1), append(c.Standing.Weight, 1)
	}
	raw, err := json.Marshal(c)
	if err != nil {
		f.Fatal(err)
	}
	if _, err := parseHeraldCard(raw); err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Fuzz(func(t *testing.T, raw []byte) {
		c, err := parseHeraldCard(raw)
		if err != nil {
			if r := ruleIn(raw); r != nil && !(r.Horizon > 0 && r.Factor > 1) {
				t.Fatalf("the rule of a broken card is %+v", r)
			}
			return
		}
		h := &foreteller{card: *c}
		p := &past{}
		if v := h.probability([]signal.Standing{p.standing("x", 0)}, 0.5); math.IsNaN(v) || v < 0 || v > 1 {
			t.Fatalf("a probability of %g", v)
		}
		var a App
		a.Stdout = &bytes.Buffer{}
		if err := a.showHerald(c); err != nil {
			t.Fatal(err)
		}
	})
}
