package series

import (
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var nan = math.NaN()

func day(y int, m time.Month, d int) time.Time {
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

func TestParseFreq(t *testing.T) {
	for in, want := range map[string]Freq{"day": Day, "Weekly": Week, " month ": Month, "HOURLY": Hour, "quarter": Quarter, "annual": Year, "integer": Step} {
		if got, err := ParseFreq(in); got != want || err != nil {
			t.Errorf("ParseFreq(%q) = %q, %v; want %q", in, got, err, want)
		}
	}
	if _, err := ParseFreq("fortnight"); err == nil {
		t.Error("a fortnight is not a frequency, but no error")
	}
}

func TestCalendar(t *testing.T) {
	for _, c := range []struct {
		f           Freq
		in          time.Time
		floor, next time.Time
		label       string
	}{
		{Day, time.Date(2024, 2, 28, 23, 59, 59, 0, time.UTC), day(2024, 2, 28), day(2024, 2, 29), "2024-02-28"},
		{Day, day(2023, 2, 28), day(2023, 2, 28), day(2023, 3, 1), "2023-02-28"},
		{Month, time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC), day(2024, 2, 1), day(2024, 3, 1), "2024-02"},
		{Month, day(2023, 12, 31), day(2023, 12, 1), day(2024, 1, 1), "2023-12"},
		{Week, day(2023, 9, 30), day(2023, 9, 25), day(2023, 10, 2), "2023-W39"},
		// 2020 has 53 ISO weeks; its last holds the first days of 2021.
		{Week, day(2021, 1, 3), day(2020, 12, 28), day(2021, 1, 4), "2020-W53"},
		{Week, day(2021, 1, 4), day(2021, 1, 4), day(2021, 1, 11), "2021-W01"},
		// The first ISO week of 2025 begins in 2024.
		{Week, day(2024, 12, 30), day(2024, 12, 30), day(2025, 1, 6), "2025-W01"},
		// Beijing is already in October when UTC is not.
		{Month, time.Date(2023, 10, 1, 7, 0, 0, 0, time.FixedZone("CST", 8*3600)), day(2023, 9, 1), day(2023, 10, 1), "2023-09"},
		{Hour, time.Date(2024, 2, 29, 23, 59, 59, 0, time.UTC), time.Date(2024, 2, 29, 23, 0, 0, 0, time.UTC), day(2024, 3, 1), "2024-02-29T23"},
		{Hour, time.Date(1969, 12, 31, 23, 59, 0, 0, time.UTC), time.Date(1969, 12, 31, 23, 0, 0, 0, time.UTC), day(1970, 1, 1), "1969-12-31T23"},
		{Quarter, day(2023, 12, 31), day(2023, 10, 1), day(2024, 1, 1), "2023-Q4"},
		{Quarter, day(2024, 4, 1), day(2024, 4, 1), day(2024, 7, 1), "2024-Q2"},
		{Year, day(2024, 12, 31), day(2024, 1, 1), day(2025, 1, 1), "2024"},
		{Step, time.Unix(-3, 999), time.Unix(-3, 0).UTC(), time.Unix(-2, 0).UTC(), "-3"},
		{Step, Step.At(1), Step.At(1), Step.At(2), "1"},
		// Before the epoch rounding still goes down.
		{Week, day(1969, 12, 31), day(1969, 12, 29), day(1970, 1, 5), "1970-W01"},
		{Day, time.Date(1969, 12, 31, 1, 0, 0, 0, time.UTC), day(1969, 12, 31), day(1970, 1, 1), "1969-12-31"},
	} {
		if got := c.f.Floor(c.in); !got.Equal(c.floor) || got.Location() != time.UTC {
			t.Errorf("%s Floor(%v) = %v, want %v", c.f, c.in, got, c.floor)
		}
		if got := c.f.Next(c.in); !got.Equal(c.next) {
			t.Errorf("%s Next(%v) = %v, want %v", c.f, c.in, got, c.next)
		}
		if got := c.f.Label(c.in); got != c.label {
			t.Errorf("%s Label(%v) = %q, want %q", c.f, c.in, got, c.label)
		}
	}
}

func TestCount(t *testing.T) {
	for _, c := range []struct {
		f        Freq
		from, to time.Time
		want     int
	}{
		{Month, day(2023, 1, 1), day(2024, 1, 1), 12},
		{Month, day(2023, 1, 1), day(2023, 9, 30), 8}, // September is not over
		{Week, day(2020, 1, 1), day(2021, 1, 4), 53},
		{Day, day(2024, 1, 1), day(2025, 1, 1), 366},
		{Day, day(2024, 1, 2), day(2024, 1, 1), 0},
	} {
		if got := c.f.Count(c.from, c.to); got != c.want {
			t.Errorf("%s Count(%v, %v) = %d, want %d", c.f, c.from, c.to, got, c.want)
		}
	}
}

// drawTime is any second from 1583, when the Gregorian calendar began, to 2400.
func drawTime(t *rapid.T, label string) time.Time {
	return time.Unix(rapid.Int64Range(-12212553600, 13569465600).Draw(t, label), 0)
}

func TestCalendarProperties(t *testing.T) {
	for _, f := range []Freq{Hour, Day, Week, Month, Quarter, Year, Step} {
		t.Run(string(f), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				at, other := drawTime(t, "at"), drawTime(t, "other")
				n := rapid.IntRange(-5000, 5000).Draw(t, "n")
				start, next := f.Floor(at), f.Next(at)
				if at.Before(start) || !at.Before(next) {
					t.Fatalf("%v is not in [%v, %v)", at, start, next)
				}
				if !f.Floor(start).Equal(start) || !f.Floor(next).Equal(next) {
					t.Fatal("a first instant is not its own floor")
				}
				if !f.Floor(next.Add(-time.Nanosecond)).Equal(start) {
					t.Fatal("the instant before the next period is in another period")
				}
				if got := f.Index(at, f.Add(at, n)); got != n {
					t.Fatalf("Index(t, Add(t, %d)) = %d", n, got)
				}
				if got := f.Add(at, f.Index(at, other)); !got.Equal(f.Floor(other)) {
					t.Fatalf("Add(t, Index(t, u)) = %v, not the period of %v", got, other)
				}
				if f.Index(at, other) != -f.Index(other, at) {
					t.Fatal("Index is not antisymmetric")
				}
				if (f.Label(at) == f.Label(other)) != f.Floor(at).Equal(f.Floor(other)) {
					t.Fatalf("labels %s and %s do not tell periods apart", f.Label(at), f.Label(other))
				}
			})
		})
	}
}

