package kernel

//go:generate sh -c "cd gen && go run ./matvec -out ../matvec_amd64.s -stubs ../matvec_amd64.go -pkg kernel"

// MatVec computes y = w*x for a w that is not transposed (len(y) x len(x)),
// shared among the workers: the product of generation, one token at a time.
func (d *Device) MatVec(y []float32, w Mat, x []float32) {
	checkMatVec(y, w, x)
	d.jobVec = fewRows{
		c: Mat{Data: y, Rows: 1, Cols: len(y), Stride: len(y)},
		x: Mat{Data: x, Rows: 1, Cols: len(x), Stride: len(x)},
		w: w, alpha: 1,
	}
	d.Rows(ceil(len(y), dotRows), 8, d.vecPart)
}

// MatVecOn is MatVec on the caller's core alone.
func (d *Device) MatVecOn(y []float32, w Mat, x []float32) {
	checkMatVec(y, w, x)
	d.rowProducts(y, w.Data, w.Stride, x)
}

// rowProducts writes the products of w's rows, stride apart, with x to y.
func (d *Device) rowProducts(y, w []float32, stride int, x []float32) {
	for i := d.cpu.Level.rowProducts(y, w, stride, x); i < len(y); i++ {
		y[i] = d.Dot(w[i*stride:][:len(x)], x)
	}
}

// VecMatOn computes y = xT*w for a w that is not transposed (len(x) x len(y)),
// on the caller's core: the sum of w's rows, each times its value of x.
func (d *Device) VecMatOn(y, x []float32, w Mat) {
	if w.Trans || w.Rows != len(x) || w.Cols != len(y) {
		panic("kernel: VecMatOn of shapes that do not fit")
	}
	if d.cpu.Level.columnSums(y, w.Data, w.Stride, x) {
		return
	}
	clear(y)
	for i, v := range x {
		d.Axpy(y, v, w.Row(i))
	}
}

func checkMatVec(y []float32, w Mat, x []float32) {
	if w.Trans || w.Rows != len(y) || w.Cols != len(x) {
		panic("kernel: MatVec of shapes that do not fit")
	}
}

// fewRows is c = alpha*x*wT + beta*c, beta 0 or 1, for an x of few rows: w is
// read once, four rows at a time, while they multiply each row of x.
type fewRows struct {
	c, x, w     Mat
	alpha, beta float32
}

// few reports whether a product is better made by inner products: packing b
// costs about as much as multiplying it by a dozen rows.
func (p *product) few() bool { return p.c.Rows <= 12 && !p.a.Trans && p.b.Trans && !p.half }

func (p *product) fewRows() fewRows {
	return fewRows{c: p.c, x: p.a, w: p.b.T(), alpha: p.alpha, beta: p.beta}
}

// dotRows is how many rows of w are multiplied together. Workers take whole
// fours, so that no sum depends on how many workers there are.
const dotRows = 4

// vecColumns makes the lo-th to hi-th four columns of the job.
func (d *Device) vecColumns(_, lo, hi int) {
	d.jobVec.columns(d, lo*dotRows, min(hi*dotRows, d.jobVec.c.Cols))
}

func (f *fewRows) columns(d *Device, lo, hi int) {
	if f.c.Rows == 1 && f.alpha == 1 && f.beta == 0 {
		d.rowProducts(f.c.Data[lo:hi], f.w.Data[lo*f.w.Stride:], f.w.Stride, f.x.Row(0))
		return
	}
	for r := lo; r < hi; r += dotRows {
		n := min(dotRows, hi-r)
		w := f.w.Data[r*f.w.Stride:]
		for i := range f.c.Rows {
			s := d.dots(w, f.w.Stride, n, f.x.Row(i))
			out := f.c.Data[i*f.c.Stride+r:][:n]
			for k := range out {
				v := f.alpha * s[k]
				if f.beta != 0 {
					v += out[k]
				}
				out[k] = v
			}
		}
	}
}

// dots is the inner products of n rows of w, at most dotRows, with x.
func (d *Device) dots(w []float32, stride, n int, x []float32) (sums [dotRows]float32) {
	if n < dotRows {
		for r := range n {
			sums[r] = d.Dot(w[r*stride:][:len(x)], x)
		}
		return sums
	}
	whole, sums := d.cpu.Level.vecDots(w, stride, x)
	for r := range sums {
		row := w[r*stride:][:len(x)]
		for j := whole; j < len(x); j++ {
			sums[r] += row[j] * x[j]
		}
	}
	return sums
}
