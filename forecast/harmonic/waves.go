package harmonic

import (
	"math"
	"slices"

	"hemline/forecast/internal/regress"
	"hemline/forecast/internal/rhythm"
)

// waves is the design of one series: a level, then blocks of sines, each a
// cosine and a sine of one frequency, over the past and the h periods after.
type waves struct {
	n, h    int
	columns regress.Design
	blocks  []int // columns up to and with each block; blocks[0] is the level alone
}

const (
	// mostPairs: ten sines tell five weeks of a year apart. On HERMES 2016 and
	// 2017 six were worse by 0.01 to 0.02 MASE, fourteen about the same.
	mostPairs = 10
	// spare is how many values a design leaves to the errors at least.
	spare = 12
	// mostOfTwo is for a long season around a short one (168 hours around 24),
	// where the short one alone needs a dozen.
	mostOfTwo = 30
	// cyclesOfTwo of the long season have to be there before it is tried.
	cyclesOfTwo = 3
)

func newWaves(z []float64, season, h int) *waves {
	w := &waves{n: len(z), h: h}
	level := make([]float64, w.n+h)
	for t := range level {
		level[t] = 1
	}
	w.columns, w.blocks = regress.Design{level}, []int{1}
	if season < 2 || season > w.n/2 {
		return w
	}
	if long := rhythm.Of(z, season, cyclesOfTwo); long > season {
		for _, j := range strongest(z, long, mostOfTwo) {
			w.add(j, long)
		}
		return w
	}
	for j := 1; 2*j <= season && j <= mostPairs && w.blocks[len(w.blocks)-1]+spare < w.n; j++ {
		w.add(j, season)
	}
	return w
}

// add appends the wave that passes j times a season.
func (w *waves) add(j, season int) {
	// One cycle by the library's sine, the rest copied: j t mod season.
	sin, cos := make([]float64, season), make([]float64, season)
	for t := range sin {
		sin[t], cos[t] = math.Sincos(2 * math.Pi * float64(t) / float64(season))
	}
	total := w.n + w.h
	room := make([]float64, 2*total)
	c, s := room[:total], room[total:]
	at := 0
	for t := range total {
		c[t], s[t] = cos[at], sin[at]
		if at += j; at >= season {
			at -= season
		}
	}
	w.columns = append(w.columns, c)
	if 2*j != season { // at half the season the sine is zero everywhere
		w.columns = append(w.columns, s)
	}
	w.blocks = append(w.blocks, len(w.columns))
}

// strongest lists up to most frequencies of one season, the one with the most
// power first, after a first difference, which keeps the slow waves of a
// wandering level from counting as season.
func strongest(z []float64, season, most int) []int {
	fold := make([]float64, season)
	for t := len(z) - len(z)/season*season + 1; t < len(z); t++ {
		fold[t%season] += z[t] - z[t-1]
	}
	power := make([]float64, season/2+1)
	order := make([]int, 0, season/2)
	for j := 1; j <= season/2; j++ {
		var re, im float64
		for t, v := range fold {
			sin, cos := math.Sincos(2 * math.Pi * float64(j*t%season) / float64(season))
			re, im = re+v*cos, im+v*sin
		}
		power[j] = re*re + im*im
		order = append(order, j)
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case power[a] > power[b]:
			return -1
		case power[a] < power[b]:
			return 1
		}
		return 0
	})
	return order[:min(most, len(order))]
}
