package taxonomy

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
)

// Limits of what Load reads, so that a folder given by mistake or malice
// fails at once. The fashion pack stays below a tenth of each.
const (
	maxFiles    = 200
	maxFolders  = 3       // folders below the pack's root
	maxFile     = 4 << 20 // bytes
	maxConcepts = 100_000
	maxName     = 64 // runes of an alias, a context word or a stop string
	maxProblems = 20 // reported at once
)

const packFile = "pack.yaml"

// Load reads a pack: pack.yaml and every other *.yaml in fsys and its
// folders, in path order. Its errors name file and line and say what to
// change; docs/packs.md describes the files.
func Load(fsys fs.FS) (*Pack, error) {
	paths, err := packPaths(fsys)
	if err != nil {
		return nil, fmt.Errorf("taxonomy: load pack: %w", err)
	}
	data, err := readFile(fsys, packFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("taxonomy: load pack: %w; a pack is a folder with a %s (see docs/packs.md)", err, packFile)
	}
	if err != nil {
		return nil, fmt.Errorf("taxonomy: load pack: %w", err)
	}
	var bad problems
	p := decodePack(data, &bad)
	var entries []entry
	for _, name := range paths {
		data, err := readFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("taxonomy: load pack: %w", err)
		}
		entries = append(entries, decodeConcepts(name, data, &bad)...)
		if len(entries) > maxConcepts {
			return nil, fmt.Errorf("taxonomy: load pack: %s: more than %d concepts; split the pack", name, maxConcepts)
		}
	}
	if bad.none() {
		p.assemble(entries, &bad)
	}
	if err := bad.err(); err != nil {
		return nil, fmt.Errorf("taxonomy: load pack: %w", err)
	}
	return p, nil
}

// packPaths lists the concept files in lexical order.
func packPaths(fsys fs.FS) ([]string, error) {
	var paths []string
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && strings.Count(name, "/") >= maxFolders:
			return fmt.Errorf("%s: folders nest deeper than %d; is this the pack's folder?", name, maxFolders)
		case d.IsDir() || path.Ext(name) != ".yaml" || name == packFile:
			return nil
		}
		if paths = append(paths, name); len(paths) > maxFiles {
			return fmt.Errorf("more than %d files; is this the pack's folder?", maxFiles)
		}
		return nil
	})
	return paths, err
}

func readFile(fsys fs.FS, name string) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(data) > maxFile {
		return nil, fmt.Errorf("%s: larger than %d MiB; split the file", name, maxFile>>20)
	}
	return data, nil
}

// problems collects what is wrong with a pack, so that one run shows it all.
type problems struct {
	list []error
	more int
}

func (b *problems) add(file string, line int, format string, args ...any) {
	if len(b.list) == maxProblems {
		b.more++
		return
	}
	b.list = append(b.list, fmt.Errorf("%s:%d: %s", file, line, fmt.Sprintf(format, args...)))
}

func (b *problems) none() bool { return len(b.list) == 0 }

func (b *problems) err() error {
	if b.more > 0 {
		return errors.Join(append(b.list, fmt.Errorf("and %d more", b.more))...)
	}
	return errors.Join(b.list...)
}
