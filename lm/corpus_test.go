package lm

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// What is held out is the latest, and no training window shows any of it.
func TestHeldOutTextsAreNeverTrainedOn(t *testing.T) {
	dev := device(t)
	texts := bilingual(400)
	for _, dated := range []bool{true, false} {
		all := slices.Clone(texts)
		// Repetitions of what will be held out, and in any order.
		all = append(all, all[390], all[17], all[399], Text{})
		slices.Reverse(all)
		if !dated {
			for i := range all {
				all[i].Time = time.Time{}
			}
		}
		s := divide(all)
		if s.byTime != dated {
			t.Fatalf("divided by time: %v", s.byTime)
		}
		if len(s.train)+len(s.held) != 400 || len(s.held) < 8 || len(s.held) > 40 {
			t.Fatalf("%d to train on, %d held out", len(s.train), len(s.held))
		}
		m := little(t, dev, s.train, 32)
		w, err := m.lessons(context.Background(), dev, &s, 0)
		if err != nil {
			t.Fatal(err)
		}
		w.begin()
		for step := 1; step <= w.train.units()/batchUnits+1; step++ {
			for k := range batchUnits {
				w.train.add(&w.lesson, w.at(step, k), nil)
			}
		}
		shown := m.Tokenizer.Decode(w.tokens) + m.Tokenizer.Decode(w.targets)
		if !strings.Contains(m.Tokenizer.Decode(w.train.words()), s.train[0]) {
			t.Fatal("the test sees no text at all")
		}
		for _, h := range s.held {
			// The sentences differ by their number alone, in the worst case.
			if strings.Contains(shown, h) {
				t.Errorf("%q is trained on", h)
			}
		}
	}
}

func TestDivide(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		days := rapid.SliceOfN(rapid.IntRange(0, 50), 1, 200).Draw(t, "days")
		dated := rapid.Bool().Draw(t, "dated")
		var texts []Text
		for _, d := range days {
			x := Text{Text: rapid.SampledFrom([]string{"coat", "风衣", "mule", "loafer", "半身裙", "tote", ""}).Draw(t, "text") + rapid.StringMatching("[ab]{0,3}").Draw(t, "tail")}
			if dated {
				x.Time = time.Date(2024, 1, 1+d, 0, 0, 0, 0, time.UTC)
			}
			texts = append(texts, x)
		}
		s := divide(texts)
		first := map[string]time.Time{}
		for _, x := range texts {
			if at, ok := first[x.Text]; x.Text != "" && (!ok || x.Time.Before(at)) {
				first[x.Text] = x.Time
			}
		}
		all := slices.Concat(s.train, s.held)
		slices.Sort(all)
		if len(slices.Compact(all)) != len(first) || len(s.train)+len(s.held) != len(first) {
			t.Fatalf("%d and %d texts of %d different ones", len(s.train), len(s.held), len(first))
		}
		var bytes int64
		for _, h := range s.held {
			bytes += int64(len(h))
			for _, x := range s.train {
				if dated && first[x].After(first[h]) {
					t.Fatalf("%q of %v is trained on, %q of %v held out", x, first[x], h, first[h])
				}
			}
		}
		if bytes != s.heldBytes || len(first) > 0 && dated != s.byTime {
			t.Fatalf("%d bytes, %v", s.heldBytes, s.byTime)
		}
	})
}

// Every pass shows every whole sequence once, in an order of its own.
func TestAPassShowsEverySequenceOnce(t *testing.T) {
	w := &lessons{train: stream{length: 4, tokens: make([]int32, 4*batchUnits*3+1)}, each: batchUnits, seed: 8}
	var passes [][]int
	for step := 1; step <= 6; step++ {
		if step%3 == 1 {
			passes = append(passes, nil)
		}
		for k := range batchUnits {
			passes[len(passes)-1] = append(passes[len(passes)-1], w.at(step, k))
		}
	}
	if slices.Equal(passes[0], passes[1]) {
		t.Error("both passes have the same order")
	}
	for _, p := range passes {
		slices.Sort(p)
		for i, v := range p {
			if i != v {
				t.Fatalf("sequence %d is missing", i)
			}
		}
	}
}

// What a model read before it was trained on goes into its dates, and where
// that is not known nothing is claimed: it guards against hindsight.
func TestDatesOfAModelThatGoesOn(t *testing.T) {
	day := func(y int) time.Time { return time.Date(y, 6, 1, 0, 0, 0, 0, time.UTC) }
	now := split{from: day(2018), to: day(2019), byTime: true}
	for _, c := range []struct {
		name     string
		before   *Card
		from, to time.Time
	}{
		{"a new one", nil, day(2018), day(2019)},
		{"read later texts", &Card{From: day(2020), To: day(2025)}, day(2018), day(2025)},
		{"read earlier texts", &Card{From: day(2010), To: day(2012)}, day(2010), day(2019)},
		{"not known", &Card{}, time.Time{}, time.Time{}},
	} {
		s, card := now, Card{}
		card.texts(&s, &stream{}, c.before)
		if !card.From.Equal(c.from) || !card.To.Equal(c.to) {
			t.Errorf("%s: %v to %v, want %v to %v", c.name, card.From, card.To, c.from, c.to)
		}
	}
}
