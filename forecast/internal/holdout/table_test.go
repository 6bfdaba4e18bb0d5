package holdout_test

import (
	"os"
	"testing"
	"time"

	"hemline/forecast"
	"hemline/forecast/ets"
	"hemline/forecast/internal/holdout"
	"hemline/forecast/internal/smooth"
	"hemline/forecast/naive"
	"hemline/forecast/seasonalnaive"
	"hemline/forecast/theta"
	"hemline/forecast/tsb"
	"hemline/forecast/windowaverage"
)

// naive2 is the M4 competition's yardstick: the last value of the series
// without its season, which is put back after.
type naive2 struct{}

func (naive2) Name() string { return "naive2" }

func (naive2) Forecast(y []float64, season, h int) ([]float64, error) {
	r, err := smooth.Prepare("naive2", y, season, 1)
	if err != nil {
		return nil, err
	}
	out := make([]float64, h)
	if r.Constant {
		return r.Finish(y, out), nil
	}
	var c smooth.Course
	if smooth.Seasonal(r.X, season) {
		c = smooth.Classical(r.X, season, r.Positive)
	}
	c.Remove(r.X)
	for k := range out {
		out[k] = r.X[len(r.X)-1]
	}
	c.Apply(out, len(r.X))
	return r.Finish(y, out), nil
}

// limits are what the MASE of a method may be at most: what was measured when
// it was last worked on, and half a per cent.
var limits = map[string]float64{
	"hermes/window-average": 0.782, "hermes/ses": 0.688, "hermes/holt": 0.766, "hermes/damped": 0.700, "hermes/ets": 0.712,
	"hermes/theta": 0.709, "hermes/theta-optimised": 0.741, "hermes/theta-dynamic": 0.693,
	"m4-weekly/ses": 2.559, "m4-weekly/holt": 2.210, "m4-weekly/damped": 2.316, "m4-weekly/ets": 2.246,
	"m4-weekly/theta": 2.508, "m4-weekly/theta-optimised": 2.459, "m4-weekly/theta-dynamic": 2.464, "m4-weekly/tsb": 2.881,
	"m4-weekly-season-1/theta-classical": 2.697, "m4-weekly-season-1/ets": 2.480,
	"m4-hourly/ses": 1.369, "m4-hourly/damped": 1.567, "m4-hourly/ets": 1.567,
	"m4-hourly/theta": 1.326, "m4-hourly/theta-optimised": 1.363, "m4-hourly/theta-dynamic": 1.369, "m4-hourly/theta-classical": 2.498,
	"m4-hourly-168/ses": 1.976, "m4-hourly-168/theta-dynamic": 1.978,
}

// TestTable prints what the methods earn on the ends of real series, and fails
// when one has become worse.
func TestTable(t *testing.T) {
	dir := os.Getenv("HEMLINE_DATA")
	if dir == "" {
		t.Skip("HEMLINE_DATA is not set: no real series to measure on")
	}
	sets, err := holdout.Sets(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range sets {
		// Weekly series count as without a season in the competition.
		base := s
		if s.Lag == 1 {
			base.Season = 1
		}
		yard, err := base.Measure(naive2{}, holdout.Score{})
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%-18s %-20s MASE %.4f sMAPE %.3f", s.Name, "naive2", yard.MASE, yard.SMAPE)
		for _, m := range []forecast.Forecaster{
			naive.Last{},
			naive.Drift{},
			naive.Level{},
			seasonalnaive.Method{},
			windowaverage.Method{},
			ets.SES{},
			ets.Holt{},
			ets.Damped{},
			ets.Method{},
			theta.Method{Classical: true},
			theta.Method{},
			theta.Optimised{},
			theta.Dynamic{},
			tsb.Method{},
		} {
			start := time.Now()
			got, err := s.Measure(m, yard)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%-18s %-20s MASE %.4f sMAPE %.3f OWA %.4f short %d, %.0f us a series", s.Name, m.Name(), got.MASE, got.SMAPE, got.OWA, got.Short,
				time.Since(start).Seconds()*1e6/float64(len(s.Past)))
			if limit, ok := limits[s.Name+"/"+m.Name()]; ok && got.MASE > limit {
				t.Errorf("%s on %s: MASE %.4f, limit %.3f", m.Name(), s.Name, got.MASE, limit)
			}
		}
	}
}