// TestISOWeeks checks the arithmetic against the standard library's own ISO
// weeks, which know the years with 53.
func TestISOWeeks(t *testing.T) {
	for year := 1990; year < 2040; year++ {
		first := Week.Floor(day(year, 1, 4)) // always in week 1
		weeks := Week.Count(first, Week.Floor(day(year+1, 1, 4)))
		_, last := day(year, 12, 28).ISOWeek() // always in the last week
		if weeks != last {
			t.Errorf("%d has %d weeks, want %d", year, weeks, last)
		}
		for i := range weeks {
			if y, w := Week.Add(first, i).ISOWeek(); y != year || w != i+1 {
				t.Errorf("week %d of %d comes out as %d-W%d", i+1, year, y, w)
			}
		}
	}
}

func TestUntil(t *testing.T) {
	s := Series{ID: "美拉德", Freq: Month, Start: day(2023, 7, 1), Values: []float64{0, 0.4, 1.4, 1.8}}
	for _, c := range []struct {
		origin time.Time
		want   int
	}{
		{day(2023, 1, 1), 0},
		{day(2023, 7, 31), 0}, // July is still running
		{day(2023, 8, 1), 1},
		{day(2023, 9, 30), 2},
		{day(2023, 10, 1), 3},
		{day(2030, 1, 1), 4},
	} {
		cut := s.Until(c.origin)
		if cut.Len() != c.want {
			t.Errorf("Until(%v) keeps %d periods, want %d", c.origin, cut.Len(), c.want)
		}
		if cut.End().After(c.origin) && cut.Len() > 0 {
			t.Errorf("Until(%v) ends at %v", c.origin, cut.End())
		}
	}
	cut := s.Until(day(2023, 9, 1))
	cut.Values = append(cut.Values, 99)
	if s.Values[2] != 1.4 {
		t.Error("appending to a cut series overwrote the original")
	}
	if got := s.Period(2); !got.Equal(day(2023, 9, 1)) {
		t.Errorf("Period(2) = %v", got)
	}
}

func TestDescribe(t *testing.T) {
	s := Describe([]float64{nan, 0, 2, 4, nan})
	if s.Known != 3 || s.Missing != 2 || s.Zeros != 1 || s.Mean != 2 || s.Min != 0 || s.Max != 4 {
		t.Errorf("got %+v", s)
	}
	if want := math.Sqrt(8.0 / 3); math.Abs(s.SD-want) > 1e-12 {
		t.Errorf("SD = %v, want %v", s.SD, want)
	}
	if e := Describe([]float64{nan}); e.Known != 0 || !math.IsNaN(e.Mean) || !math.IsNaN(e.Max) {
		t.Errorf("nothing known: %+v", e)
	}
	if got := Tail([]float64{1, 2, 3}, 2); !slices.Equal(got, []float64{2, 3}) {
		t.Errorf("Tail = %v", got)
	}
	if got := Tail([]float64{1}, 5); len(got) != 1 {
		t.Errorf("Tail of a short series = %v", got)
	}
}

func TestImpute(t *testing.T) {
	for _, c := range []struct {
		name    string
		y, want []float64
		season  int
	}{
		{"straight line without a season", []float64{1, nan, 3, nan, nan, 6}, []float64{1, 2, 3, 4, 5, 6}, 1},
		{"flat outside", []float64{nan, 2, nan}, []float64{2, 2, 2}, 1},
		{"nothing known", []float64{nan, nan}, []float64{0, 0}, 12},
		{"complete", []float64{5, 6}, []float64{5, 6}, 2},
	} {
		if got := Impute(c.y, c.season); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// TestImputeSeason: a missing December is filled as a December, not as the
// mean of a November and a January that are both low.
func TestImputeSeason(t *testing.T) {
	var y []float64
	for range 4 {
		y = append(y, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 13)
	}
	y[23] = nan
	if got := Impute(y, 12)[23]; got < 9 || got > 13 {
		t.Errorf("the missing peak became %v, want close to 13", got)
	}
}

func TestImputeProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.OneOf(rapid.Just(nan), rapid.Just(0.0), rapid.Float64Range(0, 100))
		y := rapid.SliceOfN(value, 0, 80).Draw(t, "y")
		before := slices.Clone(y)
		season := rapid.IntRange(0, 20).Draw(t, "season")
		got := Impute(y, season)
		s := Describe(y)
		for i, v := range y {
			if math.Float64bits(v) != math.Float64bits(before[i]) {
				t.Fatal("the input was changed")
			}
			if !math.IsNaN(v) && got[i] != v {
				t.Fatalf("known value %d changed from %v to %v", i, v, got[i])
			}
			if math.IsNaN(got[i]) || s.Known > 0 && (got[i] < s.Min-1e-9 || got[i] > s.Max+1e-9) {
				t.Fatalf("value %d is %v, outside [%v, %v]", i, got[i], s.Min, s.Max)
			}
		}
	})
}
