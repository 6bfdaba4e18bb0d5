package main

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// The limits of exp: beyond high e^x is infinite; below low it is taken for 0,
// so that no result is denormal (slow on some processors) and 2^(n-1) is a
// normal number. The Go reference keeps the same limits.
const (
	expHigh = 89
	expLow  = -86.9
)

// exp replaces x by e^x: x = n ln2 + r with |r| <= ln2/2, ln2 in two parts
// (Cody and Waite 1980), and a polynomial for e^r (coefficients.py). The error
// is below a unit in the last place; NaN stays NaN.
func (f *function) exp(x reg.VecVirtual) reg.VecVirtual {
	alive := f.compare(notLess, x, f.constant("expLow", expLow))
	f.VMINPS(x, f.held("expHigh", expHigh), x) // of NaN and a number the first named wins
	// Adding 1.5*2^23 rounds to an integer, which the low bits of the sum hold.
	shifted := f.copy(f.constant("round", 3<<22))
	f.VFMADD231PS(f.constant("log2e", 1.44269504), x, shifted)
	n := f.vector()
	f.VSUBPS(f.constant("round", 3<<22), shifted, n)
	f.VFNMADD231PS(f.constant("ln2High", 0.693359375), n, x)
	f.VFNMADD231PS(f.constant("ln2Low", -2.12194440e-4), n, x)
	y := f.horner(x, "exp", 0.001381422160193324, 0.00836889911442995, 0.04166840389370918, 0.1666651964187622, 0.4999999403953552, 1, 1)
	if f.bytes == 64 {
		f.VSCALEFPS_Z(n, y, alive.register, y)
		return y
	}
	// 2 * 2^(n-1): n reaches 128, whose power is no float32.
	f.VPSLLD(operand.Imm(23), shifted, shifted)
	f.VPADDD(f.constantBits("bias", 126<<23), shifted, shifted)
	f.VADDPS(y, y, y)
	f.VMULPS(shifted, y, y)
	f.only(alive, y)
	return y
}

// negative is -x; x is kept.
func (f *function) negative(x reg.VecVirtual) reg.VecVirtual {
	r := f.vector()
	f.VXORPS(f.constantBits("sign", 0x80000000), x, r)
	return r
}

// onePlus replaces e by 1+e.
func (f *function) onePlus(e reg.VecVirtual) reg.VecVirtual {
	f.VADDPS(f.constant("one", 1), e, e)
	return e
}

// over is one/x in x, a division and not an estimate: estimates differ between
// makers of processors.
func (f *function) over(x, one reg.VecVirtual) reg.VecVirtual {
	f.VDIVPS(x, one, x)
	return x
}

// sigmoid is 1/(1+e^-x); x is kept.
func (f *function) sigmoid(x reg.VecVirtual) reg.VecVirtual {
	return f.over(f.onePlus(f.exp(f.negative(x))), f.held("one", 1))
}

// silu is x/(1+e^-x); x is kept.
func (f *function) silu(x reg.VecVirtual) reg.VecVirtual {
	return f.over(f.onePlus(f.exp(f.negative(x))), x)
}

// tanh is 1 - 2/(1+e^2|x|) with x's sign, and where that would cancel a
// polynomial (coefficients.py). x is kept.
func (f *function) tanh(x reg.VecVirtual) reg.VecVirtual {
	a := f.vector()
	f.VANDPS(f.constantBits("absolute", 0x7fffffff), x, a)
	small := f.compare(less, a, f.constant("tanhSmall", 0.625))
	f.VADDPS(a, a, a)
	big := f.onePlus(f.exp(a))
	f.VDIVPS(big, f.held("two", 2), big)
	t := f.copy(f.constant("one", 1))
	f.VSUBPS(big, t, big)
	f.VANDPS(f.constantBits("sign", 0x80000000), x, t)
	f.VORPS(t, big, big)
	square := t
	f.VMULPS(x, x, square)
	y := f.horner(square, "tanh", -0.005591016728430986, 0.020538819953799248, -0.05370965600013733, 0.133310928940773, -0.33333268761634827)
	f.VMULPS(square, y, y)
	f.VFMADD213PS(x, x, y)
	f.choose(small, y, big)
	return big
}

