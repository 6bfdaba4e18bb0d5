package ledger

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// maxSize bounds a ledger file: two hundred forecasts a day for ten years.
const maxSize = 1 << 30

// maxProblems is how many problems are told: after a few, the rest follows.
const maxProblems = 20

// Entry is a published call with its place in the ledger and its scores.
type Entry struct {
	Line   int
	Hash   string // of that line
	Call   Call
	Scores []Score

	latest []float64 // values of the periods that have passed, as revised
}

// Ledger is what a folder's ledger holds, in order. The zero value is one
// without a line.
type Ledger struct {
	Entries []Entry
	Head    Head
	Unnoted int   // lines after ledger.head: an append was cut short before it noted its end
	Torn    *Torn // a last line that was cut short; it is no part of the ledger

	size   int64          // bytes up to the end of the last whole line
	hashes []string       // of every line
	byLine map[int]int    // index of the entry on a line
	known  map[string]int // index of the entry with this content
}

// Torn is what an append that was cut short left after the last whole line.
type Torn struct {
	Line  int // the number it would have had
	Bytes []byte
}

// Problem is one thing that is wrong with a ledger.
type Problem struct {
	Line int    `json:"line"` // 0: the file as a whole
	What string `json:"what"`
}

func (p Problem) String() string {
	if p.Line == 0 {
		return p.What
	}
	return fmt.Sprintf("line %d: %s", p.Line, p.What)
}

// DamageError says that a ledger is not as it was written.
type DamageError struct{ Problems []Problem }

func (e *DamageError) Error() string {
	more := ""
	if n := len(e.Problems) - 1; n > 0 {
		more = fmt.Sprintf(" (and %d more)", n)
	}
	return fmt.Sprintf("the ledger was changed after it was written: %s%s; see `hemline ledger verify`", e.Problems[0], more)
}

func damaged(line int, format string, args ...any) error {
	return &DamageError{[]Problem{{line, fmt.Sprintf(format, args...)}}}
}

// Read reads the ledger of a folder and checks all of it; without one it
// gives an empty ledger. A ledger that is not as it was written gives a
// *DamageError and what could be read. It may be read while another process
// appends.
func Read(dir string) (*Ledger, error) {
	// The head first: what is appended meanwhile then only lies after it.
	noted, headErr := readHead(dir)
	f, err := os.Open(filepath.Join(dir, FileName))
	if errors.Is(err, fs.ErrNotExist) {
		l, err := parse(strings.NewReader(""))
		if err != nil {
			return nil, err
		}
		return l, l.against(noted, headErr)
	}
	if err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	} else if info.Size() > maxSize {
		return nil, fmt.Errorf("ledger: %s is larger than %d bytes; move it away with %s to begin a new one", f.Name(), maxSize, HeadName)
	}
	l, err := parse(f)
	var damage *DamageError
	if err != nil && !errors.As(err, &damage) {
		return nil, err
	}
	var problems []Problem
	if damage != nil {
		problems = damage.Problems
	}
	if err := l.against(noted, headErr); errors.As(err, &damage) {
		problems = append(problems, damage.Problems...)
	} else if err != nil {
		return nil, err
	}
	if len(problems) > 0 {
		return l, &DamageError{problems}
	}
	return l, nil
}

