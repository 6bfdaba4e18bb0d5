package lm

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"hemline/neural/kernel"
)

func TestNearestIsExact(t *testing.T) {
	dev := kernel.New(2)
	defer dev.Close()
	rnd := rand.New(rand.NewPCG(1, 2))
	const dim, n = 12, 500
	x := Index{Dim: dim}
	for range n {
		v := make([]float32, dim)
		for j := range v {
			v[j] = float32(rnd.NormFloat64()) * 10
		}
		if _, err := x.Add(v); err != nil {
			t.Fatal(err)
		}
	}
	q := slices.Clone(x.Vector(42))
	q[0] += 0.01
	odd := func(i int) bool { return i%2 == 1 }
	for _, keep := range []func(int) bool{nil, odd} {
		got, err := x.Nearest(dev, q, 7, keep)
		if err != nil || len(got) != 7 {
			t.Fatalf("%v, %v", got, err)
		}
		var want []float64
		for i := range n {
			if keep == nil || keep(i) {
				dot, norm := 0.0, 0.0
				for j, v := range x.Vector(i) {
					dot += float64(v) * float64(q[j])
					norm += float64(q[j]) * float64(q[j])
				}
				want = append(want, dot/math.Sqrt(norm))
			}
		}
		slices.SortFunc(want, func(a, b float64) int { return int(math.Copysign(1, b-a)) })
		for i, g := range got {
			if math.Abs(float64(g.Cosine)-want[i]) > 1e-5 || keep != nil && !keep(g.Number) {
				t.Errorf("place %d: %v, want %.6f", i, g, want[i])
			}
		}
	}
	if got, _ := x.Nearest(dev, q, 1, nil); got[0].Number != 42 {
		t.Errorf("nearest to vector 42 is %d", got[0].Number)
	}
}

func TestIndexWithoutDirection(t *testing.T) {
	dev := kernel.New(1)
	defer dev.Close()
	x := Index{Dim: 2}
	for _, v := range [][]float32{{0, 0}, {float32(math.NaN()), 1}, {3, 4}} {
		if _, err := x.Add(v); err != nil {
			t.Fatal(err)
		}
	}
	got, err := x.Nearest(dev, []float32{1, 1}, 3, nil)
	if err != nil || got[0].Number != 2 || got[1].Cosine != 0 || got[2].Cosine != 0 {
		t.Errorf("%v, %v", got, err)
	}
	// What has no direction is nearer than what points away, unless it is
	// passed over.
	got, err = x.Nearest(dev, []float32{-1, -1}, 1, func(i int) bool { return i == 2 })
	if err != nil || got[0].Number != 2 || got[0].Cosine > -0.9 {
		t.Errorf("%v, %v", got, err)
	}
	if _, err := x.Add([]float32{1}); err == nil {
		t.Error("a vector of another size is taken")
	}
	if _, err := x.Nearest(dev, []float32{1}, 1, nil); err == nil {
		t.Error("a query of another size is taken")
	}
}
