package ets_test

import (
	"testing"

	"hemline/forecast/ets"
	"hemline/forecast/forecasttest"
)

func TestConformance(t *testing.T) {
	forecasttest.Run(t, ets.Method{})
}
