package kernel

import "math"

// RMSNorm writes w * x / rms(x) to y for one row and returns
// 1/rms = 1/sqrt(mean(x^2)+eps) (Zhang and Sennrich 2019). y may be x.
func (d *Device) RMSNorm(y, x, w []float32, eps float32) (rstd float32) {
	rstd = float32(1 / math.Sqrt(d.SumSquares(x)/float64(len(x))+float64(eps)))
	for i := d.cpu.Level.vecNormed(y, x, w, rstd); i < len(x); i++ {
		y[i] = x[i] * rstd * w[i]
	}
	return rstd
}

// RMSNormBackward adds the gradient of one row of RMSNorm to dx and to dw.
func (d *Device) RMSNormBackward(dx, dw, dy, x, w []float32, rstd float32) {
	i, s := d.cpu.Level.vecDot3(dy, w, x)
	for ; i < len(x); i++ {
		s += dy[i] * w[i] * x[i]
	}
	k := s * rstd * rstd * rstd / float32(len(x))
	for i := d.cpu.Level.vecRmsBack(dx, dw, dy, x, w, rstd, k); i < len(x); i++ {
		dw[i] += dy[i] * x[i] * rstd
		dx[i] += rstd*dy[i]*w[i] - k*x[i]
	}
}

// LayerNorm writes (x-mean)/std * w + b to y for one row and returns the mean
// and 1/std with std = sqrt(var(x)+eps) (Ba, Kiros and Hinton 2016). y may be
// x.
func (d *Device) LayerNorm(y, x, w, b []float32, eps float32) (mean, rstd float32) {
	n := float64(len(x))
	mean = float32(d.sum(x) / n)
	rstd = float32(1 / math.Sqrt(d.squares(x, mean)/n+float64(eps)))
	for i := d.cpu.Level.vecLayerNormed(y, x, w, b, mean, rstd); i < len(x); i++ {
		y[i] = (x[i]-mean)*rstd*w[i] + b[i]
	}
	return mean, rstd
}

// LayerNormBackward adds the gradient of one row of LayerNorm to dx, dw, db.
func (d *Device) LayerNormBackward(dx, dw, db, dy, x, w []float32, mean, rstd float32) {
	var a, c float32
	for i, v := range x {
		g := dy[i] * w[i]
		a += g
		c += g * (v - mean) * rstd
	}
	a /= float32(len(x))
	c /= float32(len(x))
	for i, v := range x {
		h := (v - mean) * rstd
		dw[i] += dy[i] * h
		db[i] += dy[i]
		dx[i] += rstd * (dy[i]*w[i] - a - h*c)
	}
}
