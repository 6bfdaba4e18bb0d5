package text

import "time"

// Lang is a BCP 47 tag of a language this package tells apart.
type Lang string

// The languages text identifies. Und marks text too short or mixed to tell.
const (
	English     Lang = "en"
	Simplified  Lang = "zh-Hans"
	Traditional Lang = "zh-Hant"
	Japanese    Lang = "ja"
	Korean      Lang = "ko"
	French      Lang = "fr"
	Italian     Lang = "it"
	Spanish     Lang = "es"
	German      Lang = "de"
	Portuguese  Lang = "pt"
	Und         Lang = "und"
)

// Chinese reports whether l is either written form of Chinese.
func (l Lang) Chinese() bool { return l == Simplified || l == Traditional }

// Document is a cleaned text with where, when and how loud it appeared.
// Title and Body are valid UTF-8 in NFKC without markup, entities or control
// characters; either may be empty, not both.
type Document struct {
	ID   uint64    // stable hash of source, time, author, url, title and body
	Time time.Time // UTC
	Lang Lang

	Source  string
	Channel string
	Market  string
	Segment string
	Author  string
	URL     string
	Label   string
	Heat    float64

	Title string
	Body  string
}

// Text is what concepts are matched in and quotes are cut from: the title,
// a line feed, the body (just the one that is there when the other is empty).
// Spans of mentions and evidence are byte offsets into it.
func (d *Document) Text() string {
	switch {
	case d.Body == "":
		return d.Title
	case d.Title == "":
		return d.Body
	}
	return d.Title + "\n" + d.Body
}
