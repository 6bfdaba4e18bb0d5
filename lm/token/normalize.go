package token

import (
	"strings"
	"unicode"
)

// normalizer changes text before it is cut.
type normalizer interface{ apply(text string) string }

// normalizers apply one after the other.
type normalizers []normalizer

func (n normalizers) apply(text string) string {
	for _, step := range n {
		text = step.apply(text)
	}
	return text
}

// prepend puts a string before a text that is not empty.
type prepend string

func (p prepend) apply(text string) string {
	if text == "" {
		return text
	}
	return string(p) + text
}

// replace puts one string in the place of another.
type replace struct{ from, to string }

func (r replace) apply(text string) string { return strings.ReplaceAll(text, r.from, r.to) }

// lowercase is the plain Lowercase normalizer.
type lowercase struct{}

func (lowercase) apply(text string) string { return lower(text) }

// stripAccents is the StripAccents normalizer, which expects decomposed text and
// takes marks of every kind.
type stripAccents struct{}

func (stripAccents) apply(text string) string { return without(unicode.M, text) }
