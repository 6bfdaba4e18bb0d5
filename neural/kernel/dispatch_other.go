//go:build !amd64

package kernel

// Without assembly no part of a loop is done.

func (l Level) vecAdd(dst, a []float32) (n int) { return 0 }

func (l Level) vecMul(dst, a []float32) (n int) { return 0 }

func (l Level) vecAxpy(dst []float32, s float32, a []float32) (n int) { return 0 }

func (l Level) vecScale(dst []float32, s float32) (n int) { return 0 }

func (l Level) vecRelu(y, x []float32) (n int) { return 0 }

func (l Level) vecRope(a, b, cos, sin []float32) (n int) { return 0 }

func (l Level) vecUnrope(a, b, cos, sin []float32) (n int) { return 0 }

func (l Level) vecDot(a, b []float32) (n int, r float32) { return 0, 0 }

func (l Level) vecDot3(a, b, c []float32) (n int, r float32) { return 0, 0 }

func (l Level) vecTotal(a []float32) (n int, r float32) { return 0, 0 }

func (l Level) vecSquares(a []float32, mean float32) (n int, r float32) { return 0, 0 }

func (l Level) vecLargest(a []float32) (n int, r float32) { return 0, 0 }

func (l Level) vecExpSum(dst, x []float32, scale, shift float32) (n int, r float32) { return 0, 0 }

func (l Level) vecSumExp(x []float32, scale, shift float32) (n int, r float32) { return 0, 0 }

func (l Level) vecSoftBack(dp, p []float32, scale, dot float32) (n int) { return 0 }

func (l Level) vecSigmoid(y, x []float32) (n int) { return 0 }

func (l Level) vecSwiglu(y, gate, up []float32) (n int) { return 0 }

func (l Level) vecSwigluBack(dgate, dup, dy, gate, up []float32) (n int) { return 0 }

func (l Level) vecGelu(y, x []float32) (n int) { return 0 }

func (l Level) vecGeluBack(dx, dy, x []float32) (n int) { return 0 }

func (l Level) vecNormed(y, x, w []float32, rstd float32) (n int) { return 0 }

func (l Level) vecRmsBack(dx, dw, dy, x, w []float32, rstd, k float32) (n int) { return 0 }

func (l Level) vecLayerNormed(y, x, w, b []float32, mean, rstd float32) (n int) { return 0 }

func (l Level) vecAdamW(w, g, m, v []float32, c adamW) (n int) { return 0 }

func (l Level) vecDots(w []float32, stride int, x []float32) (n int, sums [4]float32) { return 0, sums }
