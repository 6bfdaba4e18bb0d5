package kernel

// MatVec computes y = w*x for a dense w (len(y) x len(x)), shared among the
// workers: the product of generation, one token at a time.
func (d *Device) MatVec(y []float32, w Mat, x []float32) {
	checkMatVec(y, w, x)
	d.Rows(len(y), 32, func(_, lo, hi int) {
		d.matVec(y[lo:hi], w.Data[lo*w.Stride:], w.Stride, x)
	})
}

// MatVecOn is MatVec on the caller's core alone.
func (d *Device) MatVecOn(y []float32, w Mat, x []float32) {
	checkMatVec(y, w, x)
	d.matVec(y, w.Data, w.Stride, x)
}

func checkMatVec(y []float32, w Mat, x []float32) {
	if w.Trans || w.Rows != len(y) || w.Cols != len(x) {
		panic("kernel: MatVec of shapes that do not fit")
	}
}

// matVec takes four rows at a time, so that x is read once for all of them.
func (d *Device) matVec(y, w []float32, stride int, x []float32) {
	i := 0
	for ; i+4 <= len(y); i += 4 {
		rows := w[i*stride:]
		n, sums := d.cpu.Level.vecDots(rows, stride, x)
		for r := range 4 {
			s := sums[r]
			row := rows[r*stride:][:len(x)]
			for j := n; j < len(x); j++ {
				s += row[j] * x[j]
			}
			y[i+r] = s
		}
	}
	for ; i < len(y); i++ {
		y[i] = d.Dot(w[i*stride:][:len(x)], x)
	}
}
