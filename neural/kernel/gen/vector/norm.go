package main

func norms(g *generator) {
	g.define("normed", "func(y, x, w []float32, rstd float32)", "writes x*rstd*w.", func(f *function) {
		rstd := f.scalar("rstd")
		f.loop(unroll, func() {
			x := f.load("x")
			f.VMULPS(rstd, x, x)
			f.VMULPS(f.at("w"), x, x)
			f.store(x, "y")
		})
		f.end()
	})
	g.define("rmsBack", "func(dx, dw, dy, x, w []float32, rstd, k float32)", "adds dy*x*rstd to dw and rstd*dy*w - k*x to dx.", func(f *function) {
		rstd, k := f.scalar("rstd"), f.scalar("k")
		f.loop(2, func() {
			g, x, dw, dx := f.load("dy"), f.load("x"), f.load("dw"), f.load("dx")
			f.VMULPS(rstd, g, g)
			f.VFMADD231PS(x, g, dw)
			f.store(dw, "dw")
			f.VFMADD231PS(f.at("w"), g, dx)
			f.VFNMADD231PS(x, k, dx)
			f.store(dx, "dx")
		})
		f.end()
	})
}

func layerNorms(g *generator) {
	g.define("layerNormed", "func(y, x, w, b []float32, mean, rstd float32)", "writes (x-mean)*rstd*w + b.", func(f *function) {
		mean, rstd := f.scalar("mean"), f.scalar("rstd")
		f.loop(2, func() {
			x, b := f.load("x"), f.load("b")
			f.VSUBPS(mean, x, x)
			f.VMULPS(rstd, x, x)
			f.VFMADD231PS(f.at("w"), x, b)
			f.store(b, "y")
		})
		f.end()
	})
	g.define("layerNormSums", "func(dy, x, w []float32, mean float32) (a, c float32)", "is the sums of dy*w and of dy*w*(x-mean).", func(f *function) {
		mean := f.scalar("mean")
		a, c := f.accumulators(unroll), f.accumulators(unroll)
		f.loop(unroll, func() {
			g, x := f.load("dy"), f.load("x")
			f.VMULPS(f.at("w"), g, g)
			f.VSUBPS(mean, x, x)
			f.VADDPS(g, a[f.part], a[f.part])
			f.VFMADD231PS(x, g, c[f.part])
		})
		f.give("a", a, f.VADDPS)
		f.give("c", c, f.VADDPS)
		f.end()
	})
	g.define("layerNormBack", "func(dx, dw, db, dy, x, w []float32, mean, rstd, a, c float32)", "adds dy*h to dw, dy to db and rstd*(dy*w - a - h*c) to dx, h = (x-mean)*rstd.", func(f *function) {
		mean, rstd, a, c := f.scalar("mean"), f.scalar("rstd"), f.scalar("a"), f.scalar("c")
		f.loop(2, func() {
			g, h := f.load("dy"), f.load("x")
			f.VSUBPS(mean, h, h)
			f.VMULPS(rstd, h, h)
			dw, db, dx := f.load("dw"), f.load("db"), f.load("dx")
			f.VFMADD231PS(h, g, dw)
			f.store(dw, "dw")
			f.VADDPS(g, db, db)
			f.store(db, "db")
			f.VMULPS(f.at("w"), g, g)
			f.VSUBPS(a, g, g)
			f.VFNMADD231PS(h, c, g)
			f.VFMADD231PS(rstd, g, dx)
			f.store(dx, "dx")
		})
		f.end()
	})
}

// adamW is kernel.AdamW's update with the constants worked out before. Its
// stores go through the caches: each line written was read just before, so
// streaming past them would save nothing.
func adamW(g *generator) {
	g.define("adamW", "func(w, grad, m, v []float32, beta1, beta2, scale, rate1, root2, epsilon, decay float32)",
		"takes a step and clears grad: rate1 is rate/(1-beta1^t), root2 1/(1-beta2^t), decay rate*decay.", func(f *function) {
			beta1, beta2, scale := f.scalar("beta1"), f.scalar("beta2"), f.scalar("scale")
			rate1, root2, epsilon, decay := f.scalar("rate1"), f.scalar("root2"), f.scalar("epsilon"), f.scalar("decay")
			zero := f.zero()
			f.loop(1, func() {
				g := f.load("grad")
				f.VMULPS(scale, g, g)
				m := f.load("m")
				f.VSUBPS(g, m, m) // m = g + beta1*(m-g)
				f.VFMADD213PS(g, beta1, m)
				f.store(m, "m")
				f.VMULPS(g, g, g)
				s := f.load("v")
				f.VSUBPS(g, s, s)
				f.VFMADD213PS(g, beta2, s)
				f.store(s, "v")
				f.VMULPS(root2, s, s)
				f.VSQRTPS(s, s)
				f.VADDPS(epsilon, s, s)
				f.VMULPS(rate1, m, m)
				f.VDIVPS(s, m, m)
				w := f.load("w")
				f.VFMADD231PS(w, decay, m)
				f.VSUBPS(m, w, w)
				f.store(w, "w")
				f.store(zero, "grad")
			})
			f.end()
		})
}
