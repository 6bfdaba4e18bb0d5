package naive2_test

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"hemline/forecast/forecasttest"
	"hemline/forecast/naive2"
)

func TestConformance(t *testing.T) { forecasttest.Run(t, naive2.Method{}) }

// TestReference compares with testdata/reference.json (reference.py).
func TestReference(t *testing.T) {
	text, err := os.ReadFile("testdata/reference.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Name     string
		Season   int
		Y, Want  []float64
		Seasonal bool
	}
	if err := json.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, c := range cases {
		if c.Seasonal {
			found++
		}
		// A season of its own overrules the one it is given.
		for _, m := range []struct {
			method naive2.Method
			season int
		}{{naive2.Method{}, c.Season}, {naive2.Method{Season: c.Season}, 5}} {
			got, err := m.method.Forecast(c.Y, m.season, len(c.Want))
			if err != nil {
				t.Fatal(err)
			}
			for k, want := range c.Want {
				if math.Abs(got[k]-want) > 1e-5*math.Abs(want) {
					t.Errorf("%s: step %d is %v, want %v", c.Name, k+1, got[k], want)
					break
				}
			}
		}
	}
	if found < 3 || found == len(cases) {
		t.Errorf("%d of %d examples have a season: both kinds are needed", found, len(cases))
	}
}
