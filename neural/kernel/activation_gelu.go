package kernel

import "math"

// normal is the normal distribution function.
func normal(x float64) float64 { return 0.5 * math.Erfc(-x/math.Sqrt2) }

// GELU writes x*Phi(x) to y, Phi the normal distribution function (Hendrycks
// and Gimpel 2016): BERT's form, by the error function. The relative error is
// below 1e-6 where |x| < 3 and grows with e^(-x^2/2)'s to 1e-5 at x = -13,
// where the result goes to 0. y may be x.
func (d *Device) GELU(y, x []float32) {
	if d.cpu.Level.gelu(y, x) {
		return
	}
	for i := range y {
		v := float64(x[i])
		y[i] = float32(v * normal(v))
	}
}

// GELUBackward writes dy times GELU's derivative at x to dx. dx may be dy.
func (d *Device) GELUBackward(dx, dy, x []float32) {
	if d.cpu.Level.geluBack(dx, dy, x) {
		return
	}
	for i := range dx {
		v := float64(x[i])
		density := math.Exp(-v*v/2) / math.Sqrt(2*math.Pi)
		dx[i] = dy[i] * float32(normal(v)+v*density)
	}
}
