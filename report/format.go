package report

import (
	"math"
	"strconv"
	"strings"
	"time"

	"hemline/series"
)

// unknown stands for a figure that is not known.
const unknown = "–"

// integer writes n with thousands set apart.
func (w words) integer(n int64) string {
	s := strconv.FormatInt(n, 10)
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "−", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}

// count writes a whole number that is kept as a float.
func (w words) count(v float64) string {
	if !finite(v) || math.Abs(v) >= math.MaxInt64/2 {
		return unknown
	}
	return w.integer(int64(math.Round(v)))
}

// figure writes a share or an error with about three digits that mean
// something.
func (w words) figure(v float64) string {
	switch a := math.Abs(v); {
	case !finite(v):
		return unknown
	case a >= 100:
		return w.count(v)
	case a >= 10:
		return minus(strconv.FormatFloat(v, 'f', 1, 64))
	default:
		return minus(strconv.FormatFloat(v, 'f', 2, 64))
	}
}

// axis writes a label of a value axis: no digit more than it needs.
func (w words) axis(v float64) string {
	if math.Abs(v) >= 1000 {
		return w.count(v)
	}
	return minus(strconv.FormatFloat(v, 'g', 4, 64))
}

// percent writes a part of one; 0.784 is 78%, and what is not nothing is never 0%.
func (w words) percent(p float64) string {
	if !finite(100 * p) {
		return unknown
	}
	if p > 0 && p < 0.005 {
		return "<1%"
	}
	if math.Abs(p) >= 10 {
		return w.count(100*p) + "%"
	}
	return minus(strconv.FormatFloat(100*p, 'f', 0, 64)) + "%"
}

// growth writes a relative change: a percentage with its sign, or how many
// times as much once percentages stop being readable.
func (w words) growth(g float64) string {
	switch {
	case !finite(g):
		return unknown
	case g >= 4:
		return w.oneDecimal(1+g) + "×"
	case math.Abs(g) < 0.005:
		return "0%"
	case g > 0:
		return "+" + w.percent(g)
	default:
		return w.percent(g)
	}
}

// minus sets a true minus sign, which is as wide as the plus.
func minus(s string) string {
	if s == "-0" || s == "-0.0" || s == "-0.00" {
		return s[1:]
	}
	return strings.Replace(s, "-", "−", 1)
}

// date writes a day: 30 Jun 2024, 2024年6月30日.
func (w words) date(t time.Time) string {
	if t.IsZero() {
		return unknown
	}
	return t.UTC().Format(w.T("date.day"))
}

// period names the period that starts at t.
func (w words) period(f series.Freq, t time.Time) string {
	switch f {
	case series.Day:
		return w.date(t)
	case series.Week:
		return w.T("date.week", "day", w.date(t))
	default:
		return t.UTC().Format(w.T("date.month"))
	}
}

// month is the short name of month 1..12.
func (w words) month(m int) string {
	return time.Date(2000, time.Month(m), 1, 0, 0, 0, 0, time.UTC).Format(w.T("date.monthonly"))
}

// monthShort is the shortest name: its initial, or its number where a month
// has no initial.
func (w words) monthShort(m int) string {
	if w.lang == "zh" {
		return strconv.Itoa(m)
	}
	return w.month(m)[:1]
}

// months names a set of months as ranges that may run over the new year:
// Nov–Feb. What is not a month is left out.
func (w words) months(set []int) string {
	var in [12]bool
	n := 0
	for _, m := range set {
		if m >= 1 && m <= 12 && !in[m-1] {
			in[m-1] = true
			n++
		}
	}
	if n == 12 {
		return w.month(1) + "–" + w.month(12)
	}
	var parts []string
	for m := range 12 {
		if !in[m] || in[(m+11)%12] {
			continue // not the start of a range
		}
		end := m
		for in[(end+1)%12] {
			end = (end + 1) % 12
		}
		s := w.month(m + 1)
		if end != m {
			s += "–" + w.month(end+1)
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, w.T("list.comma"))
}

// oneDecimal writes a ratio near one.
func (w words) oneDecimal(v float64) string {
	if !finite(v) || v >= 100 {
		return w.count(v)
	}
	return strconv.FormatFloat(v, 'f', 1, 64)
}
