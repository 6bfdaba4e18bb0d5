package report

import (
	"cmp"
	"slices"

	"hemline/signal"
)

// maxCalendar is how many seasonal concepts the strip shows.
const maxCalendar = 30

type calendarView struct {
	Months []calendarMonth
	Rows   []calendarRow
}

type calendarMonth struct {
	Name  string
	Short string // where room is short
	Now   bool
}

type calendarRow struct {
	Name, Href string
	Peak       string
	Cells      []calendarCell
}

type calendarCell struct {
	Level int    // 0 (far under the year's mean) to 5 (far above), -1 unknown
	Index string // share of the month over the mean of the year
	Title string
	Peak  bool
	Now   bool
}

// calendar lays the seasonal concepts over the months of a year, the one
// whose peak comes next first.
func (p *page) calendar(r *Report) calendarView {
	var v calendarView
	w := p.words
	now := 0
	if !r.AsOf.IsZero() {
		now = int(r.AsOf.UTC().Month())
	}
	trends := make([]*Trend, len(r.SeasonalTrends))
	for i := range r.SeasonalTrends {
		trends[i] = &r.SeasonalTrends[i]
	}
	slices.SortStableFunc(trends, func(a, b *Trend) int {
		return cmp.Compare(untilPeak(&a.Signal, max(now, 1)), untilPeak(&b.Signal, max(now, 1)))
	})
	for m := 1; m <= 12; m++ {
		v.Months = append(v.Months, calendarMonth{w.month(m), w.monthShort(m), m == now})
	}
	for _, t := range trends[:min(len(trends), maxCalendar)] {
		index := monthIndex(&t.Signal)
		row := calendarRow{Name: capital(conceptName(t.Concept, w.lang)), Href: p.anchors[t], Peak: w.months(t.Signal.PeakPeriods)}
		for m := 1; m <= 12; m++ {
			c := calendarCell{Level: level(index[m-1]), Index: w.oneDecimal(index[m-1]), Peak: slices.Contains(t.Signal.PeakPeriods, m), Now: m == now}
			c.Title = w.T("calendar.cell", "month", w.month(m), "index", c.Index)
			if c.Peak {
				c.Title = w.T("calendar.cell.peak", "month", w.month(m), "index", c.Index)
			}
			row.Cells = append(row.Cells, c)
		}
		v.Rows = append(v.Rows, row)
	}
	return v
}

// monthIndex is each calendar month's mean share over the mean of the twelve:
// 1 is an ordinary month. NaN for a month never seen and for a series of zeros.
func monthIndex(s *signal.Signal) [12]float64 {
	var sum, n [12]float64
	day := s.Freq.Floor(s.Start)
	for _, v := range s.Share {
		if finite(v) {
			m := monthOf(s.Freq, day) - 1
			sum[m] += v
			n[m]++
		}
		day = s.Freq.Next(day)
	}
	all, known := 0.0, 0.0
	for m := range sum {
		if n[m] > 0 {
			all += sum[m] / n[m]
			known++
		}
	}
	var index [12]float64
	for m := range index {
		// 0/0 is NaN, which is what is meant.
		index[m] = sum[m] / n[m] / (all / known)
	}
	return index
}

// level bins a month's index. The steps are ratios of about 1.4, so that half
// and double are as far from the mean.
func level(index float64) int {
	if !finite(index) {
		return -1
	}
	for i, edge := range []float64{0.5, 0.8, 1.2, 1.6, 2.4} {
		if index < edge {
			return i
		}
	}
	return 5
}
