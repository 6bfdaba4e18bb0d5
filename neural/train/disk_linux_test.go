package train

import (
	"context"
	"errors"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"
	"testing"

	"hemline/neural/kernel"
	"hemline/neural/nn"
)

// limitFiles keeps the process from writing files longer than so many bytes,
// until it is undone: what is written fails as it does on a full disk.
func limitFiles(t *testing.T, bytes uint64) (undo func()) {
	t.Helper()
	signal.Ignore(syscall.SIGXFSZ)
	var old syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &old); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: bytes, Max: old.Max}); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &old); err != nil {
			t.Error(err)
		}
	}
}

// bulky is a line with a weight that is of no use but makes checkpoints long.
type bulky struct {
	*line
	weight *nn.Param
}

func (b *bulky) Params() []*nn.Param { return append(b.line.Params(), b.weight) }

func newBulky() *bulky { return &bulky{newLine(), nn.NewParam("bulk", 1<<14)} }

// A disk that is full in mid-run fails the run with an error that names the
// checkpoint that is left, and from there a later run ends as if nothing had
// been.
func TestFullDiskKeepsTheOldCheckpoint(t *testing.T) {
	dev, folder := device(t), t.TempDir()
	whole := newBulky()
	want, err := Run(context.Background(), dev, kernel.F32, options(60, ""), whole)
	if err != nil {
		t.Fatal(err)
	}
	o := options(60, folder)
	undo := func() {}
	defer func() { undo() }()
	o.Progress = func(p Progress) {
		if p.Step == 30 {
			undo = limitFiles(t, 1<<15) // the log fits, a checkpoint does not
		}
	}
	res, err := Run(context.Background(), dev, kernel.F32, o, newBulky())
	undo()
	undo = func() {}
	if !errors.Is(err, syscall.EFBIG) || res.Steps != 35 {
		t.Fatalf("%+v, %v", res, err)
	}
	if left, _ := filepath.Glob(filepath.Join(folder, ".*")); len(left) > 0 {
		t.Errorf("half a file is left: %v", left)
	}
	o.Progress = func(p Progress) {
		if p.Step <= 28 {
			t.Errorf("step %d was taken again", p.Step)
		}
	}
	b := newBulky()
	got, err := Run(context.Background(), dev, kernel.F32, o, b)
	if err != nil || got != want || !slices.Equal(b.w.W, whole.w.W) {
		t.Errorf("%+v %v, undisturbed %+v", got, err, want)
	}
}
