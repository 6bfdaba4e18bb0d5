package app

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"hemline/forecast"
	"hemline/forecast/reconcile"
	"hemline/series"
	"hemline/taxonomy"
)

func TestReadTotals(t *testing.T) {
	got, err := readTotals(strings.NewReader("\ufeffTotal, part\n\"all, of it\",a\nall,\"b\"\"c\"\n"))
	if want := []addend{{"all, of it", "a"}, {"all", `b"c`}}; err != nil || len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("%v, %v", got, err)
	}
	for _, bad := range []string{"", "total,part\n", "a\n", "a,b,c\n", "a,\n", ",b\n", "a,b\na,b\n", "a,\"b\n"} {
		if got, err := readTotals(strings.NewReader(bad)); err == nil {
			t.Errorf("%q gives %v", bad, got)
		}
	}
}

func FuzzReadTotals(f *testing.F) {
	f.Add("total,part\na,b\n\"c,d\",e\n")
	f.Fuzz(func(t *testing.T, text string) {
		lines, err := readTotals(strings.NewReader(text))
		if err != nil {
			return
		}
		q := &question{}
		for _, l := range lines {
			if l.total == "" || l.part == "" {
				t.Fatalf("%q gives %q", text, lines)
			}
			if l.total != l.part {
				q.series = append(q.series, wanted{
					Series: series.Series{ID: l.part, Freq: series.Step, Start: series.Step.At(0), Values: []float64{1, 2}},
					label:  strconv.Itoa,
				})
			}
		}
		if err := q.place(lines, "fuzz"); err != nil && !strings.Contains(err.Error(), "neither") {
			t.Fatal(err)
		}
	})
}

// TestTotalsAddUp writes forecasts of a file, and sums what was written.
func TestTotalsAddUp(t *testing.T) {
	dir := t.TempDir()
	var in strings.Builder
	in.WriteString("ds,a,b,c,ab\n")
	for i := range 60 {
		a, b := 10+i%4+i*i%5, (i+2)%7
		fmt.Fprintf(&in, "%d,%d,%d,%d,%d\n", i, a, b, 3*((i*7)%11/9), a+b+i%3-1)
	}
	file, totals := filepath.Join(dir, "in.csv"), filepath.Join(dir, "totals.csv")
	if err := os.WriteFile(file, []byte(in.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(totals, []byte("all,ab\nall,c\nab,a\nab,b\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(o ForecastOptions) map[string][]float64 {
		var out bytes.Buffer
		a := &App{Stdout: &out, Stderr: io.Discard, Now: still}
		o.Input, o.Horizon, o.Season, o.Levels, o.Method, o.Out = file, 6, 4, "80", statistical, "-"
		if err := a.Forecast(t.Context(), o); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(&out).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		means := map[string][]float64{}
		for _, r := range rows[1:] {
			var v [4]float64
			for j := range v {
				if v[j], err = strconv.ParseFloat(r[2+j], 64); err != nil {
					t.Fatal(err)
				}
			}
			if v[1] < 0 || v[1] > v[2] || v[2] > v[3] {
				t.Errorf("%v: quantiles negative or out of order", r)
			}
			means[r[0]] = append(means[r[0]], v[0])
		}
		return means
	}
	before, after := run(ForecastOptions{}), run(ForecastOptions{Totals: totals})
	moved := false
	for k := range 6 {
		if d := before["ab"][k] - before["a"][k] - before["b"][k]; math.Abs(d) > 1e-6 {
			moved = true
		}
		for _, d := range []float64{
			after["ab"][k] - after["a"][k] - after["b"][k],
			after["all"][k] - after["ab"][k] - after["c"][k],
		} {
			if math.Abs(d) > 1e-9 {
				t.Errorf("step %d is off by %v", k, d)
			}
		}
	}
	if !moved {
		t.Error("the forecasts added up before: nothing was tested")
	}
}

// TestWiderGivesWay: of a total and its parts that disagree, the one that was
// off most moves most.
func TestWiderGivesWay(t *testing.T) {
	of := func(mean, width float64) answer {
		return answer{
			wanted:   wanted{Series: series.Series{Values: []float64{mean}}},
			season:   1,
			Forecast: forecast.Forecast{Steps: []forecast.Step{{Mean: mean, Q10: mean - width/2, Q50: mean, Q90: mean + width/2}}},
			known:    true,
		}
	}
	q := &question{totals: []reconcile.Total{{Node: 2, Parts: []int{3, 1}}}}
	answers := []answer{of(7, 1), of(5, 4), of(20, 2), of(6, 1)}
	if err := addUp(q, answers); err != nil {
		t.Fatal(err)
	}
	// 9 are missing, parted as 16, 4 and 1 of 21.
	for i, want := range []float64{7, 5 + 9*16./21, 20 - 9*4./21, 6 + 9*1./21} {
		s := answers[i].Steps[0]
		if math.Abs(s.Mean-want) > 1e-9 || math.Abs(s.Q50-want) > 1e-9 {
			t.Errorf("series %d: %v, want %v", i, s, want)
		}
	}
}

// TestMove: quantiles go along, zero stays the least, and a direction that was
// turned has no probability.
func TestMove(t *testing.T) {
	f := answer{
		wanted: wanted{Series: series.Series{Values: []float64{10, 10, 10, 10}}},
		season: 4,
		Forecast: forecast.Forecast{
			Verdict: forecast.Rise, Probability: 0.7,
			Steps: []forecast.Step{{Mean: 12, Q10: 1, Q50: 12, Q90: 15, Quantiles: []float64{1, 12, 15}}},
		},
	}
	f.move([]float64{11}, true)
	if f.Verdict != forecast.Rise || f.Probability != 0.7 || f.Steps[0].Q10 != 0 || f.Steps[0].Quantiles[2] != 14 {
		t.Errorf("%+v", f.Forecast)
	}
	f.move([]float64{8}, true)
	if s := f.Steps[0]; f.Verdict != forecast.Fall || !math.IsNaN(f.Probability) || s.Mean != 8 || s.Q10 != 0 || s.Q90 != 11 {
		t.Errorf("%+v", f.Forecast)
	}
}

// TestKinds: a jacket of leather is a jacket already, though leather is no
// category; what the pack does not know has no kind.
func TestKinds(t *testing.T) {
	pack, err := taxonomy.Fashion()
	if err != nil {
		t.Fatal(err)
	}
	w := &workspace{pack: pack}
	of := func(ids ...string) (out []wanted) {
		for _, id := range ids {
			out = append(out, wanted{Series: series.Series{ID: id}})
		}
		return out
	}
	got := w.kinds(of("category/jacket", "category/leather-jacket", "fabric/leather", "none/such"))
	if want := []addend{{"category", "category/jacket"}, {"fabric", "fabric/leather"}}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if got := w.kinds(of("category/leather-jacket", "fabric/leather")); len(got) != 2 {
		t.Errorf("without jackets: %v", got)
	}
}