func exponentials(g *generator) {
	g.define("exp", "func(y, x []float32)", "writes e^x.", func(f *function) {
		f.loop(1, func() { f.store(f.exp(f.load("x")), "y") })
		f.end()
	})
	g.define("sigmoid", "func(y, x []float32)", "writes 1/(1+e^-x).", func(f *function) {
		f.loop(1, func() { f.store(f.sigmoid(f.load("x")), "y") })
		f.end()
	})
	g.define("tanh", "func(y, x []float32)", "writes the hyperbolic tangent.", func(f *function) {
		f.loop(1, func() { f.store(f.tanh(f.load("x")), "y") })
		f.end()
	})
	g.define("silu", "func(y, x []float32)", "writes x/(1+e^-x).", func(f *function) {
		f.loop(1, func() { f.store(f.silu(f.load("x")), "y") })
		f.end()
	})
	g.define("siluBack", "func(dx, dy, x []float32)", "writes dy times the derivative of silu at x.", func(f *function) {
		f.loop(1, func() {
			_, d := f.siluSlope(f.load("x"))
			f.VMULPS(f.at("dy"), d, d)
			f.store(d, "dx")
		})
		f.end()
	})
}

func softmax(g *generator) {
	g.define("expSum", "func(x []float32, scale, shift float32) (sum float32)", "turns x into e^(scale*x-shift) and is its sum.", func(f *function) {
		scale, shift := f.scalar("scale"), f.scalar("shift")
		s := f.accumulators(1)
		f.loop(1, func() {
			x := f.load("x")
			f.VFMSUB213PS(shift, scale, x)
			e := f.exp(x)
			f.store(e, "x")
			f.existing(e)
			f.VADDPS(e, s[0], s[0])
		})
		f.give("sum", s, f.VADDPS)
		f.end()
	})
	g.define("sumExp", "func(x []float32, scale, shift float32) (sum float32)", "is the sum of e^(scale*x-shift).", func(f *function) {
		scale, shift := f.scalar("scale"), f.scalar("shift")
		s := f.accumulators(1)
		f.loop(1, func() {
			x := f.load("x")
			f.VFMSUB213PS(shift, scale, x)
			e := f.exp(x)
			f.existing(e)
			f.VADDPS(e, s[0], s[0])
		})
		f.give("sum", s, f.VADDPS)
		f.end()
	})
	g.define("softmaxBack", "func(dp, p []float32, scale, dot float32)", "turns dp into scale*p*(dp-dot).", func(f *function) {
		scale, dot := f.scalar("scale"), f.scalar("dot")
		f.loop(unroll, func() {
			d := f.load("dp")
			f.VSUBPS(dot, d, d)
			f.VMULPS(scale, d, d)
			f.VMULPS(f.at("p"), d, d)
			f.store(d, "dp")
		})
		f.end()
	})
}

// siluSlope is silu and its derivative s + silu*(1-s), s the sigmoid of x; x
// is kept.
func (f *function) siluSlope(x reg.VecVirtual) (silu, slope reg.VecVirtual) {
	s := f.sigmoid(x)
	silu, slope = f.vector(), f.copy(f.constant("one", 1))
	f.VMULPS(x, s, silu)
	f.VSUBPS(s, slope, slope)
	f.VFMADD213PS(s, silu, slope)
	return silu, slope
}

func swiglu(g *generator) {
	g.define("swiglu", "func(y, gate, up []float32)", "writes silu(gate)*up.", func(f *function) {
		f.loop(1, func() {
			s := f.silu(f.load("gate"))
			f.VMULPS(f.at("up"), s, s)
			f.store(s, "y")
		})
		f.end()
	})
	g.define("swigluBack", "func(dgate, dup, dy, gate, up []float32)", "writes the gradients of swiglu.", func(f *function) {
		f.loop(1, func() {
			silu, slope := f.siluSlope(f.load("gate"))
			d, u := f.load("dy"), f.vector()
			f.VMULPS(f.at("up"), d, u)
			f.VMULPS(slope, u, u)
			f.VMULPS(silu, d, d)
			f.store(d, "dup")
			f.store(u, "dgate")
		})
		f.end()
	})
}
