package main

import (
	"math"

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

// The approximation of GELU by tanh (Hendrycks and Gimpel 2016) is
// x*sigmoid(u), u = x*(linear + cubic*x^2).
var (
	geluLinear = float32(2 * math.Sqrt(2/math.Pi))
	geluCubic  = float32(2 * math.Sqrt(2/math.Pi) * 0.044715)
)

// minusU is -u, and the square of x; x is kept. square is limited to what
// makes the sigmoid 0 or 1 anyway.
func (f *function) minusU(x reg.VecVirtual) (u, square reg.VecVirtual) {
	square = f.vector()
	f.VMULPS(x, x, square)
	f.VMINPS(square, f.held("geluLimit", 1e4), square) // of NaN and a number the first named wins
	u = f.copy(f.constant("geluLinear", -geluLinear))
	f.VFMADD231PS(f.constant("geluCubic", -geluCubic), square, u)
	f.VMULPS(x, u, u)
	return u, square
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
	g.define("geluTanh", "func(y, x []float32)", "writes x*sigmoid(u).", func(f *function) {
		f.loop(1, func() {
			x := f.load("x")
			u, _ := f.minusU(x)
			f.store(f.over(f.onePlus(f.exp(u)), x), "y")
		})
		f.end()
	})
	g.define("geluTanhBack", "func(dx, dy, x []float32)", "writes dy times the derivative of geluTanh at x.", func(f *function) {
		f.loop(1, func() {
			x := f.load("x")
			u, square := f.minusU(x)
			s := f.over(f.onePlus(f.exp(u)), f.held("one", 1))
			// s + x*s*(1-s)*u'
			slope := f.copy(f.constant("geluSlope", geluLinear))
			f.VFMADD231PS(f.constant("geluSlopeCubic", 3*geluCubic), square, slope)
			t := f.copy(f.constant("one", 1))
			f.VSUBPS(s, t, t)
			f.VMULPS(s, t, t)
			f.VMULPS(x, t, t)
			f.VFMADD231PS(slope, t, s)
			f.VMULPS(f.at("dy"), s, s)
			f.store(s, "dx")
		})
		f.end()
	})
}
