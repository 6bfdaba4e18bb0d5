package classify

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"hemline/neural/kernel"
)

// vocabulary numbers the tokens of a cnn: words, and Han characters one by
// one. Number 0 stands for all others.
type vocabulary struct {
	tokens []string // of numbers 1, 2, ...
	number map[string]int32
}

// newVocabulary takes the tokens that occur at least twice, the most frequent
// first, at most limit.
func newVocabulary(texts []string, limit int) *vocabulary {
	count := map[string]int{}
	var words []string
	for _, t := range texts {
		for _, w := range tokens(t, &words) {
			count[w]++
		}
	}
	var all []string
	for w, n := range count {
		if n > 1 {
			all = append(all, w)
		}
	}
	slices.SortFunc(all, func(a, b string) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), strings.Compare(a, b))
	})
	return numbered(all[:min(len(all), limit)])
}

func numbered(tokens []string) *vocabulary {
	v := &vocabulary{tokens: tokens, number: make(map[string]int32, len(tokens))}
	for i, t := range tokens {
		v.number[t] = int32(i + 1)
	}
	return v
}

func (v *vocabulary) size() int { return len(v.tokens) + 1 }

// tokens cuts a text into words and single Han characters. The result is
// valid until buf is used again.
func tokens(text string, buf *[]string) []string {
	*buf = words(text, (*buf)[:0])
	cut := slices.Clone(*buf)
	*buf = (*buf)[:0]
	for _, w := range cut {
		if r, _ := utf8.DecodeRuneInString(w); !isHan(r) {
			*buf = append(*buf, w)
			continue
		}
		for _, r := range w {
			*buf = append(*buf, string(r))
		}
	}
	return *buf
}

// read numbers the first tokens of each text; one without any is read as one
// unknown token.
func (v *vocabulary) read(dev *kernel.Device, texts []string, limit int) [][]int32 {
	out := make([][]int32, len(texts))
	dev.Rows(len(texts), 64, func(_, lo, hi int) {
		var buf []string
		for ; lo < hi; lo++ {
			all := tokens(texts[lo], &buf)
			ids := make([]int32, max(min(len(all), limit), 1))
			for i := range min(len(all), limit) {
				ids[i] = v.number[all[i]]
			}
			out[lo] = ids
		}
	})
	return out
}
