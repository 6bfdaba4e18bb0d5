package nn_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"hemline/neural/kernel"
	"hemline/neural/nn"
)

var nan = float32(math.NaN())

// checkLoss compares a loss's gradient of its mean, times a weight, with slopes
// of the mean.
func checkLoss(t *testing.T, x []float32, loss func() (sum float64, count int), gradient []float32, weight float64) {
	t.Helper()
	slope(t, "logits", x, gradient, rand.New(rand.NewPCG(1, 9)), func() float64 {
		sum, count := loss()
		return weight * sum / float64(count)
	})
}

func TestCrossEntropyGradients(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 3))
	const rows, vocabulary, dim = 900, 19, 7 // more than a block of rows
	e := nn.NewParam("e", vocabulary, dim)
	random(r, e)
	h := nn.CrossEntropy{E: e}
	x := normal(r, rows, dim)
	targets := make([]int32, rows)
	counts := 0
	for i := range targets {
		if targets[i] = int32(r.IntN(vocabulary+4)) - 4; targets[i] < 0 {
			targets[i] = nn.Ignore
		} else {
			counts++
		}
	}
	for _, dev := range levels(t) {
		c := &nn.Context{Dev: dev, Arena: &nn.Arena{}}
		dx := kernel.NewMat(rows, dim)
		e.G = nil
		sum, count := h.Loss(c, x, targets, &dx, 100)
		if count != counts {
			t.Fatalf("%d targets, want %d", count, counts)
		}
		want := 0.0
		for i, target := range targets {
			if target == nn.Ignore {
				continue
			}
			total, at := 0.0, 0.0
			for v := range vocabulary {
				s := 0.0
				for j, a := range x.Row(i) {
					s += float64(a) * float64(e.W[v*dim+j])
				}
				total += math.Exp(s)
				if v == int(target) {
					at = s
				}
			}
			want += math.Log(total) - at
		}
		if math.Abs(sum-want) > 1e-5*want {
			t.Errorf("loss %g, want %g", sum, want)
		}
		loss := func() (float64, int) {
			c.Arena.Reset()
			return h.Loss(c, x, targets, nil, 100)
		}
		checkLoss(t, x.Data, loss, dx.Data, 100)
		checkLoss(t, e.W, loss, e.G, 100)

		for i := range dx.Data {
			dx.Data[i] = 1
		}
		none := slices.Repeat([]int32{nn.Ignore}, rows)
		if sum, count := h.Loss(c, x, none, &dx, 1); sum != 0 || count != 0 || dx.Data[rows*dim-1] != 0 {
			t.Errorf("without targets: %g over %d, gradient %g", sum, count, dx.Data[rows*dim-1])
		}
	}
}

func TestClassLossGradients(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 3))
	logits := normal(r, 40, 5)
	targets := make([]int32, 40)
	for i := range targets {
		targets[i] = int32(r.IntN(6)) - 1
	}
	for _, dev := range levels(t) {
		c := &nn.Context{Dev: dev, Arena: &nn.Arena{}}
		g := kernel.NewMat(40, 5)
		copy(g.Data, logits.Data)
		with, _ := nn.ClassLoss(c, g, targets, true, 20)
		loss := func() (float64, int) { return nn.ClassLoss(c, logits, targets, false, 20) }
		if without, _ := loss(); math.Abs(with-without) > 1e-4 {
			t.Errorf("loss %g with its gradient, %g without", with, without)
		}
		checkLoss(t, logits.Data, loss, g.Data, 20)
	}
}

func TestBinaryCrossEntropy(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	x, y := normal(r, 9, 4), normal(r, 9, 4)
	for i := range y.Data {
		y.Data[i] = []float32{0, 1, 0.3, nan}[r.IntN(4)]
	}
	g := kernel.NewMat(9, 4)
	sum, count := nn.BinaryCrossEntropy(x, y, &g, 30)
	want, n := 0.0, 0
	for i, v := range x.Data {
		if target := float64(y.Data[i]); target == target {
			p := 1 / (1 + math.Exp(-float64(v)))
			want -= target*math.Log(p) + (1-target)*math.Log(1-p)
			n++
		} else if g.Data[i] != 0 {
			t.Error("a missing target has a gradient")
		}
	}
	if math.Abs(sum-want) > 1e-6 || count != n {
		t.Errorf("loss %g over %d, want %g over %d", sum, count, want, n)
	}
	checkLoss(t, x.Data, func() (float64, int) { return nn.BinaryCrossEntropy(x, y, nil, 30) }, g.Data, 30)

	far := kernel.AsMat([]float32{1000, -1000}, 1, 2)
	right, wrong := kernel.AsMat([]float32{1, 0}, 1, 2), kernel.AsMat([]float32{0, 1}, 1, 2)
	if sum, _ := nn.BinaryCrossEntropy(far, right, nil, 1); sum != 0 {
		t.Errorf("sure and right costs %g", sum)
	}
	if sum, _ := nn.BinaryCrossEntropy(far, wrong, &far, 1); sum != 2000 || far.Data[0] != 0.5 || far.Data[1] != -0.5 {
		t.Errorf("sure and wrong costs %g, gradient %v", sum, far.Data)
	}
}

func TestPinball(t *testing.T) {
	h := nn.Pinball{Quantiles: []float32{0.1, 0.5, 0.9}}
	pred := kernel.AsMat([]float32{1, 2, 3 /**/, 5, 5, 5 /**/, 0, 0, 0 /**/, 7, 8, 9}, 2, 6)
	y := kernel.AsMat([]float32{2.5, nan, 1, 9}, 2, 2)
	g := kernel.NewMat(2, 6)
	sum, count := h.Loss(pred, y, &g, 9)
	// 2.5: .15+.25+.05; 1: .1+.5+.9; 9: .2+.5+0.
	if math.Abs(sum-2.65) > 1e-6 || count != 9 {
		t.Errorf("loss %g over %d", sum, count)
	}
	want := []float32{-0.1, -0.5, 0.1, 0, 0, 0, -0.1, -0.5, -0.9, -0.1, -0.5, 0}
	near(t, "gradient", g.Data, want, 1e-6)

	r := rand.New(rand.NewPCG(4, 3))
	p := normal(r, 30, 6)
	targets := normal(r, 30, 2)
	d := kernel.NewMat(30, 6)
	h.Loss(p, targets, &d, 50)
	checkLoss(t, p.Data, func() (float64, int) { return h.Loss(p, targets, nil, 50) }, d.Data, 50)

	// The quantile is where the loss is least: descending it finds it.
	q, sample := kernel.NewMat(1, 1), normal(r, 4001, 1)
	sorted := slices.Clone(sample.Data)
	slices.Sort(sorted)
	one := nn.Pinball{Quantiles: []float32{0.8}}
	for range 400 {
		slope := float32(0)
		for i := range sample.Rows {
			one.Loss(q, sample.Slice(i, i+1, 0, 1), &g, 1)
			slope += g.Data[0]
		}
		q.Data[0] -= slope / 4001
	}
	if math.Abs(float64(q.Data[0]-sorted[3200])) > 0.02 {
		t.Errorf("the least loss is at %g, the quantile %g", q.Data[0], sorted[3200])
	}
}
