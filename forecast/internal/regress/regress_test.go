package regress

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// TestPrefixes: the residuals of every prefix are orthogonal to its columns,
// which is what least squares means, and their squares are Left.
func TestPrefixes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, p := rapid.IntRange(6, 30).Draw(t, "n"), rapid.IntRange(1, 5).Draw(t, "p")
		value := rapid.Float64Range(-5, 5)
		y := rapid.SliceOfN(value, n, n).Draw(t, "y")
		x := make(Design, p)
		for i := range x {
			x[i] = rapid.SliceOfN(value, n, n).Draw(t, "x")
		}
		fit := Fit(x, y)
		out := make([]float64, n)
		for k := 0; k <= p; k++ {
			Residuals(out, x, y, fit.Coefficients(k))
			for i := range k {
				if d := dot(out, x[i]); math.Abs(d) > 1e-3*(1+math.Sqrt(dot(x[i], x[i])*dot(y, y))) {
					t.Fatalf("prefix %d: column %d has product %v with what is left", k, i, d)
				}
			}
			if s := dot(out, out); math.Abs(s-fit.Left(k)) > 1e-3*(1+dot(y, y)) {
				t.Fatalf("prefix %d: %v left, says %v", k, s, fit.Left(k))
			}
		}
	})
}

// TestRepeated: a column twice is a column once.
func TestRepeated(t *testing.T) {
	c := []float64{1, 2, 3, 4}
	b := Fit(Design{c, c}, []float64{2, 4, 6, 8}).Coefficients(2)
	if b[0] != 2 || b[1] != 0 {
		t.Errorf("weights %v, want 2 and 0", b)
	}
}
