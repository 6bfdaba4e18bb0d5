package corpus

import (
	"time"

	"hemline/taxonomy"
	"hemline/text"
)

// Entry is one document on its way into the store.
type Entry struct {
	Document text.Document
	Mentions []taxonomy.Mention
	Relevant bool // about the domain, by the relevance rule at import
}

// Reject is a row that could not be used.
type Reject struct {
	Source string
	File   string
	Line   int64
	Reason string
	Raw    string
}

// Added counts what became of a batch of entries and rejects. Every row is
// in exactly one of the four.
type Added struct {
	Documents   int64 // new stories
	Copies      int64 // near-duplicates, kept with their own time, source and heat
	Repeats     int64 // rows already in the store, skipped
	Quarantined int64
}

// Appearance is one time a story was published: the document itself or one
// of its copies.
type Appearance struct {
	Document int64     // row number of the appearing document, the key of Mentions
	Story    int64     // row number of the story it belongs to as known at the cut
	Time     time.Time // UTC
	Source   string
	Market   string
	Channel  string
	Segment  string
	Lang     text.Lang
	Heat     float64
	Relevant bool
	Concepts []string // distinct concept ids mentioned, sorted; nil for most documents
}
