package tsb

import (
	"encoding/json"
	"math"
	"os"
	"testing"
)

// TestReference compares the recursion with statsforecast's, for the weights
// given there.
func TestReference(t *testing.T) {
	raw, err := os.ReadFile("testdata/reference.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Y     []float64
		Cases []struct{ Size, Chance, Want float64 }
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	if !Intermittent(file.Y) || Intermittent([]float64{1, 2, 0, 4, 5, math.NaN()}) {
		t.Error("sparse taken for smooth, or smooth for sparse")
	}
	for _, c := range file.Cases {
		if _, got := smooth(file.Y, 1, c.Size, c.Chance); math.Abs(got-c.Want) > 1e-6*c.Want {
			t.Errorf("weights %v, %v: %v, want %v", c.Size, c.Chance, got, c.Want)
		}
	}
}

// TestGivesUp: while nothing happens the forecast falls, where Croston's
// method would stay.
func TestGivesUp(t *testing.T) {
	y := make([]float64, 40)
	for i := 0; i < 20; i += 2 {
		y[i] = 6
	}
	before, err := Method{}.Forecast(y[:20], 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	after, err := Method{}.Forecast(y, 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	if after[0] > before[0]/2 {
		t.Errorf("%v, and %v after twenty empty periods", before[0], after[0])
	}
}

func BenchmarkForecast(b *testing.B) {
	y := make([]float64, 209)
	for i := 0; i < len(y); i += 5 {
		y[i] = float64(i%7 + 1)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := (Method{}).Forecast(y, 52, 52); err != nil {
			b.Fatal(err)
		}
	}
}
