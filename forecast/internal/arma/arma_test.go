package arma

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"pgregory.net/rapid"
)

// TestReference compares with statsmodels (testdata/reference.py). It maximises
// the exact likelihood, this package the conditional one: on 300 values they
// differ by a small part of a standard error (about 0.05).
func TestReference(t *testing.T) {
	raw, err := os.ReadFile("testdata/reference.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct{ X, AR, MA, Forecast []float64 }
	if err := json.Unmarshal(raw, &cases); err != nil || len(cases) == 0 {
		t.Fatalf("%d cases, %v", len(cases), err)
	}
	for i, c := range cases {
		m, ok := Fit(c.X, len(c.AR), len(c.MA))
		if !ok {
			t.Fatalf("case %d: too short", i)
		}
		exact := Model{AR: c.AR, MA: c.MA}
		e := make([]float64, len(c.X))
		exact.Whiten(e, c.X)
		if m.Squares > 1.001*squares(e) {
			t.Errorf("case %d: squares %.3f, of the reference's weights %.3f", i, m.Squares, squares(e))
		}
		if len(c.AR)+len(c.MA) < 3 { // three weights trade against each other on a ridge
			near(t, "ar", i, m.AR, c.AR, 0.02)
			near(t, "ma", i, m.MA, c.MA, 0.02)
		}
		near(t, "forecast", i, m.Forecast(c.X, len(c.Forecast)), c.Forecast, 0.06)
		near(t, "forecast of the reference's weights", i, exact.Forecast(c.X, len(c.Forecast)), c.Forecast, 1e-4)
	}
}

func near(t *testing.T, what string, i int, got, want []float64, tolerance float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("case %d: %d values of %s, want %d", i, len(got), what, len(want))
	}
	for k := range want {
		if math.Abs(got[k]-want[k]) > tolerance {
			t.Errorf("case %d: %s %d is %.4f, want %.4f", i, what, k, got[k], want[k])
		}
	}
}

// TestStable: a product of factors 1 - r z is stable exactly when every r is
// inside the circle.
func TestStable(t *testing.T) {
	for _, c := range []struct {
		a, b float64
		want bool
	}{{0.5, 0.3, true}, {0.9, -0.9, true}, {0.95, 0.9, true}, {1.1, 0.2, false}, {-1.02, 0.5, false}, {1.5, 0.8, false}} {
		ar := []float64{c.a + c.b, -c.a * c.b}
		if got := stable(ar, 1); got != c.want {
			t.Errorf("roots %v and %v: %v", c.a, c.b, got)
		}
		if got := stable([]float64{-ar[0], -ar[1]}, -1); got != c.want {
			t.Errorf("as moving average, roots %v and %v: %v", c.a, c.b, got)
		}
	}
}

// TestFit: whatever the series, a fit is stable and no worse than doing
// nothing.
func TestFit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.SliceOfN(rapid.Float64Range(-10, 10), 25, 80).Draw(t, "x")
		p, q := rapid.IntRange(0, 3).Draw(t, "p"), rapid.IntRange(0, 2).Draw(t, "q")
		m, ok := Fit(x, p, q)
		if !ok {
			return
		}
		if !stable(m.AR, 1) || !stable(m.MA, -1) {
			t.Fatalf("%+v is not stable", m)
		}
		e := make([]float64, len(x))
		m.Whiten(e, x)
		if s := squares(e); math.Abs(s-m.Squares) > 1e-9*(1+s) {
			t.Fatalf("squares %v, of the errors %v", m.Squares, s)
		}
	})
}
