package herald

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestJudgeIsScikitLearns(t *testing.T) {
	_, y, p := reference()
	var js []Judged
	for i := range p {
		js = append(js, Judged{P: p[i], Rose: y[i]})
	}
	m := Judge(js)
	for _, c := range []struct{ got, want float64 }{{m.AUC, 0.5651629072681704}, {m.Brier, 0.3}, {m.LogLoss, 0.8755657354317219}} {
		if math.Abs(c.got-c.want) > 1e-9 {
			t.Errorf("%.10f, want %.10f", c.got, c.want)
		}
	}
}

func TestTopTenthSharesTies(t *testing.T) {
	var js []Judged
	for i := range 20 {
		js = append(js, Judged{P: 0.1, Rose: i < 5})
	}
	if m := Judge(js); math.Abs(m.Top-0.25) > 1e-12 || m.AUC != 0.5 {
		t.Errorf("all alike: %+v, want the base rate", m)
	}
	js[19] = Judged{P: 0.9}
	if m := Judge(js); math.Abs(m.Top-(0+5./19)/2) > 1e-12 {
		t.Errorf("one above: %+v", m)
	}
	if m := Judge(nil); m != (Measure{}) {
		t.Errorf("of nothing: %+v", m)
	}
}

// A thousand texts on one lucky concept prove less than as many on a hundred.
func TestCompareDrawsClusters(t *testing.T) {
	build := func(clusters int) (js, base []Judged) {
		for i := range 1000 {
			c := i % clusters
			rose := c%4 == 0
			p := 0.2
			if rose {
				p = 0.4
			}
			if c%9 == 1 { // now and then it is wrong
				p = 0.6
			}
			js = append(js, Judged{P: p, Rose: rose, Cluster: fmt.Sprint(c)})
			base = append(base, Judged{P: 0.25, Rose: rose, Cluster: fmt.Sprint(c)})
		}
		return js, base
	}
	few, many := compareOf(build(12)), compareOf(build(200))
	width := func(s Skill) float64 { return s.Gained.High - s.Gained.Low }
	if width(few) < 2*width(many) {
		t.Errorf("interval of 12 clusters %v, of 200 %v", few.Gained, many.Gained)
	}
	for _, s := range []Skill{few, many} {
		if s.Gain < s.Gained.Low || s.Gain > s.Gained.High {
			t.Errorf("%+v", s)
		}
	}
	if again := compareOf(build(12)); again != few {
		t.Errorf("%+v, then %+v", few, again)
	}
	js, _ := build(12)
	if same := Compare(js, js, 1); same.Gain != 0 || same.Gained != (Interval{}) {
		t.Errorf("against itself: %+v", same)
	}
}

func compareOf(js, base []Judged) Skill { return Compare(js, base, 1) }

// Every text is in one bin, and the bins add up to all.
func TestBins(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var js []Judged
		rose := 0
		for range rapid.IntRange(0, 60).Draw(t, "n") {
			j := Judged{P: rapid.Float64Range(0, 1).Draw(t, "p"), Rose: rapid.Bool().Draw(t, "rose")}
			if j.Rose {
				rose++
			}
			js = append(js, j)
		}
		texts, risen := 0, 0.0
		for _, b := range Bins(js) {
			texts += b.Texts
			risen += b.Rose * float64(b.Texts)
			if b.Texts > 0 && (b.Mean < b.From || b.Mean > b.To) {
				t.Fatalf("%+v", b)
			}
		}
		if texts != len(js) || math.Abs(risen-float64(rose)) > 1e-6 {
			t.Fatalf("%d of %d texts, %g of %d rises", texts, len(js), risen, rose)
		}
	})
}
