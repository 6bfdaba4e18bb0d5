package chart

// Spark is a line of a few centimetres for tables: history, then the median
// forecast in the colour of its class. The dot is the last value known.
type Spark struct {
	Title  string
	Class  string
	Values []float64 // NaN: a gap
	Future []float64
}

const (
	sparkWidth  = 96.0
	sparkHeight = 26.0
	sparkPad    = 3.0 // half a dot and its stroke
)

// SVG draws the line.
func (s Spark) SVG() string {
	var b svg
	b.add(`<svg class="spark `, esc(s.Class), `" role="img" width="96" height="26" viewBox="0 0 96 26"><title>`, esc(s.Title), `</title>`)
	n := len(s.Values) + len(s.Future)
	most := 0.0
	for _, v := range [][]float64{s.Values, s.Future} {
		for _, v := range v {
			if finite(v) {
				most = max(most, v)
			}
		}
	}
	if n > 0 && most > 0 {
		x := func(i int) float64 {
			return sparkPad + (sparkWidth-2*sparkPad)*float64(i)/max(float64(n-1), 1)
		}
		y := func(v float64) float64 {
			return sparkHeight - sparkPad - (sparkHeight-2*sparkPad)*max(v, 0)/most
		}
		b.add(`<path class="line" d="`, path(s.Values, x, y), `"/>`)
		last := len(s.Values) - 1
		if last >= 0 && finite(s.Values[last]) {
			future := append([]float64{s.Values[last]}, s.Future...)
			b.add(`<path class="median" d="`, path(future, func(i int) float64 { return x(last + i) }, y), `"/>`)
			b.add(`<circle cx="`, num(x(last)), `" cy="`, num(y(s.Values[last])), `" r="2"/>`)
		}
	}
	b.add(`</svg>`)
	return b.String()
}

// Life draws where on the curve of a fashion's life something stands, at in
// [0,1]: 0 before it began, 0.5 the top, 1 the end. It is an ornament beside
// the word for it, so a screen reader passes it over.
func Life(at float64) string {
	if !finite(at) {
		at = 0
	}
	at = min(max(at, 0), 1)
	// The curve is a cosine bell: the same height for the dot as for the line.
	const w, h, steps = 36.0, 14.0, 12
	var b svg
	b.add(`<svg class="life" aria-hidden="true" width="36" height="14" viewBox="0 0 36 14"><path d="`)
	px := func(u float64) string { return num(2 + (w-4)*u) }
	py := func(u float64) string { return num(h - 2.5 - (h-5)*bell(u)) }
	for i := 0; i <= steps; i++ {
		u := float64(i) / steps
		command := "L"
		if i == 0 {
			command = "M"
		}
		b.add(command, px(u), " ", py(u))
	}
	b.add(`"/><circle cx="`, px(at), `" cy="`, py(at), `" r="2.5"/></svg>`)
	return b.String()
}
