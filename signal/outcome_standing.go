package signal

import "math"

// Standing is how a concept stood just before a period, by what was known by
// then: how much it was talked about over the rule's Periods before, and how
// that compares with other times. What compares is the logarithm of the other
// share over this one, 0 when there is nothing to compare with.
type Standing struct {
	Mentions float64 // over the Periods before
	Share    float64 // mentions per 10,000 documents over them
	Recent   float64 // the later half of them
	Year     float64 // the last year
	Season   float64 // the Periods to come, as they were a year ago (or as many years as they last)
}

// Standings gives the standing before each period of a signal and, last,
// before the period that follows it. A share of few mentions is drawn towards
// the concept's share so far, as if that had been seen once more (the mean of a
// gamma posterior of shape 1).
func (r OutcomeRule) Standings(s *Signal) []Standing {
	out := make([]Standing, len(s.Mentions)+1)
	mentions, documents := sums(s.Mentions), sums(s.Documents)
	year := s.Freq.PerYear()
	back := year * ((r.Periods + year - 1) / year)
	for p := range out {
		ever := (mentions[p] + 1) / (documents[p] + 1)
		rate := func(from, to int) float64 {
			from = max(from, 0)
			return (mentions[to] - mentions[from] + 1) / (documents[to] - documents[from] + 1/ever)
		}
		from := max(p-r.Periods, 0)
		now := rate(from, p)
		st := Standing{
			Mentions: mentions[p] - mentions[from],
			Share:    1e4 * (mentions[p] - mentions[from]) / max(documents[p]-documents[from], 1),
			Recent:   math.Log(rate(p-r.Periods/2, p) / now),
		}
		if p >= year {
			st.Year = math.Log(rate(p-year, p) / now)
		}
		// What follows period p begins at p+1; of that time years ago, too, only
		// what was over before p counts.
		if ago := p + 1 - back; ago >= 0 {
			if to := min(ago+r.Periods, p); documents[to] > documents[ago] {
				st.Season = math.Log(rate(ago, to) / now)
			}
		}
		out[p] = st
	}
	return out
}
