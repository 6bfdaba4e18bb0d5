package sheet

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hemline/series"
)

// TestDatesGoOn: whatever the frequency, phase and spelling of a file, the
// labels of the periods read are its dates, those after the end go on as the
// calendar does, and the engine's periods are consecutive. The rows' order
// does not matter.
func TestDatesGoOn(t *testing.T) {
	spellingsOf := map[series.Freq][]string{
		series.Hour:    {"2006-01-02 15:04:05", "2006-01-02T15:04:05Z07:00", "2006/01/02 15:04"},
		series.Day:     {"2006-01-02", "20060102", "2006/01/02", "2.1.2006", "2 Jan 2006"},
		series.Week:    {"2006-01-02", "2006-01-02 15:04:05", "20060102", "2006年1月2日", "Jan 2, 2006"},
		series.Month:   {"2006-01-02", "2006-01", "200601", "Jan 2006"},
		series.Quarter: {"2006-01-02", "2006-01"},
		series.Year:    {"2006-01-02", "2006-01"},
	}
	freqs := []series.Freq{series.Hour, series.Day, series.Week, series.Month, series.Quarter, series.Year}
	rapid.Check(t, func(t *rapid.T) {
		freq := rapid.SampledFrom(freqs).Draw(t, "freq")
		layout := rapid.SampledFrom(spellingsOf[freq]).Draw(t, "layout")
		start := time.Date(rapid.IntRange(1950, 2060).Draw(t, "year"), 1, 1, 0, 0, 0, 0, time.UTC)
		if freq == series.Month || freq == series.Quarter || freq == series.Year {
			start = start.AddDate(0, rapid.IntRange(0, 11).Draw(t, "month"), 0)
			if strings.Contains(layout, "02") && freq == series.Month { // a day every month has
				start = start.AddDate(0, 0, rapid.IntRange(0, 27).Draw(t, "day"))
			}
		} else {
			start = start.AddDate(0, 0, rapid.IntRange(0, 360).Draw(t, "day"))
		}
		next := func(i int) string {
			var at time.Time
			switch freq {
			case series.Hour:
				at = start.Add(time.Duration(i) * time.Hour)
			case series.Day:
				at = start.AddDate(0, 0, i)
			case series.Week:
				at = start.AddDate(0, 0, 7*i)
			case series.Month:
				at = start.AddDate(0, i, 0)
			case series.Quarter:
				at = start.AddDate(0, 3*i, 0)
			default:
				at = start.AddDate(i, 0, 0)
			}
			return at.Format(layout)
		}
		n := rapid.IntRange(4, 40).Draw(t, "n")
		if layout == "2.1.2006" {
			// Without a single digit nothing tells this from 02.01.2006.
			told := false
			for i := range n {
				told = told || len(next(i)) < len("02.01.2006")
			}
			if !told {
				t.Skip("both spellings fit")
			}
		}
		rows := make([]string, n)
		for i := range rows {
			rows[i] = fmt.Sprintf("\"%s\",%d\n", next(i), i)
		}
		rows = rapid.Permutation(rows).Draw(t, "rows")
		got, err := Read(t.Context(), strings.NewReader("ds,a\n"+strings.Join(rows, "")), "f.csv", Options{})
		if err != nil {
			t.Fatal(err)
		}
		s := &got.Series[0]
		if got.Freq != freq || s.Len() != n {
			t.Fatalf("%s, %d values; want %s, %d (%q)", got.Freq, s.Len(), freq, n, rows)
		}
		for i := range n + 60 {
			if s.Label(i) != next(i) {
				t.Fatalf("period %d is %s, want %s", i, s.Label(i), next(i))
			}
			if i < n && s.Values[i] != float64(i) {
				t.Fatalf("value %d is %v", i, s.Values[i])
			}
		}
		if !s.Start.Equal(freq.Floor(s.Start)) {
			t.Fatalf("%v does not begin a %s", s.Start, freq)
		}
	})
}

// TestShapesAgree: the same series, wide and long, are the same.
func TestShapesAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 30).Draw(t, "n")
		cell := rapid.SampledFrom([]string{"", "1", "-2.5", "3e2", "x", "inf", "NA"})
		start := time.Date(2024, 1, 3, 0, 0, 0, 0, time.UTC)
		wide, long := "ds,a,b\n", "unique_id,ds,y\n"
		var tail string
		for i := range n {
			a, b := cell.Draw(t, "a"), cell.Draw(t, "b")
			if i == n-1 {
				a, b = "1", "2" // else the file's last date is open to question
			}
			ds := start.AddDate(0, 0, 7*i).Format(time.DateOnly)
			wide += ds + "," + a + "," + b + "\n"
			long += "a," + ds + "," + a + "\n"
			tail += "b," + ds + "," + b + "\n"
		}
		var got [2]*Table
		for i, text := range []string{wide, long + tail} {
			var err error
			if got[i], err = Read(t.Context(), strings.NewReader(text), "f.csv", Options{}); err != nil {
				t.Fatal(err)
			}
		}
		for i := range got[0].Series {
			w, l := &got[0].Series[i], &got[1].Series[i]
			if w.ID != l.ID || w.Label(0) != l.Label(0) || show(w.Values) != show(l.Values) || !w.Start.Equal(l.Start) {
				t.Fatalf("wide %v from %s, long %v from %s", w.Values, w.Label(0), l.Values, l.Label(0))
			}
			kinds := func(s *Series) (out []Kind) {
				for _, p := range s.Problems {
					out = append(out, p.Kind)
				}
				return out
			}
			if !slices.Equal(kinds(w), kinds(l)) {
				t.Fatalf("wide %v, long %v", w.Problems, l.Problems)
			}
		}
	})
}
