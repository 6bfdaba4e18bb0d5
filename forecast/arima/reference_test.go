package arima

import (
	"encoding/json"
	"math"
	"os"
	"testing"
)

type reference struct {
	Name        string
	Season      int
	Y, Forecast []float64
	KPSS        float64
}

func references(t *testing.T) []reference {
	t.Helper()
	raw, err := os.ReadFile("testdata/reference.json")
	if err != nil {
		t.Fatal(err)
	}
	var out []reference
	if err := json.Unmarshal(raw, &out); err != nil || len(out) == 0 {
		t.Fatalf("%d cases, %v", len(out), err)
	}
	return out
}

// TestReference compares forecasts with statsforecast's and statsmodels'
// (testdata/reference.py): the same series, orders chosen by each on its own.
func TestReference(t *testing.T) {
	tolerance := map[string]float64{"passengers": 0.05, "level": 0.03, "noise": 0.04} // of the value
	for _, c := range references(t) {
		got, err := Method{}.Forecast(c.Y, c.Season, len(c.Forecast))
		if err != nil {
			t.Fatal(err)
		}
		for k, v := range c.Forecast {
			if math.Abs(got[k]/v-1) > tolerance[c.Name] {
				t.Errorf("%s, step %d: %.2f, want %.2f", c.Name, k+1, got[k], v)
			}
		}
	}
}

// TestStationarity compares the test's statistic with statsmodels'.
func TestStationarity(t *testing.T) {
	for _, c := range references(t) {
		if got := stationarity(c.Y); math.Abs(got-c.KPSS) > 1e-5 {
			t.Errorf("%s: %.6f, want %.6f", c.Name, got, c.KPSS)
		}
	}
}
