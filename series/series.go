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

// Series is one measured quantity over equal, consecutive periods.
type Series struct {
	ID     string
	Freq   Freq
	Start  time.Time // first day of the first period, midnight UTC
	Values []float64 // NaN where the period is missing (a source was down), never a made-up zero
}

// Missing is the value of a period nothing is known of.
func Missing() float64 { return math.NaN() }
