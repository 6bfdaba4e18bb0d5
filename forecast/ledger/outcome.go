package ledger

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"hemline/forecast"
	"hemline/series"
)

// Vintage says from which data a call is judged.
type Vintage int

// FirstKnown is the data of the first score after the last period had passed;
// AsRevised that of the latest score.
const (
	FirstKnown Vintage = iota
	AsRevised
)

// Outcome is the final score of a call that counts, known at or before an
// instant (zero: now); false while there is none, or when nothing is known of
// what came.
func (e *Entry) Outcome(v Vintage, until time.Time) (Score, bool) {
	var found Score
	for _, s := range e.Scores {
		if !s.Final || s.Came == "" || !until.IsZero() && s.AsOf.After(until) {
			continue
		}
		if found = s; v == FirstKnown {
			break
		}
	}
	return found, found.Came != ""
}

// MinIndependent is how many independent calls a hit rate needs to be shown
// beside a new one: with ten the 95 % interval of a half is still 0.24 to 0.76.
const MinIndependent = 10

// Rate is a hit rate with what it stands on.
type Rate struct {
	Calls       int
	Hits        int
	Independent int     // of Calls, those of which no two of one series look at the same periods
	Low, High   float64 // 95 % interval of the rate (Wilson 1927), of that many calls
	Afterwards  int     // of Calls, those entered when their first period was over
}

// Past is the hit rate of the calls like one: the same verdict, period and
// horizon, of the same kind when there are enough of them (true), else of all
// kinds. It is false with fewer than MinIndependent. Only what was scored as of
// until or before counts.
func (l *Ledger) Past(v forecast.Verdict, kind string, freq series.Freq, horizon int, until time.Time) (rate Rate, ofKind, ok bool) {
	var all, same []Entry
	for i := range l.Entries {
		e := &l.Entries[i]
		if e.Call.Verdict != v || e.Call.Freq != freq || e.Call.Horizon() != horizon {
			continue
		}
		if _, ok := e.Outcome(FirstKnown, until); ok {
			all = append(all, *e)
			if e.Call.Kind == kind {
				same = append(same, *e)
			}
		}
	}
	if independent(same) >= MinIndependent {
		return rateOf(same, FirstKnown, until), true, true
	}
	if independent(all) >= MinIndependent {
		return rateOf(all, FirstKnown, until), false, true
	}
	return Rate{}, false, false
}

// rateOf is the hit rate of entries that have an outcome.
func rateOf(entries []Entry, v Vintage, until time.Time) Rate {
	r := Rate{Calls: len(entries), Independent: independent(entries)}
	for i := range entries {
		if s, _ := entries[i].Outcome(v, until); s.Hit {
			r.Hits++
		}
		if !entries[i].Call.Ahead() {
			r.Afterwards++
		}
	}
	r.Low, r.High = wilson(float64(r.Hits)/float64(r.Calls), r.Independent)
	return r
}

// independent counts, series by series, the most calls of which no two look at
// the same periods: calls made a month apart for the same year are nearly one.
// Calls made from the very same values (what only jeans say of denim) are one.
func independent(entries []Entry) int {
	type span struct {
		of, data string
		from, to time.Time
	}
	seen := map[span]bool{}
	var spans []span
	for i := range entries {
		c := &entries[i].Call
		s := span{data: c.Data, from: c.Origin, to: c.Due()}
		if seen[s] {
			continue
		}
		seen[s] = true
		s.of = fmt.Sprintf("%q %q %s", c.Series, c.Scope, c.Freq)
		spans = append(spans, s)
	}
	// The one that ends first leaves most room for others.
	slices.SortFunc(spans, func(a, b span) int {
		return cmp.Or(cmp.Compare(a.of, b.of), a.to.Compare(b.to), a.from.Compare(b.from))
	})
	n, last := 0, span{}
	for _, s := range spans {
		if s.of != last.of || !s.from.Before(last.to) {
			n++
			last = s
		}
	}
	return n
}

// wilson is the 95 % score interval of a rate p seen in n independent trials
// (Wilson 1927, "Probable inference, the law of succession, and statistical
// inference"); all of [0,1] without any.
func wilson(p float64, n int) (low, high float64) {
	const z = 1.959963984540054 // 97.5 % quantile of the standard normal
	if n == 0 {
		return 0, 1
	}
	m := float64(n)
	centre := (p + z*z/(2*m)) / (1 + z*z/m)
	half := z / (1 + z*z/m) * math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	return max(0, centre-half), min(1, centre+half)
}
