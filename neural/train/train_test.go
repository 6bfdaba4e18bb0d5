package train

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"hemline/neural/kernel"
	"hemline/neural/nn"
	"hemline/neural/optim"
)

// line fits y = w*x + b by squares: a model small enough to know the answer.
type line struct {
	w     *nn.Param
	noise bool    // also add chance from the context, as dropout does
	nanAt int     // step whose loss is no number; 0: none
	val   float64 // rises by this much a step after step 5
	steps int
}

func (l *line) Params() []*nn.Param { return []*nn.Param{l.w} }

func (l *line) Step(c *nn.Context, step, micro int, weight float32) (float64, int, error) {
	l.steps = step
	r := rand.New(rand.NewPCG(uint64(step), uint64(micro)))
	sum, g := 0.0, l.w.Grad()
	const n = 8
	for range n {
		x := r.NormFloat64()
		if l.noise {
			x += 0.1 * c.Rand.NormFloat64()
		}
		e := float64(l.w.W[0])*x + float64(l.w.W[1]) - (3*x - 1)
		sum += e * e
		g[0] += weight * float32(2*e*x/n)
		g[1] += weight * float32(2*e/n)
	}
	if step == l.nanAt {
		sum = math.NaN()
	}
	return sum, n, nil
}

func (l *line) Validate(*nn.Context) (float64, int, error) {
	a, b := float64(l.w.W[0])-3, float64(l.w.W[1])+1
	return 4 * (a*a + b*b + l.val*float64(max(l.steps-5, 0))), 4, nil
}

func newLine() *line { return &line{w: nn.NewParam("w", 2), noise: true} }

func options(steps int, folder string) Options {
	return Options{
		Steps: steps, Accumulate: 2, Clip: 5, Seed: 9, Folder: folder, ValidateEvery: 10, CheckpointEvery: 7, Label: "line",
		Optimizer: optim.AdamW{Decay: 0}, Schedule: optim.Schedule{Peak: 0.2, Floor: 0.01, Warm: 0.1},
	}
}

func device(t *testing.T) *kernel.Device {
	t.Helper()
	d := kernel.New(2)
	t.Cleanup(d.Close)
	return d
}

func TestItLearns(t *testing.T) {
	l := newLine()
	l.noise = false
	res, err := Run(context.Background(), device(t), kernel.F32, options(200, ""), l)
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(float64(l.w.W[0])-3) > 0.05 || math.Abs(float64(l.w.W[1])+1) > 0.05 || res.Val > 0.01 || res.Seen != 200*2*8 {
		t.Errorf("weights %v, %+v", l.w.W, res)
	}
}

// killed cancels a run after a number of steps, as a kill does.
func killed(t *testing.T, dev *kernel.Device, folder string, after int) {
	t.Helper()
	o := options(60, folder)
	l := newLine()
	o.Progress = func(p Progress) {
		if p.Step == after {
			panic("killed")
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("the run was not killed")
		}
	}()
	_, _ = Run(context.Background(), dev, kernel.F32, o, l)
}

func TestAKilledRunEndsTheSame(t *testing.T) {
	dev := device(t)
	alone, again := t.TempDir(), t.TempDir()
	l1, l2 := newLine(), newLine()
	r1, err := Run(context.Background(), dev, kernel.F32, options(60, alone), l1)
	if err != nil {
		t.Fatal(err)
	}
	killed(t, dev, again, 25)
	killed(t, dev, again, 40)
	r2, err := Run(context.Background(), dev, kernel.F32, options(60, again), l2)
	if err != nil {
		t.Fatal(err)
	}
	if r1 != r2 || !slices.Equal(l1.w.W, l2.w.W) {
		t.Errorf("undisturbed %+v %v, killed %+v %v", r1, l1.w.W, r2, l2.w.W)
	}
	a, err := os.ReadFile(filepath.Join(alone, logName))
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(again, logName))
	if err != nil || string(a) != string(b) {
		t.Errorf("the logs differ: %v", err)
	}
	if lines, err := ReadLog(again); err != nil || len(lines) != 60 || lines[59].Step != 60 {
		t.Errorf("%d lines, %v", len(lines), err)
	}
}

func TestCancelledRunKeepsItsWork(t *testing.T) {
	dev, folder := device(t), t.TempDir()
	ctx, cancel := context.WithCancel(context.Background())
	o := options(60, folder)
	o.Progress = func(p Progress) {
		if p.Step == 12 {
			cancel()
		}
	}
	if _, err := Run(ctx, dev, kernel.F32, o, newLine()); !errors.Is(err, context.Canceled) {
		t.Fatalf("%v", err)
	}
	o = options(60, folder)
	first := 0
	o.Progress = func(p Progress) {
		if first == 0 {
			first = p.Step
		}
	}
	if _, err := Run(context.Background(), dev, kernel.F32, o, newLine()); err != nil || first != 13 {
		t.Errorf("went on at step %d, %v", first, err)
	}
}

