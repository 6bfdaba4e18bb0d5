package theta_test

import (
	"testing"

	"hemline/forecast"
	"hemline/forecast/forecasttest"
	"hemline/forecast/theta"
)

func TestConformance(t *testing.T) {
	for _, m := range []forecast.Forecaster{
		theta.Method{}, theta.Optimised{}, theta.Dynamic{}, theta.Method{Classical: true}, theta.Dynamic{Classical: true},
	} {
		t.Run(m.Name(), func(t *testing.T) { forecasttest.Run(t, m) })
	}
}
