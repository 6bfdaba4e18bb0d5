package sheet

import (
	"cmp"
	"fmt"
	"time"

	"hemline/series"
)

// rhythm is the distance between the dates of a series: a frequency, and for
// steps their width in seconds, or in units of integer steps.
type rhythm struct {
	freq  series.Freq
	width int64 // fixed width of a period; 0 for months, quarters and years
}

const (
	hour = int64(60 * 60)
	day  = 24 * hour
	week = 7 * day
)

func (r rhythm) String() string {
	switch {
	case r.freq != series.Step:
		return string(r.freq)
	case r.width%day == 0:
		return fmt.Sprintf("%d days", r.width/day)
	}
	return fmt.Sprintf("%d steps", r.width)
}

// of gives a frequency its width.
func of(f series.Freq) rhythm {
	switch f {
	case series.Hour:
		return rhythm{f, hour}
	case series.Day:
		return rhythm{f, day}
	case series.Week:
		return rhythm{f, week}
	}
	return rhythm{f, 0}
}

// classify names the distance between two neighbouring dates. A day may be an
// hour longer or shorter (summer time), a week a day (holidays); months to
// years span what the calendar allows.
func classify(gap int64) rhythm {
	switch {
	case gap == hour:
		return of(series.Hour)
	case gap >= day-hour && gap <= day+hour:
		return of(series.Day)
	case gap >= week-day && gap <= week+day:
		return of(series.Week)
	case gap >= 28*day && gap <= 31*day:
		return of(series.Month)
	case gap >= 89*day && gap <= 92*day:
		return of(series.Quarter)
	case gap >= 364*day && gap <= 367*day:
		return of(series.Year)
	}
	return rhythm{series.Step, gap}
}

// gaps counts the distances between neighbouring dates by rhythm.
type gaps struct {
	count map[rhythm]int
	all   int

	last  int64 // distances repeat: the rhythm of the last, and how often it came
	named rhythm
	run   int
}

// add counts the distances of times in ascending order; steps have no calendar.
func (g *gaps) add(times []int64, calendar bool) {
	for i := 1; i < len(times); i++ {
		gap := times[i] - times[i-1]
		if gap <= 0 {
			continue
		}
		if gap != g.last {
			g.flush()
			g.last, g.named = gap, rhythm{series.Step, gap}
			if calendar {
				g.named = classify(gap)
			}
		}
		g.run++
	}
}

func (g *gaps) flush() {
	if g.run == 0 {
		return
	}
	if g.count == nil {
		g.count = map[rhythm]int{}
	}
	// A file of ever new distances has no rhythm; what has been seen by then tells.
	if _, seen := g.count[g.named]; seen || len(g.count) < maxKnown {
		g.count[g.named] += g.run
	}
	g.all += g.run
	g.run, g.last = 0, 0
}

// mode is the most frequent rhythm and its count; the finer of equals.
func (g *gaps) mode() (best rhythm, most int) {
	g.flush()
	for r, n := range g.count { // the comparison below is a total order
		if d := cmp.Or(cmp.Compare(n, most), -cmp.Compare(r.length(), best.length())); d > 0 {
			best, most = r, n
		}
	}
	return best, most
}

// length is about how long a period is.
func (r rhythm) length() int64 {
	switch r.freq {
	case series.Month:
		return 30 * day
	case series.Quarter:
		return 91 * day
	case series.Year:
		return 365 * day
	}
	return r.width
}

// own is the rhythm that a series has against its file's: another one when at
// least four in five of its distances agree on it and the file's does not
// explain them. Single missing weeks must not make a series fortnightly.
func own(g *gaps, file rhythm) rhythm {
	const enough, part = 3, 0.8
	mine, n := g.mode()
	if mine == file || g.all < enough || float64(n) < part*float64(g.all) {
		return file
	}
	if mine.freq == series.Step && file.width > 0 && mine.width%file.width == 0 {
		return file
	}
	return mine
}

// months counts months since the year 0.
func months(v int64) int64 {
	t := time.Unix(v, 0).UTC()
	return int64(t.Year())*12 + int64(t.Month()) - 1
}

func floorDiv(a, b int64) int64 {
	d := a / b
	if a%b < 0 {
		d--
	}
	return d
}
