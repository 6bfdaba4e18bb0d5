package main

import (
	"github.com/mmcloughlin/avo/reg"
)

// normal is the normal distribution function at x, and e = e^(-x^2/2); x is
// kept. The tail beyond |x| is e*t*P(t)/2 with t = 1/(1+|x|/sqrt(8)), P fitted
// to e^(z^2) erfc(z) (coefficients.py): for negative x nothing cancels, so the
// error is relative, 4e-7 and what exp adds for its rounded argument.
func (f *function) normal(x reg.VecVirtual) (p, e reg.VecVirtual) {
	square := f.vector()
	f.VMULPS(x, x, square)
	f.VMULPS(f.constant("minusHalf", -0.5), square, square)
	e = f.exp(square)
	t := f.vector()
	f.VANDPS(f.constantBits("absolute", 0x7fffffff), x, t)
	one := f.held("one", 1)
	f.VFMADD132PS(f.constant("tailSlope", 0.35355339), one, t) // 1/sqrt(8)
	f.over(t, one)
	p = f.horner(t, "tail", -0.02953447215259075, 0.1422874480485916, -0.24359986186027527, 0.1390334814786911,
		-0.013312770053744316, 0.10134340822696686, 0.12155188620090485, 0.1411876529455185, 0.14104321599006653)
	f.VMULPS(t, p, p)
	f.VMULPS(e, p, p)
	f.VSUBPS(p, one, t)
	f.choose(f.compare(notLess, x, f.zero()), t, p)
	return p, e
}

func gelu(g *generator) {
	g.define("gelu", "func(y, x []float32)", "writes x times the normal distribution function at x.", func(f *function) {
		f.loop(1, func() {
			x := f.load("x")
			p, _ := f.normal(x)
			f.VMULPS(x, p, p)
			f.store(p, "y")
		})
		f.end()
	})
	g.define("geluBack", "func(dx, dy, x []float32)", "writes dy times the derivative of gelu at x.", func(f *function) {
		f.loop(1, func() {
			x := f.load("x")
			p, e := f.normal(x)
			f.VMULPS(f.constant("density", 0.39894228), e, e) // 1/sqrt(2 pi)
			f.VFMADD231PS(x, e, p)
			f.VMULPS(f.at("dy"), p, p)
			f.store(p, "dx")
		})
		f.end()
	})
}
