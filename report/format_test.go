package report

import (
	"math"
	"testing"
	"time"

	"hemline/forecast"
	"hemline/series"
	"hemline/signal"
)

func TestNumbers(t *testing.T) {
	w := language(t, "en")
	for _, c := range []struct{ got, want string }{
		{w.integer(0), "0"},
		{w.integer(999), "999"},
		{w.integer(1000), "1,000"},
		{w.integer(-1234567), "−1,234,567"},
		{w.integer(math.MinInt64), "−9,223,372,036,854,775,808"},
		{w.count(1234.6), "1,235"},
		{w.count(math.NaN()), "–"},
		{w.count(1e300), "–"},
		{w.figure(0.004), "0.00"},
		{w.figure(9.876), "9.88"},
		{w.figure(98.76), "98.8"},
		{w.figure(9876), "9,876"},
		{w.figure(-2.5), "−2.50"},
		{w.figure(math.Inf(1)), "–"},
		{w.percent(0.784), "78%"},
		{w.percent(0.001), "<1%"},
		{w.percent(0), "0%"},
		{w.percent(math.NaN()), "–"},
		{w.growth(0.34), "+34%"},
		{w.growth(-0.12), "−12%"},
		{w.growth(0.001), "0%"},
		{w.growth(-0.001), "0%"},
		{w.growth(5.2), "6.2×"},
		{w.growth(math.NaN()), "–"},
		{w.axis(2.5), "2.5"},
		{w.axis(20000), "20,000"},
		{w.axis(0.05), "0.05"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestMonths(t *testing.T) {
	en, zh := language(t, "en"), language(t, "zh")
	for _, c := range []struct {
		in   []int
		want string
	}{
		{nil, ""},
		{[]int{3}, "Mar"},
		{[]int{1, 11, 12}, "Nov–Jan"},
		{[]int{3, 4, 9, 10}, "Mar–Apr, Sep–Oct"},
		{[]int{12, 6}, "Jun, Dec"},
		{[]int{0, 13, 52, -1}, ""},
		{[]int{5, 5}, "May"},
		{[]int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, "Jan–Dec"},
	} {
		if got := en.months(c.in); got != c.want {
			t.Errorf("%v: got %q, want %q", c.in, got, c.want)
		}
	}
	if got := zh.months([]int{1, 11, 12}); got != "11月–1月" {
		t.Errorf("got %q", got)
	}
}

func TestDates(t *testing.T) {
	day := time.Date(2024, 6, 3, 23, 0, 0, 0, time.FixedZone("", -7200)) // the 4th in UTC
	for lang, want := range map[string][4]string{
		"en": {"4 Jun 2024", "Jun 2024", "week of 4 Jun 2024", "–"},
		"zh": {"2024年6月4日", "2024年6月", "2024年6月4日当周", "–"},
	} {
		w := language(t, lang)
		got := [4]string{w.date(day), w.period(series.Month, day), w.period(series.Week, day), w.date(time.Time{})}
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestCallInWords(t *testing.T) {
	for _, c := range []struct {
		v      forecast.Verdict
		p      float64
		en, zh string
	}{
		{forecast.Rise, 0.92, "very likely to rise", "极有可能上升"},
		{forecast.Rise, 0.78, "likely to rise", "很可能上升"},
		{forecast.Fall, 0.51, "more likely than not to fall", "较有可能下降"},
		{forecast.Flat, 0.4, "may hold its level", "或将持平"},
		{forecast.Fall, math.NaN(), "may fall", "或将下降"},
		{"", 0.9, "no forecast", "无预测"},
		{"<b>", 0.9, "no forecast", "无预测"},
	} {
		f := forecast.Forecast{Verdict: c.v, Probability: c.p}
		if got := language(t, "en").call(&f); got != c.en {
			t.Errorf("got %q, want %q", got, c.en)
		}
		if got := language(t, "zh").call(&f); got != c.zh {
			t.Errorf("got %q, want %q", got, c.zh)
		}
	}
}

func TestCompareInWords(t *testing.T) {
	w := language(t, "en")
	for _, c := range []struct {
		mase, naive float64
		want        string
	}{
		{0.82, 1, "18% below seasonal naive"},
		{1.1, 1, "10% above seasonal naive"},
		{1, 1.001, "the same as seasonal naive"},
		{math.NaN(), 1, ""},
		{1, math.NaN(), ""},
		{1, 0, ""},
	} {
		if got := w.compare(c.mase, c.naive); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestGrowthInWords(t *testing.T) {
	w := language(t, "en")
	nan := math.NaN()
	for _, c := range []struct {
		year, recent float64
		want         string
	}{
		{0.34, nan, "up 34% on a year ago"},
		{-0.5, 2, "down 50% on a year ago"},
		{5, nan, "6.0 times what it was a year ago"},
		{0.001, nan, "level with a year ago"},
		{nan, 0.1, "up 10% on the window before"},
		{nan, nan, ""},
	} {
		if got := w.growthWords(&Trend{Signal: signal.Signal{GrowthYear: c.year, GrowthRecent: c.recent}}); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestTicks(t *testing.T) {
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
	labels := func(f series.Freq, start time.Time, n int, lang string) string {
		s := ""
		for _, x := range language(t, lang).ticks(f, start, n) {
			if s += x.Label; x.Minor {
				s += "'"
			}
			s += " "
		}
		return s
	}
	for _, c := range []struct{ got, want string }{
		{labels(series.Month, day(2020, 9, 1), 66, "en"), "2021 2022 2023 2024 2025 2026 "},
		{labels(series.Month, day(2023, 9, 1), 30, "en"), "Oct' 2024 Apr' Jul Oct' 2025 Apr' Jul Oct' 2026 "},
		{labels(series.Month, day(2024, 2, 1), 9, "zh"), "2024年2月 3月' 4月 5月' 6月 7月' 8月 9月' 10月 "},
		{labels(series.Day, day(2024, 3, 15), 90, "en"), "Apr 2024 May Jun "},
		{labels(series.Month, day(2024, 2, 1), 10, "zh"), "2024年4月 7月 10月 "},
		{labels(series.Month, day(2024, 5, 1), 1, "en"), "May 2024 "},
		{labels(series.Month, time.Time{}, 9, "en"), ""},
		{labels(series.Month, day(2024, 5, 1), 0, "en"), ""},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
	if n := len(language(t, "en").ticks(series.Month, day(1900, 1, 1), 1500)); n > 13 {
		t.Errorf("%d labels on an axis of 125 years", n)
	}
}

func TestLikelihoodSteps(t *testing.T) {
	for p, want := range map[float64]string{0.5: "0", 0.51: "1", 0.65: "1", 0.66: "2", 0.89: "2", 0.9: "3", 1: "3"} {
		if got := likelihood(p); got != want {
			t.Errorf("likelihood(%v) = %s, want %s", p, got, want)
		}
	}
}

func TestMonthOfAWeekIsItsThursdays(t *testing.T) {
	for day, want := range map[int]int{28: 1, 29: 2} { // Mondays 28 Jan 2019 (Thursday the 31st) and 29 Jan 2018 (1 Feb)
		year := map[int]int{28: 2019, 29: 2018}[day]
		if got := monthOf(series.Week, time.Date(year, 1, day, 0, 0, 0, 0, time.UTC)); got != want {
			t.Errorf("the week of %d Jan %d counts for month %d, want %d", day, year, got, want)
		}
	}
	if got := monthOf(series.Day, time.Date(2018, 1, 29, 0, 0, 0, 0, time.UTC)); got != 1 {
		t.Errorf("a day counts for month %d", got)
	}
}

func TestLevels(t *testing.T) {
	for index, want := range map[float64]int{0: 0, 0.5: 1, 0.8: 2, 1: 2, 1.2: 3, 1.6: 4, 2.4: 5, 9: 5, math.Inf(1): -1} {
		if got := level(index); got != want {
			t.Errorf("level(%v) = %d, want %d", index, got, want)
		}
	}
	if level(math.NaN()) != -1 {
		t.Error("an unknown month has a level")
	}
}

func TestMonthIndex(t *testing.T) {
	s := signal.Signal{Freq: series.Month, Start: time.Date(2022, 7, 1, 0, 0, 0, 0, time.UTC), Share: make([]float64, 24)}
	for i := range s.Share {
		s.Share[i] = 1
	}
	s.Share[5], s.Share[17] = 13, 13 // December of both years
	s.Share[0] = math.NaN()          // one July of two
	index := monthIndex(&s)
	if index[11] != 6.5 || index[6] != 0.5 {
		t.Errorf("December %v, July %v, want 6.5 and 0.5", index[11], index[6])
	}
	if index := monthIndex(&signal.Signal{Freq: series.Month, Share: []float64{0, 0}}); !math.IsNaN(index[0]) || !math.IsNaN(index[5]) {
		t.Errorf("zeros give %v", index)
	}
}
