package text

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"time"

	"hemline/source"
)

// MaxBytes is the most a title or a body may have: far above any article,
// far below what would let one row exhaust memory.
const MaxBytes = 4 << 20

// maxRounds bounds how often the filters are run over their own output.
// Markup escaped twice (&amp;lt;p&amp;gt;) is common, deeper is hostile.
const maxRounds = 8

// Reason is why an item gives no document; it is an error that errors.Is
// finds.
type Reason string

// The reasons Clean gives.
const (
	NoText     Reason = "no text left after cleaning"
	TooLong    Reason = "text longer than 4 MiB: split it into documents"
	Unreadable Reason = "the source could not read the row"
)

// Error implements error.
func (r Reason) Error() string { return string(r) }

// Cleaner turns items into documents. The zero value runs the default
// filters. A Cleaner may be used by several goroutines at once.
type Cleaner struct {
	// Filters are run in order over title and body, again and again until
	// nothing changes. Nil means DefaultFilters().
	Filters []CharFilter
}

// DefaultFilters is a new list of the steps a Cleaner runs when given none.
func DefaultFilters() []CharFilter {
	return []CharFilter{StripHTML{}, Invisible{}, NFKC{}, Whitespace{}}
}

// Clean makes a document of an item: texts cleaned, language identified, the
// stable ID computed. The error is, or wraps, one of the Reasons.
func (c *Cleaner) Clean(item source.Item) (Document, error) {
	if item.Problem != "" {
		return Document{}, fmt.Errorf("%w: %s", Unreadable, item.Problem)
	}
	if len(item.Title) > MaxBytes || len(item.Body) > MaxBytes {
		return Document{}, TooLong
	}
	d := Document{
		Time:    item.Time.UTC(),
		Source:  c.line(item.Source),
		Channel: c.line(item.Channel),
		Market:  c.line(item.Market),
		Segment: c.line(item.Segment),
		Author:  c.line(item.Author),
		URL:     plain(item.URL),
		Label:   c.line(item.Label),
		Heat:    heat(item.Heat),
		Title:   c.line(item.Title),
		Body:    c.run(item.Body),
	}
	if d.Title == "" && d.Body == "" {
		return Document{}, NoText
	}
	d.Lang = identifyDocument(&d)
	d.ID = documentID(&d)
	return d, nil
}

// run cleans a text of any number of lines. The filters can make work for
// each other (a full-width ＜ becomes a tag's <), so they are repeated until
// nothing changes; that also makes cleaning a clean text change nothing.
func (c *Cleaner) run(s string) string {
	if s == "" {
		return s
	}
	filters := c.Filters
	if filters == nil {
		filters = defaultFilters
	}
	for range maxRounds {
		was := s
		for _, f := range filters {
			s = f.FilterText(s)
		}
		if s == was {
			return s
		}
	}
	return unescapable(s)
}

// line cleans a text of one line.
func (c *Cleaner) line(s string) string { return OneLine{}.FilterText(c.run(s)) }

// defaultFilters is only read.
var defaultFilters = DefaultFilters()

// plain cleans an address: its '&' are not markup.
func plain(s string) string {
	return OneLine{}.FilterText(Whitespace{}.FilterText(Invisible{}.FilterText(s)))
}

// unescapable ends the rounds on hostile nesting: without '<' and '&' there
// is no markup left to find.
func unescapable(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c == '<' || c == '&' {
			b[i] = ' '
		}
	}
	return Whitespace{}.FilterText(NFKC{}.FilterText(string(b)))
}

// heat makes what a source says of loudness usable in sums: nothing known is
// 1, and nothing is quieter than silence.
func heat(h float64) float64 {
	switch {
	case math.IsNaN(h) || math.IsInf(h, 0):
		return 1
	case h < 0:
		return 0
	}
	return h
}

// documentID is the first 8 bytes of the SHA-256 over what makes a document
// itself, each field with its length before it so that none can borrow from
// its neighbour.
func documentID(d *Document) uint64 {
	var small [1024]byte // most titles and their fields fit: no allocation
	b := small[:0]
	for _, f := range [...]string{d.Source, d.Time.Format(time.RFC3339Nano), d.Author, d.URL, d.Title, d.Body} {
		b = binary.BigEndian.AppendUint64(b, uint64(len(f)))
		b = append(b, f...)
	}
	sum := sha256.Sum256(b)
	return binary.BigEndian.Uint64(sum[:8])
}
