// Package forecasttest is the conformance suite every forecast.Forecaster
// passes: call Run from the method's test.
package forecasttest

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"

	"hemline/forecast"
)

var nan = math.NaN()

// Winter is a made-up monthly course over whole years: almost nothing in
// summer, a peak in December and January, no two years the same.
func Winter(years int) []float64 {
	year := []float64{9, 6, 3, 1, 0.4, 0.2, 0.1, 0.3, 1, 3, 7, 10}
	y := make([]float64, 0, 12*years)
	for i := range 12 * years {
		// A fixed wobble of up to 10 % that does not repeat with the year.
		wobble := 1 + 0.1*math.Sin(float64(i*i))
		y = append(y, year[i%12]*wobble)
	}
	return y
}

// Run checks f against what forecast.Forecaster promises.
func Run(t *testing.T, f forecast.Forecaster) {
	t.Helper()
	if first, second := f.Name(), f.Name(); first == "" || first != second {
		t.Errorf("name %q, then %q: it has to be there and stay", first, second)
	}
	if _, err := f.Forecast(Winter(5), 12, 6); err != nil {
		t.Fatalf("five years of months: %v", err)
	}
	for _, c := range cases() {
		t.Run(c.name, func(t *testing.T) { check(t, f, c.y, c.season, c.h) })
	}
	t.Run("constant", func(t *testing.T) { constant(t, f) })
	t.Run("scale", func(t *testing.T) { scale(t, f) })
	t.Run("any", func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) {
			value := rapid.OneOf(
				rapid.Just(0.0), rapid.Just(nan),
				rapid.Float64Range(0, 1), rapid.Float64Range(0, 1e6), rapid.Float64Range(1e-12, 1e-6), rapid.Float64Range(1e-200, 1e-150))
			y := rapid.SliceOfN(value, 1, 70).Draw(t, "y")
			check(t, f, y, rapid.SampledFrom([]int{1, 2, 7, 12, 52}).Draw(t, "season"), rapid.IntRange(1, 30).Draw(t, "h"))
		})
	})
	t.Run("negative", func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) {
			y := rapid.SliceOfN(rapid.Float64Range(-1e6, 1e6), 1, 70).Draw(t, "y")
			check(t, f, y, rapid.SampledFrom([]int{1, 7, 12}).Draw(t, "season"), 8)
		})
	})
}

type testCase struct {
	name      string
	y         []float64
	season, h int
}

func cases() []testCase {
	zeros := make([]float64, 60)
	riser := append(make([]float64, 31), 0.4, 1.4)
	fad := append(make([]float64, 30), 0.3, 1.8, 1.7, 0.5, 0.1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
	holes := Winter(5)
	for i := 7; i < len(holes); i += 11 {
		holes[i] = nan
	}
	long := Winter(5)
	for i := 30; i < 45; i++ {
		long[i] = nan // a gap longer than a season
	}
	return []testCase{
		{"winter", Winter(5), 12, 6},
		{"far", Winter(5), 12, 1000},
		{"zeros", zeros, 12, 6},
		{"riser", riser, 12, 6},
		{"fad", fad, 12, 6},
		{"holes", holes, 12, 12},
		{"long gap", long, 12, 12},
		{"leading gap", append([]float64{nan, nan, nan}, Winter(3)...), 12, 6},
		{"trailing gap", append(Winter(3), nan, nan, nan), 12, 6},
		{"all missing", []float64{nan, nan, nan}, 12, 6},
		{"one value", []float64{3}, 12, 6},
		{"one zero", []float64{0}, 12, 6},
		{"two values", []float64{3, 4}, 1, 6},
		{"season longer than series", Winter(1), 52, 6},
		{"no season", Winter(2), 1, 6},
		{"one season", Winter(1), 12, 12},
		{"huge", []float64{1e300, 1e300, 2e299, 1e300, 1e299, 3e299, 1e300, 1e300}, 4, 4},
		{"spike", append(make([]float64, 47), 1e9), 12, 24},
	}
}

// fataler is what *testing.T and *rapid.T share here.
type fataler interface {
	Helper()
	Fatalf(string, ...any)
}

// check runs f once and tests what holds for every input: ErrTooShort or h
// finite values; none negative when no known value is; the same again for the
// same input; y left alone; and nothing read or written past its end, where
// the future would be.
func check(t fataler, f forecast.Forecaster, y []float64, season, h int) {
	t.Helper()
	const future = 4
	room := make([]float64, len(y)+future)
	copy(room, y)
	for i := len(y); i < len(room); i++ {
		room[i] = 1e6
	}
	got, err := f.Forecast(room[:len(y)], season, h)
	for i, v := range room {
		want := 1e6
		if i < len(y) {
			want = y[i]
		}
		if math.Float64bits(v) != math.Float64bits(want) {
			t.Fatalf("y[%d] was changed from %v to %v", i, want, v)
		}
	}
	again, err2 := f.Forecast(append([]float64(nil), y...), season, h)
	if (err == nil) != (err2 == nil) {
		t.Fatalf("same input, error %v, then %v", err, err2)
	}
	if err != nil {
		if !errors.Is(err, forecast.ErrTooShort) {
			t.Fatalf("error %v, want ErrTooShort or none", err)
		}
		return
	}
	if len(got) != h {
		t.Fatalf("%d values, want %d", len(got), h)
	}
	negative := false
	for _, v := range y {
		negative = negative || v < 0
	}
	for k, v := range got {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			t.Fatalf("value %d is %v", k, v)
		}
		if v < 0 && !negative {
			t.Fatalf("value %d is %v, and nothing known is negative", k, v)
		}
		if math.Float64bits(v) != math.Float64bits(again[k]) {
			t.Fatalf("value %d is %v, then %v for the same input", k, v, again[k])
		}
	}
}

// constant: what never changed is forecast not to.
func constant(t *testing.T, f forecast.Forecaster) {
	for _, level := range []float64{0, 0.003, 7, 1e7} {
		y := make([]float64, 60)
		for i := range y {
			y[i] = level
		}
		got, err := f.Forecast(y, 12, 18)
		if err != nil {
			t.Fatal(err)
		}
		for k, v := range got {
			if math.Abs(v-level) > 1e-9*level {
				t.Fatalf("level %v: value %d is %v", level, k, v)
			}
		}
	}
}

// scale: counting in other units changes the units of the forecast and nothing
// else. Powers of two are exact; a factor of 1,000 may round differently, and
// a search may then stop at a slightly different place.
func scale(t *testing.T, f forecast.Forecaster) {
	for name, y := range map[string][]float64{
		"winter": Winter(5),
		"riser":  append(make([]float64, 31), 0.4, 1.4, 1, 2, 1.5, 2.5),
		"trend":  {1, 2, 2, 3, 5, 4, 6, 6, 8, 7, 9, 10, 9, 11, 13, 12, 14, 14, 15, 17, 16, 18, 19, 20},
	} {
		base, err := f.Forecast(y, 12, 12)
		if err != nil {
			continue // riser and trend are short for some
		}
		for factor, tolerance := range map[float64]float64{8: 1e-12, 1.0 / 1024: 1e-12, 1000: 0.01} {
			x := make([]float64, len(y))
			for i, v := range y {
				x[i] = v * factor
			}
			got, err := f.Forecast(x, 12, 12)
			if err != nil {
				t.Fatal(err)
			}
			for k, v := range got {
				if math.Abs(v-base[k]*factor) > tolerance*factor*(math.Abs(base[k])+0.01) {
					t.Errorf("%s times %v: value %d is %v, want %v", name, factor, k, v, base[k]*factor)
				}
			}
		}
	}
}
