package harmonic

import (
	"encoding/json"
	"math"
	"os"
	"testing"
)

// TestReference compares one regression, its number of sines given, with
// statsmodels (testdata/reference.py): exact likelihood there, conditional
// here, and an order of the errors chosen here but given there.
func TestReference(t *testing.T) {
	raw, err := os.ReadFile("testdata/reference.json")
	if err != nil {
		t.Fatal(err)
	}
	var c struct {
		Season, Pairs int
		Y             []float64
		Cases         []struct {
			D        int
			Forecast []float64
		}
	}
	if err := json.Unmarshal(raw, &c); err != nil || len(c.Cases) == 0 {
		t.Fatalf("%d cases, %v", len(c.Cases), err)
	}
	for _, want := range c.Cases {
		w := newWaves(c.Y, c.Season, len(want.Forecast))
		w.columns = w.columns[:1+2*c.Pairs]
		w.blocks = []int{1 + 2*c.Pairs}
		got := w.regress(c.Y, want.D).forecast()
		for k, v := range want.Forecast {
			if math.Abs(got[k]-v) > 0.15 { // the noise has a deviation of 0.6
				t.Errorf("differenced %d times, step %d: %.3f, want %.3f", want.D, k+1, got[k], v)
			}
		}
	}
}

// TestWeekends: the sines of a week tell Friday from Saturday.
func TestWeekends(t *testing.T) {
	y := make([]float64, 672)
	for i := range y {
		y[i] = math.Sin(2 * math.Pi * float64(i) / 24)
		if i/24%7 >= 5 {
			y[i] /= 2
		}
		y[i] += 0.1 * math.Sin(float64(i*i))
	}
	w := newWaves(y, 24, 48)
	for k, v := range w.regress(y, 0).forecast() { // a week ends here: Monday follows
		if math.Abs(v-math.Sin(2*math.Pi*float64(k)/24)) > 0.25 {
			t.Errorf("hour %d: %.2f", k, v)
		}
	}
}

// TestReturning: noise goes back to its mean, a wandering level does not.
func TestReturning(t *testing.T) {
	noise, walk := make([]float64, 500), make([]float64, 500)
	for i := range noise {
		noise[i] = math.Sin(float64(i * i))
		if i > 0 {
			walk[i] = walk[i-1] + noise[i]
		}
	}
	if a, b := returning(noise), returning(walk); a != 0.5 || b > 0.1 {
		t.Errorf("noise %v, walk %v; want 0.5 and next to nothing", a, b)
	}
}