// That a run was interrupted is not all there is to say when its work could not
// be kept.
func TestCancelledRunSaysWhatWasLost(t *testing.T) {
	dev, folder := device(t), t.TempDir()
	ctx, cancel := context.WithCancel(context.Background())
	o := options(60, folder)
	o.CheckpointEvery = 0
	o.Progress = func(p Progress) {
		if p.Step == 3 {
			if err := os.RemoveAll(folder); err != nil {
				t.Error(err)
			}
			cancel()
		}
	}
	if _, err := Run(ctx, dev, kernel.F32, o, newLine()); err == nil || errors.Is(err, context.Canceled) {
		t.Errorf("a lost checkpoint is reported as %v", err)
	}
}

func TestEarlyStopKeepsTheBest(t *testing.T) {
	l := newLine()
	l.val = 100 // from step 6 on it only gets worse
	o := options(100, "")
	o.ValidateEvery, o.Patience = 1, 3
	var at []float32
	o.Progress = func(p Progress) {
		if p.Step == 5 {
			at = slices.Clone(l.w.W)
		}
	}
	res, err := Run(context.Background(), device(t), kernel.F32, o, l)
	if err != nil || !res.Stopped || res.ValStep != 5 || res.Steps != 8 || !slices.Equal(l.w.W, at) {
		t.Errorf("%+v %v, weights %v, want %v", res, err, l.w.W, at)
	}
}

func TestDivergence(t *testing.T) {
	folder := t.TempDir()
	l := newLine()
	l.nanAt = 20
	_, err := Run(context.Background(), device(t), kernel.F32, options(60, folder), l)
	var d *Diverged
	if !errors.As(err, &d) || d.Step != 20 || d.Checkpoint != 14 || !strings.Contains(err.Error(), "step 20") {
		t.Errorf("%v", err)
	}
	if v := l.w.W[0]; v != v {
		t.Error("the weights are broken too")
	}
	l = newLine()
	l.val = math.Inf(1) // from step 6 on the held-out loss is no number
	if _, err := Run(context.Background(), device(t), kernel.F32, options(60, t.TempDir()), l); !errors.As(err, &d) || d.Step != 10 {
		t.Errorf("a held-out loss that is no number: %v", err)
	}
}

func TestCheckpointsThatDoNotFit(t *testing.T) {
	dev, folder := device(t), t.TempDir()
	if _, err := Run(context.Background(), dev, kernel.F32, options(10, folder), newLine()); err != nil {
		t.Fatal(err)
	}
	o := options(20, folder)
	o.Label = "another"
	if _, err := Run(context.Background(), dev, kernel.F32, o, newLine()); err == nil || !strings.Contains(err.Error(), "another training") {
		t.Errorf("%v", err)
	}
	wide := &line{w: nn.NewParam("w", 3)}
	if _, err := Run(context.Background(), dev, kernel.F32, options(20, folder), wide); err == nil || !strings.Contains(err.Error(), "2 values") {
		t.Errorf("%v", err)
	}
	path := filepath.Join(folder, checkpointName)
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, raw[:len(raw)-5], 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Run(context.Background(), dev, kernel.F32, options(20, folder), newLine()); err == nil || !strings.Contains(err.Error(), "move it away") {
		t.Errorf("%v", err)
	}
}

func TestPaceIsTold(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	o := options(10, "")
	o.Now = func() time.Time { now = now.Add(time.Second); return now }
	var last Progress
	o.Progress = func(p Progress) {
		if p.Step == 5 {
			last = p
		}
	}
	if _, err := Run(context.Background(), device(t), kernel.F32, o, newLine()); err != nil {
		t.Fatal(err)
	}
	if last.PerSecond != 16 || last.Left != 5*time.Second {
		t.Errorf("%+v", last)
	}
}

func TestCurve(t *testing.T) {
	val := 2.5
	lines := []Progress{{Step: 1, Loss: 4}, {Step: 2, Loss: 3}, {Step: 3, Loss: 2, Val: &val}}
	var b strings.Builder
	if err := WriteCurve(&b, lines); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Loss over 3 steps: training loss from 4.000 to 2.000, held-out loss from 2.500 to 2.500", "M272.0 24.0L488.0 172.0L704.0 320.0", `cy="246.0"`} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the picture lacks %q:\n%s", want, b.String())
		}
	}
	b.Reset()
	if err := WriteCurve(&b, nil); err != nil || !strings.Contains(b.String(), "nothing was trained") {
		t.Errorf("%v %s", err, b.String())
	}
}
