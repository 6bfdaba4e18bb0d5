package train

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"go.uber.org/goleak"

	"hemline/neural/kernel"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// Whatever lies in the folder, a run goes on from it or says what is wrong.
func FuzzResume(f *testing.F) {
	dev := kernel.New(1)
	f.Cleanup(dev.Close)
	folder := f.TempDir()
	if _, err := Run(context.Background(), dev, kernel.F32, options(20, folder), newLine()); err != nil {
		f.Fatal(err)
	}
	checkpoint, err := os.ReadFile(filepath.Join(folder, checkpointName))
	if err != nil {
		f.Fatal(err)
	}
	log, err := os.ReadFile(filepath.Join(folder, logName))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(checkpoint, log)
	f.Add(checkpoint[:len(checkpoint)/2], log[:len(log)/2])
	f.Add(checkpoint, []byte("{}\n[1]\nnull\n"))
	f.Fuzz(func(t *testing.T, checkpoint, log []byte) {
		dir := t.TempDir()
		for name, data := range map[string][]byte{checkpointName: checkpoint, logName: log} {
			if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		res, err := Run(context.Background(), dev, kernel.F32, options(22, dir), newLine())
		if err != nil {
			return
		}
		lines, err := ReadLog(dir)
		if err != nil {
			t.Fatalf("the log of a good run: %v", err)
		}
		for _, l := range lines {
			if l.Step > res.Steps {
				t.Fatalf("a line of step %d after %d steps", l.Step, res.Steps)
			}
		}
	})
}
