package nn

import "hemline/neural/kernel"

// Padding says which windows of a sequence a convolution looks at.
type Padding int

// Valid looks at windows that lie inside the sequence: n rows give n-width+1,
// none when the sequence is shorter than a window. Same looks at one window
// around each row, zeros beyond the ends, so that n rows give n; of an even
// width's neighbours the further one is after the row.
const (
	Valid Padding = iota
	Same
)

// Conv1D is a convolution over the rows of each sequence: row t of the result
// is w*window(t) + b, a window being Width rows after each other. Weights are
// (out, width, in), the order a window has in memory; torch's are (out, in,
// width). All windows are one product: rows lie side by side, so window t is
// the Width*In values from row t on, and overlapping windows are a matrix whose
// stride is In. Only the rows themselves are copied, to where sequences have
// their zeros between them.
type Conv1D struct {
	In, Out, Width int
	Padding        Padding
	Weight, Bias   *Param

	rows int        // of the input
	in   Batch      // its sequences
	out  Batch      // those of the result
	x    kernel.Mat // the rows with zeros between the sequences
	at   []int      // row of x where sequence s's first window begins
}

// NewConv1D makes a convolution of zeros; width is at least 1.
func NewConv1D(name string, in, out, width int, padding Padding) *Conv1D {
	l := &Conv1D{
		In: in, Out: out, Width: width, Padding: padding,
		Weight: NewParam(name+".weight", out, width, in), Bias: NewParam(name+".bias", out),
	}
	l.Bias.NoDecay = true
	return l
}

// Params is the weight and the bias.
func (l *Conv1D) Params() []*Param { return []*Param{l.Weight, l.Bias} }

// Forward returns the results of b's sequences and how their rows divide. Rows
// of b that are not valid (Batch.Len) count as beyond the end, and the result
// has none for them.
func (l *Conv1D) Forward(c *Context, x kernel.Mat, b Batch) (kernel.Mat, Batch) {
	l.rows, l.in = x.Rows, b
	l.lay(c, x)
	windows := l.windows()
	all := c.Arena.Mat(windows.Rows, l.Out)
	for i := range all.Rows {
		copy(all.Row(i), l.Bias.W)
	}
	c.Dev.Gemm(c.Precision, all, windows, kernel.AsMat(l.Weight.W, l.Out, l.Width*l.In).T(), 1, 1)
	y := c.Arena.Mat(l.out.Rows(), l.Out)
	for s := range l.out.Sequences() { // leave out windows that span sequences
		for i, t := l.out.Start[s], l.at[s]; i < l.out.Start[s+1]; i, t = i+1, t+1 {
			copy(y.Row(i), all.Row(t))
		}
	}
	return y, l.out
}

// margins are the rows of zeros before and after a sequence.
func (l *Conv1D) margins() (before, after int) {
	if l.Padding == Valid {
		return 0, 0
	}
	return (l.Width - 1) / 2, l.Width / 2
}

// lay copies the valid rows to l.x, with enough zeros between two sequences for
// the end of one and the beginning of the next.
func (l *Conv1D) lay(c *Context, x kernel.Mat) {
	before, after := l.margins()
	l.at, l.out.Start = l.at[:0], append(l.out.Start[:0], 0)
	row, made := 0, 0
	for s := range l.in.Sequences() {
		n := l.in.Keys(s)
		l.at = append(l.at, row)
		row += n + after // after >= before: the next one's zeros are these
		made += max(n+before+after-l.Width+1, 0)
		if n == 0 {
			row -= after
			made = l.out.Start[s]
		}
		l.out.Start = append(l.out.Start, made)
	}
	l.x = c.Arena.Mat(before+row, l.In)
	clear(l.x.Data)
	for s, at := range l.at {
		for i := range l.in.Keys(s) {
			copy(l.x.Row(before+at+i), x.Row(l.in.Start[s]+i))
		}
	}
}

// windows are the windows that begin at each row of l.x, a view.
func (l *Conv1D) windows() kernel.Mat {
	n := max(l.x.Rows-l.Width+1, 0)
	return kernel.Mat{Data: l.x.Data, Rows: n, Cols: l.Width * l.In, Stride: l.In}
}

// Backward adds to the gradients and returns that of the input, zeros where its
// rows are not valid.
func (l *Conv1D) Backward(c *Context, dy kernel.Mat) kernel.Mat {
	windows := l.windows()
	dall := c.Arena.Mat(windows.Rows, l.Out)
	clear(dall.Data)
	for s := range l.out.Sequences() {
		for i, t := l.out.Start[s], l.at[s]; i < l.out.Start[s+1]; i, t = i+1, t+1 {
			copy(dall.Row(t), dy.Row(i))
		}
	}
	if g := l.Weight.Grad(); g != nil {
		c.Dev.Gemm(c.Precision, kernel.AsMat(g, l.Out, l.Width*l.In), dall.T(), windows, 1, 1)
	}
	if g := l.Bias.Grad(); g != nil {
		c.Dev.AddColumns(g, dy)
	}
	laid := c.Arena.Mat(l.x.Rows, l.In)
	clear(laid.Data)
	w := kernel.AsMat(l.Weight.W, l.Out, l.Width*l.In)
	for k := range l.Width { // the k-th row of every window
		c.Dev.Gemm(c.Precision, laid.Slice(k, k+dall.Rows, 0, l.In), dall, w.Slice(0, l.Out, k*l.In, (k+1)*l.In), 1, 1)
	}
	dx := c.Arena.Mat(l.rows, l.In)
	clear(dx.Data)
	before, _ := l.margins()
	for s, at := range l.at {
		for i := range l.in.Keys(s) {
			copy(dx.Row(l.in.Start[s]+i), laid.Row(before+at+i))
		}
	}
	return dx
}
