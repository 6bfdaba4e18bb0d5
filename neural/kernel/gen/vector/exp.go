package main

import (
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// limits keep exp's argument where its result is a normal number or goes to
// infinity or zero by itself.
type limits struct{ hi, lo reg.VecVirtual }

func (v isa) limits() limits {
	l := limits{v.vector(), v.vector()}
	build.VMOVUPS(constant("expHigh", 89), l.hi)
	build.VMOVUPS(constant("expLow", -104), l.lo)
	return l
}

// exp replaces x by e^x: x = n ln2 + r with |r| <= ln2/2, and a polynomial of
// degree 7 for e^r (Cody and Waite 1980; coefficients of the Cephes library,
// Moshier 1989). The error is below 2 units in the last place; NaN stays NaN.
func (v isa) exp(x reg.VecVirtual, l limits) reg.VecVirtual {
	build.VMINPS(x, l.hi, x) // of NaN and a number the first named wins
	build.VMAXPS(x, l.lo, x)
	n := v.vector()
	build.VMULPS(constant("log2e", 1.44269504), x, n)
	if v.bytes == 64 {
		build.VRNDSCALEPS(operand.Imm(0), n, n)
	} else {
		build.VROUNDPS(operand.Imm(0), n, n)
	}
	build.VFNMADD231PS(constant("ln2High", 0.693359375), n, x)
	build.VFNMADD231PS(constant("ln2Low", -2.12194440e-4), n, x)
	y, sq := v.vector(), v.vector()
	build.VMOVUPS(constant("exp5", 1.9875691500e-4), y)
	build.VFMADD213PS(constant("exp4", 1.3981999507e-3), x, y)
	build.VFMADD213PS(constant("exp3", 8.3334519073e-3), x, y)
	build.VFMADD213PS(constant("exp2", 4.1665795894e-2), x, y)
	build.VFMADD213PS(constant("exp1", 1.6666665459e-1), x, y)
	build.VFMADD213PS(constant("exp0", 5.0000001201e-1), x, y)
	build.VMULPS(x, x, sq)
	build.VFMADD213PS(x, sq, y)
	build.VADDPS(constant("one", 1), y, y)
	if v.bytes == 64 {
		build.VSCALEFPS(n, y, y)
		return y
	}
	// y * 2^(n/2) * 2^(n - n/2): each factor is a normal number.
	half := v.vector()
	build.VCVTPS2DQ(n, n)
	build.VPSRAD(operand.Imm(1), n, half)
	build.VPSUBD(half, n, n)
	for _, e := range []reg.VecVirtual{half, n} {
		build.VPADDD(constantBits("bias", 127), e, e)
		build.VPSLLD(operand.Imm(23), e, e)
		build.VMULPS(e, y, y)
	}
	return y
}

// sigmoid is 1/(1+e^-x); x is kept.
func (v isa) sigmoid(x reg.VecVirtual, l limits) reg.VecVirtual {
	t := v.zero()
	build.VSUBPS(x, t, t)
	e := v.exp(t, l)
	build.VADDPS(constant("one", 1), e, e)
	one := v.vector()
	build.VMOVUPS(constant("one", 1), one)
	build.VDIVPS(e, one, one)
	return one
}

func exponentials(v isa) {
	f := v.begin("expSum", "func(dst, x *float32, scale, shift float32, n int) float32", "writes e^(scale*x-shift) and returns their sum.", "dst", "x")
	scale, shift, l, s := f.scalar("scale"), f.scalar("shift"), v.limits(), v.zero()
	f.loop(func() {
		x := f.load("x")
		build.VFMSUB213PS(shift, scale, x)
		e := v.exp(x, l)
		build.VADDPS(e, s, s)
		f.store(e, "dst")
	})
	f.sum(s)

	f = v.begin("sumExp", "func(x *float32, scale, shift float32, n int) float32", "is the sum of e^(scale*x-shift).", "x")
	scale, shift, l, s = f.scalar("scale"), f.scalar("shift"), v.limits(), v.zero()
	f.loop(func() {
		x := f.load("x")
		build.VFMSUB213PS(shift, scale, x)
		build.VADDPS(v.exp(x, l), s, s)
	})
	f.sum(s)

	f = v.begin("softBack", "func(dp, p *float32, scale, dot float32, n int)", "turns dp into scale*p*(dp-dot).", "dp", "p")
	scale, dot := f.scalar("scale"), f.scalar("dot")
	f.loop(func() {
		d := f.load("dp")
		build.VSUBPS(dot, d, d)
		build.VMULPS(scale, d, d)
		build.VMULPS(f.at("p"), d, d)
		f.store(d, "dp")
	})
	f.end()

	f = v.begin("sigmoid", "func(y, x *float32, n int)", "writes 1/(1+e^-x).", "y", "x")
	l = v.limits()
	f.loop(func() { f.store(v.sigmoid(f.load("x"), l), "y") })
	f.end()

	f = v.begin("swiglu", "func(y, gate, up *float32, n int)", "writes gate*sigmoid(gate)*up.", "y", "gate", "up")
	l = v.limits()
	f.loop(func() {
		g := f.load("gate")
		s := v.sigmoid(g, l)
		build.VMULPS(g, s, s)
		build.VMULPS(f.at("up"), s, s)
		f.store(s, "y")
	})
	f.end()

	f = v.begin("swigluBack", "func(dgate, dup, dy, gate, up *float32, n int)", "writes the gradients of swiglu.", "dgate", "dup", "dy", "gate", "up")
	l = v.limits()
	f.loop(func() {
		g := f.load("gate")
		s := v.sigmoid(g, l)
		d := f.load("dy")
		silu := v.vector()
		build.VMULPS(g, s, silu)
		u := f.vector()
		build.VMULPS(f.at("up"), d, u) // dy*up
		build.VMULPS(silu, d, d)       // dy*silu(gate)
		// silu' = s + silu*(1-s)
		t := v.vector()
		build.VMOVUPS(constant("one", 1), t)
		build.VSUBPS(s, t, t)
		build.VFMADD213PS(s, silu, t)
		build.VMULPS(t, u, u)
		f.store(d, "dup")
		f.store(u, "dgate")
	})
	f.end()
	gelu(v)
}

// erf is the error function of x, with e = e^(-x^2) already known (Abramowitz
// and Stegun 1964, 7.1.26: absolute error below 1.5e-7). x is kept.
func (v isa) erf(x, e reg.VecVirtual) reg.VecVirtual {
	abs, sign := v.vector(), v.vector()
	if v.bytes == 64 {
		build.VPANDD(constantBits("absMask", 0x7fffffff), x, abs)
		build.VPANDD(constantBits("signMask", 0x80000000), x, sign)
	} else {
		build.VANDPS(constantBits("absMask", 0x7fffffff), x, abs)
		build.VANDPS(constantBits("signMask", 0x80000000), x, sign)
	}
	t := v.vector()
	build.VMOVUPS(constant("one", 1), t)
	build.VFMADD231PS(constant("erfP", 0.3275911), abs, t)
	one := v.vector()
	build.VMOVUPS(constant("one", 1), one)
	build.VDIVPS(t, one, t)
	y := abs // no longer needed
	build.VMOVUPS(constant("erf5", 1.061405429), y)
	build.VFMADD213PS(constant("erf4", -1.453152027), t, y)
	build.VFMADD213PS(constant("erf3", 1.421413741), t, y)
	build.VFMADD213PS(constant("erf2", -0.284496736), t, y)
	build.VFMADD213PS(constant("erf1", 0.254829592), t, y)
	build.VMULPS(t, y, y)
	build.VMULPS(e, y, y)
	build.VSUBPS(y, one, y)
	if v.bytes == 64 {
		build.VPORD(sign, y, y)
	} else {
		build.VORPS(sign, y, y)
	}
	return y
}

func gelu(v isa) {
	// phi is the normal distribution function at x and e = e^(-x^2/2).
	phi := func(x reg.VecVirtual, l limits) (p, e reg.VecVirtual) {
		z, t := v.vector(), v.zero()
		build.VMULPS(constant("rootHalf", 0.70710678), x, z)
		build.VFNMADD231PS(z, z, t)
		e = v.exp(t, l)
		p = v.erf(z, e)
		build.VADDPS(constant("one", 1), p, p)
		build.VMULPS(constant("half", 0.5), p, p)
		return p, e
	}
	f := v.begin("gelu", "func(y, x *float32, n int)", "writes x times the normal distribution function at x.", "y", "x")
	l := v.limits()
	f.loop(func() {
		x := f.load("x")
		p, _ := phi(x, l)
		build.VMULPS(x, p, p)
		f.store(p, "y")
	})
	f.end()

	f = v.begin("geluBack", "func(dx, dy, x *float32, n int)", "writes dy times the derivative of gelu at x.", "dx", "dy", "x")
	l = v.limits()
	f.loop(func() {
		x := f.load("x")
		p, e := phi(x, l)
		build.VMULPS(constant("rootTau", 0.39894228), e, e) // 1/sqrt(2 pi)
		build.VFMADD231PS(x, e, p)
		build.VMULPS(f.at("dy"), p, p)
		f.store(p, "dx")
	})
	f.end()
}
