package ensemble_test

import (
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"hemline/series"
)

// readM4 reads a training part of the M4 competition: a series a row, ragged,
// without a calendar.
func readM4(t *testing.T, name string, freq series.Freq) []series.Series {
	t.Helper()
	f, err := os.Open(filepath.Join(os.Getenv("HEMLINE_DATA"), name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(z)
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []series.Series
	for _, row := range rows[1:] {
		s := series.Series{ID: row[0], Freq: freq}
		for _, v := range row[1:] {
			if v == "" {
				break
			}
			x, err := strconv.ParseFloat(v, 64)
			if err != nil {
				t.Fatal(err)
			}
			s.Values = append(s.Values, x)
		}
		s.Start = freq.At(-len(s.Values)) // all end at the same step
		out = append(out, s)
	}
	return out
}

// readTrends reads the search interest of fashion terms.
func readTrends(t *testing.T) []series.Series {
	t.Helper()
	f, err := os.Open(filepath.Join(os.Getenv("HEMLINE_DATA"), "google_trends_fashion.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}

	place := map[string]int{}
	var out []series.Series
	for _, row := range rows[1:] {
		id, week, value := row[0], row[2], row[3]
		day, err := time.Parse(time.DateOnly, week)
		if err != nil {
			t.Fatal(err)
		}
		v, err := strconv.ParseFloat(value, 64)
		if err != nil {
			v = 0.5 // "<1"
		}
		i, ok := place[id]
		if !ok {
			i = len(out)
			place[id] = i
			out = append(out, series.Series{ID: id, Freq: series.Week, Start: series.Week.Floor(day)})
		}
		out[i].Values = append(out[i].Values, v)
	}
	return out
}

func readHermes(t *testing.T, path string) []series.Series {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	start, err := time.Parse("2006-01-02", rows[1][0])
	if err != nil {
		t.Fatal(err)
	}
	ss := make([]series.Series, len(rows[0])-1)
	for i := range ss {
		ss[i] = series.Series{ID: rows[0][i+1], Freq: series.Week, Start: series.Week.Floor(start)}
		for _, row := range rows[1:] {
			v, err := strconv.ParseFloat(row[i+1], 64)
			if err != nil {
				v = series.Missing()
			}
			ss[i].Values = append(ss[i].Values, v)
		}
	}
	return ss
}

// synthetic is a made-up corpus of 72 months: thin concepts, winter and summer
// courses that grow or shrink from year to year, and fads.
func synthetic() []series.Series {
	end := month(2025, 1)
	const months = 72
	ss := crowd(end, 40, months)
	for i := range 40 {
		phase, growth := float64(i%12), 0.85+0.3*float64(i)/39
		y := make([]float64, months)
		for t := range y {
			season := math.Exp(1.2 * math.Cos(2*math.Pi*(float64(t)-phase)/12))
			noise := 1 + 0.25*math.Sin(float64((i+3)*t*t))
			y[t] = season * math.Pow(growth, float64(t)/12) * noise
		}
		ss = append(ss, monthly(fmt.Sprint("season ", i), end, y))
	}
	for i := range 20 {
		y := make([]float64, months)
		for t, born := 0, 30+2*i; t+born < months; t++ {
			x := float64(t) / float64(2+i%5)
			y[born+t] = math.Round(30*x*math.Exp(-x)*(1+0.3*math.Sin(float64(i+t*t)))) / 10
		}
		ss = append(ss, monthly(fmt.Sprint("fad ", i), end, y))
	}
	return ss
}
