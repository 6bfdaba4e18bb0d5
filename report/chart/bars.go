package chart

import (
	"math"
	"strconv"
)

// Bars are amounts a period, stacked in the order given. All stacks begin in
// the same period. A period in which every stack is missing is hatched.
type Bars struct {
	ID          string // unique on the page
	Title, Desc string
	Class       string
	Height      float64 // of the plot, in pixels; 0: 120
	Stacks      [][]float64
	Ticks       []Tick
	Hints       []string
	Number      func(float64) string // nil: no value axis, a strip for tables
}

// SVG draws the chart.
func (c Bars) SVG() string {
	var b svg
	height := c.Height
	if !(height > 0) { // NaN too
		height = 120
	}
	n := 0
	for _, s := range c.Stacks {
		n = max(n, len(s))
	}
	totals := make([]float64, n)
	most := 0.0
	for i := range totals {
		totals[i] = c.total(i)
		if finite(totals[i]) {
			most = max(most, totals[i])
		}
	}
	peak, step := scale(most)
	above, below := 0.0, 0.0
	if c.Number != nil {
		above, below = 6, axisRoom
	} else if most > 0 {
		peak = most
	}
	b.open("chart "+c.Class, c.ID, c.Title, c.Desc, above+height+below)
	b.hatch(c.ID)
	runs(n, func(i int) bool { return !finite(totals[i]) }, func(from, to int) {
		b.add(`<rect fill="url(#`, esc(c.ID), `-h)" x="`, pct(float64(from), float64(n)), `" width="`, pct(float64(to-from), float64(n)), `" y="`, num(above), `" height="`, num(height), `"/>`)
	})
	if c.Number != nil {
		for v := 0.0; v <= peak*(1+1e-9); v += step {
			at := num(above + height*(1-v/peak))
			b.add(`<line class="grid" x1="0" x2="100%" y1="`, at, `" y2="`, at, `"/><text class="value" x="-6" y="`, at, `" dy=".35em">`, esc(c.Number(v)), `</text>`)
		}
	}
	if n > 0 {
		b.add(`<svg y="`, num(above), `" width="100%" height="`, num(height), `" viewBox="0 0 1000 `, num(height), `" preserveAspectRatio="none">`)
		c.stacks(&b, n, height, peak)
		b.add(`</svg>`)
	}
	b.ticks(c.Ticks, n, above+height)
	b.hits(c.Hints, n, above+height)
	b.add(`</svg>`)
	return b.String()
}

// stacks draws each stack as one path of rectangles, which is a fraction of
// the size of one element a bar.
func (c Bars) stacks(b *svg, n int, height, peak float64) {
	base := make([]float64, n)
	slot := width / float64(n)
	for k, s := range c.Stacks {
		b.add(`<path class="s`, strconv.Itoa(k), `" d="`)
		for i, v := range s {
			if !finite(v) || v <= 0 {
				continue
			}
			h := height * v / peak
			if !finite(h) {
				continue
			}
			b.add("M", num(slot*(float64(i)+0.1)), " ", num(height-base[i]), "h", num(slot*0.8), "v", num(-h), "h", num(-slot*0.8), "z")
			base[i] += h
		}
		b.add(`"/>`)
	}
}

// total is the sum of period i over the stacks; NaN when all miss it.
func (c Bars) total(i int) float64 {
	sum, known := 0.0, false
	for _, s := range c.Stacks {
		if i < len(s) && finite(s[i]) {
			sum += max(s[i], 0)
			known = true
		}
	}
	if !known {
		return math.NaN()
	}
	return sum
}

// bell is a cosine bell on [0,1]: 0 at both ends, 1 in the middle.
func bell(u float64) float64 { return (1 - math.Cos(2*math.Pi*u)) / 2 }
