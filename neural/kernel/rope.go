package kernel

// Rope turns one head's row x by the angles of its position, in Llama's
// layout: element i with element i+len(x)/2 (Su et al. 2021). cos and sin are
// len(x)/2 long. inverse turns back: the backward pass.
func (d *Device) Rope(x, cos, sin []float32, inverse bool) {
	sign := float32(1)
	if inverse {
		sign = -1
	}
	h := len(x) / 2
	a, b := x[:h], x[h:]
	if d.cpu.Level.rope(a, b, cos, sin, sign) {
		return
	}
	for i := range a {
		u, v, c, s := a[i], b[i], cos[i], sign*sin[i]
		a[i], b[i] = u*c-v*s, v*c+u*s
	}
}

// RopeHeads is Rope of every head of a token's row: len(x) is a multiple of
// headDim, cos and sin are headDim/2 long.
func (d *Device) RopeHeads(x []float32, headDim int, cos, sin []float32, inverse bool) {
	for len(x) > 0 {
		d.Rope(x[:headDim], cos, sin, inverse)
		x = x[headDim:]
	}
}
