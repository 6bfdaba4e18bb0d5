package signal

import "math"

// Outcome is what became of a concept after a period.
type Outcome int

// The outcomes. Unknown: too little was heard before or after, or the time
// after is not over yet.
const (
	Unknown Outcome = iota
	Stayed
	Rose
)

// OutcomeRule says when a concept has risen: its share of voice over the
// Periods after a period is at least Factor times the share over the Periods
// up to and including it, and it is mentioned at least Least times after.
type OutcomeRule struct {
	Periods int
	Factor  float64
	Least   float64
}

// Outcomes judges every period of a signal, by the mentions and documents of
// the signal alone: what lies beyond its end cannot be seen.
func (r OutcomeRule) Outcomes(s *Signal) []Outcome {
	out := make([]Outcome, len(s.Mentions))
	mentions, documents, heard := sums(s.Mentions), sums(s.Documents), make([]float64, len(s.Mentions)+1)
	for i, m := range s.Mentions {
		heard[i+1] = heard[i]
		if !math.IsNaN(m) {
			heard[i+1]++
		}
	}
	for p := range out {
		from, now, to := p+1-r.Periods, p+1, p+1+r.Periods
		if from < 0 || to > len(out) {
			continue
		}
		enough := float64(r.Periods) / 2
		if heard[now]-heard[from] < enough || heard[to]-heard[now] < enough {
			continue
		}
		before := (mentions[now] - mentions[from]) / max(documents[now]-documents[from], 1)
		after := mentions[to] - mentions[now]
		out[p] = Stayed
		if after >= r.Least && after/max(documents[to]-documents[now], 1) >= r.Factor*before {
			out[p] = Rose
		}
	}
	return out
}

// sums are the running sums of v, a missing value adding nothing.
func sums(v []float64) []float64 {
	out := make([]float64, len(v)+1)
	for i, x := range v {
		out[i+1] = out[i]
		if !math.IsNaN(x) {
			out[i+1] += x
		}
	}
	return out
}
