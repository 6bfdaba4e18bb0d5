package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"hemline/internal/demo"
)

// program gives a path under which the test binary is the program itself.
func program(t *testing.T) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "hemline")
	if err := os.Symlink(self, path); err != nil {
		t.Skipf("no symbolic links here: %v (CI has them)", err)
	}
	return path
}

// demoFiles writes the demo's corpus.
func demoFiles(t *testing.T) []string {
	t.Helper()
	plan, err := demo.Default()
	if err != nil {
		t.Fatal(err)
	}
	files, err := demo.Write(t.TempDir(), plan, 1)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// An import that is killed twice and then finished leaves the same content as
// one that was left alone.
func TestKilledImportEndsTheSame(t *testing.T) {
	if testing.Short() {
		t.Skip("-short is set: this test imports 60,000 rows four times")
	}
	files := demoFiles(t)
	bin := program(t)
	command := func(dir string, args ...string) *exec.Cmd {
		return exec.Command(bin, append(args, "--workspace", dir)...)
	}
	stats := func(dir string) string {
		out, err := command(dir, "corpus", "stats", "--json").Output()
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	export := func(dir string) []byte {
		out, err := command(dir, "corpus", "export", "-").Output()
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	arguments := append([]string{"import", "--json"}, files...)

	left := t.TempDir()
	if out, err := command(left, arguments...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}

	killed := t.TempDir()
	seen := int64(0) // size of what was committed when the last kill came
	for range 2 {
		cmd := command(killed, arguments...)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		seen = waitForGrowth(t, killed, seen)
		if err := cmd.Process.Kill(); err != nil { // SIGKILL
			t.Fatal(err)
		}
		var ended *exec.ExitError
		if err := cmd.Wait(); !errors.As(err, &ended) || ended.Exited() {
			t.Fatalf("the import was over before it could be killed: %v", err)
		}
	}
	if out, err := command(killed, arguments...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}

	if a, b := stats(left), stats(killed); a != b {
		t.Errorf("stats differ:\n%s\n%s", a, b)
	}
	if !bytes.Equal(export(left), export(killed)) {
		t.Error("exports differ")
	}
}

// waitForGrowth waits until the workspace's database files are clearly larger
// than before, so that a transaction was committed, and gives their size.
func waitForGrowth(t *testing.T, dir string, before int64) int64 {
	t.Helper()
	const transaction = 1 << 20 // bytes; one of 8,192 rows writes more
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		size := int64(0)
		for _, name := range []string{"hemline.db", "hemline.db-wal"} {
			if info, err := os.Stat(filepath.Join(dir, name)); err == nil {
				size += info.Size()
			}
		}
		if size > before+transaction {
			return size
		}
	}
	t.Fatal("the import wrote nothing in two minutes")
	return 0
}

// A training that is killed goes on from its checkpoint to the very weights of
// one that was left alone.
func TestKilledTrainingEndsTheSame(t *testing.T) {
	if testing.Short() {
		t.Skip("-short is set: this test trains a model twice")
	}
	files := demoFiles(t)
	bin := program(t)
	command := func(dir string) *exec.Cmd {
		return exec.Command(bin, "lm", "train", "--data", files[0], "--text-column", "text", "--size", "tiny",
			"--steps", "24", "--checkpoint-every", "4", "--precision", "f32", "--out", dir)
	}
	left := t.TempDir()
	if out, err := command(left).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	killed := t.TempDir()
	cmd := command(killed)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	checkpoint := filepath.Join(killed, "checkpoint", "checkpoint.safetensors")
	for start := time.Now(); ; time.Sleep(5 * time.Millisecond) {
		if _, err := os.Stat(checkpoint); err == nil {
			break
		}
		if time.Since(start) > 2*time.Minute {
			t.Fatal("no checkpoint after two minutes")
		}
	}
	if err := cmd.Process.Kill(); err != nil { // SIGKILL
		t.Fatal(err)
	}
	_ = cmd.Wait()
	if _, err := os.Stat(checkpoint); err != nil {
		t.Fatalf("the run had ended before it was killed: %v", err)
	}
	if out, err := command(killed).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, name := range []string{"model.safetensors", "hemline.json", "loss.svg", "tokenizer.json"} {
		a, err := os.ReadFile(filepath.Join(left, name))
		if err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(filepath.Join(killed, name))
		if err != nil || !bytes.Equal(a, b) {
			t.Errorf("%s differs after a kill: %v", name, err)
		}
	}
}

// Publishing that is killed again and again, at whatever it is doing, never
// leaves a ledger that does not verify, and ends as if it was left alone.
func TestKilledPublishingEndsTheSame(t *testing.T) {
	if testing.Short() {
		t.Skip("-short is set: this test publishes a dozen times")
	}
	t.Setenv("SOURCE_DATE_EPOCH", "1767225600") // 2026-01-01
	bin := program(t)
	dir := t.TempDir()
	if out, err := exec.Command(bin, append([]string{"import", "--workspace", dir}, demoFiles(t)...)...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	ledger, head := filepath.Join(dir, "ledger.jsonl"), filepath.Join(dir, "ledger.head")
	publish := func(day string) *exec.Cmd {
		return exec.Command(bin, "ledger", "publish", "--workspace", dir, "--as-of", day)
	}
	days := []string{"2024-06-30", "2024-12-31", "2025-06-30"}
	for _, day := range days {
		if out, err := publish(day).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	left, err := os.ReadFile(ledger)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{ledger, head} {
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
	}
	kills := 0
	for _, day := range days {
		// Later each time, so that some kills hit the writing and its end.
		for wait := time.Duration(0); wait < 4*time.Millisecond; wait += time.Millisecond {
			before := size(ledger)
			cmd := publish(day)
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			ended := make(chan error, 1)
			go func() { ended <- cmd.Wait() }()
			for open := true; open && size(ledger) == before; {
				select {
				case err := <-ended:
					ended <- err
					open = false
				default:
				}
			}
			time.Sleep(wait)
			if err := cmd.Process.Kill(); err == nil { // SIGKILL
				kills++
			}
			<-ended
			if out, err := exec.Command(bin, "ledger", "verify", "--workspace", dir).CombinedOutput(); err != nil && size(ledger) > 0 {
				t.Fatalf("after a kill: %v: %s", err, out)
			}
		}
		if out, err := publish(day).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	if kills == 0 {
		t.Error("every publishing was over before it could be killed")
	}
	if now, err := os.ReadFile(ledger); err != nil || !bytes.Equal(now, left) {
		t.Errorf("the ledger differs after %d kills: %v", kills, err)
	}
}

func size(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}
