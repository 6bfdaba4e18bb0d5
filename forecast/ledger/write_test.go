package ledger

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestPublishedTwiceIsThereOnce(t *testing.T) {
	dir := t.TempDir()
	publish(t, dir, "colour/red", "colour/blue")
	before := contents(t, dir, FileName)
	change(t, dir, func(w *Writer) error {
		again := sampleCall(t, "colour/red")
		again.Published, again.Program = date(2025, 5, 5), "9.9.9"
		if added, err := w.Publish(again); added || err != nil {
			t.Errorf("added %v, %v", added, err)
		}
		return nil
	})
	if !bytes.Equal(before, contents(t, dir, FileName)) {
		t.Error("the file changed")
	}
	other := sampleCall(t, "colour/red")
	other.Data = Fingerprint(history("other"))
	change(t, dir, func(w *Writer) error {
		if added, err := w.Publish(other); !added || err != nil {
			t.Errorf("from other data: added %v, %v", added, err)
		}
		return nil
	})
	if e, ok := whole(t, dir).Find(other); !ok || e.Line != 3 {
		t.Errorf("found %v on line %d, want line 3", ok, e.Line)
	}
}

func TestCallsThatCannotBePublished(t *testing.T) {
	w, err := Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	for what, spoil := range map[string]func(*Call){
		"no id":         func(c *Call) { c.Series = "" },
		"broken text":   func(c *Call) { c.Series = "a\xffb" },
		"frequency":     func(c *Call) { c.Freq = "fortnight" },
		"verdict":       func(c *Call) { c.Verdict = "" },
		"probability":   func(c *Call) { c.Probability = 1.2 },
		"origin":        func(c *Call) { c.Origin = date(2024, 1, 2) },
		"quantiles":     func(c *Call) { c.Q10[1] = 8 },
		"lengths":       func(c *Call) { c.Q90 = c.Q90[:2] },
		"no periods":    func(c *Call) { c.Mean, c.Q10, c.Q50, c.Q90, c.Naive = nil, nil, nil, nil, nil },
		"no finger":     func(c *Call) { c.Data = "" },
		"season":        func(c *Call) { c.Season = 0 },
		"beyond a line": func(c *Call) { c.Method = strings.Repeat("x", maxLine) },
	} {
		c := sampleCall(t, "colour/red")
		spoil(&c)
		if _, err := w.Publish(c); err == nil {
			t.Errorf("%s: no error", what)
		}
	}
	if w.Head.Line != 0 || len(w.Entries) != 0 || w.pending.Len() != 0 {
		t.Errorf("something was kept: %+v", w.Head)
	}
}

// An append cut short at any byte, before the head knew of it, loses nothing
// that was there, is no damage, and leaves the same file once it is done again.
func TestTornAppend(t *testing.T) {
	dir := t.TempDir()
	publish(t, dir, "colour/red")
	short, head := contents(t, dir, FileName), contents(t, dir, HeadName)
	publish(t, dir, "colour/blue", "fabric/suede")
	long := contents(t, dir, FileName)
	second := len(short) + bytes.IndexByte(long[len(short):], '\n') + 1
	for cut := len(short) + 1; cut < len(long); cut += 37 {
		dir := t.TempDir()
		write(t, dir, FileName, long[:cut])
		write(t, dir, HeadName, head)
		lines := 1
		if cut >= second {
			lines = 2
		}
		l := whole(t, dir)
		if l.Head.Line != lines || l.Unnoted != lines-1 || (l.Torn == nil) != (cut == second) {
			t.Fatalf("cut at %d: %d lines, %d not noted, torn %v", cut, l.Head.Line, l.Unnoted, l.Torn)
		}
		w, err := Open(t.Context(), dir)
		if err != nil {
			t.Fatal(err)
		}
		if (w.Aside != "") != (l.Torn != nil) {
			t.Fatalf("cut at %d: moved to %q", cut, w.Aside)
		}
		if l.Torn != nil {
			if aside, err := os.ReadFile(w.Aside); err != nil || !bytes.Equal(aside, l.Torn.Bytes) {
				t.Fatalf("cut at %d: moved %q, %v", cut, aside, err)
			}
		}
		w.Close()
		publish(t, dir, "colour/red", "colour/blue", "fabric/suede")
		if !bytes.Equal(contents(t, dir, FileName), long) {
			t.Fatalf("cut at %d: another file in the end", cut)
		}
	}
}

// shortWriter is a disk that is full after so many bytes.
type shortWriter struct {
	f    *os.File
	left int
}

func (s *shortWriter) Write(p []byte) (int, error) {
	n, err := s.f.Write(p[:min(len(p), s.left)])
	if err == nil && n < len(p) {
		err = errors.New("no space left on device")
	}
	return n, err
}

func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	publish(t, dir, "colour/red")
	before := contents(t, dir, FileName)
	w, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	w.out = &shortWriter{w.file, 100}
	if _, err := w.Publish(sampleCall(t, "colour/blue")); err != nil {
		t.Fatal(err)
	}
	if err := w.Commit(); err == nil || !strings.Contains(err.Error(), "no space") {
		t.Errorf("commit: %v", err)
	}
	if _, err := w.Publish(sampleCall(t, "colour/green")); err == nil {
		t.Error("more was taken after a failed write")
	}
	if err := w.Close(); err != nil {
		t.Error(err)
	}
	if !bytes.Equal(before, contents(t, dir, FileName)) {
		t.Error("the file is not what it was")
	}
	whole(t, dir)
}

// Nothing is appended to a ledger that was changed.
func TestDamagedLedgerTakesNothing(t *testing.T) {
	dir := sample(t)
	raw := contents(t, dir, FileName)
	edited := bytes.Replace(raw, []byte(`"rise"`), []byte(`"fall"`), 1)
	write(t, dir, FileName, edited)
	var damage *DamageError
	if w, err := Open(t.Context(), dir); !errors.As(err, &damage) || w != nil {
		t.Errorf("opened %v, %v", w, err)
	}
	if !bytes.Equal(contents(t, dir, FileName), edited) {
		t.Error("the file was touched")
	}
	write(t, dir, FileName, raw)
	publish(t, dir, "colour/green") // and the lock is free
}

func TestOneWriterAtATime(t *testing.T) {
	dir := t.TempDir()
	w, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if second, err := Open(ctx, dir); err == nil {
		second.Close()
		t.Error("two writers at once")
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	publish(t, dir, "colour/red")
	if _, err := Open(t.Context(), filepath.Join(dir, "nowhere")); err == nil || !strings.Contains(err.Error(), "folder") {
		t.Errorf("a folder that is not there: %v", err)
	}
}
