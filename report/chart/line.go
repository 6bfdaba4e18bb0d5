package chart

import "strconv"

// Band is a forecast of one period: its median and its interval.
type Band struct{ Low, Mid, High float64 }

// Line is a history with the forecast that follows it. Values and Fan are
// consecutive periods of equal length.
type Line struct {
	ID          string // unique on the page
	Title, Desc string
	Class       string    // added to the chart's own, for its colour
	Height      float64   // of the plot, in pixels; 0: 170
	Values      []float64 // NaN where nothing is known: drawn as a hatched gap
	Fan         []Band
	Shade       []bool // by period of Values then Fan: the season's peak

	Reference      float64 // a level to compare with; NaN: none
	ReferenceLabel string
	ForecastLabel  string
	Ticks          []Tick
	Hints          []string             // by period: what it says when pointed at
	Number         func(float64) string // labels of the value axis
	Figure         func(float64) string // the last median, written at its end
}

const (
	top      = 16.0 // room for the forecast's label
	axisRoom = 22.0 // room for the labels of time
	// The fan may lift the axis to twice what was or is expected to be seen;
	// a wider interval runs out of the picture rather than flatten the line.
	fanLift = 2.0
)

// SVG draws the chart.
func (l Line) SVG() string {
	var b svg
	height := l.Height
	if !(height > 0) { // NaN too
		height = 170
	}
	n := len(l.Values) + len(l.Fan)
	peak, step := scale(l.top())
	y := func(v float64) float64 { return top + height*(1-min(max(v, 0), peak)/peak) }
	x := func(i int) float64 { return width * (float64(i) + 0.5) / float64(n) }

	b.open("chart "+l.Class, l.ID, l.Title, l.Desc, top+height+axisRoom)
	b.hatch(l.ID)
	b.shade(l.Shade, n, height)
	b.gaps(l.ID, l.Values, n, height)
	for v := 0.0; v <= peak*(1+1e-9); v += step {
		at := num(y(v))
		class := "grid"
		if v == 0 {
			class = "grid base"
		}
		b.add(`<line class="`, class, `" x1="0" x2="100%" y1="`, at, `" y2="`, at, `"/>`)
		if l.Number != nil {
			b.add(`<text class="value" x="-6" y="`, at, `" dy=".35em">`, esc(l.Number(v)), `</text>`)
		}
	}
	b.ticks(l.Ticks, n, top+height)
	if n > 0 {
		b.add(`<svg width="100%" height="`, num(top+height), `" viewBox="0 0 1000 `, num(top+height), `" preserveAspectRatio="none">`)
		l.fan(&b, x, y)
		b.add(`<path class="line" d="`, path(l.Values, x, y), `"/></svg>`)
	}
	l.labels(&b, n, height, y)
	b.hits(l.Hints, n, top+height)
	b.add(`</svg>`)
	return b.String()
}

// top is the largest value the axis must show.
func (l Line) top() float64 {
	most, high := 0.0, 0.0
	for _, v := range l.Values {
		if finite(v) {
			most = max(most, v)
		}
	}
	for _, f := range l.Fan {
		if finite(f.Mid) {
			most = max(most, f.Mid)
		}
		if finite(f.High) {
			high = max(high, f.High)
		}
	}
	if finite(l.Reference) {
		most = max(most, l.Reference)
	}
	if most == 0 {
		return high
	}
	return max(most, min(high, fanLift*most))
}

func (b *svg) shade(peaks []bool, n int, height float64) {
	runs(min(n, len(peaks)), func(i int) bool { return peaks[i] }, func(from, to int) {
		b.add(`<rect class="season" x="`, pct(float64(from), float64(n)), `" width="`, pct(float64(to-from), float64(n)), `" y="`, num(top), `" height="`, num(height), `"/>`)
	})
}

func (b *svg) gaps(id string, values []float64, n int, height float64) {
	runs(len(values), func(i int) bool { return !finite(values[i]) }, func(from, to int) {
		b.add(`<rect fill="url(#`, esc(id), `-h)" x="`, pct(float64(from), float64(n)), `" width="`, pct(float64(to-from), float64(n)), `" y="`, num(top), `" height="`, num(height), `"/>`)
	})
}

