package signal

import (
	"math"

	"hemline/series"
)

// perDocuments is the base of the share of voice: mentions per 10,000
// documents, so that a concept of interest has a share between 0.1 and 100.
const perDocuments = 10_000

// priorDocuments is how many documents the past counts for when a period is
// thin: a period with 100 documents is believed half, one with 10,000 to
// 99 %. It is the strength of a Gamma prior on a Poisson rate (Gelman et al.,
// Bayesian Data Analysis, 3rd ed., section 2.6).
const priorDocuments = 100

// shares gives the share of voice per period: the posterior mean of the rate
// under a Gamma prior centred on the concept's own rate in the year before
// that period and never heavier than that year. Only the past enters a period's prior, so a share never
// changes because of what came later. Missing periods stay missing.
func shares(mentions, documents []float64, f series.Freq) []float64 {
	year := f.PerYear()
	out := make([]float64, len(mentions))
	var m, n float64 // sums over the year before p
	for p := range mentions {
		// Without a past nothing is known to draw towards.
		prior, weight := 0.0, math.Min(priorDocuments, n)
		if n > 0 {
			prior = m / n
		}
		if documents[p] == 0 {
			out[p] = series.Missing()
		} else {
			out[p] = perDocuments * (mentions[p] + weight*prior) / (documents[p] + weight)
			m += mentions[p]
			n += documents[p]
		}
		if q := p - year; q >= 0 && documents[q] > 0 {
			m -= mentions[q]
			n -= documents[q]
		}
	}
	return out
}

// count is a number of mentions and the documents they were found in.
type count struct{ mentions, documents float64 }

func (c count) rate() float64 { return perDocuments * c.mentions / c.documents }

// window sums the periods [from, to), missing ones left out. It is empty
// (documents 0) when nothing is known there.
func (s *Signal) window(from, to int) count {
	var c count
	for p := max(from, 0); p < min(to, len(s.Mentions)); p++ {
		if !math.IsNaN(s.Mentions[p]) {
			c.mentions += s.Mentions[p]
			c.documents += s.Documents[p]
		}
	}
	return c
}

// halfMention is added to the mentions of both sides of a ratio, so that a
// rise from nothing is finite and one mention against none is no sensation
// (Haldane 1956, Anscombe 1956: the least biased log ratio of counts).
const halfMention = 0.5

// growth is the relative change of rate from then to now, NaN when either is
// unknown or both are empty.
func growth(now, then count) float64 {
	if now.documents == 0 || then.documents == 0 || now.mentions+then.mentions == 0 {
		return math.NaN()
	}
	return (now.mentions+halfMention)/now.documents*then.documents/(then.mentions+halfMention) - 1
}

// surprise is the standard normal deviate of a change in a Poisson rate:
// positive when now is louder (Huffman 1984, "An improved approximate
// two-sample Poisson test", Applied Statistics 33). 0 when unknown.
func surprise(now, then count) float64 {
	if now.documents == 0 || then.documents == 0 {
		return 0
	}
	d := now.documents / then.documents
	const c = 3.0 / 8 // Anscombe's constant, which steadies the variance of a Poisson root
	return 2 * (math.Sqrt(now.mentions+c) - math.Sqrt(d*(then.mentions+c))) / math.Sqrt(1+d)
}
