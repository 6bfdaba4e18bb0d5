package en

import (
	"sync"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
)

// Stem returns the stem of a lower-case English word by the Snowball English
// stemmer (Porter, 2001): skirts and skirt, knitted and knit have one stem.
// Words of other languages go through the same rules unharmed or nearly so.
func Stem(word string) string {
	m := memos.Get().(*memo)
	defer memos.Put(m)
	return m.stem(word)
}

// memos spares the stemmer, which takes a microsecond, for words seen lately;
// a few thousand words make nine tenths of any text.
var memos = sync.Pool{New: func() any {
	return &memo{env: snowballstem.NewEnv(""), stems: make(map[string]string, 1024)}
}}

type memo struct {
	env   *snowballstem.Env
	stems map[string]string
}

const (
	// maxMemo bounds a memo to about a megabyte.
	maxMemo = 1 << 14
	// maxStemmed is the longest word that is stemmed: no English word is
	// longer, and the stemmer's time must not depend on hostile input.
	maxStemmed = 48
)

func (m *memo) stem(word string) string {
	if len(word) < 3 || len(word) > maxStemmed {
		return word
	}
	if s, ok := m.stems[word]; ok {
		return s
	}
	m.env.SetCurrent(word)
	english.Stem(m.env)
	if len(m.stems) == maxMemo {
		clear(m.stems)
	}
	s := m.env.Current()
	m.stems[word] = s
	return s
}
