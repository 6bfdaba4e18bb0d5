//go:build unix

package ledger

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// Environment of the test binary when a test runs it as another process.
const (
	childMode = "HEMLINE_LEDGER_TEST_CHILD"
	childDir  = "HEMLINE_LEDGER_TEST_DIR"
	childFrom = "HEMLINE_LEDGER_TEST_FROM"
)

func TestMain(m *testing.M) {
	from, _ := strconv.Atoi(os.Getenv(childFrom))
	switch os.Getenv(childMode) {
	case "append":
		childAppend(os.Getenv(childDir), from)
	case "die":
		childDie(os.Getenv(childDir), from)
	default:
		os.Exit(m.Run())
	}
}

// child is another process of the test binary.
func child(mode, dir string, from int) *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childMode+"="+mode, childDir+"="+dir, fmt.Sprint(childFrom, "=", from))
	return cmd
}

// childAppend publishes twenty calls, each by itself.
func childAppend(dir string, from int) {
	for i := from; i < from+20; i++ {
		if err := publishOne(dir, i, nil); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
	}
}

// childDie publishes one call after the other; the one numbered from is killed
// (SIGKILL) when half of its bytes are on their way.
func childDie(dir string, from int) {
	for i := 0; ; i++ {
		var out func(*os.File) *dying
		if i == from {
			out = func(f *os.File) *dying { return &dying{f} }
		}
		if err := publishOne(dir, i, out); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		fmt.Println("published", i)
	}
}

func publishOne(dir string, i int, out func(*os.File) *dying) error {
	w, err := Open(context.Background(), dir)
	if err != nil {
		return err
	}
	defer w.Close()
	if out != nil {
		w.out = out(w.file)
	}
	if _, err := w.Publish(sampleCall(&testing.T{}, name(i))); err != nil {
		return err
	}
	return w.Commit()
}

type dying struct{ f *os.File }

func (d *dying) Write(p []byte) (int, error) {
	if _, err := d.f.Write(p[:len(p)/2]); err != nil {
		return 0, err
	}
	if err := syscall.Kill(os.Getpid(), syscall.SIGKILL); err != nil {
		return 0, err
	}
	select {}
}

func TestKilledInMidAppend(t *testing.T) {
	dir := t.TempDir()
	out, err := child("die", dir, 5).Output()
	if err == nil || strings.Count(string(out), "published") != 5 {
		t.Fatalf("%v: %s", err, out)
	}
	l := whole(t, dir)
	if len(l.Entries) != 5 || l.Torn == nil || l.Torn.Line != 6 || len(l.Torn.Bytes) == 0 {
		t.Fatalf("%d entries, torn %+v", len(l.Entries), l.Torn)
	}
	if out, err := child("append", dir, 0).CombinedOutput(); err != nil { // the lock died with its owner
		t.Fatalf("%v: %s", err, out)
	}
	left := t.TempDir()
	for i := range 20 {
		publish(t, left, name(i))
	}
	if !bytes.Equal(contents(t, dir, FileName), contents(t, left, FileName)) {
		t.Error("the ledger differs from one whose writer was left alone")
	}
}

// Two processes that append at once, to some of the same series, leave one
// unbroken chain with every call once.
func TestTwoProcessesAppendAtOnce(t *testing.T) {
	dir := t.TempDir()
	var children []*exec.Cmd
	var outputs []*bytes.Buffer
	for _, from := range []int{0, 10} {
		c := child("append", dir, from)
		b := new(bytes.Buffer)
		c.Stdout, c.Stderr = b, b
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		children, outputs = append(children, c), append(outputs, b)
	}
	for i, c := range children {
		if err := c.Wait(); err != nil {
			t.Errorf("%v: %s", err, outputs[i])
		}
	}
	l := whole(t, dir)
	seen := map[string]bool{}
	for _, e := range l.Entries {
		seen[e.Call.Series] = true
	}
	if len(l.Entries) != 30 || len(seen) != 30 || l.Unnoted != 0 {
		t.Errorf("%d calls of %d series, want 30 of 30", len(l.Entries), len(seen))
	}
}
