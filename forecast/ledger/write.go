package ledger

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// patience is how long a writer waits for another to end, which takes
// milliseconds; longer means that something hangs.
const (
	patience = 30 * time.Second
	interval = 20 * time.Millisecond
)

// Writer appends to the ledger of a folder. There is one at a time, in all
// processes; it is for one goroutine. Publish and Score collect, Commit
// writes.
type Writer struct {
	*Ledger
	Aside string // file the bytes of a torn last line were moved to; empty: there was none

	dir     string
	lock    *flock.Flock
	file    *os.File
	out     io.Writer // file; a test cuts it short
	pending bytes.Buffer
	broken  error // of a write that could not be undone
}

// Open locks the ledger of a folder, waiting for another writer, reads and
// checks all of it, and makes it when there is none. An append that was cut
// short is mended first: its bytes are moved to a file of their own, its whole
// lines stay. The error is a *DamageError when the ledger was changed; nothing
// is appended to such a one.
func Open(ctx context.Context, dir string) (w *Writer, err error) {
	lock := flock.New(filepath.Join(dir, lockName))
	waiting, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	ok, err := lock.TryLockContext(waiting, interval)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, context.DeadlineExceeded):
		return nil, fmt.Errorf("ledger: another process has been writing to %s for %s: wait for it to end, or stop it, and try again", filepath.Join(dir, FileName), patience)
	case err != nil || !ok:
		return nil, fmt.Errorf("ledger: lock %s: %w; check that the folder exists and that you may write in it", filepath.Join(dir, lockName), err)
	}
	w = &Writer{dir: dir, lock: lock}
	defer func() {
		if err != nil {
			w.Close()
			w = nil
		}
	}()
	if w.Ledger, err = Read(dir); err != nil {
		return w, err
	}
	if w.Head.Line == 0 { // before the file: a ledger without a head has lost it
		if err := writeHead(dir, w.Head); err != nil {
			return w, err
		}
	}
	path := filepath.Join(dir, FileName)
	if w.file, err = os.OpenFile(path, os.O_WRONLY|os.O_CREATE, 0o644); err != nil {
		return w, fmt.Errorf("ledger: %w", err)
	}
	w.out = w.file
	if err := w.mend(); err != nil {
		return w, fmt.Errorf("ledger: mending an append that was cut short: %w", err)
	}
	if _, err := w.file.Seek(w.size, io.SeekStart); err != nil {
		return w, fmt.Errorf("ledger: %w", err)
	}
	return w, syncFolder(dir)
}

// mend moves a torn last line aside and notes lines that were not noted.
func (w *Writer) mend() error {
	if t := w.Torn; t != nil {
		// The name follows from the bytes: when this too is cut short, the next
		// one does the same again.
		aside := filepath.Join(w.dir, fmt.Sprintf("%s%d-%.12s", tornName, t.Line, hashOf(t.Bytes)))
		if err := writeSynced(aside, t.Bytes); err != nil {
			return err
		}
		if err := w.file.Truncate(w.size); err != nil {
			return err
		}
		w.Aside = aside
	}
	if w.Torn == nil && w.Unnoted == 0 {
		return nil
	}
	if err := w.file.Sync(); err != nil {
		return err
	}
	w.Unnoted = 0
	return writeHead(w.dir, w.Head)
}

func writeSynced(path string, b []byte) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	return err
}

// Publish adds a call, or nothing (false) when the same has been published
// before. It is on the disk after Commit.
func (w *Writer) Publish(c Call) (bool, error) {
	if _, ok := w.Find(c); ok {
		return false, nil
	}
	c.Published = c.Published.UTC().Truncate(time.Second)
	return true, w.add(line{Type: typeCall, Call: &c})
}

// Score adds a score that Entry.Judge made.
func (w *Writer) Score(s Score) error {
	s.Scored = s.Scored.UTC().Truncate(time.Second)
	return w.add(line{Type: typeScore, Score: &s})
}

// add checks a line by reading it as it will be read, and keeps its bytes for
// Commit.
func (w *Writer) add(next line) error {
	if w.broken != nil {
		return w.broken
	}
	next.Version, next.Number, next.Prev = Schema, w.Head.Line+1, w.Head.Hash
	raw, err := encode(next)
	if err != nil {
		return err
	}
	if len(raw) > maxLine {
		return fmt.Errorf("ledger: a line of %d bytes; at most %d are possible", len(raw), maxLine)
	}
	back, err := decode(raw)
	if err != nil {
		return fmt.Errorf("ledger: what was to be added is not fit for it: %w", err)
	}
	before := w.Head
	w.Head = Head{next.Number, hashOf(raw)}
	if err := w.take(&back); err != nil {
		w.Head = before
		return fmt.Errorf("ledger: what was to be added does not fit it: %w", err)
	}
	w.hashes = append(w.hashes, w.Head.Hash)
	w.pending.Write(raw)
	w.pending.WriteByte('\n')
	return nil
}

// Commit writes what was added since the last one: all lines at once, onto the
// disk, and then the head. Killed at any point it leaves whole lines, perhaps
// a torn one after them, and a head that knows all or fewer of them, which
// Open mends.
func (w *Writer) Commit() error {
	if w.broken != nil || w.pending.Len() == 0 {
		return w.broken
	}
	n := w.pending.Len()
	_, err := w.out.Write(w.pending.Bytes())
	if err == nil {
		err = w.file.Sync()
	}
	if err != nil {
		// A full disk: take back what got there. What cannot be taken back is
		// torn, and the next Open moves it aside.
		_ = w.file.Truncate(w.size)
		w.broken = fmt.Errorf("ledger: append to %s: %w; what was there before is whole, run the same command again", filepath.Join(w.dir, FileName), err)
		return w.broken
	}
	w.size += int64(n)
	w.pending.Reset()
	return writeHead(w.dir, w.Head)
}

// Close gives the ledger free. What was not committed is gone.
func (w *Writer) Close() error {
	var err error
	if w.file != nil {
		err = w.file.Close()
	}
	if e := w.lock.Unlock(); err == nil {
		err = e
	}
	return err
}
