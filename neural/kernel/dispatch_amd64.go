package kernel

// Each function here does as much of a loop as whole vectors hold and returns
// how many values that was, for loops that reduce with their result; the
// caller does the rest in Go.

// whole is the part of n that whole vectors of a level cover.
func (l Level) whole(n int) int {
	switch l {
	case AVX512:
		return n &^ 15
	case AVX2:
		return n &^ 7
	}
	return 0
}

func (l Level) vecAdd(dst, a []float32) (n int) {
	n = l.whole(len(a))
	if n == 0 {
		return 0
	}
	_ = dst[n-1]
	if l == AVX512 {
		addAVX512(&dst[0], &a[0], n)
	} else {
		addAVX2(&dst[0], &a[0], n)
	}
	return n
}

func (l Level) vecMul(dst, a []float32) (n int) {
	n = l.whole(len(a))
	if n == 0 {
		return 0
	}
	_ = dst[n-1]
	if l == AVX512 {
		mulAVX512(&dst[0], &a[0], n)
	} else {
		mulAVX2(&dst[0], &a[0], n)
	}
	return n
}

func (l Level) vecAxpy(dst []float32, s float32, a []float32) (n int) {
	n = l.whole(len(a))
	if n == 0 {
		return 0
	}
	_ = dst[n-1]
	if l == AVX512 {
		axpyAVX512(&dst[0], s, &a[0], n)
	} else {
		axpyAVX2(&dst[0], s, &a[0], n)
	}
	return n
}

func (l Level) vecScale(dst []float32, s float32) (n int) {
	n = l.whole(len(dst))
	if n == 0 {
		return 0
	}
	if l == AVX512 {
		scaleAVX512(&dst[0], s, n)
	} else {
		scaleAVX2(&dst[0], s, n)
	}
	return n
}

func (l Level) vecRelu(y, x []float32) (n int) {
	n = l.whole(len(x))
	if n == 0 {
		return 0
	}
	_ = y[n-1]
	if l == AVX512 {
		reluAVX512(&y[0], &x[0], n)
	} else {
		reluAVX2(&y[0], &x[0], n)
	}
	return n
}

func (l Level) vecRope(a, b, cos, sin []float32) (n int) {
	n = l.whole(len(sin))
	if n == 0 {
		return 0
	}
	_ = a[n-1]
	_ = b[n-1]
	_ = cos[n-1]
	if l == AVX512 {
		ropeAVX512(&a[0], &b[0], &cos[0], &sin[0], n)
	} else {
		ropeAVX2(&a[0], &b[0], &cos[0], &sin[0], n)
	}
	return n
}

func (l Level) vecUnrope(a, b, cos, sin []float32) (n int) {
	n = l.whole(len(sin))
	if n == 0 {
		return 0
	}
	_ = a[n-1]
	_ = b[n-1]
	_ = cos[n-1]
	if l == AVX512 {
		unropeAVX512(&a[0], &b[0], &cos[0], &sin[0], n)
	} else {
		unropeAVX2(&a[0], &b[0], &cos[0], &sin[0], n)
	}
	return n
}

func (l Level) vecDot(a, b []float32) (n int, r float32) {
	n = l.whole(len(b))
	if n == 0 {
		return 0, 0
	}
	_ = a[n-1]
	if l == AVX512 {
		return n, dotAVX512(&a[0], &b[0], n)
	}
	return n, dotAVX2(&a[0], &b[0], n)
}

func (l Level) vecDot3(a, b, c []float32) (n int, r float32) {
	n = l.whole(len(c))
	if n == 0 {
		return 0, 0
	}
	_ = a[n-1]
	_ = b[n-1]
	if l == AVX512 {
		return n, dot3AVX512(&a[0], &b[0], &c[0], n)
	}
	return n, dot3AVX2(&a[0], &b[0], &c[0], n)
}

func (l Level) vecTotal(a []float32) (n int, r float32) {
	n = l.whole(len(a))
	if n == 0 {
		return 0, 0
	}
	if l == AVX512 {
		return n, totalAVX512(&a[0], n)
	}
	return n, totalAVX2(&a[0], n)
}

func (l Level) vecSquares(a []float32, mean float32) (n int, r float32) {
	n = l.whole(len(a))
	if n == 0 {
		return 0, 0
	}
	if l == AVX512 {
		return n, squaresAVX512(&a[0], mean, n)
	}
	return n, squaresAVX2(&a[0], mean, n)
}

func (l Level) vecLargest(a []float32) (n int, r float32) {
	n = l.whole(len(a))
	if n == 0 {
		return 0, 0
	}
	if l == AVX512 {
		return n, largestAVX512(&a[0], n)
	}
	return n, largestAVX2(&a[0], n)
}

func (l Level) vecExpSum(dst, x []float32, scale, shift float32) (n int, r float32) {
	n = l.whole(len(x))
	if n == 0 {
		return 0, 0
	}
	_ = dst[n-1]
	if l == AVX512 {
		return n, expSumAVX512(&dst[0], &x[0], scale, shift, n)
	}
	return n, expSumAVX2(&dst[0], &x[0], scale, shift, n)
}

func (l Level) vecSumExp(x []float32, scale, shift float32) (n int, r float32) {
	n = l.whole(len(x))
	if n == 0 {
		return 0, 0
	}
	if l == AVX512 {
		return n, sumExpAVX512(&x[0], scale, shift, n)
	}
	return n, sumExpAVX2(&x[0], scale, shift, n)
}

