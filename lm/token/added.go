package token

import (
	"iter"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// addedToken is a token beside the model's vocabulary, found in the text before
// the model sees it.
type addedToken struct {
	ID         int32  `json:"id"`
	Content    string `json:"content"`
	SingleWord bool   `json:"single_word"` // only where no word goes on before or after
	LStrip     bool   `json:"lstrip"`      // takes the white space before it
	RStrip     bool   `json:"rstrip"`      // takes the white space after it
	Normalized bool   `json:"normalized"`  // looked for in normalised text
	Special    bool   `json:"special"`
}

// addedTokens are all of a file's.
type addedTokens struct {
	all        []addedToken
	special    map[int32]bool
	asWritten  finder
	normalized finder
}

func newAddedTokens(all []addedToken, n normalizers) addedTokens {
	a := addedTokens{all: all, special: map[int32]bool{}}
	for _, tok := range all {
		if tok.Special {
			a.special[tok.ID] = true
		}
		if tok.Normalized {
			a.normalized.add(n.apply(tok.Content), tok)
		} else {
			a.asWritten.add(tok.Content, tok)
		}
	}
	a.asWritten.names.order()
	a.normalized.names.order()
	return a
}

// finder finds the leftmost, then longest of its tokens in a text.
type finder struct {
	names  names
	tokens []addedToken
	first  [256]bool // bytes that begin a name
}

func (f *finder) add(name string, tok addedToken) {
	if name == "" {
		return
	}
	f.names.add(name, int32(len(f.tokens)))
	f.tokens = append(f.tokens, tok)
	f.first[name[0]] = true
}

// stretch is a part of a text: a token, or text between tokens (id None).
type stretch struct {
	text string
	id   int32
}

// split yields a text in order as stretches. Without special, the names of
// special tokens are text.
func (f *finder) split(text string, special bool) iter.Seq[stretch] {
	return func(yield func(stretch) bool) {
		done := 0
		for i := 0; len(f.tokens) > 0 && i < len(text); {
			if !f.first[text[i]] {
				i++
				continue
			}
			at, n := f.names.longest(text[i:])
			if n == 0 {
				i++
				continue
			}
			tok := &f.tokens[at]
			from, to := i, i+n
			i = to
			if tok.Special && !special {
				continue
			}
			if tok.SingleWord && (wordBefore(text[:from]) || wordAfter(text[to:])) {
				continue
			}
			if tok.LStrip {
				from = len(strings.TrimRightFunc(text[:from], isSpace))
			}
			if tok.RStrip {
				to = len(text) - len(strings.TrimLeftFunc(text[to:], isSpace))
			}
			from = max(from, done)
			if done < from && !yield(stretch{text[done:from], None}) {
				return
			}
			if !yield(stretch{text[from:to], tok.ID}) {
				return
			}
			done = to
			i = max(i, to)
		}
		if done < len(text) {
			yield(stretch{text[done:], None})
		}
	}
}

func isSpace(r rune) bool { return unicode.Is(unicode.White_Space, r) }

// inWord is \w: letters, marks, decimal digits and connectors.
func inWord(r rune) bool {
	return unicode.In(r, unicode.L, newerLetters(), unicode.M, unicode.Nd, unicode.Nl, unicode.Pc, unicode.Join_Control)
}

func wordBefore(text string) bool {
	r, n := utf8.DecodeLastRuneInString(text)
	return n > 0 && inWord(r)
}

func wordAfter(text string) bool {
	r, n := utf8.DecodeRuneInString(text)
	return n > 0 && inWord(r)
}

// byID orders added tokens as files write them.
func byID(tokens []addedToken) []addedToken {
	sorted := slices.Clone(tokens)
	slices.SortFunc(sorted, func(a, b addedToken) int { return int(a.ID) - int(b.ID) })
	return sorted
}
