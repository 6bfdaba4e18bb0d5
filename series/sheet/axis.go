package sheet

import (
	"time"

	"hemline/series"
)

// Axis is the dates of one series: their rhythm, and where in a period they
// lie, so that the dates to come go on as those of the file do. A week that
// begins on Thursdays keeps doing so, though the engine counts ISO weeks.
type Axis struct {
	dates  *dates
	rhythm rhythm
	phase  int64 // fixed width: of a date from the period's begin; months: of the period's first month
	day    int   // of the month; 31 stands for its last
	clock  int64 // seconds of that day
	first  int64 // number of the first period
}

// Integer says that the periods are steps and not dates.
func (a *Axis) Integer() bool { return a.dates.spelling == integers }

// Label is the date or step of period i as the file would write it.
func (a *Axis) Label(i int) string { return a.dates.write(a.at(a.first + int64(i))) }

// span is how many months a period has, 0 when its width is fixed.
func (r rhythm) span() int64 {
	switch {
	case r.width > 0:
		return 0
	case r.freq == series.Quarter:
		return 3
	case r.freq == series.Year:
		return 12
	}
	return 1
}

// newAxis finds where in their periods the times lie: where most of them do.
func newAxis(d *dates, r rhythm, times []int64) Axis {
	a := Axis{dates: d, rhythm: r}
	span := r.span()
	if span == 0 {
		a.phase = commonest(times, func(v int64) int64 { return v - floorDiv(v, r.width)*r.width })
		return a
	}
	a.phase = commonest(times, func(v int64) int64 { return months(v) % span })
	a.clock = commonest(times, func(v int64) int64 { return v - floorDiv(v, day)*day })
	ends := true
	for _, v := range times {
		ends = ends && time.Unix(v+day, 0).UTC().Day() == 1
	}
	if a.day = 31; !ends {
		a.day = int(commonest(times, func(v int64) int64 { return int64(time.Unix(v, 0).UTC().Day()) }))
	}
	return a
}

// commonest is the most frequent value of f, the earliest of equals.
func commonest(times []int64, f func(int64) int64) int64 {
	if len(times) == 0 {
		return 0
	}
	first := f(times[0])
	same := true
	for _, v := range times[1:] {
		if same = f(v) == first; !same {
			break
		}
	}
	if same {
		return first
	}
	count := map[int64]int{}
	best, most := first, 0
	for _, v := range times {
		k := f(v)
		if count[k]++; count[k] > most {
			best, most = k, count[k]
		}
	}
	return best
}

// number is the period that a date belongs to; where a period has a fixed
// width, the one whose own date is nearest.
func (a *Axis) number(v int64) int64 {
	if span := a.rhythm.span(); span > 0 {
		return floorDiv(months(v)-a.phase, span)
	}
	return floorDiv(v-a.phase+a.rhythm.width/2, a.rhythm.width)
}

// at is the date of period n, the inverse of number.
func (a *Axis) at(n int64) int64 {
	span := a.rhythm.span()
	if span == 0 {
		return a.phase + n*a.rhythm.width
	}
	m := n*span + a.phase
	year, month := int(floorDiv(m, 12)), int(m-floorDiv(m, 12)*12)+1
	d := min(a.day, daysIn(year, month))
	return time.Date(year, time.Month(month), d, 0, 0, 0, 0, time.UTC).Unix() + a.clock
}

// start is the first instant of the first period in the engine's calendar:
// series of one frequency count the same periods whatever their phase.
func (a *Axis) start(freq series.Freq) time.Time {
	if a.Integer() || a.rhythm.freq == series.Step {
		return freq.At(int(a.first))
	}
	return freq.Floor(time.Unix(a.at(a.first), 0))
}
