package multiseason

import (
	"encoding/json"
	"math"
	"os"
	"slices"
	"testing"
)

// TestReference: with one season, no memory of errors and states and weights
// given, this is ETS(A,N,A), and statsmodels says the same to the last digits
// (testdata/reference.py).
func TestReference(t *testing.T) {
	raw, err := os.ReadFile("testdata/reference.json")
	if err != nil {
		t.Fatal(err)
	}
	var c struct {
		Y, Season, Forecast []float64
		Level, Absolute     float64
	}
	if err := json.Unmarshal(raw, &c); err != nil {
		t.Fatal(err)
	}
	m := &model{z: c.Y, level: c.Level, short0: c.Season, short: make([]float64, len(c.Season))}
	for w, v := range map[int]float64{wLevel: 0.2, wShort: 0.1, wError: 0, wKeep: 1} {
		m.at[w] = slices.Index(grid[w], v)
	}
	if got := m.run(); math.Abs(got-c.Absolute) > 1e-6 {
		t.Errorf("absolute errors %v, want %v", got, c.Absolute)
	}
	out := make([]float64, len(c.Forecast))
	m.forecast(out)
	for k, v := range c.Forecast {
		if math.Abs(out[k]-v) > 1e-6 {
			t.Errorf("step %d: %v, want %v", k+1, out[k], v)
		}
	}
}

// TestWeekends: five days and two, each with its hours, are told apart; with a
// season alone they are not.
func TestWeekends(t *testing.T) {
	y := make([]float64, 720)
	for i := range y {
		y[i] = 10 + 5*math.Sin(2*math.Pi*float64(i)/24) + 0.3*math.Sin(float64(i*i))
		if i/24%7 >= 5 {
			y[i] -= 4
		}
	}
	f, err := Method{}.Forecast(y[:672], 24, 48)
	if err != nil {
		t.Fatal(err)
	}
	for k, v := range f {
		if math.Abs(v-y[672+k]) > 1.5 {
			t.Errorf("hour %d: %.2f, was %.2f", k, v, y[672+k])
		}
	}
}
