package ledger

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"hemline/forecast"
	"hemline/series"
)

func date(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

// history is two years and a half of months from January 2022.
func history(id string) series.Series {
	s := series.Series{ID: id, Freq: series.Month, Start: date(2022, 1, 1)}
	for i := range 30 {
		s.Values = append(s.Values, 2+math.Sin(float64(i)*math.Pi/6)+float64(len(id)+i)/100)
	}
	s.Values[7] = math.NaN()
	return s
}

// sampleCall is a forecast of three months made at the start of 2024, which
// says "rise" to about 3 from a last year of about 2.
func sampleCall(t testing.TB, id string) Call {
	t.Helper()
	s := history(id).Until(date(2024, 1, 1))
	f := forecast.Forecast{ID: id, Freq: series.Month, Origin: s.End(), Method: "theta 0.6, ets 0.4", Verdict: forecast.Rise, Probability: 0.75}
	for k := range 3 {
		mean := 3 + float64(k)/10
		f.Steps = append(f.Steps, forecast.Step{Period: s.Period(s.Len() + k), Mean: mean, Q10: mean - 0.4, Q50: mean, Q90: mean + 0.5})
	}
	c, err := NewCall(f, Basis{Season: 12, Threshold: 0.05, LastYear: 2.2, Margin: 0.11, Scale: 0.5, Naive: []float64{2, 2.5, 2.9}})
	if err != nil {
		t.Fatal(err)
	}
	c.Kind, c.Published, c.Program = "colour", time.Date(2024, 1, 3, 9, 30, 15, 123456789, time.UTC), "0.1.0"
	c.Data, c.Set = Fingerprint(s), FingerprintSet([]series.Series{s})
	return c
}

// change opens the ledger, lets do collect, commits and closes.
func change(t testing.TB, dir string, do func(*Writer) error) {
	t.Helper()
	w, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(do(w), w.Commit(), w.Close()); err != nil {
		t.Fatal(err)
	}
}

func publish(t testing.TB, dir string, ids ...string) {
	t.Helper()
	change(t, dir, func(w *Writer) error {
		for _, id := range ids {
			if _, err := w.Publish(sampleCall(t, id)); err != nil {
				return err
			}
		}
		return nil
	})
}

// score judges every call as of a day from its history, after edit.
func score(t testing.TB, dir string, asOf time.Time, edit func(series.Series)) int {
	t.Helper()
	n := 0
	change(t, dir, func(w *Writer) error {
		for i := range w.Entries {
			s := history(w.Entries[i].Call.Series)
			if edit != nil {
				edit(s)
			}
			got, ok := w.Entries[i].Judge(s, asOf)
			if !ok {
				continue
			}
			n++
			got.Scored, got.Program = date(2024, 7, 1), "0.1.0"
			if err := w.Score(got); err != nil {
				return err
			}
		}
		return nil
	})
	return n
}

// sample is a ledger of three forecasts and their scores in a new folder.
func sample(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	publish(t, dir, "colour/red", "colour/<brick> & 砖红", "fabric/suede")
	if n := score(t, dir, date(2024, 3, 1), nil); n != 3 {
		t.Fatalf("%d partial scores, want 3", n)
	}
	if n := score(t, dir, date(2024, 4, 1), nil); n != 3 {
		t.Fatalf("%d final scores, want 3", n)
	}
	return dir
}

func contents(t testing.TB, dir, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func write(t testing.TB, dir, name string, b []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), b, 0o644); err != nil {
		t.Fatal(err)
	}
}

// whole fails unless the ledger is as it was written, and gives it.
func whole(t testing.TB, dir string) *Ledger {
	t.Helper()
	l, err := Read(dir)
	if err != nil {
		var damage *DamageError
		if errors.As(err, &damage) {
			t.Fatal(damage.Problems)
		}
		t.Fatal(err)
	}
	return l
}

// damagedLedger fails unless reading finds damage, and gives it.
func damagedLedger(t testing.TB, dir, what string) []Problem {
	t.Helper()
	_, err := Read(dir)
	var damage *DamageError
	if !errors.As(err, &damage) {
		t.Fatalf("%s was not found (%v)", what, err)
	}
	return damage.Problems
}

func name(i int) string { return fmt.Sprintf("style/%03d", i) }
