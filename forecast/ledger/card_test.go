package ledger

import (
	"fmt"
	"math"
	"testing"
	"time"

	"hemline/forecast"
	"hemline/forecast/backtest"
	"hemline/series"
)

// Intervals of statsmodels 0.15, proportion_confint(k, n, method="wilson").
func TestWilson(t *testing.T) {
	for _, c := range []struct {
		k, n      int
		low, high float64
	}{
		{8, 10, 0.4901624715, 0.9433178485},
		{0, 10, 0, 0.2775327999},
		{10, 10, 0.7224672001, 1},
		{50, 100, 0.4038315303, 0.5961684696},
	} {
		low, high := wilson(float64(c.k)/float64(c.n), c.n)
		if math.Abs(low-c.low) > 1e-9 || math.Abs(high-c.high) > 1e-9 {
			t.Errorf("%d of %d: %.10f to %.10f, want %.10f to %.10f", c.k, c.n, low, high, c.low, c.high)
		}
	}
	if low, high := wilson(math.NaN(), 0); low != 0 || high != 1 {
		t.Errorf("without a trial: %v to %v", low, high)
	}
}

// made is a call from a month of 2024 on with its outcome.
func made(t *testing.T, id, kind string, month time.Month, v forecast.Verdict, p float64, hit bool) Entry {
	t.Helper()
	c := sampleCall(t, id)
	c.Kind, c.Verdict, c.Probability = kind, v, backtest.Number(p)
	c.Origin = date(2024, month, 1)
	c.Published = c.Origin.AddDate(0, 0, 4)
	c.Data = hashOf(fmt.Append(nil, id, month))
	s := Score{AsOf: c.Due(), Final: true, Actual: numbers([]float64{3, 3, 3}), Figures: Figures{Known: 3, Inside: 2, MASE: 1, Naive: 2, Pinball: 0.3, Came: v, Hit: hit}}
	if !hit {
		s.Came = forecast.Flat
	}
	return Entry{Call: c, Scores: []Score{s}}
}

func TestIndependent(t *testing.T) {
	var entries []Entry
	for m := time.January; m <= time.July; m++ { // three months each: Jan, Apr, Jul
		entries = append(entries, made(t, "colour/red", "colour", m, forecast.Rise, 0.7, true))
	}
	if n := independent(entries); n != 3 {
		t.Errorf("%d independent calls, want 3", n)
	}
	twin := made(t, "colour/scarlet", "colour", time.July, forecast.Rise, 0.7, true)
	twin.Call.Data = entries[6].Call.Data
	if n := independent(append(entries, twin)); n != 3 {
		t.Errorf("%d with the same values under another name, want 3", n)
	}
	other := made(t, "colour/red", "colour", time.July, forecast.Rise, 0.7, true)
	other.Call.Scope.Market, other.Call.Data = "cn", hashOf(nil)
	if n := independent(append(entries, other)); n != 4 {
		t.Errorf("%d with another market, want 4", n)
	}
}

func TestPast(t *testing.T) {
	l := &Ledger{}
	for i := range MinIndependent - 1 {
		l.Entries = append(l.Entries, made(t, name(i), "style", time.January, forecast.Rise, 0.7, i%3 != 0))
	}
	past := func(kind string, until time.Time) (Rate, bool, bool) {
		return l.Past(forecast.Rise, kind, series.Month, 3, until)
	}
	if r, _, ok := past("style", time.Time{}); ok {
		t.Errorf("a rate of %d calls: %+v", MinIndependent-1, r)
	}
	late := made(t, "colour/red", "colour", time.January, forecast.Rise, 0.7, true)
	late.Call.Published = date(2024, 2, 1)
	l.Entries = append(l.Entries, late, made(t, "colour/blue", "colour", time.January, forecast.Fall, 0.7, true))
	r, ofKind, ok := past("style", time.Time{})
	if !ok || ofKind || r.Calls != 10 || r.Hits != 7 || r.Independent != 10 || r.Afterwards != 1 || !(r.Low > 0.39 && r.High < 0.9) {
		t.Errorf("of all kinds: %v %v %+v", ok, ofKind, r)
	}
	l.Entries = append(l.Entries, made(t, "style/x", "style", time.May, forecast.Rise, 0.7, true))
	if r, ofKind, ok = past("style", time.Time{}); !ok || !ofKind || r.Calls != 10 {
		t.Errorf("of the kind: %v %v %+v", ok, ofKind, r)
	}
	if _, _, ok := past("style", date(2024, 3, 31)); ok {
		t.Error("a rate from scores that were not known yet")
	}
	if _, _, ok := l.Past(forecast.Rise, "style", series.Month, 12, time.Time{}); ok {
		t.Error("a rate of calls of another horizon")
	}
}

func TestCard(t *testing.T) {
	open := Entry{Call: sampleCall(t, "colour/green"), Scores: []Score{{Actual: numbers([]float64{3.1})}}}
	blind := made(t, "colour/grey", "colour", time.January, forecast.Rise, 0.9, true)
	blind.Scores[0].Came, blind.Scores[0].Actual = "", numbers([]float64{math.NaN(), math.NaN(), math.NaN()})
	late := made(t, "style/a", "style", time.April, forecast.Fall, 0.9, false)
	late.Call.Published = date(2024, 12, 1)
	l := &Ledger{Entries: []Entry{
		made(t, "colour/red", "colour", time.January, forecast.Rise, 0.8, true),
		made(t, "colour/blue", "colour", time.January, forecast.Rise, 0.6, false),
		late, open, blind,
	}}
	for i := range l.Entries {
		l.Entries[i].Line = i + 1
	}
	l.Entries[0].Scores[0].MASE = backtest.Number(math.NaN()) // of no scale
	c := l.Report(FirstKnown, time.Time{}, 10)
	if c.Calls != 5 || c.Scored != 3 || c.Open != 1 || c.Unknown != 1 || c.Revised != 0 {
		t.Errorf("%+v", c)
	}
	if len(c.Misses) != 2 || c.Misses[0].Line != 3 || c.Misses[0].Ahead || c.Misses[1].Line != 2 || !c.Misses[1].Ahead || c.Misses[1].Mean != 3 {
		t.Errorf("misses %+v", c.Misses)
	}
	var got []string
	for _, r := range c.Rows {
		got = append(got, fmt.Sprintf("%s %s %d/%d", r.By, r.Name, r.Hits, r.Calls))
	}
	want := []string{
		"all all 1/3", "entered afterwards 0/1", "entered ahead 1/2", "verdict fall 0/1", "verdict rise 1/2",
		"kind colour 1/2", "kind style 0/1", "scope all/all/all 1/3", "horizon 3 x month 1/3",
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("rows\n%q, want\n%q", got, want)
	}
	all := c.Rows[0]
	near(t, "Brier", all.Brier, (0.2*0.2+0.6*0.6+0.9*0.9)/3)
	near(t, "coverage", all.Coverage, 6.0/9)
	near(t, "MASE", all.MASE, 1)
	near(t, "seasonal naive's", all.Naive, 2)
	if len(c.Steps) != 3 || c.Steps[0].Values != 4 || c.Steps[1].Values != 3 || c.Steps[2].From != 3 {
		t.Errorf("steps %+v", c.Steps)
	}
	if c = l.Report(FirstKnown, time.Time{}, 0); len(c.Misses) != 0 || c.Scored != 3 {
		t.Errorf("without misses: %+v", c)
	}
	if c = l.Report(FirstKnown, date(2024, 4, 1), 9); c.Scored != 2 {
		t.Errorf("as of April %d are scored, want 2", c.Scored)
	}
}
