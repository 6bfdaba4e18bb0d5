package forecast

import (
	"time"

	"hemline/series"
)

// Forecaster predicts the h values that follow y. y holds no look-ahead by
// construction: it ends at the origin. y has at least one value; NaN marks a
// missing period. season is the number of periods in one cycle (1: none).
// The result has h finite values. A method that cannot work on y (too short)
// returns ErrTooShort, wrapped with what it needs.
type Forecaster interface {
	Name() string
	Forecast(y []float64, season, h int) ([]float64, error)
}

// Verdict is the direction a forecast calls.
type Verdict string

// Rise and Fall leave the last year's mean by more than the threshold.
const (
	Rise Verdict = "rise"
	Flat Verdict = "flat"
	Fall Verdict = "fall"
)

// Step is the forecast of one coming period.
type Step struct {
	Period        time.Time // first day of the period, UTC
	Mean          float64
	Q10, Q50, Q90 float64   // quantiles; Q10 to Q90 is the 80 % interval
	Quantiles     []float64 // at the further levels asked for, in that order
}

// Share is how much of a forecast is one method's.
type Share struct {
	Method string
	Weight float64 // the weights of a forecast sum to 1
}

// Forecast is what is believed, at Origin, about the periods after it.
type Forecast struct {
	ID          string
	Freq        series.Freq
	Origin      time.Time // first instant after the last period seen; nothing later was read
	Steps       []Step
	Method      string  // what made it, for people: the mix in words
	Mix         []Share // the methods in it, in the order of their list; none when nothing could be said
	Verdict     Verdict // against the mean of the last year
	Probability float64 // of Verdict, from the interval's spread, in [0,1]
	MASE        float64 // of the mix in the rolling-origin backtest; NaN when too short to test
	Baseline    float64 // MASE of seasonal naive in the same backtest
	Status      string  // "" or what was unusual: "short", "constant", "zeros", "gaps"
}
