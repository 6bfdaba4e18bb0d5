package kernel

// RopeHeads turns every head of a token's row x by the angles of its position,
// in Llama's layout: element i of a head with element i+headDim/2 (Su et al.
// 2021). len(x) is a multiple of headDim, which is even; cos and sin are
// headDim/2 long. inverse turns back: the backward pass.
func (d *Device) RopeHeads(x []float32, headDim int, cos, sin []float32, inverse bool) {
	if headDim <= 0 || headDim%2 != 0 || len(x)%headDim != 0 {
		panic("kernel: RopeHeads of a row that is not whole heads of even size")
	}
	if len(x) == 0 {
		return
	}
	sign := float32(1)
	if inverse {
		sign = -1
	}
	h := headDim / 2
	cos, sin = cos[:h], sin[:h]
	if d.cpu.Level.rope(cos, sin, x, sign, len(x)/headDim) {
		return
	}
	for ; len(x) > 0; x = x[headDim:] {
		a, b := x[:h], x[h:headDim]
		for i := range a {
			u, v, c, s := a[i], b[i], cos[i], sign*sin[i]
			a[i], b[i] = u*c-v*s, v*c+u*s
		}
	}
}