// parse reads the lines of a file and checks the chain from the first to the
// last. The error is of reading, or a *DamageError.
func parse(r io.Reader) (*Ledger, error) {
	l := &Ledger{Head: Head{Hash: genesis}, byLine: map[int]int{}, known: map[string]int{}}
	var problems []Problem
	bad := func(line int, format string, args ...any) {
		again := len(problems) > 0 && problems[len(problems)-1].Line == line
		if len(problems) < maxProblems && !again {
			problems = append(problems, Problem{line, fmt.Sprintf(format, args...)})
		}
	}
	shift := 0 // of the numbers, once a line is missing or moved
	in := bufio.NewReaderSize(r, 1<<16)
	for {
		raw, err := readLine(in)
		if errors.Is(err, io.EOF) {
			if len(raw) > 0 {
				l.Torn = &Torn{Line: l.Head.Line + 1, Bytes: raw}
			}
			break
		}
		n := l.Head.Line + 1
		if err != nil {
			if !errors.Is(err, errLong) {
				return l, fmt.Errorf("ledger: line %d: %w", n, err)
			}
			bad(n, "it is longer than %d bytes, which no line is; what follows was not read", maxLine)
			break
		}
		l.size += int64(len(raw)) + 1
		entry, err := decode(raw)
		switch {
		case err != nil:
			bad(n, "%v: the line was changed", err)
		case entry.Number != n+shift:
			shift = entry.Number - n
			bad(n, "it carries the number %d: a line before it was removed, added or moved", entry.Number)
		case entry.Prev != l.Head.Hash && n == 1:
			bad(n, "it is not the first line of a ledger: what came before was removed")
		case entry.Prev != l.Head.Hash:
			bad(n-1, "it was changed after it was written: line %d holds %.12s for its hash, which is %.12s", n, entry.Prev, l.Head.Hash)
		}
		l.Head = Head{n, hashOf(raw)}
		l.hashes = append(l.hashes, l.Head.Hash)
		if err == nil {
			if err := l.take(&entry); err != nil {
				bad(n, "%v", err)
			}
		}
	}
	if len(problems) > 0 {
		return l, &DamageError{problems}
	}
	return l, nil
}

// take adds a line, which is the head.
func (l *Ledger) take(entry *line) error {
	if entry.Call != nil {
		content, err := entry.Call.content()
		if err != nil {
			return err
		}
		if _, again := l.known[content]; !again {
			l.known[content] = len(l.Entries)
		}
		l.byLine[entry.Number] = len(l.Entries)
		l.Entries = append(l.Entries, Entry{Line: l.Head.Line, Hash: l.Head.Hash, Call: *entry.Call})
		return nil
	}
	i, ok := l.byLine[entry.Score.Line]
	if !ok {
		return fmt.Errorf("it scores line %d, which is no forecast before it", entry.Score.Line)
	}
	e := &l.Entries[i]
	actual, err := e.follows(entry.Score)
	if err != nil {
		return err
	}
	e.latest = actual
	e.Scores = append(e.Scores, *entry.Score)
	return nil
}

// against compares the ledger with the head that was noted beside it.
func (l *Ledger) against(noted Head, err error) error {
	var damage *DamageError
	switch {
	case errors.Is(err, errNoHead) && l.Head.Line == 0 && l.Torn == nil: // it is the first thing a new ledger gets
		return nil
	case errors.Is(err, errNoHead):
		return damaged(0, "%v beside %s, so lines missing at the end would not show; docs/ledger.md says how to make it again", err, FileName)
	case errors.As(err, &damage):
		return damage
	case err != nil: // of reading
		return err
	case noted.Line > l.Head.Line:
		return damaged(0, "%s knows %d lines, %s has %d: lines were removed at the end", HeadName, noted.Line, FileName, l.Head.Line)
	case noted.Line > 0 && noted.Hash != l.hashes[noted.Line-1]:
		return damaged(noted.Line, "it was changed after it was written: %s holds %.12s for its hash, which is %.12s", HeadName, noted.Hash, l.hashes[noted.Line-1])
	}
	l.Unnoted = l.Head.Line - noted.Line
	return nil
}

// Find gives the entry that says the same as c, whenever and by whichever
// version of the program it was published.
func (l *Ledger) Find(c Call) (Entry, bool) {
	content, err := c.content()
	i, ok := l.known[content]
	if err != nil || !ok {
		return Entry{}, false
	}
	return l.Entries[i], true
}

// Holds gives the line whose hash is this, 0 without one: up to it, the ledger
// is what it was when somebody wrote that hash down.
func (l *Ledger) Holds(hash string) int { return slices.Index(l.hashes, hash) + 1 }

var errLong = errors.New("line too long")

// readLine gives a line without its line break; with io.EOF, what follows the
// last one.
func readLine(in *bufio.Reader) ([]byte, error) {
	var out []byte
	for {
		part, err := in.ReadSlice('\n')
		out = append(out, part...)
		if len(out) > maxLine+1 {
			return nil, errLong
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		return bytes.TrimSuffix(out, []byte("\n")), err
	}
}
