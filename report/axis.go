package report

import (
	"time"

	"hemline/report/chart"
	"hemline/series"
)

// chartPeriods is how much history a card shows: long enough to see what a
// season does each year, short enough that the coming periods stay visible.
func chartPeriods(f series.Freq) int {
	switch f {
	case series.Day:
		return 150
	case series.Week:
		return 156
	default:
		return 60
	}
}

// sparkPeriods is the history of a line in a table: two years, three months
// of days.
func sparkPeriods(f series.Freq) int {
	switch f {
	case series.Day:
		return 90
	case series.Week:
		return 104
	default:
		return 24
	}
}

// monthOf is the calendar month a period counts for: a week's is that of its
// Thursday, as ISO 8601 has it for years.
func monthOf(f series.Freq, start time.Time) int {
	if f == series.Week {
		start = start.AddDate(0, 0, 3)
	}
	return int(start.UTC().Month())
}

// ticks labels n periods from start on: years over a long axis, quarters over
// some years, months over less. Every second one is minor once they crowd on
// a phone. There is always at least one.
func (w words) ticks(f series.Freq, start time.Time, n int) []chart.Tick {
	if n <= 0 || start.IsZero() {
		return nil
	}
	years := f.Add(start, n).Sub(start).Hours() / (24 * 365.25)
	var out []chart.Tick
	named := false // a year stands on the axis
	before := f.Add(start, -1)
	for i := range n {
		day := f.Add(start, i)
		newYear, newMonth := day.Year() != before.Year(), day.Month() != before.Month()
		switch {
		case years > 3:
			// At most a dozen years are named.
			if newYear && day.Year()%(1+int(years/12)) == 0 {
				named = true
				out = append(out, chart.Tick{At: i, Label: day.Format("2006"), Minor: years > 7 && len(out)%2 == 1})
			}
		case years > 0.8:
			if newYear {
				named = true
				out = append(out, chart.Tick{At: i, Label: day.Format("2006")})
			} else if newMonth && day.Month()%3 == 1 {
				out = append(out, chart.Tick{At: i, Label: w.month(int(day.Month())), Minor: years > 1.2 && day.Month() != time.July})
			}
		default:
			if newMonth {
				out = append(out, chart.Tick{At: i, Label: w.month(int(day.Month())), Minor: years > 0.4 && len(out)%2 == 1})
			}
		}
		before = day
	}
	switch {
	case len(out) == 0:
		out = append(out, chart.Tick{At: 0, Label: w.period(f, start)})
	case !named:
		// Months without a year would leave the reader guessing.
		out[0].Label = f.Add(start, out[0].At).Format(w.T("date.month"))
	}
	return out
}
