package token

import "unicode/utf8"

// wordPiece takes the longest token that begins a word, then the longest that
// goes on, to the end; a word with a part that has none is unknown as a whole
// (Devlin et al. 2019).
type wordPiece struct {
	first   names // tokens that begin a word
	rest    names // tokens that go on, without their prefix
	unk     int32
	maxWord int // characters above which a word is unknown unseen
}

func (m *wordPiece) encode(dst []int32, word string, _ *scratch) []int32 {
	unknown := func(dst []int32) []int32 {
		if m.unk == None {
			return dst
		}
		return append(dst, m.unk)
	}
	if utf8.RuneCountInString(word) > m.maxWord {
		return unknown(dst)
	}
	known := len(dst)
	tokens := &m.first
	for len(word) > 0 {
		id, n := tokens.longest(word)
		if n == 0 {
			return unknown(dst[:known])
		}
		dst = append(dst, id)
		word, tokens = word[n:], &m.rest
	}
	return dst
}
