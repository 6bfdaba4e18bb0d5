package kernel

import "math"

// Here outputs may be inputs: each element is read before it is written.

func sigmoid(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// Sigmoid writes 1/(1+e^-x) to y.
func (d *Device) Sigmoid(y, x []float32) {
	if d.cpu.Level.sigmoid(y, x) {
		return
	}
	for i := range y {
		y[i] = float32(sigmoid(float64(x[i])))
	}
}

// Tanh writes the hyperbolic tangent of x to y.
func (d *Device) Tanh(y, x []float32) {
	if d.cpu.Level.tanh(y, x) {
		return
	}
	for i := range y {
		y[i] = float32(math.Tanh(float64(x[i])))
	}
}

// TanhBackward writes dy*(1-y^2), the gradient of Tanh's input, to dx.
func (d *Device) TanhBackward(dx, dy, y []float32) {
	if d.cpu.Level.tanhBack(dx, dy, y) {
		return
	}
	for i := range dx {
		dx[i] = dy[i] * (1 - y[i]*y[i])
	}
}

// ReLU writes max(x, 0) to y.
func (d *Device) ReLU(y, x []float32) {
	if d.cpu.Level.relu(y, x) {
		return
	}
	for i := range y {
		y[i] = max(x[i], 0)
	}
}

// ReLUBackward writes dy where the output y was positive (or NaN), else 0, to
// dx.
func (d *Device) ReLUBackward(dx, dy, y []float32) {
	if d.cpu.Level.reluBack(dx, dy, y) {
		return
	}
	for i := range dx {
		if v := y[i]; v <= 0 {
			dx[i] = 0
		} else {
			dx[i] = dy[i]
		}
	}
}

// siluSlope is silu(x) = x*sigmoid(x) and its derivative.
func siluSlope(x float64) (silu, slope float64) {
	s := sigmoid(x)
	return x * s, s + x*s*(1-s)
}

// SiLU writes x*sigmoid(x) to y (Hendrycks and Gimpel 2016).
func (d *Device) SiLU(y, x []float32) {
	if d.cpu.Level.silu(y, x) {
		return
	}
	for i := range y {
		v := float64(x[i])
		y[i] = float32(v * sigmoid(v))
	}
}

// SiLUBackward writes dy times SiLU's derivative at x to dx.
func (d *Device) SiLUBackward(dx, dy, x []float32) {
	if d.cpu.Level.siluBack(dx, dy, x) {
		return
	}
	for i := range dx {
		_, slope := siluSlope(float64(x[i]))
		dx[i] = dy[i] * float32(slope)
	}
}

// SwiGLU writes silu(gate)*up to y (Shazeer 2020).
func (d *Device) SwiGLU(y, gate, up []float32) {
	if d.cpu.Level.swiglu(y, gate, up) {
		return
	}
	for i := range y {
		g := float64(gate[i])
		y[i] = float32(g*sigmoid(g)) * up[i]
	}
}

// SwiGLUBackward writes SwiGLU's gradients to dgate and dup.
func (d *Device) SwiGLUBackward(dgate, dup, dy, gate, up []float32) {
	if d.cpu.Level.swigluBack(dgate, dup, dy, gate, up) {
		return
	}
	for i := range dgate {
		silu, slope := siluSlope(float64(gate[i]))
		u, y := up[i], dy[i]
		dup[i] = y * float32(silu)
		dgate[i] = y * u * float32(slope)
	}
}
