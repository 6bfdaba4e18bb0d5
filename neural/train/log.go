package train

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// log appends lines of progress to a file; a nil log writes nothing.
type log struct{ f *os.File }

// openLog opens the folder's log and cuts off what came after the checkpoint:
// those steps are taken again.
func (r *runner) openLog() error {
	path := filepath.Join(r.Folder, logName)
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return fmt.Errorf("train: log: %w", err)
	}
	end, err := endOf(f, r.Step)
	if err == nil {
		err = f.Truncate(end)
	}
	if err == nil {
		_, err = f.Seek(end, io.SeekStart)
	}
	if err != nil {
		f.Close()
		return fmt.Errorf("train: log: %w", err)
	}
	r.log = &log{f}
	return nil
}

// endOf is where the line of a step ends: the last whole line of it or an
// earlier one.
func endOf(f io.Reader, step int) (int64, error) {
	in := bufio.NewReader(f)
	var end int64
	for {
		line, err := in.ReadBytes('\n')
		if err == io.EOF {
			return end, nil
		}
		if err != nil {
			return 0, err
		}
		var p Progress
		if json.Unmarshal(line, &p) != nil || p.Step > step {
			return end, nil
		}
		end += int64(len(line))
	}
}

func (l *log) line(p Progress) error {
	if l == nil {
		return nil
	}
	b, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("train: log: %w", err)
	}
	if _, err := l.f.Write(append(b, '\n')); err != nil {
		return fmt.Errorf("train: log: %w", err)
	}
	return nil
}

func (l *log) close() {
	if l != nil {
		l.f.Close()
	}
}

// ReadLog reads the log of a folder.
func ReadLog(folder string) ([]Progress, error) {
	f, err := os.Open(filepath.Join(folder, logName))
	if err != nil {
		return nil, fmt.Errorf("train: log: %w", err)
	}
	defer f.Close()
	var out []Progress
	dec := json.NewDecoder(bufio.NewReader(f))
	for {
		var p Progress
		if err := dec.Decode(&p); err == io.EOF {
			return out, nil
		} else if err != nil {
			return out, fmt.Errorf("train: log: line %d: %w", len(out)+1, err)
		}
		out = append(out, p)
	}
}
