package main

import "github.com/mmcloughlin/avo/operand"

// unroll is how many vectors a round of a loop takes that does little to each:
// four hide the latency of an addition (4 cycles, one or two a cycle).
const unroll = 4

func elementwise(g *generator) {
	g.define("add", "func(dst, a []float32)", "adds a to dst.", func(f *function) {
		f.loop(unroll, func() {
			r := f.load("dst")
			f.VADDPS(f.at("a"), r, r)
			f.store(r, "dst")
		})
		f.end()
	})
	g.define("axpy", "func(dst []float32, s float32, a []float32)", "adds s*a to dst.", func(f *function) {
		s := f.scalar("s")
		f.loop(unroll, func() {
			r := f.load("dst")
			f.VFMADD231PS(f.at("a"), s, r)
			f.store(r, "dst")
		})
		f.end()
	})
	g.define("scale", "func(dst []float32, s float32)", "multiplies dst by s.", func(f *function) {
		s := f.scalar("s")
		f.loop(unroll, func() {
			r := f.vector()
			f.VMULPS(f.at("dst"), s, r)
			f.store(r, "dst")
		})
		f.end()
	})
	g.define("relu", "func(y, x []float32)", "writes max(x, 0), NaN where x is.", func(f *function) {
		zero := f.zero()
		f.loop(unroll, func() {
			r := f.vector()
			f.VMAXPS(f.at("x"), zero, r) // of NaN and a number the first named wins
			f.store(r, "y")
		})
		f.end()
	})
	g.define("reluBack", "func(dx, dy, y []float32)", "writes dy where y is positive or NaN, else 0.", func(f *function) {
		zero := f.zero()
		f.loop(unroll, func() {
			d := f.load("dy")
			f.only(f.compare(notAtMost, f.load("y"), zero), d)
			f.store(d, "dx")
		})
		f.end()
	})
	g.define("tanhBack", "func(dx, dy, y []float32)", "writes dy*(1-y*y).", func(f *function) {
		f.loop(unroll, func() {
			d, y := f.load("dy"), f.load("y")
			t := f.copy(f.constant("one", 1))
			f.VFNMADD231PS(y, y, t)
			f.VMULPS(t, d, d)
			f.store(d, "dx")
		})
		f.end()
	})
	g.define("addRows", "func(dst, x []float32, stride uintptr)", "adds four rows of x to dst, one after the other. The stride is in bytes.", func(f *function) {
		rows := f.rows("x", 4)
		f.loop(2, func() {
			r := f.load("dst")
			for _, row := range rows {
				f.VADDPS(f.masked(f.from(row, 4)), r, r)
			}
			f.store(r, "dst")
		})
		f.end()
	})
}

// rotary turns pairs by angles, forward or, with sign -1, back. A head is
// short: the loop over a row's heads is here too, or calls would cost most.
func rotary(g *generator) {
	g.define("rope", "func(cos, sin, x []float32, sign float32, heads int)", "turns x's heads, halves a and b of cos's length each, by angles whose sines are multiplied by sign.", func(f *function) {
		sign := f.scalar("sign")
		heads := f.Load(f.Param("heads"), f.GP64())
		a, b := f.pointers["x"].base, f.GP64()
		f.LEAQ(operand.Mem{Base: a, Index: f.n, Scale: 4}, b)
		f.pointers["a"], f.pointers["b"] = pointer{a, 4}, pointer{b, 4}
		f.Label("head")
		f.loop(2, func() {
			a, b, c, s := f.load("a"), f.load("b"), f.load("cos"), f.load("sin")
			f.VMULPS(sign, s, s)
			x, y := f.vector(), f.vector()
			f.VMULPS(b, s, x)
			f.VFMSUB231PS(a, c, x) // a*cos - b*sin
			f.VMULPS(a, s, y)
			f.VFMADD231PS(b, c, y) // b*cos + a*sin
			f.store(x, "a")
			f.store(y, "b")
		})
		f.LEAQ(operand.Mem{Base: b, Index: f.n, Scale: 4}, a)
		f.LEAQ(operand.Mem{Base: a, Index: f.n, Scale: 4}, b)
		f.DECQ(heads)
		f.JNZ(operand.LabelRef("head"))
		f.end()
	})
}
