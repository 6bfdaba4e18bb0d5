package token

import (
	"iter"
	"slices"
	"sort"
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
	a.asWritten.order()
	a.normalized.order()
	return a
}

// finder finds the leftmost, then longest of its tokens in a text.
type finder struct {
	names  []string // sorted
	tokens []addedToken
	first  [256]bool // bytes that begin a name
}

func (f *finder) add(name string, tok addedToken) {
	if name == "" {
		return
	}
	f.names = append(f.names, name)
	f.tokens = append(f.tokens, tok)
	f.first[name[0]] = true
}

func (f *finder) order() { sort.Stable(f) }

// Len, Less and Swap order the names with their tokens, for sort.Stable.
func (f *finder) Len() int           { return len(f.names) }
func (f *finder) Less(i, j int) bool { return f.names[i] < f.names[j] }
func (f *finder) Swap(i, j int) {
	f.names[i], f.names[j] = f.names[j], f.names[i]
	f.tokens[i], f.tokens[j] = f.tokens[j], f.tokens[i]
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
		for i := 0; len(f.names) > 0 && i < len(text); {
			if !f.first[text[i]] {
				i++
				continue
			}
			tok, n := f.longest(text[i:])
			if n == 0 {
				i++
				continue
			}
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

// longest gives the longest token that begins the text and its length. It
// narrows the sorted names byte by byte, so that many names with one beginning
// cost no more than one.
func (f *finder) longest(text string) (tok *addedToken, n int) {
	lo, hi := 0, len(f.names)
	for k := 0; k < len(text) && lo < hi; k++ {
		b := text[k]
		names := f.names[lo:hi]
		from := sort.Search(len(names), func(i int) bool { return len(names[i]) > k && names[i][k] >= b })
		to := sort.Search(len(names), func(i int) bool { return len(names[i]) > k && names[i][k] > b })
		lo, hi = lo+from, lo+to
		if lo < hi && len(f.names[lo]) == k+1 {
			tok, n = &f.tokens[lo], k+1
		}
	}
	return tok, n
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
