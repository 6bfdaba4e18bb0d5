package kernel

import "math"

// AdamWStep holds one step's constants (Loshchilov and Hutter 2019).
type AdamWStep struct {
	Rate         float32 // learning rate of this step
	Beta1, Beta2 float32
	Epsilon      float32
	Decay        float32 // decoupled weight decay
	GradScale    float32 // the gradient is multiplied by it first (clipping); 0 means 1
	Step         int     // from 1: the bias corrections 1-beta^Step
}

// AdamW updates the weights w and the moments m and v from the gradient g, and
// clears g. A NaN in g goes to w, m and v.
func (d *Device) AdamW(w, g, m, v []float32, s AdamWStep) {
	scale := s.GradScale
	if scale == 0 {
		scale = 1
	}
	rate := float32(float64(s.Rate) / (1 - math.Pow(float64(s.Beta1), float64(s.Step))))
	root := float32(1 / (1 - math.Pow(float64(s.Beta2), float64(s.Step))))
	decay := s.Rate * s.Decay
	if d.cpu.Level.adamW(w, g, m, v, s.Beta1, s.Beta2, scale, rate, root, s.Epsilon, decay) {
		return
	}
	for i := range w {
		x := g[i] * scale
		m[i] = s.Beta1*(m[i]-x) + x
		v[i] = s.Beta2*(v[i]-x*x) + x*x
		w[i] -= m[i]*rate/(float32(math.Sqrt(float64(v[i]*root)))+s.Epsilon) + decay*w[i]
		g[i] = 0
	}
}
