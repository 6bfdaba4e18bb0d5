package ledger

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Every byte of either file, changed to another, is found.
func TestEveryChangedByteIsFound(t *testing.T) {
	dir := sample(t)
	for _, name := range []string{FileName, HeadName} {
		raw := contents(t, dir, name)
		for i := range raw {
			others := []byte{raw[i] ^ 1}
			if i%5 == 0 { // rarer, for time
				others = append(others, '\n', ' ')
			}
			for _, to := range others {
				if to == raw[i] {
					continue
				}
				edited := bytes.Clone(raw)
				edited[i] = to
				write(t, dir, name, edited)
				damagedLedger(t, dir, fmt.Sprintf("%s: byte %d, %q to %q", name, i, raw[i], to))
			}
		}
		write(t, dir, name, raw)
	}
	whole(t, dir)
}

// Any other single edit is found: a byte put in or taken out, a run replaced.
func TestAnyEditIsFound(t *testing.T) {
	dir := sample(t)
	raw := contents(t, dir, FileName)
	rapid.Check(t, func(r *rapid.T) {
		from := rapid.IntRange(0, len(raw)).Draw(r, "from")
		to := min(len(raw), from+rapid.IntRange(0, 40).Draw(r, "length"))
		put := rapid.SliceOfN(rapid.Byte(), 0, 40).Draw(r, "put")
		edited := slices.Concat(raw[:from], put, raw[to:])
		if from == len(raw) && !bytes.Contains(put, []byte("\n")) || bytes.Equal(edited, raw) {
			return // a torn append, which is no edit, or nothing at all
		}
		write(t, dir, FileName, edited)
		if _, err := Read(dir); err == nil {
			r.Fatalf("bytes %d to %d replaced by %q: not found", from, to, put)
		}
	})
}

// Lines moved, removed, repeated or cut off are found, and the line is named.
func TestMovedAndRemovedLinesAreFound(t *testing.T) {
	dir := sample(t)
	raw := contents(t, dir, FileName)
	lines := strings.SplitAfter(strings.TrimSuffix(string(raw), "\n"), "\n")
	lines[len(lines)-1] += "\n"
	try := func(what string, edited []string, wantLine int) {
		t.Helper()
		write(t, dir, FileName, []byte(strings.Join(edited, "")))
		problems := damagedLedger(t, dir, what)
		if problems[0].Line != wantLine {
			t.Errorf("%s: the first problem is %q, want one of line %d", what, problems[0], wantLine)
		}
	}
	for i := range lines {
		at := i + 1
		if at == len(lines) {
			at = 0 // of the file: the end is missing
		}
		try(fmt.Sprint("without line ", i+1), slices.Delete(slices.Clone(lines), i, i+1), at)
		try(fmt.Sprint("line ", i+1, " twice"), slices.Insert(slices.Clone(lines), i, lines[i]), i+2)
		if i > 0 {
			try(fmt.Sprint("cut off from line ", i+1), lines[:i], 0)
		}
		for j := range i {
			swapped := slices.Clone(lines)
			swapped[i], swapped[j] = swapped[j], swapped[i]
			try(fmt.Sprint("lines ", i+1, " and ", j+1, " swapped"), swapped, j+1)
		}
	}
	// The end cut off in the middle of a line is no torn append: the head knows
	// that the line was whole.
	for cut := 1; cut < len(lines[len(lines)-1]); cut += 13 {
		write(t, dir, FileName, raw[:len(raw)-cut])
		damagedLedger(t, dir, fmt.Sprint("the last ", cut, " bytes"))
	}
	if err := os.Remove(filepath.Join(dir, FileName)); err != nil {
		t.Fatal(err)
	}
	damagedLedger(t, dir, "no file any more")
	write(t, dir, FileName, raw)
	if err := os.Remove(filepath.Join(dir, HeadName)); err != nil {
		t.Fatal(err)
	}
	damagedLedger(t, dir, "no head any more")
}

// Whoever writes both files anew, chain and all, is found by who wrote a hash
// down.
func TestRewrittenLedgerIsFoundByTheHash(t *testing.T) {
	dir := sample(t)
	l := whole(t, dir)
	noted := l.hashes[3]
	if got := l.Holds(noted); got != 4 {
		t.Errorf("the hash of line 4 is found on line %d", got)
	}
	forged := t.TempDir()
	publish(t, forged, "colour/red", "colour/blue", "fabric/suede")
	score(t, forged, date(2024, 4, 1), nil)
	if got := whole(t, forged).Holds(noted); got != 0 {
		t.Errorf("a forged ledger holds the hash on line %d", got)
	}
}

// A score whose figures do not follow from its values is found although the
// chain is unbroken, and so is one of another call.
func TestForgedScoresAreFound(t *testing.T) {
	dir := t.TempDir()
	publish(t, dir, "colour/red", "colour/blue")
	w, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	good, ok := w.Entries[0].Judge(history("colour/red"), date(2024, 4, 1))
	if !ok {
		t.Fatal("not scored")
	}
	for what, forge := range map[string]func(*Score){
		"hit":      func(s *Score) { s.Hit = !s.Hit },
		"error":    func(s *Score) { s.MASE /= 2 },
		"interval": func(s *Score) { s.Inside++ },
		"value":    func(s *Score) { s.Actual = numbers([]float64{9, 9, 9}) },
		"call":     func(s *Score) { s.Call = w.Entries[1].Hash },
		"line":     func(s *Score) { s.Line = 7 },
		"periods":  func(s *Score) { s.From = 1 },
		"final":    func(s *Score) { s.Final = false },
		"revised":  func(s *Score) { s.Revised = true },
	} {
		s := good
		forge(&s)
		if err := w.Score(s); err == nil {
			t.Errorf("a forged %s was taken", what)
		}
	}
	if err := w.Score(good); err != nil {
		t.Error(err)
	}
}
