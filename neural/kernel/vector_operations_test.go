package kernel

// operation is a vector function as the tests call it: on slices of one
// length, changed in place, with whatever it returns.
type operation struct {
	name   string
	slices int
	run    func(d *Device, s [][]float32) []float64
	// near is how far a level may be from the generic code, as a part of the
	// value or of typical, whichever is larger. 0 is the same bits.
	near, typical float64
	kind          kind
}

type kind int

const (
	each   kind = 1 << iota // each result depends on the values at its place only
	unit                    // wants values in (-1, 1)
	steady                  // benchmark on zeros: repetition would drive values to denormals
	copies                  // run does more than the function: no benchmark
)

func (o operation) is(k kind) bool { return o.kind&k != 0 }

// run makes an operation's function of methods without a result.
func run2(f func(d *Device, a, b []float32)) func(*Device, [][]float32) []float64 {
	return func(d *Device, s [][]float32) []float64 { f(d, s[0], s[1]); return nil }
}

func run3(f func(d *Device, a, b, c []float32)) func(*Device, [][]float32) []float64 {
	return func(d *Device, s [][]float32) []float64 { f(d, s[0], s[1], s[2]); return nil }
}

func one[T float32 | float64 | int](v T) []float64 { return []float64{float64(v)} }

const eps = 1e-5

var operations = []operation{
	{"Add", 2, run2((*Device).Add), 0, 1, each},
	{"Axpy", 2, func(d *Device, s [][]float32) []float64 { d.Axpy(s[0], 1.25, s[1]); return nil }, 2e-7, 10, each},
	{"Scale", 1, func(d *Device, s [][]float32) []float64 { d.Scale(s[0], 0.75); return nil }, 0, 1, each | steady},
	{"Dot", 2, func(d *Device, s [][]float32) []float64 { return one(d.Dot(s[0], s[1])) }, 2e-6, 200, 0},
	{"SumSquares", 1, func(d *Device, s [][]float32) []float64 { return one(d.SumSquares(s[0])) }, 1e-6, 0, 0},
	{"Max", 1, func(d *Device, s [][]float32) []float64 { return one(d.Max(s[0])) }, 0, 0, 0},
	{"AddColumns", 6, addColumns, 0, 1, each | copies},
	{"Dropout", 1, func(d *Device, s [][]float32) []float64 { d.Dropout(s[0], 0.25, 12345); return nil }, 0, 1, steady},

	{"Exp", 2, run2((*Device).Exp), 2e-7, 0, each},
	{"LogSumExp", 1, func(d *Device, s [][]float32) []float64 { return one(d.LogSumExp(s[0], 0.5)) }, 1e-6, 1, 0},
	{"Softmax", 1, func(d *Device, s [][]float32) []float64 { return one(d.Softmax(s[0], 0.5)) }, 2e-6, 1e-30, 0},
	{"SoftmaxAgain", 1, func(d *Device, s [][]float32) []float64 { d.SoftmaxAgain(s[0], 0.5, 2); return nil }, 4e-7, 0, each},
	{"SoftmaxBackward", 2, func(d *Device, s [][]float32) []float64 { d.SoftmaxBackward(s[0], s[1], 0.5); return nil }, 2e-6, 2000, steady},
	{"CrossEntropy", 1, func(d *Device, s [][]float32) []float64 {
		if len(s[0]) == 0 {
			return nil
		}
		return one(d.CrossEntropy(s[0], len(s[0])/2, 0.5))
	}, 2e-6, 1e-4, 0},

	{"RMSNorm", 3, func(d *Device, s [][]float32) []float64 { return one(d.RMSNorm(s[0], s[1], s[2], eps)) }, 1e-6, 0, 0},
	{"RMSNormBackward", 5, func(d *Device, s [][]float32) []float64 {
		d.RMSNormBackward(s[0], s[1], s[2], s[3], s[4], 0.8)
		return nil
	}, 2e-6, 1, 0},
	{"LayerNorm", 4, func(d *Device, s [][]float32) []float64 {
		mean, rstd := d.LayerNorm(s[0], s[1], s[2], s[3], eps)
		return []float64{float64(mean), float64(rstd)}
	}, 1e-5, 1, 0},
	{"LayerNormBackward", 6, func(d *Device, s [][]float32) []float64 {
		d.LayerNormBackward(s[0], s[1], s[2], s[3], s[4], s[5], 0.1, 0.8)
		return nil
	}, 2e-6, 1, 0},

	{"SwiGLU", 3, run3((*Device).SwiGLU), 6e-7, 0, each},
	{"SwiGLUBackward", 5, func(d *Device, s [][]float32) []float64 {
		d.SwiGLUBackward(s[0], s[1], s[2], s[3], s[4])
		return nil
	}, 1e-6, 1, each},
	{"SiLU", 2, run2((*Device).SiLU), 6e-7, 0, each},
	{"SiLUBackward", 3, run3((*Device).SiLUBackward), 1e-6, 1, each},
	{"GELU", 2, run2((*Device).GELU), 4e-6, 0, each},
	{"GELUBackward", 3, run3((*Device).GELUBackward), 1e-6, 1, each},
	{"Tanh", 2, run2((*Device).Tanh), 4e-7, 0, each},
	{"TanhBackward", 3, run3((*Device).TanhBackward), 2e-7, 1, each | unit},
	{"Sigmoid", 2, run2((*Device).Sigmoid), 4e-7, 1e-30, each},
	{"ReLU", 2, run2((*Device).ReLU), 0, 1, each},
	{"ReLUBackward", 3, run3((*Device).ReLUBackward), 0, 1, each},

	{"Rope", 4, func(d *Device, s [][]float32) []float64 { return rope(d, s, false) }, 3e-7, 3, unit | copies},
	{"Rope back", 4, func(d *Device, s [][]float32) []float64 { return rope(d, s, true) }, 3e-7, 3, unit | copies},
	{"AdamW", 4, func(d *Device, s [][]float32) []float64 {
		for i, v := range s[3] {
			s[3][i] = max(v, -v) // second moments are not negative
		}
		d.AdamW(s[0], s[1], s[2], s[3], AdamWStep{Rate: 1e-3, Beta1: 0.9, Beta2: 0.99, Epsilon: 1e-8, Decay: 0.1, GradScale: 0.5, Step: 3})
		return nil
	}, 1e-6, 0.1, each | unit | copies},
}

// addColumns adds five rows, which lie further apart than they are wide.
func addColumns(d *Device, s [][]float32) []float64 {
	n := len(s[0])
	x := Mat{Data: make([]float32, 5*(n+3)), Rows: 5, Cols: n, Stride: n + 3}
	for i := range 5 {
		copy(x.Row(i), s[1+i])
	}
	d.AddColumns(s[0], x)
	return nil
}

// rope turns two heads, the second a mirror of the first, and returns what lies
// behind them.
func rope(d *Device, s [][]float32, inverse bool) []float64 {
	h := len(s[0])
	row := make([]float32, 4*h, 4*h+16)
	parts := [][]float32{s[0], s[1], s[1], s[0]}
	for i, p := range parts {
		copy(row[i*h:], p)
	}
	if h > 0 {
		d.RopeHeads(row, 2*h, s[2], s[3], inverse)
	}
	for i := range s {
		copy(s[i], row[i*h:(i+1)*h])
	}
	var behind []float64
	for _, v := range row[4*h : 4*h+16] {
		behind = append(behind, float64(v))
	}
	return behind
}
