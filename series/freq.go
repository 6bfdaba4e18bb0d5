package series

import (
	"fmt"
	"strings"
	"time"
)

// ParseFreq reads a frequency as people write it: day, week or month, or
// daily, weekly, monthly, in any case.
func ParseFreq(s string) (Freq, error) {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "day", "daily":
		return Day, nil
	case "week", "weekly":
		return Week, nil
	case "month", "monthly":
		return Month, nil
	}
	return "", fmt.Errorf("series: unknown frequency %q: use day, week or month", s)
}

const secondsPerDay = 24 * 60 * 60

// dayNumber counts days since 1970-01-01, rounding down before it too.
func dayNumber(t time.Time) int {
	s := t.Unix()
	d := s / secondsPerDay
	if s%secondsPerDay < 0 {
		d--
	}
	return int(d)
}

// monday is the day number of 1970-01-05, the first Monday after the epoch.
const monday = 4

// number counts periods of f since the epoch; consecutive periods have
// consecutive numbers, so all arithmetic happens on it. Times are read in UTC.
func (f Freq) number(t time.Time) int {
	switch f {
	case Day:
		return dayNumber(t)
	case Week:
		d := dayNumber(t) - monday
		if d < 0 {
			d -= 6 // round down, not towards zero
		}
		return d / 7
	default:
		u := t.UTC()
		return u.Year()*12 + int(u.Month()) - 1
	}
}

// start is the first instant of period n, the inverse of number.
func (f Freq) start(n int) time.Time {
	switch f {
	case Day:
		return time.Unix(int64(n)*secondsPerDay, 0).UTC()
	case Week:
		return time.Unix(int64(n*7+monday)*secondsPerDay, 0).UTC()
	default:
		return time.Date(0, time.Month(n+1), 1, 0, 0, 0, 0, time.UTC)
	}
}

// Floor is the first instant (midnight UTC) of the period that holds t.
func (f Freq) Floor(t time.Time) time.Time { return f.start(f.number(t)) }

// Next is the first instant of the period after the one that holds t; that is
// also the first instant after the period of t.
func (f Freq) Next(t time.Time) time.Time { return f.Add(t, 1) }

// Add is the first instant of the period n after the one that holds t; n may
// be negative.
func (f Freq) Add(t time.Time, n int) time.Time { return f.start(f.number(t) + n) }

// Index is how many periods lie from the one that holds start to the one that
// holds t: 0 in the same period, negative when t is earlier.
func (f Freq) Index(start, t time.Time) int { return f.number(t) - f.number(start) }

// Count is the number of periods from the one that holds from up to, but not
// including, the one that holds to; 0 when to is not later. With to an origin
// it counts the periods that have ended by then.
func (f Freq) Count(from, to time.Time) int { return max(0, f.Index(from, to)) }

// Label names the period that holds t: 2023-09-30, 2023-W39 (ISO 8601, with
// the year the week belongs to) or 2023-09.
func (f Freq) Label(t time.Time) string {
	u := t.UTC()
	switch f {
	case Day:
		return u.Format("2006-01-02")
	case Week:
		y, w := u.ISOWeek()
		return fmt.Sprintf("%04d-W%02d", y, w)
	default:
		return u.Format("2006-01")
	}
}
