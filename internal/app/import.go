package app

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"hemline/corpus"
	"hemline/internal/config"
	"hemline/source/file"
)

// ImportOptions are the flags of `hemline import`.
type ImportOptions struct {
	Workspace string
	Files     []string // paths, globs or "-"
	Map       string   // "date=1,text=2"; empty: guessed
	Set       string   // "channel=social,market=cn"
	Format    string   // empty: by name and content
	Timezone  string   // of dates without one; empty: UTC
	Yes       bool     // take a guessed mapping without asking
	JSON      bool
}

// Imported is the closing line of an import. Rows is the sum of the three
// numbers after it; Copies and Repeats say what the duplicates were.
type Imported struct {
	Rows        int64   `json:"rows"`
	Documents   int64   `json:"documents"`
	Duplicates  int64   `json:"duplicates"`
	Quarantined int64   `json:"quarantined"`
	Copies      int64   `json:"copies"`
	Repeats     int64   `json:"repeats"`
	Seconds     float64 `json:"seconds"`
}

func (i *Imported) add(a corpus.Added) {
	i.Documents += a.Documents
	i.Copies += a.Copies
	i.Repeats += a.Repeats
	i.Quarantined += a.Quarantined
	i.Duplicates = i.Copies + i.Repeats
	i.Rows = i.Documents + i.Duplicates + i.Quarantined
}

// Import reads files into a workspace and prints the closing line.
func (a *App) Import(ctx context.Context, o ImportOptions) error {
	if len(o.Files) == 0 {
		return usage("no files to import; write for example: hemline import posts.csv --workspace %s", o.Workspace)
	}
	// Flags and settings are checked before a folder is made or written.
	r, err := a.fileReader(config.Source{Files: o.Files, Format: o.Format, Timezone: o.Timezone}, o.Map, o.Set)
	if err != nil {
		return err
	}
	if err := r.Check(); err != nil {
		return err
	}
	w, err := a.openWorkspace(ctx, o.Workspace, nil, creating)
	if err != nil {
		return err
	}
	defer w.Close()
	if err := a.retag(ctx, w); err != nil {
		return err
	}
	done, err := a.importFrom(ctx, w, r, a.Ask && !o.Yes && !o.JSON)
	if done.Rows > 0 || err == nil {
		if e := a.closing(done, o.JSON); err == nil {
			err = e
		}
	}
	return err
}

// closing prints the line that accounts for every row.
func (a *App) closing(done Imported, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(a.Stdout).Encode(done)
	}
	_, err := fmt.Fprintf(a.Stdout, "%s rows = %s documents + %s duplicates (%s copies, %s already there) + %s quarantined, in %.1f s\n",
		thousands(done.Rows), thousands(done.Documents), thousands(done.Duplicates), thousands(done.Copies), thousands(done.Repeats),
		thousands(done.Quarantined), done.Seconds)
	return err
}

// importFrom runs one reader into the workspace with a progress bar. With
// confirm a guessed mapping is put to the person at the terminal.
func (a *App) importFrom(ctx context.Context, w *workspace, r *file.Reader, confirm bool) (Imported, error) {
	start := a.Now()
	ctx, refuse := context.WithCancelCause(ctx)
	defer refuse(nil)
	r.OnGuess = func(g file.Guess) {
		a.show(g)
		if confirm && !a.yes(ctx, "Import with these columns? [Y/n] ") {
			refuse(usage("not imported; say which columns to take, for example --map '%s'", g.Mapping))
		}
	}
	bar := a.bar("reading")
	r.OnProgress = bar.set
	before, err := w.store.Stats(ctx)
	if err != nil {
		return Imported{}, err
	}
	added, err := w.fill(ctx, r, workers(w.cfg.Workers))
	bar.done()
	after, failed := w.store.Stats(context.WithoutCancel(ctx)) // the count is due even when interrupted
	if failed != nil {
		return Imported{}, cmp.Or(err, failed)
	}
	var done Imported
	done.add(net(added, after.Documents-before.Documents))
	done.Seconds = a.Now().Sub(start).Round(time.Millisecond).Seconds()
	var refused *UsageError
	if errors.As(context.Cause(ctx), &refused) {
		return done, refused
	}
	if errors.Is(err, context.Canceled) {
		err = fmt.Errorf("interrupted after %s rows, which are kept; run the same command again to go on", thousands(done.Rows))
	}
	return done, err
}

// net counts as documents only what the corpus gained in stories: a row that
// comes late may turn out to be the first of a story that was there.
func net(a corpus.Added, gained int64) corpus.Added {
	rows := a.Documents + a.Copies
	a.Documents = min(rows, max(0, gained))
	a.Copies = rows - a.Documents
	return a
}

// fileReader makes the reader of one set of files.
func (a *App) fileReader(s config.Source, mapping, constants string) (*file.Reader, error) {
	zone, err := s.Location()
	if err != nil {
		return nil, usage("time zone %q: %v; write a name such as Asia/Shanghai", s.Timezone, err)
	}
	r := &file.Reader{Stdin: a.Stdin, Now: a.Now, Location: zone}
	if r.Format, err = file.ParseFormat(s.Format); err != nil {
		return nil, &UsageError{err}
	}
	r.Paths = s.Files
	if mapping != "" {
		if r.Mapping, err = file.ParseMapping(mapping); err != nil {
			return nil, &UsageError{err}
		}
	}
	if constants != "" {
		if r.Constants, err = file.ParseConstants(constants); err != nil {
			return nil, &UsageError{err}
		}
	}
	if s.Name != "" {
		r.Constants.Source = s.Name
	}
	return r, nil
}

// show tells which columns a file's documents are made of.
func (a *App) show(g file.Guess) {
	a.say("%s: columns taken as --map '%s'", g.File, g.Mapping)
	for _, f := range g.Fields {
		a.say("  %-6s from %q, for example %q", f.Field, f.Column, f.Example)
	}
	if g.Dates != "" {
		a.say("  dates are read %s", g.Dates)
	}
}

// yes asks the person at the terminal; an empty answer is yes, Ctrl-C is no.
// The reading goroutine ends with the answer or with the program.
func (a *App) yes(ctx context.Context, question string) bool {
	fmt.Fprint(a.Stderr, question)
	answer := make(chan string, 1)
	go func() {
		line, err := bufio.NewReader(a.Stdin).ReadString('\n')
		if err != nil {
			line = "n"
		}
		answer <- line
	}()
	select {
	case <-ctx.Done():
		return false
	case line := <-answer:
		return !strings.HasPrefix(strings.ToLower(strings.TrimSpace(line)), "n")
	}
}

// pairs writes a block of settings the way flags are written, in quotes where
// a value would read as several.
func pairs(m map[string]string) string {
	var out []string
	for _, k := range slices.Sorted(maps.Keys(m)) {
		v := m[k]
		if strings.ContainsAny(v, `,"`) {
			v = `"` + strings.ReplaceAll(v, `"`, `""`) + `"`
		}
		out = append(out, k+"="+v)
	}
	return strings.Join(out, ",")
}