// fan draws the interval as an area and the median as a line, both from the
// last value known so that the forecast grows out of what was seen.
func (l Line) fan(b *svg, x func(int) float64, y func(float64) float64) {
	start := len(l.Values)
	var upper, lower, mid []byte
	point := func(p []byte, px, py float64) []byte {
		p = append(p, 'L')
		p = append(p, num(px)...)
		p = append(p, ' ')
		return append(p, num(py)...)
	}
	if start > 0 && finite(l.Values[start-1]) {
		px, py := x(start-1), y(l.Values[start-1])
		upper, mid = point(upper, px, py), point(mid, px, py)
	}
	whole := true
	for i, f := range l.Fan {
		if !finite(f.Mid) {
			whole = false
			break
		}
		px := x(start + i)
		mid = point(mid, px, y(f.Mid))
		if !finite(f.Low) || !finite(f.High) {
			whole = false
			continue
		}
		upper = point(upper, px, y(f.High))
	}
	for i := len(l.Fan) - 1; i >= 0 && whole; i-- {
		lower = point(lower, x(start+i), y(l.Fan[i].Low))
	}
	if whole && len(lower) > 0 {
		b.add(`<path class="fan" d="M`, string(upper[1:]), string(lower), `z"/>`)
	}
	if len(mid) > 0 && len(l.Fan) > 0 {
		b.add(`<path class="median" d="M`, string(mid[1:]), `"/>`)
	}
}

// labels writes the words inside the plot.
func (l Line) labels(b *svg, n int, height float64, y func(float64) float64) {
	if n == 0 {
		return
	}
	if finite(l.Reference) && l.Reference > 0 {
		at := y(l.Reference)
		left, above := l.quietest(y, at)
		x, anchor, labelY := "3", "start", at+12
		if !left {
			x, anchor = pct(float64(len(l.Values))-0.5, float64(n)), "end"
		}
		if above {
			labelY = at - 4
		}
		b.add(`<line class="reference" x1="0" x2="100%" y1="`, num(at), `" y2="`, num(at), `"/><text class="note" text-anchor="`, anchor, `" x="`, x, `" y="`, num(labelY), `">`, esc(l.ReferenceLabel), `</text>`)
	}
	if len(l.Fan) == 0 {
		return
	}
	at := pct(float64(len(l.Values)), float64(n))
	b.add(`<line class="now" x1="`, at, `" x2="`, at, `" y1="`, strconv.Itoa(int(top)-12), `" y2="`, num(top+height), `"/><text class="note" x="`, at, `" dx="4" y="9">`, esc(l.ForecastLabel), `</text>`)
	if last := l.Fan[len(l.Fan)-1].Mid; finite(last) && l.Figure != nil {
		b.add(`<text class="end" x="100%" dx="4" y="`, num(y(last)), `" dy=".35em">`, esc(l.Figure(last)), `</text>`)
	}
}

// quietest finds which end and side of the reference its label fits best: the
// one where the fewest values lie behind it, on the left and above when equal.
func (l Line) quietest(y func(float64) float64, at float64) (left, above bool) {
	const labelHeight = 15.0
	part := (len(l.Values)*3 + 9) / 10 // the label is about that much of a phone's width
	best := len(l.Values) + 1
	for _, place := range [][2]bool{{true, true}, {true, false}, {false, true}, {false, false}} {
		from, to := 0, part
		if !place[0] {
			from, to = len(l.Values)-part, len(l.Values)
		}
		low, high := at-labelHeight, at
		if !place[1] {
			low, high = at, at+labelHeight
		}
		n := 0
		for _, v := range l.Values[from:to] {
			if finite(v) && y(v) >= low && y(v) <= high {
				n++
			}
		}
		if n < best {
			best, left, above = n, place[0], place[1]
		}
	}
	return left, above
}

// path draws values as a line that breaks where one is missing; a value alone
// between two gaps is a dot (a segment of no length under a round cap).
func path(values []float64, x func(int) float64, y func(float64) float64) string {
	var p []byte
	for i, v := range values {
		if !finite(v) {
			continue
		}
		command := byte('L')
		if i == 0 || !finite(values[i-1]) {
			command = 'M'
		}
		p = append(p, command)
		p = append(p, num(x(i))...)
		p = append(p, ' ')
		p = append(p, num(y(v))...)
		if command == 'M' && (i+1 == len(values) || !finite(values[i+1])) {
			p = append(p, "h0"...)
		}
	}
	return string(p)
}
