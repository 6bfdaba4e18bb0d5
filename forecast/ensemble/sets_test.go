package ensemble_test

import (
	"compress/gzip"
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"hemline/series"
)

// readM4 reads a training part of the M4 competition: a series a row, ragged,
// without a calendar. Weeks and months stand in for its steps.
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
	end := time.Date(2020, 1, 6, 0, 0, 0, 0, time.UTC)
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
		s.Start = freq.Add(end, -len(s.Values))
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
