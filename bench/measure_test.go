package main

import (
	"bytes"
	"context"
	"errors"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"hemline/neural/kernel"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// little is a run that measures next to nothing.
func little() *bench {
	return &bench{now: time.Now, plan: plan{runs: 2, tries: 1, loop: 100 * time.Microsecond, least: time.Millisecond, cubes: []int{24}, rounds: 1, steps: 1, losses: 1, texts: 1000}}
}

func TestMedian(t *testing.T) {
	var r row
	r.set([]float64{5, 1, 3})
	if r.Value != 3 || r.Least != 1 || r.Most != 5 || r.Runs != 3 {
		t.Errorf("%+v", r)
	}
	r.set([]float64{4, 1, 3, 2})
	if r.Value != 2.5 || r.Runs != 4 {
		t.Errorf("%+v", r)
	}
	if r.set(nil); r.Value != 2.5 {
		t.Errorf("of nothing: %+v", r)
	}
}

func TestRatesAndShares(t *testing.T) {
	if got := rates(12, []float64{2, 3}); !slices.Equal(got, []float64{6, 4}) {
		t.Errorf("%v", got)
	}
	if b := share(50, "peak", peaks{best: 200, low: 190}); b.Ratio != 0.25 || b.Value != 200 {
		t.Errorf("%+v", b)
	}
	if b := share(50, "peak", peaks{}); b.Ratio != 0 {
		t.Errorf("without a peak: %+v", b)
	}
}

func TestPeaksTellOfDisturbance(t *testing.T) {
	p := peaks{best: 200, low: 150}
	if d := p.disturbed(); d != 0.25 {
		t.Errorf("%g", d)
	}
	if d := (peaks{}).disturbed(); d != 0 {
		t.Errorf("without a peak %g", d)
	}
	if q := p.with(peaks{best: 210, low: 205}); q != (peaks{210, 150}) {
		t.Errorf("%+v", q)
	}
	if q := (peaks{}).with(p); q != p {
		t.Errorf("%+v", q)
	}
}

// A row beside a peak far below what the run has seen is measured again.
func TestADisturbedRowIsTriedAgain(t *testing.T) {
	dev := kernel.New(1)
	defer dev.Close()
	b := little()
	b.plan.tries = 3
	calls := 0
	f := func() error {
		calls++
		return nil
	}
	if b.peak(dev, kernel.UnitF32) == 0 {
		t.Skip("this processor has no unit to measure")
	}
	b.shown(key{kernel.UnitF32, 1}, 1e9) // GFLOP/s no core has
	p, err := b.around(dev, kernel.UnitF32, f)
	if err != nil || calls != 3 || p.best != 1e9 || p.disturbed() <= disturbance {
		t.Errorf("%d calls, %+v, %v", calls, p, err)
	}
	calls = 0
	wrong := errors.New("wrong")
	if _, err := b.around(dev, kernel.UnitF32, func() error { calls++; return wrong }); !errors.Is(err, wrong) || calls != 1 {
		t.Errorf("after an error: %d calls, %v", calls, err)
	}
}

// The clock of a test moves by a second each time it is read.
func TestTimed(t *testing.T) {
	b := little()
	at := time.Unix(0, 0)
	b.now = func() time.Time {
		at = at.Add(time.Second)
		return at
	}
	calls := 0
	took, err := b.timed(context.Background(), func() error { calls++; return nil })
	if err != nil || len(took) != 2 || calls != 3 || took[0] != 1 {
		t.Errorf("%v in %d calls, %v", took, calls, err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	if _, err := b.timed(ctx, func() error { cancel(); return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// The cheapest rows, measured for real.
func TestSmoke(t *testing.T) {
	b := little()
	var told bytes.Buffer
	rows, err := b.measure(context.Background(), []string{"gemm"}, &told)
	if err != nil || len(rows) != 2 {
		t.Fatalf("%v, %v", rows, err)
	}
	for _, r := range rows {
		if !(r.Value > 0) || r.Runs < 2 || r.Goal == nil || len(r.Beside) != 1 || math.IsNaN(r.Beside[0].Ratio) || !strings.Contains(told.String(), r.What) {
			t.Errorf("%+v", r)
		}
	}
}

func TestWithoutData(t *testing.T) {
	b := little()
	rows, err := b.measure(context.Background(), []string{"bpe", "cnn", "memory", "loss"}, &bytes.Buffer{})
	if err != nil || len(rows) != 5 {
		t.Fatalf("%v, %v", rows, err)
	}
	for _, r := range rows {
		if !strings.Contains(r.Skipped, "--data") || r.Met != nil {
			t.Errorf("%+v", r)
		}
	}
	b.data = t.TempDir()
	rows, err = b.measure(context.Background(), []string{"cnn"}, &bytes.Buffer{})
	if err != nil || !strings.Contains(rows[0].Skipped, "zh_headlines") {
		t.Errorf("without the file: %+v, %v", rows, err)
	}
}

func TestTake(t *testing.T) {
	texts := []string{"ab", "", "cde"}
	if got, n := take(texts, 8); strings.Join(got, ",") != "ab,,cde,ab" || n != 8 {
		t.Errorf("%q %d", got, n)
	}
	if got, _ := take(texts, 2); len(got) != 1 {
		t.Errorf("%q", got)
	}
	if got, _ := take(nil, 5); got != nil {
		t.Errorf("%q", got)
	}
}

func TestField(t *testing.T) {
	const text = "Name:\tbench\nVmHWM:\t  795904 kB\nmodel name : A : B\n"
	if v, ok := field(text, "VmHWM"); !ok || v != "795904 kB" {
		t.Errorf("%q", v)
	}
	if v, _ := field(text, "model name"); v != "A : B" {
		t.Errorf("%q", v)
	}
	if _, ok := field(text, "VmRSS"); ok {
		t.Error("found what is not there")
	}
}

func TestMostMemory(t *testing.T) {
	if _, err := os.Stat("/proc/self/status"); err != nil {
		t.Skip("no /proc here")
	}
	if kib, err := mostMemory(); err != nil || kib < 1000 {
		t.Errorf("%d KiB, %v", kib, err)
	}
}

func TestTheCommandLine(t *testing.T) {
	for want, args := range map[string][]string{
		`nothing called "speed"`: {"--only", "speed"},
		"--json and --markdown":  {"--json", "--markdown"},
	} {
		var out, diag bytes.Buffer
		if code := run(args, &out, &diag, time.Now); code != misuse || !strings.Contains(diag.String(), want) || out.Len() > 0 {
			t.Errorf("%v: %d, %s", args, code, diag.String())
		}
	}
	var out, diag bytes.Buffer
	if code := run([]string{"--help"}, &out, &diag, time.Now); code != done || !strings.Contains(out.String(), "generate, bpe") {
		t.Errorf("%d, %s", code, out.String())
	}
}
