package forecasttest

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"hemline/forecast"
)

// method is a forecaster that breaks a promise.
type method func(y []float64, h int) ([]float64, error)

func (method) Name() string { return "bad" }

func (m method) Forecast(y []float64, _, h int) ([]float64, error) { return m(y, h) }

// recorder stops a check at its first failure and keeps what it said.
type recorder struct{ said string }

func (*recorder) Helper() {}

func (r *recorder) Fatalf(format string, args ...any) {
	r.said = fmt.Sprintf(format, args...)
	panic(r)
}

// TestSuiteCanFail: each broken promise is noticed.
func TestSuiteCanFail(t *testing.T) {
	calls := 0.0
	for want, m := range map[string]method{
		"was changed": func(y []float64, h int) ([]float64, error) { y[0] = 7; return make([]float64, h), nil },
		"y[2] was":    func(y []float64, h int) ([]float64, error) { _ = append(y, 7); return make([]float64, h), nil },
		"want 3":      func(_ []float64, h int) ([]float64, error) { return make([]float64, h+1), nil },
		"is NaN":      func(_ []float64, h int) ([]float64, error) { return []float64{0, nan, 0}[:h], nil },
		"negative":    func(_ []float64, h int) ([]float64, error) { return []float64{0, -1, 0}[:h], nil },
		"ErrTooShort": func([]float64, int) ([]float64, error) { return nil, errors.New("no") },
		"then 2":      func(_ []float64, h int) ([]float64, error) { calls++; return []float64{calls, 0, 0}[:h], nil },
		// Reading on into the spare room of the slice is looking ahead.
		"for the same input": func(y []float64, h int) ([]float64, error) {
			return []float64{y[:cap(y)][cap(y)-1], 0, 0}[:h], nil
		},
	} {
		if said := run(m); !strings.Contains(said, want) {
			t.Errorf("a method that should fail with %q: %q", want, said)
		}
	}
	good := method(func(_ []float64, h int) ([]float64, error) { return make([]float64, h), nil })
	if said := run(good); said != "" {
		t.Errorf("a good method failed: %s", said)
	}
}

func run(f forecast.Forecaster) (said string) {
	r := &recorder{}
	defer func() {
		if p := recover(); p != nil && p != r {
			panic(p)
		}
		said = r.said
	}()
	check(r, f, []float64{1, 2}, 1, 3)
	return ""
}
