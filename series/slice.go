package series

import (
	"math"
	"time"
)

// Len is the number of periods, missing ones included.
func (s Series) Len() int { return len(s.Values) }

// Period is the first instant of period i (0 is the first); i may lie past
// the end.
func (s Series) Period(i int) time.Time { return s.Freq.Add(s.Start, i) }

// End is the first instant after the last period: the earliest origin at
// which all of s is known.
func (s Series) End() time.Time { return s.Period(len(s.Values)) }

// Until keeps the periods that end at or before origin. A period still open
// at origin is dropped: half a month of mentions is not a low month. The
// result shares its values with s, but appending to it never reaches them.
func (s Series) Until(origin time.Time) Series {
	n := min(s.Freq.Count(s.Start, origin), len(s.Values))
	s.Values = s.Values[:n:n]
	return s
}

// Known is the number of periods with a value.
func (s Series) Known() int { return Known(s.Values) }

// Known is the number of values that are not missing.
func Known(y []float64) int {
	n := 0
	for _, v := range y {
		if !math.IsNaN(v) {
			n++
		}
	}
	return n
}
