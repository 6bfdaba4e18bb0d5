package chart

// Coverage shows how many outcomes fell inside intervals, by part of the
// horizon, each beside what it should have been. Of a calibrated forecast the
// lines lie on the dashed ones.
type Coverage struct {
	ID          string // unique on the page
	Title, Desc string
	Height      float64 // of the plot, in pixels; 0: 150
	Intervals   []Interval
	Ticks       []Tick
	Hints       []string // by part: what it says when pointed at
}

// Interval is one line: what it should hold and what it held, as parts of 1,
// NaN where that is not known.
type Interval struct {
	Nominal float64
	Label   string // of the nominal
	Held    []float64
}

// SVG draws the chart.
func (c Coverage) SVG() string {
	var b svg
	height := c.Height
	if !(height > 0) { // NaN too
		height = 150
	}
	const above = 6.0
	n := 0
	for _, in := range c.Intervals {
		n = max(n, len(in.Held))
	}
	y := func(v float64) float64 { return above + height*(1-min(max(v, 0), 1)) }
	x := func(i int) float64 { return width * (float64(i) + 0.5) / float64(n) }
	b.open("chart coverage", c.ID, c.Title, c.Desc, above+height+axisRoom)
	for _, v := range []float64{0, 1} {
		at := num(y(v))
		b.add(`<line class="grid base" x1="0" x2="100%" y1="`, at, `" y2="`, at, `"/>`)
	}
	for _, in := range c.Intervals {
		at := num(y(in.Nominal))
		b.add(`<line class="reference" x1="0" x2="100%" y1="`, at, `" y2="`, at, `"/><text class="value" x="-6" y="`, at, `" dy=".35em">`, esc(in.Label), `</text>`)
	}
	b.ticks(c.Ticks, n, above+height)
	if n > 0 {
		b.add(`<svg width="100%" height="`, num(above+height), `" viewBox="0 0 1000 `, num(above+height), `" preserveAspectRatio="none">`)
		for _, in := range c.Intervals {
			b.add(`<path class="line" d="`, path(in.Held, x, y), `"/>`)
		}
		b.add(`</svg>`)
		for _, in := range c.Intervals {
			for i, v := range in.Held {
				if finite(v) {
					b.add(`<circle class="dot" cx="`, pct(float64(i)+0.5, float64(n)), `" cy="`, num(y(v)), `" r="2.5"/>`)
				}
			}
		}
	}
	b.hits(c.Hints, n, above+height)
	b.add(`</svg>`)
	return b.String()
}
