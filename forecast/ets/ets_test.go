package ets_test

import (
	"testing"

	"hemline/forecast"
	"hemline/forecast/ets"
	"hemline/forecast/forecasttest"
)

func TestConformance(t *testing.T) {
	for _, m := range []forecast.Forecaster{ets.Method{}, ets.SES{}, ets.Holt{}, ets.Damped{}} {
		t.Run(m.Name(), func(t *testing.T) { forecasttest.Run(t, m) })
	}
}
