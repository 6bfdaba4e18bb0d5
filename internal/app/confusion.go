package app

import (
	"fmt"
	"html"
	"image"
	"image/color"
	"image/png"
	"io"
	"strings"

	"hemline/lm/classify"
)

// cellSize is the side of a cell of a confusion matrix, in pixels.
const cellSize = 34

// maxPicture is the most labels a picture is made of: beyond it a cell is
// smaller than a number on any screen.
const maxPicture = 200

// shade is the colour of a part of a row: white to a dark blue. Text on it is
// black or white, whichever can be read.
func shade(part float64) (fill color.RGBA, dark bool) {
	mix := func(a, b float64) uint8 { return uint8(a + (b-a)*part + 0.5) }
	return color.RGBA{mix(255, 24), mix(255, 58), mix(255, 120), 255}, part > 0.5
}

// rowParts is a row of the matrix as parts of its sum.
func rowParts(row []int) []float64 {
	sum := 0
	for _, n := range row {
		sum += n
	}
	out := make([]float64, len(row))
	for i, n := range row {
		out[i] = float64(n) / float64(max(sum, 1))
	}
	return out
}

// confusionSVG draws the confusion matrix: a row for each true label, shaded by
// the part of it, with the counts.
func confusionSVG(w io.Writer, r *classify.Report) error {
	n := len(r.Labels)
	longest := 0
	for _, l := range r.Labels {
		longest = max(longest, len([]rune(l)))
	}
	left, top := 30+min(longest, 30)*12, 46
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" font-family="sans-serif" font-size="12">`+"\n", left+n*cellSize+10, top+n*cellSize+10)
	fmt.Fprintf(&b, "<title>Confusion matrix of %d texts: accuracy %.3f</title>\n", r.Texts, r.Accuracy)
	b.WriteString(`<rect width="100%" height="100%" fill="#fff"/>` + "\n")
	fmt.Fprintf(&b, `<text x="%d" y="16">predicted (numbers as in the rows)</text>`+"\n", left)
	for i, label := range r.Labels {
		fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="middle">%d</text>`+"\n", left+i*cellSize+cellSize/2, top-6, i+1)
		fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="end">%s %d</text>`+"\n", left-6, top+i*cellSize+cellSize/2+4, html.EscapeString(clip(label, 90)), i+1)
		for j, part := range rowParts(r.Confusion[i]) {
			fill, dark := shade(part)
			ink := "#000"
			if dark {
				ink = "#fff"
			}
			x, y := left+j*cellSize, top+i*cellSize
			fmt.Fprintf(&b, `<rect x="%d" y="%d" width="%d" height="%d" fill="#%02x%02x%02x" stroke="#eee"/>`, x, y, cellSize, cellSize, fill.R, fill.G, fill.B)
			if c := r.Confusion[i][j]; c > 0 {
				fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="middle" font-size="10" fill="%s">%d</text>`, x+cellSize/2, y+cellSize/2+4, ink, c)
			}
			b.WriteByte('\n')
		}
	}
	b.WriteString("</svg>\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// digits are the figures 0 to 9, five rows of three pixels each, the highest
// bit on the left.
var digits = [10][5]uint8{
	{7, 5, 5, 5, 7},
	{2, 6, 2, 2, 7},
	{7, 1, 7, 4, 7},
	{7, 1, 3, 1, 7},
	{5, 5, 7, 1, 1},
	{7, 4, 7, 1, 7},
	{7, 4, 7, 5, 7},
	{7, 1, 2, 2, 2},
	{7, 5, 7, 5, 7},
	{7, 5, 7, 1, 7},
}

// number draws n centred at (x, y), two pixels for each of its digits'.
func number(img *image.RGBA, x, y, n int, ink color.Color) {
	s := fmt.Sprint(n)
	scale := 2
	if len(s) > 3 {
		scale = 1
	}
	x -= (len(s)*4 - 1) * scale / 2
	y -= 5 * scale / 2
	for _, c := range s {
		for row, bits := range digits[c-'0'] {
			for col := range 3 {
				if bits>>(2-col)&1 == 0 {
					continue
				}
				for dy := range scale {
					for dx := range scale {
						img.Set(x+col*scale+dx, y+row*scale+dy, ink)
					}
				}
			}
		}
		x += 4 * scale
	}
}

// confusionPNG is the matrix of confusionSVG as pixels, with numbers in place
// of the labels' names.
func confusionPNG(w io.Writer, r *classify.Report) error {
	n := len(r.Labels)
	side := (n + 1) * cellSize
	img := image.NewRGBA(image.Rect(0, 0, side, side))
	fillRect := func(x, y int, c color.Color) {
		for dy := range cellSize - 1 {
			for dx := range cellSize - 1 {
				img.Set(x+dx, y+dy, c)
			}
		}
	}
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	for i := range n {
		at := (i + 1) * cellSize
		number(img, at+cellSize/2, cellSize/2, i+1, color.Black)
		number(img, cellSize/2, at+cellSize/2, i+1, color.Black)
		for j, part := range rowParts(r.Confusion[i]) {
			fill, dark := shade(part)
			fillRect((j+1)*cellSize, at, fill)
			ink := color.Color(color.Black)
			if dark {
				ink = color.White
			}
			if c := r.Confusion[i][j]; c > 0 {
				number(img, (j+1)*cellSize+cellSize/2, at+cellSize/2, c, ink)
			}
		}
	}
	return png.Encode(w, img)
}
