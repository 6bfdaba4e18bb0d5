package backtest

import (
	"encoding/json"
	"math"
	"os"
	"strconv"
	"testing"

	"hemline/forecast"
	"hemline/series"
)

// reference is testdata/reference.json: forecasts, and what scikit-learn,
// utilsforecast and the definitions of the M4 competition say of them
// (reference.py).
type reference struct {
	Season int
	Cases  []struct {
		Past, Actual, Mean, Naive2 []float64
		Quantiles                  [][]float64
		Verdict                    forecast.Verdict
	}
	Want      map[string]float64
	Confusion Confusion
	MAE       float64
	Pinball   map[string]float64
}

func readReference(t *testing.T) reference {
	t.Helper()
	text, err := os.ReadFile("testdata/reference.json")
	if err != nil {
		t.Fatal(err)
	}
	var r reference
	if err := json.Unmarshal(text, &r); err != nil {
		t.Fatal(err)
	}
	return r
}

// TestReference: the measures are those of the competition and of the libraries
// people compare with.
func TestReference(t *testing.T) {
	ref := readReference(t)
	var s Score
	for _, c := range ref.Cases {
		lastYear := series.Mean(series.Tail(c.Past, ref.Season))
		s.Add(Case{
			Actual: c.Actual, Mean: c.Mean, Quantiles: c.Quantiles, Naive2: c.Naive2,
			Scale: SeasonalScale(c.Past, ref.Season), Scale1: SeasonalScale(c.Past, 1),
			Verdict: c.Verdict, LastYear: lastYear, Margin: Margin(lastYear, series.Mean(c.Past), 0.05),
		})
	}
	text, err := json.Marshal(s.Row("m"))
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	for name, want := range ref.Want {
		v, ok := got[name].(float64)
		if !ok || math.Abs(v-want) > 1e-9*math.Abs(want) {
			t.Errorf("%s is %v, want %v", name, got[name], want)
		}
	}
	if c := s.Row("m").Confusion; c != ref.Confusion {
		t.Errorf("confusion %v, want %v", c, ref.Confusion)
	}
}

func TestReferenceFunctions(t *testing.T) {
	ref := readReference(t)
	var actual, f []float64
	for _, c := range ref.Cases {
		actual, f = append(actual, c.Actual...), append(f, c.Mean...)
	}
	near(t, "MAE", MAE(actual, f), ref.MAE)
	if len(ref.Pinball) != len(taus) {
		t.Fatalf("%d levels, want %d", len(ref.Pinball), len(taus))
	}
	for i, tau := range taus {
		var loss mean
		for _, c := range ref.Cases {
			for k, y := range c.Actual {
				loss.add(Pinball(y, c.Quantiles[i][k], tau))
			}
		}
		near(t, "pinball", float64(loss.value()), ref.Pinball[strconv.FormatFloat(tau, 'f', -1, 64)])
	}
}
