package backtest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"hemline/forecast"
	"hemline/forecast/forecasttest"
	"hemline/forecast/naive"
	"hemline/forecast/seasonalnaive"
	"hemline/series"
)

var update = flag.Bool("update", false, "write testdata/table.golden anew")

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func winters() []series.Series {
	var out []series.Series
	for i := range 6 {
		s := noisy(fmt.Sprint("winter ", i), 0, 0)
		s.Values = forecasttest.Winter(5)
		for t := range s.Values {
			s.Values[t] *= 1 + 0.2*math.Sin(float64((i+2)*t*t))
		}
		out = append(out, s)
	}
	return out
}

func evaluate(t *testing.T, ss []series.Series, o Options) Table {
	t.Helper()
	methods := []forecast.Forecaster{naive.Level{}, seasonalnaive.Method{}}
	o.Prior = []float64{0, 1}
	table, err := Evaluate(context.Background(), ss, Trial{Options: o, Methods: methods, Backs: Backs(o.Horizon, 8, 2)})
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func TestEvaluate(t *testing.T) {
	table := evaluate(t, winters(), Options{Horizon: 6, Origins: 8, Step: 2})
	var names []string
	for _, r := range table.Rows {
		names = append(names, r.Method)
		if r.Windows != 6*8 {
			t.Errorf("%s: %d windows, want 48", r.Method, r.Windows)
		}
		total := 0
		for _, row := range r.Confusion {
			for _, n := range row {
				total += n
			}
		}
		if total != r.Windows {
			t.Errorf("%s: %d verdicts of %d windows", r.Method, total, r.Windows)
		}
	}
	if got := strings.Join(names, " "); got != "seasonal-naive naive2 level ensemble" {
		t.Errorf("rows %s", got)
	}
	base, level, chosen := table.Rows[0], table.Rows[2], table.Rows[3]
	if !(base.MASE < level.MASE) || base.MASE < 0.7 || base.MASE > 1.4 {
		t.Errorf("on winters, seasonal naive has MASE %v and level %v", base.MASE, level.MASE)
	}
	if chosen.MASE > base.MASE+0.15 {
		t.Errorf("chosen has MASE %v, the best method %v", chosen.MASE, base.MASE)
	}
	if chosen.Coverage80 < 0.6 || chosen.Coverage80 > 0.97 {
		t.Errorf("the 80 %% interval covers %v", chosen.Coverage80)
	}
}

// TestTable compares the text with testdata/table.golden and reads the JSON
// back.
func TestTable(t *testing.T) {
	table := evaluate(t, winters(), Options{Horizon: 6, Origins: 8, Step: 2})
	var b bytes.Buffer
	if err := table.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	const golden = "testdata/table.golden"
	if *update {
		if err := os.WriteFile(golden, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
	table.Rows[0].MASE = Number(math.NaN())
	text, err := json.Marshal(table)
	if err != nil {
		t.Fatal(err)
	}
	var back Table
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if !math.IsNaN(float64(back.Rows[0].MASE)) || fmt.Sprint(back) != fmt.Sprint(table) {
		t.Error("what was read back is not what was written")
	}
	if err := table.WriteText(failing{}); err == nil {
		t.Error("writing failed, no error")
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestEvaluateWorkers(t *testing.T) {
	ss := append(winters(), noisy("shorter", 30, 0), noisy("longer", 70, 0))
	want, err := json.Marshal(evaluate(t, ss, Options{Horizon: 6, Workers: 1}))
	if err != nil {
		t.Fatal(err)
	}
	for _, workers := range []int{2, 16} {
		got, err := json.Marshal(evaluate(t, ss, Options{Horizon: 6, Workers: workers}))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%d workers: another result, or %v", workers, err)
		}
	}
}

// TestOutlooksPast: what is said from windows that had ended back periods ago
// is what would have been said then.
func TestOutlooksPast(t *testing.T) {
	methods := []forecast.Forecaster{naive.Level{}, naive.Last{}, seasonalnaive.Method{}}
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.OneOf(rapid.Just(0.0), rapid.Just(nan), rapid.Float64Range(0, 9))
		o, err := Options{Horizon: 3, Step: 2, Origins: 12, Season: 4, Workers: 1}.Defaults()
		if err != nil {
			t.Fatal(err)
		}
		full := []series.Series{noisy("a", 0, 0), noisy("b", 0, 0)}
		cut := make([]series.Series, 2)
		back := 2 * rapid.IntRange(1, 3).Draw(t, "back")
		for i := range full {
			full[i].Values = rapid.SliceOfN(value, 30, 30).Draw(t, "values")
			cut[i] = full[i]
			cut[i].Values = full[i].Values[:30-back]
		}
		var said [2]string
		for k, ss := range [][]series.Series{full, cut} {
			tracks, err := Roll(context.Background(), ss, methods, o)
			if err != nil {
				t.Fatal(err)
			}
			now := make([]Window, 2)
			for i, tr := range tracks {
				if now[i], err = Look(tr.Series, min(tr.Born, 30-back), 30-back, methods, o); err != nil {
					t.Fatal(err)
				}
				// The same number of origins before then in both.
				for len(tracks[i].Windows) > 0 && tracks[i].Windows[len(tracks[i].Windows)-1].At < 12 {
					tracks[i].Windows = tracks[i].Windows[:len(tracks[i].Windows)-1]
				}
			}
			looks, err := Outlooks(context.Background(), tracks, now, back*(1-k), o)
			if err != nil {
				t.Fatal(err)
			}
			said[k] = fmt.Sprintf("%+v", looks)
		}
		if said[0] != said[1] {
			t.Fatalf("from later:\n%s\nthen:\n%s", said[0], said[1])
		}
	})
}

func TestEach(t *testing.T) {
	var ran atomic.Int32
	if err := Each(context.Background(), 3, 100, func(int) error { ran.Add(1); return nil }); err != nil || ran.Load() != 100 {
		t.Errorf("ran %d of 100, %v", ran.Load(), err)
	}
	boom := errors.New("boom")
	if err := Each(context.Background(), 4, 1000, func(i int) error {
		if i == 5 {
			return boom
		}
		return nil
	}); !errors.Is(err, boom) {
		t.Errorf("error %v, want boom", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := Each(ctx, 2, 10, func(int) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want canceled", err)
	}
}
