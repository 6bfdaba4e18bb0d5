package text

import (
	"strings"

	"hemline/text/en"
	"hemline/text/zh"
)

// TokenFilter changes or drops tokens in place and returns what is left. A
// filter keeps no state between calls and may be used by several goroutines
// at once.
type TokenFilter interface {
	FilterTokens(tokens []Token) []Token
}

// Lower folds the text of words and tags: see Fold.
type Lower struct{}

// FilterTokens implements TokenFilter.
func (Lower) FilterTokens(tokens []Token) []Token {
	for i := range tokens {
		if t := &tokens[i]; t.Type != URL && t.Type != Emoji {
			t.Text = FoldString(t.Text)
		}
	}
	return tokens
}

// Stop drops the stop words of a language among words already folded.
type Stop struct{ Lang Lang }

// FilterTokens implements TokenFilter.
func (f Stop) FilterTokens(tokens []Token) []Token {
	kept := tokens[:0]
	for _, t := range tokens {
		if t.Type != Word || !IsStop(f.Lang, t.Text) {
			kept = append(kept, t)
		}
	}
	return kept
}

// IsStop reports whether a folded word is so common in lang that it tells
// nothing: 的 and 我们 in Chinese (either form, folded or not), the and of in
// English. Chinese text also has the English ones, in borrowed phrases. Other
// languages have none here.
func IsStop(lang Lang, word string) bool {
	switch {
	case lang.Chinese():
		return zh.Stop(word) || en.Stop(word)
	case lang == English || lang == Und:
		return en.Stop(word)
	}
	return false
}

// Stem replaces folded English words by their stems, and leaves words with
// any other than ASCII letters alone.
type Stem struct{}

// FilterTokens implements TokenFilter.
func (Stem) FilterTokens(tokens []Token) []Token {
	for i := range tokens {
		if t := &tokens[i]; t.Type == Word && strings.IndexFunc(t.Text, func(r rune) bool { return r >= 0x80 }) < 0 {
			t.Text = en.Stem(t.Text)
		}
	}
	return tokens
}

// Analyzer is a pipeline from text to tokens: character filters, the
// tokenizer, token filters, each list in order. The zero value only
// tokenizes.
type Analyzer struct {
	CharFilters  []CharFilter
	Tokenizer    Tokenizer
	TokenFilters []TokenFilter
}

// Analyze returns the tokens of s. Their spans are those of the text after
// the character filters, which is returned too.
func (a *Analyzer) Analyze(s string, lang Lang) (string, []Token) {
	for _, f := range a.CharFilters {
		s = f.FilterText(s)
	}
	tokens := a.Tokenizer.Tokenize(nil, s, lang)
	for _, f := range a.TokenFilters {
		tokens = f.FilterTokens(tokens)
	}
	return s, tokens
}
