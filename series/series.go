package series

import (
	"math"
	"time"
)

// Freq is the length of one period.
type Freq string

// The frequencies Hemline counts in. Weeks are ISO weeks, from Monday.
const (
	Day   Freq = "day"
	Week  Freq = "week"
	Month Freq = "month"
)

// Season is the number of periods in one year's cycle (in one week's for
// days), the season every baseline repeats.
func (f Freq) Season() int {
	switch f {
	case Day:
		return 7
	case Week:
		return 52
	default:
		return 12
	}
}

// PerYear is the number of periods in a year.
func (f Freq) PerYear() int {
	switch f {
	case Day:
		return 365
	case Week:
		return 52
	default:
		return 12
	}
}

// Recent is the number of periods "recently" means: a quarter of weeks or
// months, long enough to even out one loud period, short enough to be about
// now; four weeks of days.
func (f Freq) Recent() int {
	switch f {
	case Day:
		return 28
	case Week:
		return 13
	default:
		return 3
	}
}

// Series is one measured quantity over equal, consecutive periods.
type Series struct {
	ID     string
	Freq   Freq
	Start  time.Time // first day of the first period, midnight UTC
	Values []float64 // NaN where the period is missing (a source was down), never a made-up zero
}

// Missing is the value of a period nothing is known of.
func Missing() float64 { return math.NaN() }
