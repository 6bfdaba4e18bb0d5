package backtest

import (
	"fmt"
	"math"
	"runtime"
	"time"

	"hemline/forecast"
	"hemline/series"
)

// Options says how to backtest. Only Horizon is required.
type Options struct {
	Horizon   int                      // periods ahead, at least 1
	Origins   int                      // rolling origins, at most; 0 means 12
	Step      int                      // periods between origins; 0 means half the horizon, rounded up
	Season    int                      // periods in a cycle; 0 means the frequency's (series.Freq.Season)
	Threshold float64                  // relative change of the mean that counts as rise or fall; 0 means 0.05
	Workers   int                      // goroutines at most; 0 means one per processor
	Levels    []float64                // of further quantiles, between 0 and 1
	Leading   map[string]series.Series // by ID: a series that may move before that one does
	Globals   []forecast.Global        // methods that learn from all series at once; they come behind the others
	Taught    int                      // at how many of the latest origins they learn; 0 means 1
	Prior     []float64                // shares of the methods before anything was measured, in their order; nil means equal ones

	// Asked says whether a forecast of the series would have been asked for at
	// an earlier origin; nil means always. A set that was picked because of
	// what it did of late (enough mentions, say) rose before it was picked:
	// origins at which it would not have been picked teach that everything
	// rises. Asked must look at nothing after the origin.
	Asked func(id string, origin time.Time) bool
}

// Defaults fills what was left zero. An error says which value cannot be
// used.
func (o Options) Defaults() (Options, error) {
	if o.Horizon < 1 {
		return o, fmt.Errorf("backtest: horizon %d: forecast at least 1 period ahead", o.Horizon)
	}
	if o.Origins < 0 || o.Step < 0 || o.Season < 0 || o.Workers < 0 {
		return o, fmt.Errorf("backtest: origins, step, season and workers cannot be negative")
	}
	if o.Threshold < 0 || math.IsNaN(o.Threshold) || math.IsInf(o.Threshold, 0) {
		return o, fmt.Errorf("backtest: threshold %v: use a part like 0.05 for 5 %%", o.Threshold)
	}
	if o.Origins == 0 {
		o.Origins = 12
	}
	if o.Taught == 0 {
		o.Taught = 1
	}
	if o.Step == 0 {
		o.Step = (o.Horizon + 1) / 2
	}
	if o.Threshold == 0 {
		o.Threshold = 0.05
	}
	if o.Workers == 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	return o, nil
}

// SeasonOf is the cycle used for series of frequency f.
func (o Options) SeasonOf(f series.Freq) int {
	if o.Season > 0 {
		return o.Season
	}
	return f.Season()
}
