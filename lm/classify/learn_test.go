package classify

import (
	"math"
	"math/rand/v2"
	"testing"

	"hemline/neural/kernel"
	"hemline/neural/nn"
)

// sparse are random rows with a class that depends on them.
func sparse(n, features, classes int, r *rand.Rand) (*vectors, []int32) {
	v, class := &vectors{start: []int{0}}, make([]int32, n)
	for i := range n {
		class[i] = int32(r.IntN(classes))
		for f := range features {
			if r.IntN(3) == 0 || f%classes == int(class[i]) {
				v.index, v.value = append(v.index, int32(f)), append(v.value, r.Float32())
			}
		}
		v.start = append(v.start, len(v.index))
	}
	return v, class
}

// At its optimum a separator's gradient is zero: moving any weight either way
// does not make the objective smaller.
func TestSeparatorIsOptimal(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	const features = 12
	v, class := sparse(80, features, 3, r)
	for _, shape := range []linearShape{{Cost: 0.5}, {Cost: 0.5, Stretch: 0.3}} {
		s := newSeparator(v, features, class, 3, shape)
		for c := range int32(3) {
			w, stretch := make([]float32, features), make([]float32, features)
			bias := s.fit(w, c, 1)
			s.stretch(stretch, c)
			objective := func(at int, by float64) float64 {
				sum := 0.0
				for f := range features + 1 {
					x, k := float64(bias), 1.0
					if f < features {
						x, k = float64(w[f]), float64(stretch[f])
					}
					if f == at {
						x += by
					}
					sum += x * x / k / 2
				}
				for i := range class {
					index, value := v.row(i)
					dot := float64(bias)
					if at == features {
						dot += by
					}
					for k, f := range index {
						dot += float64(w[f]) * float64(value[k])
						if int(f) == at {
							dot += by * float64(value[k])
						}
					}
					if class[i] != c {
						dot = -dot
					}
					if m := 1 - dot; m > 0 {
						sum += shape.Cost * m * m
					}
				}
				return sum
			}
			best := objective(-1, 0)
			for f := range features + 1 {
				for _, by := range []float64{0.1, -0.1} {
					if o := objective(f, by); o < best {
						t.Errorf("%+v: class %d: weight %d moved by %g makes %.4f of %.4f", shape, c, f, by, o, best)
					}
				}
			}
		}
	}
}

// A mixture finds the temperature that made the labels, and drops a member
// that knows nothing.
func TestMixtureFindsTheTemperature(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	const n, classes = 6000, 4
	good, noise := kernel.NewMat(n, classes), kernel.NewMat(n, classes)
	class := make([]int32, n)
	bias := []float64{0, 1, 0, -0.5}
	for i := range n {
		z := make([]float64, classes)
		sum := 0.0
		for c := range classes {
			good.Row(i)[c], noise.Row(i)[c] = float32(r.NormFloat64()), float32(r.NormFloat64())
			z[c] = math.Exp(1.7*float64(good.Row(i)[c]) + bias[c])
			sum += z[c]
		}
		at := r.Float64() * sum
		for c := range z {
			if at -= z[c]; at < 0 {
				class[i] = int32(c)
				break
			}
		}
	}
	m := fitMixture([]kernel.Mat{good, noise}, class)
	// Five standard errors of a weight are about 0.12 here.
	if math.Abs(m.weight[0]-1.7) > 0.12 || m.weight[1] > 0.12 {
		t.Errorf("weights %v, want 1.7 and 0", m.weight)
	}
	for c := range bias {
		if d := m.bias[c] - m.bias[0] - bias[c]; math.Abs(d) > 0.2 {
			t.Errorf("class %d has a bias of %.2f over the first, want %.2f", c, m.bias[c]-m.bias[0], bias[c])
		}
	}
}

// The bag learns what the classes depend on, and the gradients of its dense
// part are those of its smoothed loss: at a label smoothing of 0.1 certainty
// has a price, so the loss cannot go to zero.
func TestBagLearns(t *testing.T) {
	dev := device(t)
	r := rand.New(rand.NewPCG(4, 4))
	v, class := sparse(300, 30, 3, r)
	s := &space{}
	for f := range 30 {
		s.bucket[0], s.idf[0] = append(s.bucket[0], uint32(f)), append(s.idf[0], 1)
	}
	b := newBag(s, 3, r)
	c := &nn.Context{Dev: dev, Arena: &nn.Arena{}, Train: true, Rand: r}
	rows := make([]int, 300)
	for i := range rows {
		rows[i] = i
	}
	first := b.step(c, v, rows, class)
	last := first
	for range 60 {
		for lo := 0; lo < 300; lo += 30 {
			c.Arena.Reset()
			last = b.step(c, v, rows[lo:lo+30], class[lo:lo+30])
		}
	}
	out := kernel.NewMat(300, 3)
	if err := b.scoreVectors(dev, v, out); err != nil {
		t.Fatal(err)
	}
	right := 0
	for i := range class {
		if Argmax(out.Row(i)) == int(class[i]) {
			right++
		}
	}
	if last > 0.8*first || right < 270 {
		t.Errorf("loss from %.3f to %.3f, %d of 300 right", first, last, right)
	}
	g := kernel.AsMat([]float32{0.2, -0.5, 0.3}, 1, 3)
	smoothen(g, []int32{1}, 0.3)
	for i, want := range []float32{0.1, -0.3, 0.2} {
		if d := g.Data[i] - want; d > 1e-6 || d < -1e-6 {
			t.Errorf("smoothed gradient %v", g.Data)
		}
	}
}
