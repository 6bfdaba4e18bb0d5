package kernel

import "math"

func sigmoid(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// Sigmoid writes 1/(1+e^-x) to y. y may be x.
func (d *Device) Sigmoid(y, x []float32) {
	for i := d.cpu.Level.vecSigmoid(y, x); i < len(x); i++ {
		y[i] = float32(sigmoid(float64(x[i])))
	}
}

// SwiGLU writes silu(gate)*up to y, silu(x) = x*sigmoid(x) (Shazeer 2020).
func (d *Device) SwiGLU(y, gate, up []float32) {
	for i := d.cpu.Level.vecSwiglu(y, gate, up); i < len(up); i++ {
		g := float64(gate[i])
		y[i] = float32(g*sigmoid(g)) * up[i]
	}
}

// SwiGLUBackward writes SwiGLU's gradients to dgate and dup. They may be dy's
// or each input's own memory: each element is read before it is written.
func (d *Device) SwiGLUBackward(dgate, dup, dy, gate, up []float32) {
	for i := d.cpu.Level.vecSwigluBack(dgate, dup, dy, gate, up); i < len(up); i++ {
		g := float64(gate[i])
		s := sigmoid(g)
		u, y := up[i], dy[i]
		dup[i] = y * float32(g*s)
		dgate[i] = y * u * float32(s*(1+g*(1-s)))
	}
}

// GELU writes x*Phi(x) to y, Phi the normal distribution function (Hendrycks
// and Gimpel 2016): BERT's form, by the error function. y may be x.
func (d *Device) GELU(y, x []float32) {
	for i := d.cpu.Level.vecGelu(y, x); i < len(x); i++ {
		v := float64(x[i])
		y[i] = float32(v * 0.5 * (1 + math.Erf(v/math.Sqrt2)))
	}
}

// GELUBackward writes dy times GELU's derivative at x to dx. dx may be dy.
func (d *Device) GELUBackward(dx, dy, x []float32) {
	for i := d.cpu.Level.vecGeluBack(dx, dy, x); i < len(x); i++ {
		u := float64(x[i])
		phi := math.Exp(-u*u/2) / math.Sqrt(2*math.Pi)
		dx[i] = dy[i] * float32(0.5*(1+math.Erf(u/math.Sqrt2))+u*phi)
	}
}

// ReLU writes max(x, 0) to y. y may be x.
func (d *Device) ReLU(y, x []float32) {
	for i := d.cpu.Level.vecRelu(y, x); i < len(x); i++ {
		y[i] = max(x[i], 0)
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
// len(x)/2 long. inverse turns back: the backward pass.
func (d *Device) Rope(x, cos, sin []float32, inverse bool) {
	h := len(x) / 2
	a, b := x[:h], x[h:]
	if inverse {
		for i := d.cpu.Level.vecUnrope(a, b, cos, sin); i < h; i++ {
			u, v := a[i], b[i]
			a[i], b[i] = u*cos[i]+v*sin[i], v*cos[i]-u*sin[i]
		}
		return
	}
	for i := d.cpu.Level.vecRope(a, b, cos, sin); i < h; i++ {
		u, v := a[i], b[i]
		a[i], b[i] = u*cos[i]-v*sin[i], v*cos[i]+u*sin[i]
	}
}
