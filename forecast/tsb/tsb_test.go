package tsb_test

import (
	"testing"

	"hemline/forecast/forecasttest"
	"hemline/forecast/tsb"
)

func TestConformance(t *testing.T) { forecasttest.Run(t, tsb.Method{}) }
