package ets

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"hemline/forecast"
	"hemline/forecast/internal/smooth"
)

// TestReference compares with statsforecast. Its search over weights and
// first states together may stop early, so the squared errors are compared
// too: ours must be no more.
func TestReference(t *testing.T) {
	raw, err := os.ReadFile("testdata/reference.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Series map[string][]float64
		Cases  []struct {
			Series, Method string
			Season         int
			Want           []float64
			Squares        float64
		}
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	methods := map[string]forecast.Forecaster{}
	for _, m := range []forecast.Forecaster{SES{}, Holt{}, Damped{}, Method{}} {
		methods[m.Name()] = m
	}
	kind := map[string]component{"ses": none, "holt": additive, "damped": damped}
	for _, c := range file.Cases {
		y := file.Series[c.Series]
		got, err := methods[c.Method].Forecast(y, c.Season, len(c.Want))
		if err != nil {
			t.Fatal(err)
		}
		worst := 0.0
		for k, v := range c.Want {
			worst = max(worst, math.Abs(got[k]-v)/v)
		}
		t.Logf("%s %s: off by %.3f %%", c.Series, c.Method, 100*worst)
		limit := 0.02
		if c.Method == "ets" { // the initial season is searched there, not here
			limit = 0.06
		}
		if worst > limit {
			t.Errorf("%s %s: %.5g, want %.5g", c.Series, c.Method, got, c.Want)
		}
		if c.Squares > 0 {
			m := newLinear(y, kind[c.Method], initialStates(y, smooth.Course{}))
			if own := m.pass(m.search()).squares; own > 1.002*c.Squares {
				t.Errorf("%s %s: squared errors %.6g, want at most %.6g", c.Series, c.Method, own, c.Squares)
			} else {
				t.Logf("  squares %.6g, theirs %.6g", own, c.Squares)
			}
		}
	}
}
