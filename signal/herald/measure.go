package herald

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
)

// Judged is a past text that was given a probability by what was known before
// it.
type Judged struct {
	P       float64
	Rose    bool
	Cluster string // texts of a cluster share their fate: see Interval
}

// Measure says how right probabilities were. The zero value is of no texts.
type Measure struct {
	Mean    float64 `json:"mean"` // of the probabilities
	AUC     float64 `json:"auc"`  // chance that a text that heralds a rise is put above one that does not
	Brier   float64 `json:"brier"`
	LogLoss float64 `json:"log_loss"`  // nats
	Top     float64 `json:"top_tenth"` // part of the tenth with the largest probabilities that rose
}

// Judge measures probabilities. AUC is 0.5 when all texts have the same
// outcome.
func Judge(js []Judged) Measure {
	n := float64(len(js))
	if n == 0 {
		return Measure{}
	}
	var m Measure
	order := make([]int, len(js))
	for i, j := range js {
		order[i] = i
		m.Mean += j.P / n
		truth := 0.0
		if j.Rose {
			truth = 1
		}
		m.Brier += (j.P - truth) * (j.P - truth) / n
		p := min(max(j.P, 1e-4), 1-1e-4) // as LogOdds
		m.LogLoss -= (truth*math.Log(p) + (1-truth)*math.Log(1-p)) / n
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(js[b].P, js[a].P) })
	m.AUC, m.Top = curve(js, order, func(int) float64 { return 1 })
	return m
}

// Interval is a measure's likely range.
type Interval struct {
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// Skill compares probabilities with others of the same texts.
type Skill struct {
	AUC    Interval `json:"auc"`
	Gain   float64  `json:"gain"` // 1 - Brier / Brier of the others
	Gained Interval `json:"gained"`
}

// draws of the bootstrap: enough for a 5 % quantile of two figures.
const draws = 500

// Compare measures how much better probabilities are than those of a baseline,
// with 90 % intervals that draw whole clusters anew (Efron and Tibshirani 1993):
// the texts about one concept rise or stay together, so that a thousand texts
// can be the word of thirty concepts.
func Compare(js, baseline []Judged, seed uint64) Skill {
	number := map[string]int{}
	cluster := make([]int, len(js)) // of each text
	var brier, brierBase []float64  // sums of each cluster
	order := make([]int, len(js))   // of the texts, by probability
	squared := func(j Judged) float64 {
		if j.Rose {
			return (1 - j.P) * (1 - j.P)
		}
		return j.P * j.P
	}
	for i, j := range js {
		n, ok := number[j.Cluster]
		if !ok {
			n = len(number)
			number[j.Cluster] = n
			brier, brierBase = append(brier, 0), append(brierBase, 0)
		}
		cluster[i], order[i] = n, i
		brier[n] += squared(j)
		brierBase[n] += squared(baseline[i])
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(js[b].P, js[a].P) })
	times := make([]float64, len(number)) // that each cluster is drawn
	gain := func() float64 {
		own, base := dot(times, brier), dot(times, brierBase)
		if base == 0 {
			return 0
		}
		return 1 - own/base
	}
	for n := range times {
		times[n] = 1
	}
	out := Skill{Gain: gain()}
	rng := rand.New(rand.NewPCG(seed, 0))
	var aucs, gains []float64
	for range draws {
		clear(times)
		for range times {
			times[rng.IntN(len(times))]++
		}
		auc, _ := curve(js, order, func(i int) float64 { return times[cluster[i]] })
		aucs, gains = append(aucs, auc), append(gains, gain())
	}
	out.AUC, out.Gained = middle(aucs), middle(gains)
	return out
}

// curve walks down the texts in order of falling probability, each counting
// weight times, and returns the AUC and how many of the first tenth rose. Of
// equal probabilities each stands at every place among them alike.
func curve(js []Judged, order []int, weight func(i int) float64) (auc, top float64) {
	n := 0.0
	for _, i := range order {
		n += weight(i)
	}
	tenth := n / 10
	rose, pairs, seen := 0.0, 0.0, 0.0 // pairs of a rise above a none, ties counted half
	for a := 0; a < len(order); {
		b, size, hits := a, 0.0, 0.0
		for ; b < len(order) && js[order[b]].P == js[order[a]].P; b++ {
			w := weight(order[b])
			size += w
			if js[order[b]].Rose {
				hits += w
			}
		}
		if size > 0 {
			pairs += (size - hits) * (rose + hits/2)
			top += hits * min(max((tenth-seen)/size, 0), 1)
			rose += hits
			seen += size
		}
		a = b
	}
	if rose == 0 || rose == n {
		return 0.5, rose / max(n, 1)
	}
	return pairs / (rose * (n - rose)), top / tenth
}

// middle is from the 5 % to the 95 % quantile.
func middle(v []float64) Interval {
	slices.Sort(v)
	return Interval{v[len(v)/20], v[len(v)-1-len(v)/20]}
}

// Bin is the past texts of like probability: of those, how many rose.
type Bin struct {
	From  float64 `json:"from"`
	To    float64 `json:"to"` // exclusive, but for 1
	Texts int     `json:"texts"`
	Mean  float64 `json:"mean"` // of the probabilities
	Rose  float64 `json:"rose"` // part of the texts
}

// edges of the bins: rises are rare, so they are finer below.
var edges = [...]float64{0, 0.02, 0.05, 0.1, 0.2, 0.4, 1}

// Bins says how often texts of a certain probability heralded a rise.
func Bins(js []Judged) []Bin {
	out := make([]Bin, len(edges)-1)
	for i := range out {
		out[i].From, out[i].To = edges[i], edges[i+1]
	}
	for _, j := range js {
		b := BinOf(out, j.P)
		b.Texts++
		b.Mean += j.P
		if j.Rose {
			b.Rose++
		}
	}
	for i := range out {
		if n := float64(out[i].Texts); n > 0 {
			out[i].Mean, out[i].Rose = out[i].Mean/n, out[i].Rose/n
		}
	}
	return out
}

// BinOf is the bin of a probability; nil when there are none.
func BinOf(bins []Bin, p float64) *Bin {
	for i := range bins {
		if p < bins[i].To || i == len(bins)-1 {
			return &bins[i]
		}
	}
	return nil
}
