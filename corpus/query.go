package corpus

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"hemline/text"
)

// Limits on what one search may ask for. Longer questions are cut-and-paste
// accidents.
const (
	maxQueryRunes = 512
	maxPhrases    = 32
	defaultLimit  = 20
)

// ErrQuery says that a search cannot be understood; the message says why.
var ErrQuery = errors.New("corpus: search")

// phrase is search terms that must follow each other.
type phrase struct {
	words  string   // as the user wrote them, folded
	terms  []string // as the index has them
	prefix bool     // the last term is only the beginning of one
}

// parseQuery takes a search apart: words all of which must occur, and
// "words in quotes" that must occur in this order. A word of several terms
// (a Chinese run, red-carpet) is a phrase too. Nothing else has a meaning.
func parseQuery(q string, lang text.Lang) ([]phrase, error) {
	if utf8.RuneCountInString(q) > maxQueryRunes {
		return nil, fmt.Errorf("%w: the query is longer than %d characters: shorten it", ErrQuery, maxQueryRunes)
	}
	var phrases []phrase
	add := func(words string) {
		words = strings.TrimSpace(words)
		terms := indexTerms(nil, words, lang)
		if len(terms) == 0 {
			return
		}
		last := len(terms) - 1
		if single(terms[last]) {
			if last > 0 && strings.HasSuffix(terms[last-1], terms[last]) {
				terms = terms[:last] // closes a run, which may go on in the text
			} else {
				phrases = append(phrases, phrase{words, terms, true})
				return
			}
		}
		phrases = append(phrases, phrase{words, terms, false})
	}
	for i, part := range strings.Split(text.FoldString(strings.ToValidUTF8(q, " ")), `"`) {
		if i%2 == 1 {
			add(part)
			continue
		}
		for _, word := range strings.FieldsFunc(part, unicode.IsSpace) {
			add(word)
		}
	}
	switch {
	case len(phrases) == 0:
		return nil, fmt.Errorf("%w: there is no word to search for in %q: give a word of the texts, other than the commonest", ErrQuery, q)
	case len(phrases) > maxPhrases:
		return nil, fmt.Errorf("%w: the query has more than %d words: shorten it", ErrQuery, maxPhrases)
	}
	return phrases, nil
}

// match writes phrases as an FTS5 query. Every term is inside quotes, where
// only a quote has a meaning, and terms hold none.
func match(phrases []phrase) string {
	var b strings.Builder
	for i, p := range phrases {
		if i > 0 {
			b.WriteString(" AND ")
		}
		b.WriteByte('"')
		b.WriteString(strings.ReplaceAll(strings.Join(p.terms, " "), `"`, `""`))
		b.WriteByte('"')
		if p.prefix {
			b.WriteByte('*')
		}
	}
	return b.String()
}

// indexTerms appends the terms a text is indexed by: those of text.Terms, and
// after the last term of a Chinese run its last character alone. Every
// character then begins some term, and a query of one finds it by prefix.
func indexTerms(dst []string, s string, lang text.Lang) []string {
	from := len(dst)
	dst = text.Terms(dst, s, lang)
	closing := 0
	for i := from; i < len(dst); i++ {
		if closes(dst, i) {
			closing++
		}
	}
	if closing == 0 {
		return dst
	}
	// From the back, so that each term moves once.
	end := len(dst)
	dst = slices.Grow(dst, closing)[:end+closing]
	for i := end - 1; closing > 0; i-- {
		if closes(dst[:end], i) {
			dst[i+closing] = lastWide(dst[i])
			closing--
		}
		dst[i+closing] = dst[i]
		end = i + 1
	}
	return dst
}

// closes reports whether term i is the last of a run.
func closes(terms []string, i int) bool {
	last := lastWide(terms[i])
	return last != "" && (i+1 == len(terms) || !strings.HasPrefix(terms[i+1], last))
}

// lastWide returns the last character of a term of several if it is Chinese,
// Japanese or Korean, else "".
func lastWide(t string) string {
	r, n := utf8.DecodeLastRuneInString(t)
	if !wide(r) || n == len(t) {
		return ""
	}
	return t[len(t)-n:]
}

// single reports whether t is one Chinese, Japanese or Korean character.
func single(t string) bool {
	r, n := utf8.DecodeRuneInString(t)
	return wide(r) && n == len(t)
}

// guess tells the language of a query from its script.
func guess(q string, lang text.Lang) text.Lang {
	if lang != "" {
		return lang
	}
	if strings.ContainsFunc(q, wide) {
		return text.Simplified
	}
	return text.English
}

// count returns how often a phrase occurs in terms.
func (p *phrase) count(terms []string) int {
	n := 0
	last := len(p.terms) - 1
	for i := 0; i+last < len(terms); i++ {
		if !slices.Equal(terms[i:i+last], p.terms[:last]) {
			continue
		}
		t := terms[i+last]
		if t == p.terms[last] || p.prefix && strings.HasPrefix(t, p.terms[last]) {
			n++
		}
	}
	return n
}
