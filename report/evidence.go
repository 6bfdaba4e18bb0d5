package report

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"hemline/taxonomy"
)

// MaxQuote is how many characters of a quote are shown: about four lines on a
// phone.
const MaxQuote = 280

const (
	maxQuotes = 5
	maxURL    = 2048 // what every browser takes
)

type quoteView struct {
	Before, Mark, After string // the quote, with the concept's own words apart
	Lang                string
	Date, ISO           string
	Source, URL         string
	Copies              string
	ID                  string
}

func (w words) quotes(c taxonomy.Concept, evidence []Evidence) []quoteView {
	var out []quoteView
	for _, e := range evidence[:min(len(evidence), maxQuotes)] {
		text := strings.Join(strings.Fields(strings.ToValidUTF8(e.Quote, "\uFFFD")), " ")
		if text == "" {
			continue
		}
		q := quoteView{Lang: textLang(text), ISO: isoDate(e.Date), Source: e.Source, URL: safeURL(e.URL), ID: e.DocumentID}
		q.Before, q.Mark, q.After = mark(clip(text, MaxQuote), c)
		if !e.Date.IsZero() {
			q.Date = w.date(e.Date)
		}
		if q.Source == "" {
			q.Source = w.T("source.unknown")
		}
		if e.Copies > 0 {
			q.Copies = w.N("copies", int64(e.Copies))
		}
		out = append(out, q)
	}
	return out
}

// safeURL is raw when it is an absolute http or https address, else empty: a
// stored document may name any scheme, script included.
func safeURL(raw string) string {
	if len(raw) > maxURL {
		return ""
	}
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return ""
	}
	return u.String()
}

// clip cuts s to n runes and says so.
func clip(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	r := []rune(s)
	return strings.TrimRightFunc(string(r[:n-1]), unicode.IsSpace) + "…"
}

// mark splits text around the first place where one of the concept's names
// stands, the longest name that is found.
func mark(text string, c taxonomy.Concept) (before, found, after string) {
	lower := strings.ToLower(text)
	if len(lower) != len(text) { // offsets would not be those of text
		return text, "", ""
	}
	from, to := 0, 0
	try := func(name string) {
		name = strings.ToLower(name)
		if len(name) <= to-from || name == "" {
			return
		}
		for at := 0; at < len(lower); {
			i := strings.Index(lower[at:], name)
			if i < 0 {
				return
			}
			i += at
			if end := nameEnd(lower, i+len(name)); end > 0 && wordEdge(lower, i) {
				from, to = i, end
				return
			}
			_, size := utf8.DecodeRuneInString(lower[i:])
			at = i + size
		}
	}
	for _, lang := range []string{"en", "zh"} {
		try(c.Labels[lang])
		for _, a := range c.Aliases[lang] {
			try(a)
		}
	}
	return text[:from], text[from:to], text[to:]
}

// nameEnd is where a name that ends at byte i really ends, an English plural
// taken in ("shoes" for "shoe"); 0 when it is part of a longer word.
func nameEnd(s string, i int) int {
	for _, plural := range []string{"", "s", "es"} {
		if end := i + len(plural); strings.HasPrefix(s[i:], plural) && wordEdge(s, end) {
			return end
		}
	}
	return 0
}

// wordEdge says whether a name may begin or end at byte i: not inside a word
// of an alphabet. Chinese has no edges to keep to.
func wordEdge(s string, i int) bool {
	left, _ := utf8.DecodeLastRuneInString(s[:i])
	right, _ := utf8.DecodeRuneInString(s[i:])
	return !alphabetic(left) || !alphabetic(right)
}

func alphabetic(r rune) bool {
	return r != utf8.RuneError && unicode.IsLetter(r) && !unicode.Is(unicode.Han, r)
}

// textLang is the language attribute of a text, which chooses its glyphs.
func textLang(s string) string {
	for _, r := range s {
		if unicode.Is(unicode.Han, r) {
			return "zh"
		}
	}
	return "en"
}
