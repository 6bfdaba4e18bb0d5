package series

import (
	"math"
	"time"
)

// Freq is the length of one period.
type Freq string

// The frequencies. A workspace counts in days, weeks (ISO weeks, from Monday)
// or months; a file of series may come in any of them. A Step is a period
// without a calendar: step n begins at the n-th second of 1970, which is a
// place to count from and no date.
const (
	Hour    Freq = "hour"
	Day     Freq = "day"
	Week    Freq = "week"
	Month   Freq = "month"
	Quarter Freq = "quarter"
	Year    Freq = "year"
	Step    Freq = "step"
)

// Season is the number of periods in one year's cycle (in one week's for days,
// in one day's for hours), the season every baseline repeats. Years have none
// and of steps none is known: 1.
func (f Freq) Season() int {
	switch f {
	case Hour:
		return 24
	case Day:
		return 7
	case Week:
		return 52
	case Quarter:
		return 4
	case Year, Step:
		return 1
	default:
		return 12
	}
}

// PerYear is the number of periods in a year; 1 for steps, which know none.
func (f Freq) PerYear() int {
	switch f {
	case Hour:
		return 365 * 24
	case Day:
		return 365
	case Week:
		return 52
	case Quarter:
		return 4
	case Year, Step:
		return 1
	default:
		return 12
	}
}

// Recent is the number of periods "recently" means: a quarter of weeks or
// months, long enough to even out one loud period, short enough to be about
// now; four weeks of days, one of hours, half a year of quarters, two years or
// steps.
func (f Freq) Recent() int {
	switch f {
	case Hour:
		return 7 * 24
	case Day:
		return 28
	case Week:
		return 13
	case Quarter, Year, Step:
		return 2
	default:
		return 3
	}
}

// Series is one measured quantity over equal, consecutive periods.
type Series struct {
	ID     string
	Freq   Freq
	Start  time.Time // first instant of the first period, UTC
	Values []float64 // NaN where the period is missing (a source was down), never a made-up zero
}

// Missing is the value of a period nothing is known of.
func Missing() float64 { return math.NaN() }
