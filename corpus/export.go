package corpus

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// Exported is one document or copy as Export writes it. JSON lines and
// Parquet have exactly these fields; CSV has mentions as
// "concept:start:end;...".
type Exported struct {
	ID       string            `json:"id" parquet:"id"`       // 16 hex digits
	Story    string            `json:"story" parquet:"story"` // id of the story's first document; ID itself for that one
	Time     time.Time         `json:"time" parquet:"time,timestamp(millisecond)"`
	Lang     string            `json:"lang" parquet:"lang,dict"`
	Source   string            `json:"source" parquet:"source,dict"`
	Market   string            `json:"market" parquet:"market,dict"`
	Channel  string            `json:"channel" parquet:"channel,dict"`
	Segment  string            `json:"segment" parquet:"segment,dict"`
	Author   string            `json:"author" parquet:"author"`
	URL      string            `json:"url" parquet:"url"`
	Label    string            `json:"label" parquet:"label,dict"`
	Heat     float64           `json:"heat" parquet:"heat"`
	Relevant bool              `json:"relevant" parquet:"relevant"`
	Title    string            `json:"title" parquet:"title"`
	Body     string            `json:"body" parquet:"body"`
	Mentions []ExportedMention `json:"mentions" parquet:"mentions,list"`
}

// ExportedMention is a concept and its bytes in title + "\n" + body, or in
// the one of them that is not empty.
type ExportedMention struct {
	Concept string `json:"concept" parquet:"concept,dict"`
	Start   int64  `json:"start" parquet:"start"`
	End     int64  `json:"end" parquet:"end"`
}

// Export writes all documents and copies with their mentions to w, in order
// of time and import: the same store gives the same bytes. Memory does not
// grow with the store.
func (s *Store) Export(ctx context.Context, w io.Writer, format Format) error {
	buffered := bufio.NewWriterSize(w, 1<<16)
	var write func(*Exported) error
	var finish func() error
	switch format {
	case JSONL:
		enc := json.NewEncoder(buffered)
		enc.SetEscapeHTML(false)
		write, finish = func(e *Exported) error { return enc.Encode(e) }, func() error { return nil }
	case CSV:
		write, finish = exportCSV(buffered)
	case Parquet:
		write, finish = exportParquet(buffered)
	default:
		return fmt.Errorf("corpus: export: unknown format %q: use %s, %s or %s", format, JSONL, CSV, Parquet)
	}
	err := s.reading(func(c *conn) error { return eachExported(ctx, c, write) })
	if err == nil {
		err = finish()
	}
	if err == nil {
		err = buffered.Flush()
	}
	if err != nil {
		return fmt.Errorf("corpus: export: %w", err)
	}
	return nil
}

// eachExported calls fn with every record; it is only fn's until it returns.
func eachExported(ctx context.Context, c *conn, fn func(*Exported) error) error {
	var e Exported
	return eachDocument(ctx, c, Filter{}, func(r *record) error {
		d := &r.Document
		mentions := e.Mentions[:0]
		if mentions == nil {
			mentions = []ExportedMention{} // [] in JSON, not null
		}
		for _, m := range r.Mentions {
			mentions = append(mentions, ExportedMention{m.Concept, int64(m.Start), int64(m.End)})
		}
		e = Exported{
			ID: hexID(d.ID), Story: hexID(d.ID), Time: d.Time, Lang: string(d.Lang), Source: d.Source, Market: d.Market,
			Channel: d.Channel, Segment: d.Segment, Author: d.Author, URL: d.URL, Label: d.Label, Heat: d.Heat,
			Relevant: r.Relevant, Title: d.Title, Body: d.Body, Mentions: mentions,
		}
		if r.story != r.n {
			head, err := c.number(ctx, "SELECT id FROM documents WHERE n = ?", r.story)
			if err != nil {
				return err
			}
			e.Story = hexID(uint64(head))
		}
		return fn(&e)
	})
}

func hexID(id uint64) string { return fmt.Sprintf("%016x", id) }

func exportCSV(w io.Writer) (write func(*Exported) error, finish func() error) {
	out := csv.NewWriter(w)
	header := []string{
		"id", "story", "time", "lang", "source", "market", "channel", "segment", "author", "url", "label",
		"heat", "relevant", "title", "body", "mentions",
	}
	begun := false
	begin := func() error {
		if begun {
			return nil
		}
		begun = true
		return out.Write(header)
	}
	write = func(e *Exported) error {
		if err := begin(); err != nil {
			return err
		}
		var ms strings.Builder
		for i, m := range e.Mentions {
			if i > 0 {
				ms.WriteByte(';')
			}
			fmt.Fprintf(&ms, "%s:%d:%d", m.Concept, m.Start, m.End)
		}
		return out.Write([]string{
			e.ID, e.Story, e.Time.Format(time.RFC3339), e.Lang, e.Source, e.Market, e.Channel, e.Segment,
			e.Author, e.URL, e.Label, strconv.FormatFloat(e.Heat, 'g', -1, 64), strconv.FormatBool(e.Relevant),
			e.Title, e.Body, ms.String(),
		})
	}
	finish = func() error {
		if err := begin(); err != nil { // an empty store still has a header
			return err
		}
		out.Flush()
		return out.Error()
	}
	return write, finish
}
