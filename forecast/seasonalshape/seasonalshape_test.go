package seasonalshape_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"hemline/forecast"
	"hemline/forecast/forecasttest"
	"hemline/forecast/seasonalshape"
)

func TestConformance(t *testing.T) {
	forecasttest.Run(t, seasonalshape.Method{})
}

func predict(t *testing.T, y []float64, season, h int) []float64 {
	t.Helper()
	f, err := seasonalshape.Method{}.Forecast(y, season, h)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func mean(y []float64) float64 {
	var sum float64
	for _, v := range y {
		sum += v / float64(len(y))
	}
	return sum
}

// TestBeatsRepeating: every year is noisy in its own way; over many such
// series the shape of all winters is nearer to the next one than the last
// winter is.
func TestBeatsRepeating(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var own, repeat float64
	for range 200 {
		y := forecasttest.Winter(6)
		for i := range y {
			y[i] *= math.Exp(0.4 * random.NormFloat64())
		}
		f := predict(t, y[:60], 12, 12)
		for k := range f {
			own += math.Abs(y[60+k] - f[k])
			repeat += math.Abs(y[60+k] - y[48+k])
		}
	}
	if own > 0.92*repeat {
		t.Errorf("error %.0f, of repeating the last year %.0f", own, repeat)
	}
}

func TestGrowth(t *testing.T) {
	for name, factor := range map[string]float64{"growing": 1.3, "shrinking": 0.75} {
		y := forecasttest.Winter(4)
		for i := range y {
			y[i] *= math.Pow(factor, float64(i)/12)
		}
		f, last := mean(predict(t, y, 12, 12)), mean(y[36:])
		if change := f / last; (change-1)*(factor-1) <= 0 || math.Abs(change-1) > math.Abs(factor-1) {
			t.Errorf("%s by %.2f a year: forecast %.2f of the last year, want between none and all of it", name, factor, change)
		}
	}
}

// TestGrowthClamp: from next to nothing to something is not a growth of a
// thousand.
func TestGrowthClamp(t *testing.T) {
	y := make([]float64, 48)
	for i := range y {
		y[i] = 0.001
	}
	for i := 36; i < 48; i++ {
		y[i] = 5
	}
	if m := mean(predict(t, y, 12, 12)); m < 5 || m > 12.5 {
		t.Errorf("forecast mean %.2f of a level of 5, want at most 2.5 times it", m)
	}
}

// TestAccidentIsNotSeason: one loud month in four years does not come back
// every year at full size.
func TestAccidentIsNotSeason(t *testing.T) {
	y := make([]float64, 48)
	for i := range y {
		y[i] = 1 + 0.2*math.Sin(float64(i*i))
	}
	y[40] = 20
	if f := predict(t, y, 12, 12); f[4] > 5 {
		t.Errorf("the month of the accident is forecast at %.2f", f[4])
	}
}

// TestUnknownYear: a source that was down for the whole last year does not
// make the forecast zero.
func TestUnknownYear(t *testing.T) {
	y := forecasttest.Winter(4)
	for i := 36; i < 48; i++ {
		y[i] = math.NaN()
	}
	f := predict(t, y, 12, 12)
	if f[11] < 5 || f[6] > 2 {
		t.Errorf("December %.2f, July %.2f; want about 10 and 0.1", f[11], f[6])
	}
}

func TestTooShort(t *testing.T) {
	for _, c := range []struct {
		y      []float64
		season int
	}{{[]float64{1, 2}, 1}, {[]float64{1, 2, 3}, 4}, {[]float64{1, math.NaN(), math.NaN(), math.NaN()}, 4}} {
		if _, err := (seasonalshape.Method{}).Forecast(c.y, c.season, 2); !errors.Is(err, forecast.ErrTooShort) {
			t.Errorf("%v with season %d: %v", c.y, c.season, err)
		}
	}
}

func BenchmarkWeekly(b *testing.B) {
	var y []float64
	for i := range 209 {
		y = append(y, 5+2*math.Sin(2*math.Pi*float64(i)/52)+math.Sin(float64(i*i)))
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := (seasonalshape.Method{}).Forecast(y, 52, 26); err != nil {
			b.Fatal(err)
		}
	}
}

// TestTraceCycle: a last cycle of next to nothing beside one that was not must
// not blow up where smoothing mixes the two.
func TestTraceCycle(t *testing.T) {
	y := make([]float64, 13)
	y[0], y[12] = 1, 1e-153
	f, err := seasonalshape.Method{}.Forecast(y, 12, 3)
	if err != nil {
		t.Fatal(err)
	}
	for k, v := range f {
		if math.IsNaN(v) || v < 0 || v > 1 {
			t.Errorf("value %d is %v", k, v)
		}
	}
}
