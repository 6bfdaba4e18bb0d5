package file

import (
	"fmt"
	"slices"
	"strings"
)

// field is one thing a column can be read as.
type field int

const (
	fText field = iota
	fTitle
	fBody
	fDate
	fAuthor
	fHeat
	fRank
	fURL
	fLabel
	fSource
	fMarket
	fChannel
	fSegment
	numFields
)

// fieldNames are the keys of a mapping, in the order it is written.
var fieldNames = [numFields]string{"text", "title", "body", "date", "author", "heat", "rank", "url", "label", "source", "market", "channel", "segment"}

// Mapping says which column holds what. Each field is a column's name, its
// 1-based position (when the table has that many columns), or in JSON and
// Parquet a dotted path ("data.title"); "" means not mapped.
//
// A zero Mapping is guessed from the file. One that lacks a date or any of
// text, title and body has just that guessed.
type Mapping struct {
	Text   string // the body; or the title when none is mapped and the text is one line of at most 120 characters
	Title  string
	Body   string
	Date   string
	Author string
	Heat   string // a count such as likes: "1,234", "3k", "1.2万"; negative is 0, unreadable is 1
	Rank   string // position in a chart, 1 is hottest: heat 1/log2(1+rank), unless Heat is mapped and filled
	URL    string
	Label  string

	// Where a row appeared, when it differs by row; a constant fills the
	// gaps. These are never guessed: a column called "channel" may as well
	// hold the names of a million accounts.
	Source  string
	Market  string
	Channel string
	Segment string // edgy, trendy or mainstream; anything else is unknown
}

// ParseMapping reads "date=1,rank=2,text=Review Text". A column name that
// holds a comma is put in double quotes: `text="Review, Text"`.
func ParseMapping(s string) (Mapping, error) {
	var m Mapping
	err := parsePairs(s, fieldNames[:], func(key, value string) error {
		if m.get(key) != "" {
			return fmt.Errorf("%s is given twice", key)
		}
		m.set(key, value)
		return nil
	})
	if err == nil && m.Text != "" && m.Body != "" {
		err = fmt.Errorf("text and body both fill the body: give title and body, or text alone")
	}
	if err != nil {
		return Mapping{}, fmt.Errorf("file: mapping %q: %w", s, err)
	}
	return m, nil
}

// String writes the mapping as ParseMapping reads it.
func (m Mapping) String() string {
	var parts []string
	for f := range numFields {
		if v := *m.at(f); v != "" {
			if strings.ContainsAny(v, `,"`) || v != strings.TrimSpace(v) {
				v = `"` + strings.ReplaceAll(v, `"`, `""`) + `"`
			}
			parts = append(parts, fieldNames[f]+"="+v)
		}
	}
	return strings.Join(parts, ",")
}

func (m *Mapping) at(f field) *string {
	return [numFields]*string{&m.Text, &m.Title, &m.Body, &m.Date, &m.Author, &m.Heat, &m.Rank, &m.URL, &m.Label, &m.Source, &m.Market, &m.Channel, &m.Segment}[f]
}

func (m *Mapping) get(key string) string { return *m.at(field(slices.Index(fieldNames[:], key))) }

func (m *Mapping) set(key, value string) { *m.at(field(slices.Index(fieldNames[:], key))) = value }

// hasText reports whether any column gives words.
func (m Mapping) hasText() bool { return m.Text != "" || m.Title != "" || m.Body != "" }

// parsePairs splits "key=value,key=value", a value may be in double quotes,
// and refuses keys that are not known.
func parsePairs(s string, known []string, use func(key, value string) error) error {
	rest := strings.TrimSpace(s)
	for rest != "" {
		key, after, ok := strings.Cut(rest, "=")
		key = strings.ToLower(strings.TrimSpace(key))
		if !ok {
			return fmt.Errorf("%q is not key=value; keys are %s", rest, strings.Join(known, ", "))
		}
		if !slices.Contains(known, key) {
			return fmt.Errorf("unknown key %q; keys are %s", key, strings.Join(known, ", "))
		}
		var value string
		after = strings.TrimLeft(after, " \t")
		if strings.HasPrefix(after, `"`) {
			if value, rest, ok = cutQuoted(after); !ok {
				return fmt.Errorf("%s: the quoted value does not end in a quote and a comma", key)
			}
		} else {
			value, rest, _ = strings.Cut(after, ",")
			value = strings.TrimSpace(value)
		}
		if value == "" {
			return fmt.Errorf("%s has no value", key)
		}
		if err := use(key, value); err != nil {
			return err
		}
		rest = strings.TrimSpace(rest)
	}
	return nil
}

// cutQuoted reads a quoted value, "" inside standing for one quote, and the
// comma after it.
func cutQuoted(s string) (value, rest string, ok bool) {
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		if s[i] != '"' {
			b.WriteByte(s[i])
			continue
		}
		if i+1 < len(s) && s[i+1] == '"' {
			b.WriteByte('"')
			i++
			continue
		}
		rest = strings.TrimLeft(s[i+1:], " \t")
		if rest == "" {
			return b.String(), "", true
		}
		return b.String(), rest[1:], rest[0] == ','
	}
	return "", "", false
}
