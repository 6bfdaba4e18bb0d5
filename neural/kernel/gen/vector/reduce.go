package main

import (
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
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

	dots(v)
}

// dots is the inner products of four rows with one vector.
func dots(v isa) {
	f := v.begin("dots", "func(sums, w *float32, stride uintptr, x *float32, n int)", "writes the inner products of four rows of w with x. The stride is in bytes.", "sums", "w", "x")
	stride := build.Load(build.Param("stride"), build.GP64())
	rows := []reg.Register{f.base["w"]}
	for range 3 {
		r := build.GP64()
		build.LEAQ(operand.Mem{Base: rows[len(rows)-1], Index: stride, Scale: 1}, r)
		rows = append(rows, r)
	}
	var sums [4]reg.VecVirtual
	for i := range sums {
		sums[i] = v.zero()
	}
	f.loop(func() {
		x := f.load("x")
		for i, r := range rows {
			build.VFMADD231PS(operand.Mem{Base: r, Index: f.index, Scale: 4}, x, sums[i])
		}
	})
	for i, s := range sums {
		build.VMOVSS(f.lanes(s, build.VADDPS, build.VADDSS), operand.Mem{Base: f.base["sums"], Disp: 4 * i})
	}
	f.end()
}
