package kernel

// MatVec computes y = w*x for a dense w (len(y) x len(x)), shared among the
// workers: the product of generation, one token at a time.
func (d *Device) MatVec(y []float32, w Mat, x []float32) {
	d.Rows(len(y), 16, func(_, lo, hi int) {
		for i := lo; i < hi; i++ {
			y[i] = d.Dot(w.Row(i), x)
		}
	})
}
