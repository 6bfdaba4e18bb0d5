package ledger

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Names of the files in the folder of a ledger.
const (
	FileName = "ledger.jsonl"
	HeadName = "ledger.head" // number and hash of the last line known to be on the disk
	lockName = "ledger.lock"
	tornName = "ledger.torn-" // and the number of the line: bytes of an append that was cut short
)

// maxHead is more than a number and a hash take.
const maxHead = 256

// Head is the end of a ledger: the number of its last line, 0 for none, and
// that line's hash. Whoever knows it can tell whether anything before it was
// changed or anything up to it removed.
type Head struct {
	Line int    `json:"line"`
	Hash string `json:"hash"`
}

var errNoHead = errors.New("there is no " + HeadName)

func readHead(dir string) (Head, error) {
	raw, err := os.ReadFile(filepath.Join(dir, HeadName))
	if errors.Is(err, fs.ErrNotExist) {
		return Head{}, errNoHead
	}
	if err != nil {
		return Head{}, fmt.Errorf("ledger: %w", err)
	}
	return parseHead(string(raw))
}

func parseHead(s string) (Head, error) {
	number, hash, _ := strings.Cut(strings.TrimSuffix(s, "\n"), " ")
	n, err := strconv.Atoi(number)
	if len(s) > maxHead || err != nil || n < 0 || strconv.Itoa(n) != number || !isHash(hash) || (n == 0) != (hash == genesis) {
		return Head{}, damaged(0, "%s is not the number of a line and its hash", HeadName)
	}
	return Head{n, hash}, nil
}

// writeHead replaces the head whole or not at all.
func writeHead(dir string, h Head) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("ledger: write %s: %w", HeadName, err)
		}
	}()
	f, err := os.CreateTemp(dir, "."+HeadName+"-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // gone already when all went well
	if _, err = fmt.Fprintf(f, "%d %s\n", h.Line, h.Hash); err == nil {
		err = f.Chmod(0o644)
	}
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		return err
	}
	if err := os.Rename(f.Name(), filepath.Join(dir, HeadName)); err != nil {
		return err
	}
	return syncFolder(dir)
}

// syncFolder puts the names in a folder on the disk. Where a folder cannot be
// opened or synced (Windows) the system sees to it.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return nil
	}
	_ = d.Sync()
	return d.Close()
}
