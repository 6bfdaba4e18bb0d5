package signal

import (
	"cmp"
	"slices"

	"hemline/series"
)

// Signals reads off what has been counted: one signal per scope and concept
// that was mentioned at least once there, ordered by scope as given to
// NewCounter, then by concept id. A period in which the scope has no document
// at all is missing (NaN) in every one of its series: nobody was listening.
func (c *Counter) Signals() []Signal {
	var out []Signal
	for _, s := range c.scopes {
		from := len(out)
		documents := padded(s.documents, c.periods)
		for n, cc := range s.concepts {
			if cc == nil {
				continue
			}
			sig := Signal{
				Concept: c.names[n], Scope: s.scope, Freq: c.freq, Start: c.start,
				Mentions: padded(cc.mentions, c.periods), Heat: padded(cc.heat, c.periods),
				Documents: documents,
			}
			for p, d := range documents {
				sig.Total += sig.Mentions[p]
				if d == 0 {
					sig.Mentions[p], sig.Heat[p] = series.Missing(), series.Missing()
				}
			}
			sig.Share = shares(sig.Mentions, documents, c.freq)
			sig.read()
			out = append(out, sig)
		}
		slices.SortFunc(out[from:], func(a, b Signal) int { return cmp.Compare(a.Concept, b.Concept) })
	}
	return out
}

// Documents is the number of distinct stories per period of the i-th scope,
// and the series they start at.
func (c *Counter) Documents(i int) series.Series {
	return series.Series{ID: c.scopes[i].scope.String(), Freq: c.freq, Start: c.start, Values: padded(c.scopes[i].documents, c.periods)}
}

// padded copies v, filled with zeros to n values.
func padded(v []float64, n int) []float64 {
	out := make([]float64, n)
	copy(out, v)
	return out
}
