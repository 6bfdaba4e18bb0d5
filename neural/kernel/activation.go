package kernel

import "math"

func sigmoid(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// SwiGLU writes silu(gate)*up to y, silu(x) = x*sigmoid(x) (Shazeer 2020).
func (d *Device) SwiGLU(y, gate, up []float32) {
	for i, g := range gate {
		y[i] = float32(float64(g)*sigmoid(float64(g))) * up[i]
	}
}

// SwiGLUBackward writes SwiGLU's gradients to dgate and dup. They may be dy's
// or each input's own memory: each element is read before it is written.
func (d *Device) SwiGLUBackward(dgate, dup, dy, gate, up []float32) {
	for i, g := range gate {
		s := sigmoid(float64(g))
		u, y := up[i], dy[i]
		dup[i] = y * float32(float64(g)*s)
		dgate[i] = y * u * float32(s*(1+float64(g)*(1-s)))
	}
}

// GELU writes x*Phi(x) to y, Phi the normal distribution function (Hendrycks
// and Gimpel 2016): BERT's form, by the error function.
func (d *Device) GELU(y, x []float32) {
	for i, v := range x {
		y[i] = float32(float64(v) * 0.5 * (1 + math.Erf(float64(v)/math.Sqrt2)))
	}
}

// GELUBackward writes dy times GELU's derivative at x to dx. dx may be dy.
func (d *Device) GELUBackward(dx, dy, x []float32) {
	for i, v := range x {
		u := float64(v)
		phi := math.Exp(-u*u/2) / math.Sqrt(2*math.Pi)
		dx[i] = dy[i] * float32(0.5*(1+math.Erf(u/math.Sqrt2))+u*phi)
	}
}

// ReLU writes max(x, 0) to y. y may be x.
func (d *Device) ReLU(y, x []float32) {
	for i, v := range x {
		y[i] = max(v, 0)
	}
}

// ReLUBackward writes dy where the output y was positive, else 0, to dx. dx
// may be dy.
func (d *Device) ReLUBackward(dx, dy, y []float32) {
	for i, v := range y {
		if v > 0 {
			dx[i] = dy[i]
		} else {
			dx[i] = 0
		}
	}
}

// Rope turns one head's row x by the angles of its position, in Llama's
// layout: element i with element i+len(x)/2 (Su et al. 2021). cos and sin are
// len(x)/2 long. With -sin it is its own inverse: the backward pass.
func (d *Device) Rope(x, cos, sin []float32, inverse bool) {
	h := len(x) / 2
	a, b := x[:h], x[h:]
	for i, c := range cos {
		s := sin[i]
		if inverse {
			s = -s
		}
		u, v := a[i], b[i]
		a[i], b[i] = u*c-v*s, v*c+u*s
	}
}
