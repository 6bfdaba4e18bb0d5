package main

import (
	"github.com/mmcloughlin/avo/build"
)

func reductions(v isa) {
	f := v.begin("dot", "func(a, b *float32, n int) float32", "is the inner product.", "a", "b")
	s := v.zero()
	f.loop(func() {
		r := f.load("a")
		build.VFMADD231PS(f.at("b"), r, s)
	})
	f.sum(s)

	f = v.begin("dot3", "func(a, b, c *float32, n int) float32", "is the sum of a*b*c.", "a", "b", "c")
	s = v.zero()
	f.loop(func() {
		r := f.load("a")
		build.VMULPS(f.at("b"), r, r)
		build.VFMADD231PS(f.at("c"), r, s)
	})
	f.sum(s)

	f = v.begin("total", "func(a *float32, n int) float32", "is the sum of a.", "a")
	s = v.zero()
	f.loop(func() { build.VADDPS(f.at("a"), s, s) })
	f.sum(s)

	f = v.begin("squares", "func(a *float32, mean float32, n int) float32", "is the sum of (a-mean)^2.", "a")
	mean := f.scalar("mean")
	s = v.zero()
	f.loop(func() {
		r := f.load("a")
		build.VSUBPS(mean, r, r)
		build.VFMADD231PS(r, r, s)
	})
	f.sum(s)

	f = v.begin("largest", "func(a *float32, n int) float32", "is the largest of a; n is not 0. NaN may be lost.", "a")
	s = v.vector()
	build.VMOVUPS(constantBits("minusInf", 0xff800000), s)
	f.loop(func() { build.VMAXPS(f.at("a"), s, s) })
	f.fold(s, build.VMAXPS, build.VMAXSS)
}
