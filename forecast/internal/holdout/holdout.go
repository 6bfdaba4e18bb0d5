// Package holdout measures a method on the end of real series, for the tests
// of the methods. The sets lie outside the project.
package holdout

import (
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"

	"hemline/forecast"
)

// Set is a number of series, each cut before its last Horizon values.
type Set struct {
	Name            string
	Season, Horizon int
	Lag             int // of the denominators of MASE
	Past, Future    [][]float64
}

// Score is what a method earned on a set.
type Score struct {
	MASE, SMAPE float64
	OWA         float64 // against naive 2 of the M4 competition
	Short       int     // series the method could not forecast; the last value stood in
}

// Sets reads, from the folder dir, HERMES without its last year, and M4 Weekly
// and M4 Hourly without their last 13 and 48 values.
func Sets(dir string) ([]Set, error) {
	hermes, err := columns(filepath.Join(dir, "hermes_main_100.csv"))
	if err != nil {
		return nil, fmt.Errorf("holdout: %w", err)
	}
	weekly, err := ragged(filepath.Join(dir, "m4_weekly_train.csv.gz"))
	if err != nil {
		return nil, fmt.Errorf("holdout: %w", err)
	}
	hourly, err := ragged(filepath.Join(dir, "m4_hourly_train.csv.gz"))
	if err != nil {
		return nil, fmt.Errorf("holdout: %w", err)
	}
	return []Set{
		cut("hermes", hermes, 52, 52, 52),
		cut("m4-weekly", weekly, 52, 13, 1),
		cut("m4-weekly-season-1", weekly, 1, 13, 1),
		cut("m4-hourly", hourly, 24, 48, 24),
		cut("m4-hourly-168", hourly, 168, 48, 24),
	}, nil
}

func cut(name string, all [][]float64, season, h, lag int) Set {
	s := Set{Name: name, Season: season, Horizon: h, Lag: lag}
	for _, y := range all {
		s.Past = append(s.Past, y[:len(y)-h:len(y)-h])
		s.Future = append(s.Future, y[len(y)-h:])
	}
	return s
}

// Measure runs f over the set. naive2 is what naive 2 scored, zero to leave
// OWA out.
func (s Set) Measure(f forecast.Forecaster, naive2 Score) (Score, error) {
	var out Score
	var scaled float64
	for i, y := range s.Past {
		got, err := f.Forecast(y, s.Season, s.Horizon)
		if err != nil {
			out.Short++
			got = make([]float64, s.Horizon)
			for k := range got {
				got[k] = y[len(y)-1]
			}
		}
		if len(got) != s.Horizon {
			return out, fmt.Errorf("%s, series %d: %d values", s.Name, i, len(got))
		}
		var absolute, scale float64
		for k, v := range s.Future[i] {
			absolute += math.Abs(v-got[k]) / float64(s.Horizon)
			if size := math.Abs(v) + math.Abs(got[k]); size > 0 {
				out.SMAPE += 200 * math.Abs(v-got[k]) / size / float64(s.Horizon*len(s.Past))
			}
		}
		for t := s.Lag; t < len(y); t++ {
			scale += math.Abs(y[t]-y[t-s.Lag]) / float64(len(y)-s.Lag)
		}
		if scale > 0 {
			out.MASE += absolute / scale
			scaled++
		}
	}
	out.MASE /= scaled
	if naive2.MASE > 0 {
		out.OWA = (out.MASE/naive2.MASE + out.SMAPE/naive2.SMAPE) / 2
	}
	return out, nil
}

// columns reads a table with dates in the first column and a series in each
// other one.
func columns(path string) ([][]float64, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, err
	}
	out := make([][]float64, len(rows[0])-1)
	for _, row := range rows[1:] {
		for i := range out {
			v, err := strconv.ParseFloat(row[i+1], 64)
			if err != nil {
				v = math.NaN()
			}
			out[i] = append(out[i], v)
		}
	}
	return out, nil
}

// ragged reads a series a row, behind its name, ending where the row is empty.
func ragged(path string) ([][]float64, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	r := csv.NewReader(z)
	r.FieldsPerRecord = -1
	if _, err := r.Read(); err != nil {
		return nil, err
	}
	var out [][]float64
	for {
		row, err := r.Read()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		var y []float64
		for _, cell := range row[1:] {
			v, err := strconv.ParseFloat(cell, 64)
			if err != nil {
				break
			}
			y = append(y, v)
		}
		out = append(out, y)
	}
}
