package file

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"hemline/source"
)

// maxTitle is the longest text, in characters, that is taken for a title when
// nothing says which it is: headlines and hot-search phrases stay below it.
const maxTitle = 120

// builder turns rows into Items.
type builder struct {
	source   string
	file     string
	bound    picks
	consts   Constants
	constAt  time.Time // of consts.Date
	loc      *time.Location
	dayFirst bool
	earliest time.Time
	latest   time.Time // zero: no limit
	dec      lineDecoder

	emitted  bool   // a row was built
	lastDate string // rows of a day follow each other
	lastTime time.Time
	known    map[string]string // short values that come again and again
}

// item is the Item of a row, with a Problem when it cannot be a document.
func (b *builder) item(r *row) source.Item {
	it := source.Item{Source: b.source, Origin: source.Origin{File: b.file, Line: r.line}}
	b.emitted = true
	it.Problem = r.problem
	if it.Problem == "" {
		it.Time, it.Problem = b.date(r.cells[fDate])
	}
	if it.Problem == "" {
		b.texts(&it, &r.cells)
		if it.Title == "" && it.Body == "" {
			it.Problem = "no text"
		}
	}
	if it.Problem != "" {
		return source.Item{Source: it.Source, Origin: it.Origin, Problem: it.Problem, Raw: b.dec.show(r.raw)}
	}
	it.Author = b.short(r.cells[fAuthor], b.consts.Author)
	it.Label = b.short(r.cells[fLabel], b.consts.Label)
	it.URL = string(bytes.TrimSpace(r.cells[fURL]))
	it.Heat = heat(r.cells[fHeat], r.cells[fRank])
	it.Source = b.short(r.cells[fSource], b.source)
	it.Market = b.short(r.cells[fMarket], b.consts.Market)
	it.Channel = b.short(r.cells[fChannel], b.consts.Channel)
	it.Segment = b.consts.Segment
	if s := strings.ToLower(b.short(r.cells[fSegment], "")); slices.Contains(segmentNames, s) {
		it.Segment = s
	}
	return it
}

// texts fills Title and Body as Mapping describes.
func (b *builder) texts(it *source.Item, cells *[numFields][]byte) {
	it.Title = words(cells[fTitle])
	it.Body = words(cells[fBody])
	text := cells[fText]
	switch {
	case isBlank(text):
	case b.bound[fTitle] < 0 && bytes.IndexByte(text, '\n') < 0 && (len(text) <= maxTitle || utf8.RuneCount(text) <= maxTitle):
		it.Title = string(text)
	default:
		it.Body = string(text)
	}
}

// words is a cell as it stands, or "" when there is nothing in it.
func words(cell []byte) string {
	if isBlank(cell) {
		return ""
	}
	return string(cell)
}

// date reads the date of a row, or says what is wrong with it.
func (b *builder) date(cell []byte) (time.Time, string) {
	if isBlank(cell) {
		if b.consts.Date != "" {
			return b.constAt, ""
		}
		return time.Time{}, "no date"
	}
	if string(cell) == b.lastDate {
		return b.lastTime, ""
	}
	s := string(cell)
	t, _, ok := parseDate(s, b.loc, b.dayFirst)
	if !ok {
		return t, fmt.Sprintf("date %q was not understood", clipRunes(s, 40))
	}
	if problem := b.inRange(t); problem != "" {
		return t, problem
	}
	b.lastDate, b.lastTime = s, t
	return t, ""
}

// inRange says what is wrong with an instant nothing can have been written at.
func (b *builder) inRange(t time.Time) string {
	shown := t.In(b.loc).Format(time.DateOnly)
	switch {
	case t.Before(b.earliest):
		return fmt.Sprintf("date %s is before %s", shown, b.earliest.In(b.loc).Format(time.DateOnly))
	case !b.latest.IsZero() && t.After(b.latest):
		return fmt.Sprintf("date %s is in the future", shown)
	}
	return ""
}

// short gives a short value its string, the same one when it comes again.
func (b *builder) short(cell []byte, otherwise string) string {
	cell = bytes.TrimSpace(cell)
	if len(cell) == 0 {
		return otherwise
	}
	if s, ok := b.known[string(cell)]; ok {
		return s
	}
	s := string(cell)
	const most = 4096 // values, to keep the memory of a column of distinct ones bounded
	if len(s) <= 64 && len(b.known) < most {
		if b.known == nil {
			b.known = map[string]string{}
		}
		b.known[s] = s
	}
	return s
}
