package ets

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"hemline/forecast"
	"hemline/forecast/internal/smooth"
	"hemline/series"
)

// Two monthly series every forecasting text uses: accidental deaths in the
// USA, 1973-1978 (Brockwell & Davis 1991), and airline passengers in
// thousands, 1949-1960 (Box & Jenkins 1970).
var (
	deaths = []float64{
		9007, 8106, 8928, 9137, 10017, 10826, 11317, 10744, 9713, 9938, 9161, 8927,
		7750, 6981, 8038, 8422, 8714, 9512, 10120, 9823, 8743, 9129, 8710, 8680,
		8162, 7306, 8124, 7870, 9387, 9556, 10093, 9620, 8285, 8466, 8160, 8034,
		7717, 7461, 7767, 7925, 8623, 8945, 10078, 9179, 8037, 8488, 7874, 8647,
		7792, 6957, 7726, 8106, 8890, 9299, 10625, 9302, 8314, 8850, 8265, 8796,
		7836, 6892, 7791, 8192, 9115, 9434, 10484, 9827, 9110, 9070, 8633, 9240,
	}
	passengers = []float64{
		112, 118, 132, 129, 121, 135, 148, 148, 136, 119, 104, 118,
		115, 126, 141, 135, 125, 149, 170, 170, 158, 133, 114, 140,
		145, 150, 178, 163, 172, 178, 199, 199, 184, 162, 146, 166,
		171, 180, 193, 181, 183, 218, 230, 242, 209, 191, 172, 194,
		196, 196, 236, 235, 229, 243, 264, 272, 237, 211, 180, 201,
		204, 188, 235, 227, 234, 264, 302, 293, 259, 229, 203, 229,
		242, 233, 267, 269, 270, 315, 364, 347, 312, 274, 237, 278,
		284, 277, 317, 313, 318, 374, 413, 405, 355, 306, 271, 306,
		315, 301, 356, 348, 355, 422, 465, 467, 404, 347, 305, 336,
		340, 318, 362, 348, 363, 435, 491, 505, 404, 359, 310, 337,
		360, 342, 406, 396, 420, 472, 548, 559, 463, 407, 362, 405,
		417, 391, 419, 461, 472, 535, 622, 606, 508, 461, 390, 432,
	}
)

// TestKnown compares with what R's forecast::ets is reported to say of these
// series:
// ETS(A,N,A) with alpha 0.60 and hardly any gamma for deaths, and for
// passengers multiplicative error and season on a trend with alpha 0.7 and
// hardly any gamma. R also searches the initial seasonal states, so the
// figures agree in kind, not to the digit.
func TestKnown(t *testing.T) {
	for _, c := range []struct {
		name     string
		y        []float64
		models   []string
		alpha    float64
		maxGamma float64
	}{
		{"deaths", deaths, []string{"ANA"}, 0.60, 0.05},
		{"passengers", passengers, []string{"MAM", "MAdM"}, 0.71, 0.05},
	} {
		_, model, err := Fit(c.y, 12, 12)
		if err != nil || !slices.Contains(c.models, model) {
			t.Errorf("%s: %s, %v; want one of %v", c.name, model, err, c.models)
		}
		x, m := slices.Clone(c.y), series.Mean(c.y)
		for i := range x {
			x[i] /= m
		}
		f := chooseSeasonal(smooth.Ready{X: x, Positive: true}, 12)
		if a := f.at[pAlpha]; math.Abs(a-c.alpha) > 0.1 {
			t.Errorf("%s: alpha %.3f, want about %.2f", c.name, a, c.alpha)
		}
		if g := (1 - f.at[pAlpha]) * f.at[pGamma]; g > c.maxGamma {
			t.Errorf("%s: gamma %.3f", c.name, g)
		}
	}
}