func (l Level) vecSoftBack(dp, p []float32, scale, dot float32) (n int) {
	n = l.whole(len(p))
	if n == 0 {
		return 0
	}
	_ = dp[n-1]
	if l == AVX512 {
		softBackAVX512(&dp[0], &p[0], scale, dot, n)
	} else {
		softBackAVX2(&dp[0], &p[0], scale, dot, n)
	}
	return n
}

func (l Level) vecSigmoid(y, x []float32) (n int) {
	n = l.whole(len(x))
	if n == 0 {
		return 0
	}
	_ = y[n-1]
	if l == AVX512 {
		sigmoidAVX512(&y[0], &x[0], n)
	} else {
		sigmoidAVX2(&y[0], &x[0], n)
	}
	return n
}

func (l Level) vecSwiglu(y, gate, up []float32) (n int) {
	n = l.whole(len(up))
	if n == 0 {
		return 0
	}
	_ = y[n-1]
	_ = gate[n-1]
	if l == AVX512 {
		swigluAVX512(&y[0], &gate[0], &up[0], n)
	} else {
		swigluAVX2(&y[0], &gate[0], &up[0], n)
	}
	return n
}

func (l Level) vecSwigluBack(dgate, dup, dy, gate, up []float32) (n int) {
	n = l.whole(len(up))
	if n == 0 {
		return 0
	}
	_ = dgate[n-1]
	_ = dup[n-1]
	_ = dy[n-1]
	_ = gate[n-1]
	if l == AVX512 {
		swigluBackAVX512(&dgate[0], &dup[0], &dy[0], &gate[0], &up[0], n)
	} else {
		swigluBackAVX2(&dgate[0], &dup[0], &dy[0], &gate[0], &up[0], n)
	}
	return n
}

func (l Level) vecGelu(y, x []float32) (n int) {
	n = l.whole(len(x))
	if n == 0 {
		return 0
	}
	_ = y[n-1]
	if l == AVX512 {
		geluAVX512(&y[0], &x[0], n)
	} else {
		geluAVX2(&y[0], &x[0], n)
	}
	return n
}

func (l Level) vecGeluBack(dx, dy, x []float32) (n int) {
	n = l.whole(len(x))
	if n == 0 {
		return 0
	}
	_ = dx[n-1]
	_ = dy[n-1]
	if l == AVX512 {
		geluBackAVX512(&dx[0], &dy[0], &x[0], n)
	} else {
		geluBackAVX2(&dx[0], &dy[0], &x[0], n)
	}
	return n
}

func (l Level) vecNormed(y, x, w []float32, rstd float32) (n int) {
	n = l.whole(len(w))
	if n == 0 {
		return 0
	}
	_ = y[n-1]
	_ = x[n-1]
	if l == AVX512 {
		normedAVX512(&y[0], &x[0], &w[0], rstd, n)
	} else {
		normedAVX2(&y[0], &x[0], &w[0], rstd, n)
	}
	return n
}

func (l Level) vecRmsBack(dx, dw, dy, x, w []float32, rstd, k float32) (n int) {
	n = l.whole(len(w))
	if n == 0 {
		return 0
	}
	_ = dx[n-1]
	_ = dw[n-1]
	_ = dy[n-1]
	_ = x[n-1]
	if l == AVX512 {
		rmsBackAVX512(&dx[0], &dw[0], &dy[0], &x[0], &w[0], rstd, k, n)
	} else {
		rmsBackAVX2(&dx[0], &dw[0], &dy[0], &x[0], &w[0], rstd, k, n)
	}
	return n
}

func (l Level) vecLayerNormed(y, x, w, b []float32, mean, rstd float32) (n int) {
	n = l.whole(len(b))
	if n == 0 {
		return 0
	}
	_ = y[n-1]
	_ = x[n-1]
	_ = w[n-1]
	if l == AVX512 {
		layerNormedAVX512(&y[0], &x[0], &w[0], &b[0], mean, rstd, n)
	} else {
		layerNormedAVX2(&y[0], &x[0], &w[0], &b[0], mean, rstd, n)
	}
	return n
}

func (l Level) vecAdamW(w, g, m, v []float32, c adamW) (n int) {
	n = l.whole(len(w))
	if n == 0 {
		return 0
	}
	_, _, _ = g[n-1], m[n-1], v[n-1]
	if l == AVX512 {
		adamwAVX512(&w[0], &g[0], &m[0], &v[0], c.beta1, c.beta2, c.scale, c.rate1, c.root2, c.epsilon, c.decay, n)
	} else {
		adamwAVX2(&w[0], &g[0], &m[0], &v[0], c.beta1, c.beta2, c.scale, c.rate1, c.root2, c.epsilon, c.decay, n)
	}
	return n
}

// vecDots is the inner products of x with four rows of w.
func (l Level) vecDots(w []float32, stride int, x []float32) (n int, sums [4]float32) {
	n = l.whole(len(x))
	if n == 0 {
		return 0, sums
	}
	_ = w[3*stride+n-1]
	if l == AVX512 {
		dotsAVX512(&sums[0], &w[0], uintptr(stride)*4, &x[0], n)
	} else {
		dotsAVX2(&sums[0], &w[0], uintptr(stride)*4, &x[0], n)
	}
	return n, sums
}
