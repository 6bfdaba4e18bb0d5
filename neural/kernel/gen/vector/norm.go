package main

import (
	"github.com/mmcloughlin/avo/build"
)

func norms(v isa) {
	f := v.begin("normed", "func(y, x, w *float32, rstd float32, n int)", "writes x*rstd*w.", "y", "x", "w")
	rstd := f.scalar("rstd")
	f.loop(func() {
		x := f.load("x")
		build.VMULPS(rstd, x, x)
		build.VMULPS(f.at("w"), x, x)
		f.store(x, "y")
	})
	f.end()

	f = v.begin("rmsBack", "func(dx, dw, dy, x, w *float32, rstd, k float32, n int)", "adds dy*x*rstd to dw and rstd*dy*w - k*x to dx.", "dx", "dw", "dy", "x", "w")
	rstd, k := f.scalar("rstd"), f.scalar("k")
	f.loop(func() {
		g, x := f.load("dy"), f.load("x")
		build.VMULPS(rstd, g, g)
		dw := f.load("dw")
		build.VFMADD231PS(x, g, dw)
		f.store(dw, "dw")
		dx := f.load("dx")
		build.VFMADD231PS(f.at("w"), g, dx)
		build.VFNMADD231PS(x, k, dx)
		f.store(dx, "dx")
	})
	f.end()

	f = v.begin("layerNormed", "func(y, x, w, b *float32, mean, rstd float32, n int)", "writes (x-mean)*rstd*w + b.", "y", "x", "w", "b")
	mean, rstd := f.scalar("mean"), f.scalar("rstd")
	f.loop(func() {
		x, b := f.load("x"), f.load("b")
		build.VSUBPS(mean, x, x)
		build.VMULPS(rstd, x, x)
		build.VFMADD231PS(f.at("w"), x, b)
		f.store(b, "y")
	})
	f.end()
}

// adamW is the update of kernel.AdamW with the constants worked out before.
func adamW(v isa) {
	f := v.begin("adamw", "func(w, grad, m, v *float32, beta1, beta2, scale, rate1, root2, epsilon, decay float32, n int)",
		"takes a step and clears grad: rate1 is rate/(1-beta1^t), root2 1/(1-beta2^t), decay rate*decay.", "w", "grad", "m", "v")
	beta1, beta2, scale := f.scalar("beta1"), f.scalar("beta2"), f.scalar("scale")
	rate1, root2, epsilon, decay := f.scalar("rate1"), f.scalar("root2"), f.scalar("epsilon"), f.scalar("decay")
	f.loop(func() {
		g := f.load("grad")
		build.VMULPS(scale, g, g)
		m := f.load("m")
		build.VSUBPS(g, m, m) // m = g + beta1*(m-g)
		build.VFMADD213PS(g, beta1, m)
		f.store(m, "m")
		build.VMULPS(g, g, g)
		s := f.load("v")
		build.VSUBPS(g, s, s)
		build.VFMADD213PS(g, beta2, s)
		f.store(s, "v")
		build.VMULPS(root2, s, s)
		build.VSQRTPS(s, s)
		build.VADDPS(epsilon, s, s)
		build.VMULPS(rate1, m, m)
		build.VDIVPS(s, m, m)
		w := f.load("w")
		build.VFMADD231PS(w, decay, m)
		build.VSUBPS(m, w, w)
		f.store(w, "w")
		f.store(v.zero(), "grad")
	})
	f.end()
}
