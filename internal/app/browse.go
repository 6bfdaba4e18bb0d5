package app

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"hemline/corpus"
	"hemline/internal/wholefile"
)

// SearchOptions are the flags of `hemline search`.
type SearchOptions struct {
	Workspace               string
	Query                   string
	Since, Until            string
	Source, Market, Channel string
	Limit, Offset           int
	JSON                    bool
}

// Search prints the stories that match.
func (a *App) Search(ctx context.Context, o SearchOptions) error {
	if strings.TrimSpace(o.Query) == "" {
		return usage("nothing to search for; write for example: hemline search \"马面裙\"")
	}
	q := corpus.Query{Text: o.Query, Source: o.Source, Market: o.Market, Channel: o.Channel, Limit: o.Limit, Offset: o.Offset}
	var err error
	if o.Since != "" {
		if q.Since, err = ParseDay(o.Since); err != nil {
			return err
		}
		q.Since = q.Since.AddDate(0, 0, -1) // the day itself counts
	}
	if o.Until != "" {
		if q.Until, err = ParseDay(o.Until); err != nil {
			return err
		}
	}
	w, err := a.openWorkspace(ctx, o.Workspace, nil, browsing)
	if err != nil {
		return err
	}
	defer w.Close()
	hits, err := w.store.Search(ctx, q)
	if err != nil {
		return err
	}
	if o.JSON {
		if hits == nil {
			hits = []corpus.Hit{}
		}
		return writeJSON(a.Stdout, hits)
	}
	for _, h := range hits {
		copies := ""
		if h.Copies > 0 {
			copies = fmt.Sprintf("  +%d copies until %s", h.Copies, h.Last.Format("2006-01-02"))
		}
		title := h.Title
		if title == "" {
			title = h.Snippet
		}
		line := fmt.Sprintf("%s  %s  %s%s\n", h.Time.Format("2006-01-02"), h.Source, title, copies)
		if h.Title != "" && h.Snippet != h.Title {
			line += "            " + strings.ReplaceAll(h.Snippet, "\n", " ") + "\n"
		}
		if _, err := io.WriteString(a.Stdout, line); err != nil {
			return err
		}
	}
	if len(hits) == 0 {
		a.say("nothing found")
	}
	return nil
}

// Stats prints what a workspace holds.
func (a *App) Stats(ctx context.Context, dir string, asJSON bool) error {
	w, err := a.openWorkspace(ctx, dir, nil, browsing)
	if err != nil {
		return err
	}
	defer w.Close()
	s, err := w.store.Stats(ctx)
	if err != nil {
		return err
	}
	if asJSON {
		return writeJSON(a.Stdout, s)
	}
	var t table
	t.add("documents", thousands(s.Documents))
	t.add("copies", thousands(s.Copies))
	t.add("quarantined", thousands(s.Quarantined))
	t.add("about the domain", thousands(s.Relevant))
	t.add("mentions", thousands(s.Mentions))
	if s.Documents > 0 {
		t.add("from", s.First.Format("2006-01-02"))
		t.add("to", s.Last.Format("2006-01-02"))
	}
	for _, group := range []struct {
		name   string
		counts []corpus.Count
	}{{"source", s.Sources}, {"language", s.Languages}, {"market", s.Markets}, {"channel", s.Channels}, {"segment", s.Segments}} {
		for _, c := range group.counts {
			if c.Name != "" {
				t.add(group.name+" "+c.Name, thousands(c.Documents), "+"+thousands(c.Copies)+" copies")
			}
		}
	}
	for _, g := range s.Gaps {
		t.add("nothing from "+g.Source, g.From.Format("2006-01-02"), "to "+g.To.Format("2006-01-02"))
	}
	for _, r := range s.Reasons {
		t.add("quarantined because", thousands(r.Rows), r.Reason)
	}
	return t.write(a.Stdout)
}

// Export writes the corpus with its mentions to a file, or to Stdout for "-".
func (a *App) Export(ctx context.Context, dir, out, format string) (err error) {
	if format == "" {
		if format, err = formatOf(out); err != nil {
			return err
		}
	}
	w, err := a.openWorkspace(ctx, dir, nil, browsing)
	if err != nil {
		return err
	}
	defer w.Close()
	if out == "-" {
		return w.store.Export(ctx, a.Stdout, corpus.Format(format))
	}
	return wholefile.Write(out, func(f io.Writer) error { return w.store.Export(ctx, f, corpus.Format(format)) })
}

// formatOf tells an export's format by its name; a name without an ending,
// standard output among them, is JSONL.
func formatOf(name string) (string, error) {
	ending := strings.ToLower(strings.TrimPrefix(filepath.Ext(name), "."))
	if ending == "" || name == "-" {
		return string(corpus.JSONL), nil
	}
	for _, f := range []corpus.Format{corpus.JSONL, corpus.CSV, corpus.Parquet} {
		if ending == string(f) {
			return ending, nil
		}
	}
	return "", usage("%s: cannot tell the format by the ending .%s; name it .jsonl, .csv or .parquet, or say --format", name, ending)
}

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
