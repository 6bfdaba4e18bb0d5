package main

import (
	"github.com/mmcloughlin/avo/build"
)

func elementwise(v isa) {
	f := v.begin("add", "func(dst, a *float32, n int)", "adds a to dst.", "dst", "a")
	f.loop(func() {
		r := f.load("dst")
		build.VADDPS(f.at("a"), r, r)
		f.store(r, "dst")
	})
	f.end()

	f = v.begin("mul", "func(dst, a *float32, n int)", "multiplies dst by a.", "dst", "a")
	f.loop(func() {
		r := f.load("dst")
		build.VMULPS(f.at("a"), r, r)
		f.store(r, "dst")
	})
	f.end()

	f = v.begin("axpy", "func(dst *float32, s float32, a *float32, n int)", "adds s*a to dst.", "dst", "a")
	s := f.scalar("s")
	f.loop(func() {
		r := f.load("dst")
		build.VFMADD231PS(f.at("a"), s, r)
		f.store(r, "dst")
	})
	f.end()

	f = v.begin("scale", "func(dst *float32, s float32, n int)", "multiplies dst by s.", "dst")
	s = f.scalar("s")
	f.loop(func() {
		r := f.vector()
		build.VMULPS(f.at("dst"), s, r)
		f.store(r, "dst")
	})
	f.end()

	f = v.begin("relu", "func(y, x *float32, n int)", "writes max(x, 0), NaN where x is.", "y", "x")
	zero := v.zero()
	f.loop(func() {
		r := f.vector()
		build.VMAXPS(f.at("x"), zero, r) // of NaN and a number the first named wins
		f.store(r, "y")
	})
	f.end()

	f = v.begin("rope", "func(a, b, cos, sin *float32, n int)", "turns pairs of a and b by angles.", "a", "b", "cos", "sin")
	f.loop(func() {
		a, b, c, s := f.load("a"), f.load("b"), f.load("cos"), f.load("sin")
		x, y := f.vector(), f.vector()
		build.VMULPS(b, s, x)
		build.VFMSUB231PS(a, c, x) // a*cos - b*sin
		build.VMULPS(a, s, y)
		build.VFMADD231PS(b, c, y) // b*cos + a*sin
		f.store(x, "a")
		f.store(y, "b")
	})
	f.end()

	f = v.begin("unrope", "func(a, b, cos, sin *float32, n int)", "turns pairs of a and b back.", "a", "b", "cos", "sin")
	f.loop(func() {
		a, b, c, s := f.load("a"), f.load("b"), f.load("cos"), f.load("sin")
		x, y := f.vector(), f.vector()
		build.VMULPS(b, s, x)
		build.VFMADD231PS(a, c, x)
		build.VMULPS(a, s, y)
		build.VFMSUB231PS(b, c, y)
		f.store(x, "a")
		f.store(y, "b")
	})
	f.end()
}
