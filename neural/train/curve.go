package train

import (
	"fmt"
	"io"
	"math"
	"strings"
)

// The picture's size and margins, in pixels.
const (
	curveWidth, curveHeight = 720, 360
	curveLeft, curveBottom  = 56, 40
	curveTop, curveRight    = 24, 16
	curvePoints             = 600 // steps are averaged down to at most so many
)

// WriteCurve draws the losses of a log as an SVG: the training loss as a thin
// line, means over runs of steps where there are many, and the held-out loss as
// dots on a thick one. Both axes are linear; losses are in nats.
func WriteCurve(w io.Writer, lines []Progress) error {
	var held []point
	low, high, last := math.Inf(1), math.Inf(-1), 1
	for _, p := range lines {
		last = max(last, p.Step)
		if p.Val != nil {
			held = append(held, point{float64(p.Step), *p.Val})
		}
	}
	loss := means(lines)
	for _, p := range append(loss[:len(loss):len(loss)], held...) {
		low, high = min(low, p.y), max(high, p.y)
	}
	if len(loss) == 0 || !(high > low) {
		low, high = 0, max(high, 1)
	}
	x := func(step float64) float64 {
		return curveLeft + (curveWidth-curveLeft-curveRight)*step/float64(last)
	}
	y := func(v float64) float64 {
		return curveTop + (curveHeight-curveTop-curveBottom)*(high-v)/(high-low)
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" font-family="sans-serif" font-size="12">`+"\n", curveWidth, curveHeight)
	fmt.Fprintf(&b, "<title>Loss over %d steps: %s</title>\n", last, summary(loss, held))
	b.WriteString(`<rect width="100%" height="100%" fill="#fff"/>` + "\n")
	for i := range 5 {
		v := low + (high-low)*float64(i)/4
		fmt.Fprintf(&b, `<path d="M%d %.1fH%d" stroke="#ddd"/><text x="%d" y="%.1f" text-anchor="end" fill="#555">%.2f</text>`+"\n", curveLeft, y(v), curveWidth-curveRight, curveLeft-6, y(v)+4, v)
		step := float64(last) * float64(i) / 4
		fmt.Fprintf(&b, `<text x="%.1f" y="%d" text-anchor="middle" fill="#555">%.0f</text>`+"\n", x(step), curveHeight-curveBottom+18, step)
	}
	fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="middle" fill="#555">step</text>`+"\n", curveWidth/2, curveHeight-6)
	path := func(points []point, colour string, width float64) {
		if len(points) == 0 {
			return
		}
		fmt.Fprintf(&b, `<path fill="none" stroke="%s" stroke-width="%g" d="`, colour, width)
		for i, p := range points {
			fmt.Fprintf(&b, "%c%.1f %.1f", "ML"[min(i, 1)], x(p.x), y(p.y))
		}
		b.WriteString(`"/>` + "\n")
	}
	path(loss, "#7a94c4", 1)
	path(held, "#b3452c", 2)
	for _, p := range held {
		fmt.Fprintf(&b, `<circle cx="%.1f" cy="%.1f" r="3" fill="#b3452c"/>`+"\n", x(p.x), y(p.y))
	}
	fmt.Fprintf(&b, `<text x="%d" y="14" fill="#7a94c4">training loss</text><text x="%d" y="14" fill="#b3452c">held-out loss</text>`+"\n</svg>\n", curveLeft, curveLeft+110)
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("train: curve: %w", err)
	}
	return nil
}

// point is a step and a loss.
type point struct{ x, y float64 }

// means are the losses, averaged over equal runs of steps.
func means(lines []Progress) []point {
	run := (len(lines) + curvePoints - 1) / curvePoints
	var out []point
	for i := 0; i < len(lines); i += run {
		part := lines[i:min(i+run, len(lines))]
		var p point
		for _, l := range part {
			p.x, p.y = p.x+float64(l.Step)/float64(len(part)), p.y+l.Loss/float64(len(part))
		}
		out = append(out, p)
	}
	return out
}

func summary(loss, held []point) string {
	if len(loss) == 0 {
		return "nothing was trained"
	}
	s := fmt.Sprintf("training loss from %.3f to %.3f", loss[0].y, loss[len(loss)-1].y)
	if len(held) > 0 {
		s += fmt.Sprintf(", held-out loss from %.3f to %.3f", held[0].y, held[len(held)-1].y)
	}
	return s
}
