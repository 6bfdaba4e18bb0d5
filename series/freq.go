package series

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// ParseFreq reads a frequency as people write it, in any case: hour, day,
// week, month, quarter or year, their adverbs (daily, weekly, yearly), or step
// for steps that have no calendar.
func ParseFreq(s string) (Freq, error) {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "hour", "hourly":
		return Hour, nil
	case "day", "daily":
		return Day, nil
	case "week", "weekly":
		return Week, nil
	case "month", "monthly":
		return Month, nil
	case "quarter", "quarterly":
		return Quarter, nil
	case "year", "yearly", "annual":
		return Year, nil
	case "step", "integer":
		return Step, nil
	}
	return "", fmt.Errorf("series: unknown frequency %q: use hour, day, week, month, quarter, year or step", s)
}

const (
	secondsPerHour = 60 * 60
	secondsPerDay  = 24 * secondsPerHour
)

// floorDiv divides rounding down, not towards zero: before the epoch too a
// period begins at its first instant.
func floorDiv(a, b int64) int64 {
	d := a / b
	if a%b < 0 {
		d--
	}
	return d
}

// dayNumber counts days since 1970-01-01.
func dayNumber(t time.Time) int { return int(floorDiv(t.Unix(), secondsPerDay)) }

// monday is the day number of 1970-01-05, the first Monday after the epoch.
const monday = 4

// number counts periods of f since the epoch; consecutive periods have
// consecutive numbers, so all arithmetic happens on it. Times are read in UTC.
func (f Freq) number(t time.Time) int {
	switch f {
	case Step:
		return int(t.Unix())
	case Hour:
		return int(floorDiv(t.Unix(), secondsPerHour))
	case Day:
		return dayNumber(t)
	case Week:
		return int(floorDiv(int64(dayNumber(t)-monday), 7))
	case Quarter:
		u := t.UTC()
		return u.Year()*4 + int(u.Month()-1)/3
	case Year:
		return t.UTC().Year()
	default:
		u := t.UTC()
		return u.Year()*12 + int(u.Month()) - 1
	}
}

// start is the first instant of period n, the inverse of number.
func (f Freq) start(n int) time.Time {
	switch f {
	case Step:
		return time.Unix(int64(n), 0).UTC()
	case Hour:
		return time.Unix(int64(n)*secondsPerHour, 0).UTC()
	case Day:
		return time.Unix(int64(n)*secondsPerDay, 0).UTC()
	case Week:
		return time.Unix(int64(n*7+monday)*secondsPerDay, 0).UTC()
	case Quarter:
		return time.Date(0, time.Month(3*n+1), 1, 0, 0, 0, 0, time.UTC)
	case Year:
		return time.Date(n, 1, 1, 0, 0, 0, 0, time.UTC)
	default:
		return time.Date(0, time.Month(n+1), 1, 0, 0, 0, 0, time.UTC)
	}
}

// At is the first instant of period n, counted from the epoch: of step n, of
// the n-th hour, day or ISO week after the first of 1970, of month or quarter
// n after the first of the year 0, of the year n. It is the way from integer steps to a Series' Start.
func (f Freq) At(n int) time.Time { return f.start(n) }

// Floor is the first instant (UTC) of the period that holds t.
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

// Label names the period that holds t: 2023-09-30T14, 2023-09-30, 2023-W39
// (ISO 8601, with the year the week belongs to), 2023-09, 2023-Q3, 2023, or
// the number of a step.
func (f Freq) Label(t time.Time) string {
	u := t.UTC()
	switch f {
	case Step:
		return strconv.FormatInt(t.Unix(), 10)
	case Hour:
		return u.Format("2006-01-02T15")
	case Day:
		return u.Format("2006-01-02")
	case Week:
		y, w := u.ISOWeek()
		return fmt.Sprintf("%04d-W%02d", y, w)
	case Quarter:
		return fmt.Sprintf("%04d-Q%d", u.Year(), (u.Month()-1)/3+1)
	case Year:
		return u.Format("2006")
	default:
		return u.Format("2006-01")
	}
}
