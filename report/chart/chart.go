// Package chart draws the report's figures as SVG: functions over values that
// know nothing of trends.
//
//	report (view) -> [chart] -> SVG
//
// Every chart stretches to the width it is given while its text and its lines
// keep their size, so it reads the same on a phone and on paper: what must
// stretch lies in an inner viewport with a free aspect ratio and strokes that
// do not scale, what must not is placed by per cent. Colours are classes the
// page's style sheet fills, so light, dark and print need no second chart.
// Text is escaped here; coordinates are always finite.
package chart

import (
	"html"
	"math"
	"strconv"
	"strings"
)

// Tick is a label under the axis at the start of period At. Minor ones may be
// left out where room is short.
type Tick struct {
	At    int
	Label string
	Minor bool
}

// width is the inner viewport's in its own units; one decimal of it is finer
// than a pixel of any screen.
const width = 1000.0

// svg is a builder with the few marks charts are made of.
type svg struct{ strings.Builder }

func (b *svg) add(parts ...string) {
	for _, p := range parts {
		b.WriteString(p)
	}
}

// num writes v with at most one decimal.
func num(v float64) string {
	if !finite(v) {
		v = 0
	}
	return strings.TrimSuffix(strconv.FormatFloat(v, 'f', 1, 64), ".0")
}

// pct writes a part of the whole as a percentage with two decimals.
func pct(part, whole float64) string {
	if whole == 0 || !finite(part/whole) {
		return "0%"
	}
	s := strconv.FormatFloat(100*part/whole, 'f', 2, 64)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".") + "%"
}

func esc(s string) string { return html.EscapeString(s) }

// open starts a chart of a height in pixels with its name and description,
// which is what a screen reader says.
func (b *svg) open(class, id, title, desc string, height float64) {
	b.add(`<svg class="`, esc(class), `" role="img" width="100%" height="`, num(height), `" aria-labelledby="`, esc(id), `-t`)
	if desc != "" {
		b.add(` `, esc(id), `-d`)
	}
	b.add(`"><title id="`, esc(id), `-t">`, esc(title), `</title>`)
	if desc != "" {
		b.add(`<desc id="`, esc(id), `-d">`, esc(desc), `</desc>`)
	}
}

// hatch defines the fill of missing periods; it must lie outside the stretched
// viewport to keep its angle.
func (b *svg) hatch(id string) {
	b.add(`<defs><pattern id="`, esc(id), `-h" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hatch" d="M0 0v5"/></pattern></defs>`)
}

// ticks draws axis labels below y, each at the start of its period.
func (b *svg) ticks(ticks []Tick, n int, y float64) {
	for _, t := range ticks {
		if t.At < 0 || t.At >= n {
			continue
		}
		x := pct(float64(t.At), float64(n))
		class := "tick"
		if t.Minor {
			class = "tick minor"
		}
		b.add(`<g class="`, class, `"><line x1="`, x, `" x2="`, x, `" y1="`, num(y), `" y2="`, num(y+4), `"/><text x="`, x, `" y="`, num(y+16), `">`, esc(t.Label), `</text></g>`)
	}
}

// hits lays one invisible column over each period with what it says when
// pointed at.
func (b *svg) hits(hints []string, n int, height float64) {
	if len(hints) == 0 || n == 0 {
		return
	}
	b.add(`<svg class="hits" width="100%" height="`, num(height), `" viewBox="0 0 `, strconv.Itoa(n), ` 1" preserveAspectRatio="none">`)
	for i, h := range hints[:min(n, len(hints))] {
		b.add(`<path d="M`, strconv.Itoa(i), ` 0h1v1h-1"><title>`, esc(h), `</title></path>`)
	}
	b.add(`</svg>`)
}

// runs calls f with every maximal run [from, to) of periods for which in is
// true.
func runs(n int, in func(int) bool, f func(from, to int)) {
	for i := 0; i < n; {
		if !in(i) {
			i++
			continue
		}
		from := i
		for i < n && in(i) {
			i++
		}
		f(from, i)
	}
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// scale returns the axis of a chart that must show top: a round maximum and
// the step between its grid lines, three to five of them (after Heckbert,
// "Nice numbers for graph labels", Graphics Gems, 1990).
func scale(top float64) (maximum, step float64) {
	if !finite(top) || top <= 0 || top > 1e15 {
		return 1, 0.5
	}
	raw := top / 4
	power := math.Pow(10, math.Floor(math.Log10(raw)))
	step = 10 * power
	for _, m := range []float64{1, 2, 2.5, 5} {
		if raw <= m*power*(1+1e-9) {
			step = m * power
			break
		}
	}
	if step == 0 || !finite(step) {
		return 1, 0.5
	}
	return step * math.Ceil(top/step-1e-9), step
}