// TestHoldOut forecasts half a year from many origins; repeating the year is
// what has to be beaten.
func TestHoldOut(t *testing.T) {
	for _, c := range []struct {
		name string
		y    []float64
		part float64 // of the error of repeating the year, at most
	}{{"deaths", deaths, 0.95}, {"passengers", passengers, 0.6}} {
		y := c.y
		var own, repeat float64
		for at := 36; at+6 <= len(y); at += 3 {
			f, _, err := Fit(y[:at], 12, 6)
			if err != nil {
				t.Fatal(err)
			}
			for k := range f {
				own += math.Abs(y[at+k] - f[k])
				repeat += math.Abs(y[at+k] - y[at+k-12])
			}
		}
		if own > c.part*repeat {
			t.Errorf("%s: error %.0f, of repeating the year %.0f", c.name, own, repeat)
		}
	}
}

// TestModels: made series get the model they were made with.
func TestModels(t *testing.T) {
	wave := func(t int) float64 { return math.Cos(2 * math.Pi * float64(t) / 12) }
	noise := func(t int) float64 { return math.Sin(float64(t * t)) }
	for want, value := range map[string]func(t int) float64{
		"ANA": func(t int) float64 { return 4*wave(t) + 0.5*noise(t) }, // crosses zero
		"MAM": func(t int) float64 { return (10 + float64(t)) * (1 + 0.5*wave(t)) * (1 + 0.01*noise(t)) },
		"AAN": func(t int) float64 { return float64(t) - 30 + 0.3*noise(t) },
	} {
		y := make([]float64, 60)
		for i := range y {
			y[i] = value(i)
		}
		if _, got, err := Fit(y, 12, 6); got != want || err != nil {
			t.Errorf("%s, %v; want %s", got, err, want)
		}
	}
}

func TestLongSeason(t *testing.T) {
	y := make([]float64, 209)
	for i := range y {
		y[i] = 5 + 3*math.Sin(2*math.Pi*float64(i)/52) + 0.5*math.Sin(float64(i*i))
	}
	f, model, err := Fit(y, 52, 52)
	if err != nil || !strings.HasSuffix(model, "+season") {
		t.Fatalf("%s, %v", model, err)
	}
	for k, v := range f {
		if want := 5 + 3*math.Sin(2*math.Pi*float64(209+k)/52); math.Abs(v-want) > 0.5 {
			t.Errorf("week %d: %.2f, want about %.2f", k, v, want)
		}
	}
	// Noise has no season to speak of.
	random := rand.New(rand.NewPCG(1, 2))
	for i := range y {
		y[i] = 5 + random.NormFloat64()
	}
	f, _, err = Fit(y, 52, 52)
	if err != nil {
		t.Fatal(err)
	}
	for k, v := range f {
		if math.Abs(v-5) > 0.8 {
			t.Errorf("noise, week %d: %.2f, want about 5", k, v)
		}
	}
}

func TestTooShort(t *testing.T) {
	if _, err := (Method{}).Forecast([]float64{1, 2, math.NaN(), 3, 4}, 1, 1); !errors.Is(err, forecast.ErrTooShort) {
		t.Errorf("four known values: %v", err)
	}
}

// TestMinimise finds the bottom of the banana valley (Rosenbrock 1960).
func TestMinimise(t *testing.T) {
	at, loss := minimise([]float64{-1.2, 1}, 1e-12, func(v []float64) float64 {
		a, b := 1-v[0], v[1]-v[0]*v[0]
		return a*a + 100*b*b
	})
	if loss > 1e-6 || math.Abs(at[0]-1) > 1e-2 || math.Abs(at[1]-1) > 1e-2 {
		t.Errorf("bottom %v at %v, want 0 at 1, 1", loss, at)
	}
}

func BenchmarkMonthly(b *testing.B) {
	y := passengers[:57]
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := Fit(y, 12, 6); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWeekly(b *testing.B) {
	y := make([]float64, 209)
	for t := range y {
		y[t] = 5 + 2*math.Sin(2*math.Pi*float64(t)/52) + float64(t*7919%13)/7
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := Fit(y, 52, 26); err != nil {
			b.Fatal(err)
		}
	}
}
