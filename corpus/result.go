package corpus

import (
	"time"

	"hemline/taxonomy"
	"hemline/text"
)

// Query is what to search for. The zero values of all fields but Text mean
// no limit.
type Query struct {
	Text string    // words, all of which must occur; "quoted words" in this order; Chinese runs are phrases
	Lang text.Lang // the language the words are in; "" guesses from the script

	Since, Until time.Time // Since <= time < Until; with Until nothing later is seen

	Source, Market, Channel string

	Limit, Offset int // stories; Limit 0 means 20
}

// Hit is a story found, with its best matching text.
type Hit struct {
	ID      string    `json:"id"` // of the matching document, 16 hex digits
	Time    time.Time `json:"time"`
	Lang    text.Lang `json:"lang"`
	Source  string    `json:"source"`
	Market  string    `json:"market,omitempty"`
	Channel string    `json:"channel,omitempty"`
	URL     string    `json:"url,omitempty"`
	Title   string    `json:"title"`
	Snippet string    `json:"snippet"`     // text around the first match
	Start   int       `json:"match_start"` // bytes of Snippet that match: [Start, End)
	End     int       `json:"match_end"`
	Score   float64   `json:"score"` // higher is better

	// Of the whole story before Until, not only of what matches.
	Copies int64     `json:"copies"` // appearances besides the first
	Heat   float64   `json:"heat"`
	First  time.Time `json:"first"`
	Last   time.Time `json:"last"`
}

// Filter narrows a stream of documents. Zero fields mean no limit.
type Filter struct {
	Concepts     []string  // any of these is mentioned
	Since, Until time.Time // Since <= time < Until
	Relevant     bool      // only documents about the domain
	Heads        bool      // only the first document of each story

	Source, Market, Channel, Segment string
}

// DocumentHit is a story as evidence for a concept: the document that
// mentions it, and how loud the story was.
type DocumentHit struct {
	Document text.Document
	Mentions []taxonomy.Mention // all of the document, in order of Start
	Heat     float64            // of all appearances of the story the filter's times and scope let through
	Copies   int64              // those appearances, less one
}

// Stats says what is in a store. It depends on the rows only, not on how
// often an import was interrupted.
type Stats struct {
	Documents   int64 `json:"documents"` // stories
	Copies      int64 `json:"copies"`
	Quarantined int64 `json:"quarantined"`
	Relevant    int64 `json:"relevant"` // stories about the domain
	Mentions    int64 `json:"mentions"` // in documents and copies

	First time.Time `json:"first"` // zero when there are no documents
	Last  time.Time `json:"last"`

	Sources   []Count `json:"sources"`
	Languages []Count `json:"languages"`
	Markets   []Count `json:"markets"`
	Channels  []Count `json:"channels"`
	Segments  []Count `json:"segments"`
	Months    []Count `json:"months"` // "2006-01", in order of time

	Gaps    []Gap    `json:"gaps"`    // days without a document
	Reasons []Reason `json:"reasons"` // of quarantine, most frequent first, at most 20
}

// Count is a number of documents and copies under one name.
type Count struct {
	Name      string `json:"name"`
	Documents int64  `json:"documents"`
	Copies    int64  `json:"copies"`
}

// Gap is a run of days on which a source has nothing though it has something
// before and after.
type Gap struct {
	Source string    `json:"source"`
	From   time.Time `json:"from"` // first day without
	To     time.Time `json:"to"`   // last day without
	Days   int       `json:"days"`
}

// Reason is why rows are in quarantine.
type Reason struct {
	Reason string `json:"reason"`
	Rows   int64  `json:"rows"`
}

// Format is a file format of Export.
type Format string

// The formats of Export.
const (
	JSONL   Format = "jsonl"
	CSV     Format = "csv"
	Parquet Format = "parquet"
)
