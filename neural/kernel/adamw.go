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

// adamW are a step's constants as the loop takes them.
type adamW struct {
	beta1, beta2, scale float32
	rate1               float32 // rate/(1-beta1^t)
	root2               float32 // 1/(1-beta2^t)
	epsilon             float32
	decay               float32 // rate*decay
}

// AdamW updates the weights w and the moments m and v from the gradient g, and
// clears g. Equal lengths.
func (d *Device) AdamW(w, g, m, v []float32, s AdamWStep) {
	c := adamW{beta1: s.Beta1, beta2: s.Beta2, scale: s.GradScale, epsilon: s.Epsilon, decay: s.Rate * s.Decay}
	if c.scale == 0 {
		c.scale = 1
	}
	c.rate1 = float32(float64(s.Rate) / (1 - math.Pow(float64(s.Beta1), float64(s.Step))))
	c.root2 = float32(1 / (1 - math.Pow(float64(s.Beta2), float64(s.Step))))
	for i := d.cpu.Level.vecAdamW(w, g, m, v, c); i < len(w); i++ {
		x := g[i] * c.scale
		m[i] = c.beta1*(m[i]-x) + x
		v[i] = c.beta2*(v[i]-x*x) + x*x
		w[i] -= m[i]*c.rate1/(float32(math.Sqrt(float64(v[i]*c.root2)))+c.epsilon) + c.decay*w[i]
		g[i] = 0
	}
}
