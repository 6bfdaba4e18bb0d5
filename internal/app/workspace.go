package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"hemline/corpus"
	"hemline/internal/config"
	"hemline/internal/wholefile"
	"hemline/taxonomy"
	"hemline/text"
	"hemline/text/zh"
)

const databaseName = "hemline.db"

// workspace is an opened folder: its settings, vocabulary and store.
type workspace struct {
	dir     string
	cfg     *config.Config
	pack    *taxonomy.Pack
	matcher *taxonomy.Matcher
	judge   taxonomy.Judge
	store   *corpus.Store
}

// access is how a command opens its workspace.
type access int

const (
	browsing access = iota // must exist, is not written, concepts are not needed
	reading                // must exist, is not written
	creating               // made when it is not there
)

// linkName is the file in a workspace that names the settings file of its
// last `run --config`, so that every other command reads the same settings.
const linkName = "settings-file"

// settings reads the workspace's own settings file, else the one it was last
// run with, else gives the defaults.
func settings(dir string) (*config.Config, error) {
	path := filepath.Join(dir, config.FileName)
	if _, err := os.Stat(path); err == nil {
		return config.Load(path)
	}
	link, err := os.ReadFile(filepath.Join(dir, linkName))
	if errors.Is(err, fs.ErrNotExist) {
		c := config.Defaults()
		return &c, nil
	}
	if err != nil {
		return nil, fmt.Errorf("workspace: %w", err)
	}
	c, err := config.Load(strings.TrimSpace(string(link)))
	if err != nil {
		return nil, fmt.Errorf("%w (named in %s; run with another --config, or delete that file for the defaults)", err, filepath.Join(dir, linkName))
	}
	return c, nil
}

// link makes the settings file of a run that of the workspace, unless the
// workspace has its own.
func link(dir, settings string) error {
	if _, err := os.Stat(filepath.Join(dir, config.FileName)); err == nil {
		return nil
	}
	path, err := filepath.Abs(settings)
	if err != nil {
		return fmt.Errorf("workspace: %w", err)
	}
	return wholefile.Write(filepath.Join(dir, linkName), func(w io.Writer) error {
		_, err := fmt.Fprintln(w, path)
		return err
	})
}

// openWorkspace opens dir with its settings; cfg overrides them when given.
func (a *App) openWorkspace(ctx context.Context, dir string, cfg *config.Config, how access) (*workspace, error) {
	w := &workspace{dir: dir, cfg: cfg}
	var err error
	if w.cfg == nil {
		if w.cfg, err = settings(dir); err != nil {
			return nil, err
		}
	}
	path := filepath.Join(dir, databaseName)
	if how != creating {
		if _, err := os.Stat(path); err != nil {
			return nil, fmt.Errorf("no workspace in %s: %s is not there; make one with `hemline import FILE --workspace %s`, or name another with --workspace", dir, databaseName, dir)
		}
	} else if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("workspace: %w", err)
	}
	if how != browsing {
		if w.pack, err = loadPacks(w.cfg); err != nil {
			return nil, err
		}
	}
	w.store, err = corpus.Open(ctx, path, corpus.Options{
		ReadOnly: how != creating,
		Dedupe: corpus.Dedupe{
			Similarity: w.cfg.Dedupe.Similarity,
			Window:     time.Duration(w.cfg.Dedupe.WindowDays) * 24 * time.Hour,
		},
	})
	if err != nil {
		return nil, err
	}
	return w, nil
}

func (w *workspace) Close() error { return w.store.Close() }

// loadPacks reads the packs of the settings, in order, into one.
func loadPacks(cfg *config.Config) (*taxonomy.Pack, error) {
	var packs []*taxonomy.Pack
	for _, name := range cfg.Packs {
		var p *taxonomy.Pack
		var err error
		if name == "fashion" {
			p, err = taxonomy.Fashion()
		} else {
			p, err = taxonomy.Load(os.DirFS(cfg.Path(name)))
		}
		if err != nil {
			return nil, fmt.Errorf("pack %s (folder %s): %w", name, cfg.Path(name), err)
		}
		packs = append(packs, p)
	}
	if len(packs) == 1 {
		return packs[0], nil
	}
	return taxonomy.Merge(packs...)
}

// reader builds what finds concepts in texts. It is not needed to look at
// what is stored, so it is made on demand.
func (w *workspace) reader() error {
	if w.matcher != nil {
		return nil
	}
	var words []zh.Word
	for _, word := range w.pack.Words("zh") {
		words = append(words, zh.Word{Text: word})
	}
	seg, err := zh.New(words...)
	if err != nil {
		return err
	}
	if w.matcher, err = taxonomy.NewMatcher(w.pack, seg); err != nil {
		return err
	}
	w.judge, err = w.judgement()
	return err
}

// tag finds the concepts of a document and judges whether it is about the
// domain.
func (w *workspace) tag(d *text.Document) ([]taxonomy.Mention, bool) {
	mentions := w.matcher.Match(nil, d.Text())
	return mentions, w.judge.Relevant(d, mentions)
}

// retag brings stored mentions up to date when the packs, or who judges
// relevance, have changed since they were written.
func (a *App) retag(ctx context.Context, w *workspace) error {
	have, err := w.store.TagFingerprint(ctx)
	if err != nil {
		return err
	}
	want, err := w.tagging()
	if err != nil {
		return err
	}
	if have == want {
		return nil
	}
	if err := w.reader(); err != nil {
		return err
	}
	stats, err := w.store.Stats(ctx)
	if err != nil {
		return err
	}
	if stats.Documents == 0 {
		return w.store.SetTagFingerprint(ctx, want)
	}
	a.say("the packs or the judge of relevance have changed: finding concepts anew in %s documents", thousands(stats.Documents+stats.Copies))
	return w.store.Retag(ctx, want, w.tag)
}
