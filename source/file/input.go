package file

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// input is one path, or stdin.
type input struct {
	path  string
	label string // Origin.File
	size  int64  // 0 when unknown
	file  bool   // a regular file: it has positions and can be read twice
}

// inputs expands the paths: globs in sorted order, each file once.
func (r *Reader) inputs() ([]input, error) {
	if len(r.Paths) == 0 {
		return nil, fmt.Errorf("file: no paths: give files, globs or - for stdin")
	}
	var all []input
	seen := map[string]bool{}
	for _, p := range r.Paths {
		names := []string{p}
		// A name with brackets in it is a name first and a pattern second.
		if _, err := os.Lstat(p); p != "-" && err != nil && strings.ContainsAny(p, "*?[") {
			names, err = filepath.Glob(p)
			if err != nil {
				return nil, fmt.Errorf("file: pattern %q: %w", p, err)
			}
			if len(names) == 0 {
				return nil, fmt.Errorf("file: no file matches %q", p)
			}
			slices.Sort(names)
		}
		for _, name := range names {
			if name = cleanPath(name); seen[name] {
				continue
			}
			seen[name] = true
			in, err := r.input(name)
			if err != nil {
				return nil, err
			}
			all = append(all, in)
		}
	}
	return all, nil
}

func cleanPath(p string) string {
	if p == "-" {
		return p
	}
	return filepath.Clean(p)
}

func (r *Reader) input(name string) (input, error) {
	if name == "-" {
		if r.Stdin == nil {
			return input{}, fmt.Errorf("file: - means stdin, but there is none")
		}
		return input{path: "-", label: "-"}, nil
	}
	info, err := os.Stat(name)
	if err != nil {
		return input{}, fmt.Errorf("file: %w", err)
	}
	if info.IsDir() {
		return input{}, fmt.Errorf("file: %s is a folder: name its files, e.g. %s", name, filepath.Join(name, "*.csv"))
	}
	in := input{path: name, label: filepath.Base(name), file: info.Mode().IsRegular()}
	if in.file {
		in.size = info.Size()
	}
	return in, nil
}

// walk opens in and visits what is inside.
func (r *Reader) walk(ctx context.Context, in input, prog *progress, visit func(leaf) error, failed func(string, error) error) error {
	w := &walker{limits: r.Limits.orDefault(), tempDir: r.TempDir, visit: visit, failed: failed}
	src := &tracked{ctx: ctx, r: r.Stdin, prog: prog}
	l := layer{r: src}
	if in.path != "-" {
		f, err := os.Open(in.path)
		if err != nil {
			return fmt.Errorf("file: %w", err)
		}
		defer f.Close()
		src.r, src.at = f, f
		if in.file {
			l.at, l.size = src, in.size
		}
	}
	name := in.label
	if name == "-" {
		name = "stdin"
	}
	return w.walk(l, in.label, name, 0)
}

// tracked is the raw input: it ends when ctx does, and reports progress.
type tracked struct {
	ctx  context.Context
	r    io.Reader
	at   io.ReaderAt
	prog *progress
}

func (t *tracked) Read(p []byte) (int, error) {
	if err := t.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := t.r.Read(p)
	t.prog.add(n)
	return n, err
}

func (t *tracked) ReadAt(p []byte, off int64) (int, error) {
	if err := t.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := t.at.ReadAt(p, off)
	t.prog.add(n)
	return n, err
}

// progress counts bytes read over all inputs; a nil one counts nothing.
type progress struct {
	report      func(read, total int64)
	read, total int64
	reported    int64
}

// add counts n more bytes and reports every quarter of a mebibyte.
func (p *progress) add(n int) {
	if p == nil {
		return
	}
	p.read += int64(n)
	if p.report != nil && p.read-p.reported >= 256<<10 {
		p.flush()
	}
}

// flush reports now. Parquet and zip read some bytes twice, which must not
// show as more than all.
func (p *progress) flush() {
	if p.report == nil {
		return
	}
	p.reported = p.read
	if p.total > 0 {
		p.report(min(p.read, p.total), p.total)
		return
	}
	p.report(p.read, 0)
}

// errStop wraps an error that ends the whole run, not only one file.
type errStop struct{ err error }

func (e errStop) Error() string { return e.err.Error() }

// fileFailed asks OnFileError whether to go on after an input or a member.
func (r *Reader) fileFailed(ctx context.Context, label string, err error) error {
	if errors.As(err, new(errStop)) {
		return err
	}
	if ctx.Err() != nil {
		return errStop{ctx.Err()}
	}
	if r.OnFileError != nil {
		err = r.OnFileError(label, err)
	}
	if err != nil {
		return errStop{err}
	}
	return nil
}
