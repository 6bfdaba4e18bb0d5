package source

import (
	"context"
	"fmt"
	"time"
)

// Origin says where an Item was read, so that a person can find it again.
type Origin struct {
	File string // base name of the file (and of the archive member: "a.zip/b.csv"), "-" for stdin
	Line int64  // 1-based line of a text file where the row starts, or 1-based row number of a Parquet file
}

// String renders the origin as "file:line".
func (o Origin) String() string { return fmt.Sprintf("%s:%d", o.File, o.Line) }

// Item is what a source yields: one row or document as it was found, with
// where and when. Its texts are decoded to UTF-8 but not cleaned.
//
// An Item with a non-empty Problem could not be read as a document: only
// Origin, Source, Problem and Raw mean anything then, and the reader of the
// source must keep it (in quarantine), not drop it.
type Item struct {
	Source string // name of the source, e.g. "weibo_hot_search"
	Origin Origin

	Time   time.Time // when it was published, UTC
	Title  string
	Body   string
	Author string
	URL    string
	Label  string  // a class given by the data, if any
	Heat   float64 // how loud it was where it appeared; 1 when nothing is known

	Market  string // e.g. "cn", "us"; "" when unknown
	Channel string // e.g. "social", "news", "magazine"; "" when unknown
	Segment string // "edgy", "trendy", "mainstream"; "" when unknown

	Problem string // why the row cannot be used, in words a person can act on
	Raw     string // the row as it stood, only set with Problem
}

// Source yields items in a stable order until it ends, ctx is done or emit
// fails. Running it twice over unchanged input yields the same items.
type Source interface {
	Run(ctx context.Context, emit func(Item) error) error
}
