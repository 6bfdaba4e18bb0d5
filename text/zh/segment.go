package zh

import (
	"fmt"
	"unicode/utf8"

	"hemline/text/zh/internal/lexicon"
)

// Word is a word to add to the dictionary.
type Word struct {
	Text string // up to 32 characters; either form of Chinese, any case
	// Freq is how often the word would occur in the 60 million words the
	// dictionary's frequencies come from. 0 means often enough that the word
	// is cut out whole where its characters stand together.
	Freq float64
}

// Segmenter cuts Chinese text into words: of all ways to cut it takes the one
// whose words are together the most probable, each by its frequency in a
// dictionary (a Viterbi search over a unigram model). It may be used by
// several goroutines at once.
type Segmenter struct {
	trie     lexicon.Trie
	alphabet *alphabet
}

// New loads the embedded dictionary (349,000 words) and adds words to it, in
// order. A word there already takes the added frequency when that is larger.
func New(words ...Word) (*Segmenter, error) {
	l, err := loadDict()
	if err != nil {
		return nil, err
	}
	s := &Segmenter{trie: l.Trie, alphabet: newAlphabet(l.Runes)}
	codes := len(l.Runes)
	for _, w := range words {
		if n := utf8.RuneCountInString(w.Text); n == 0 || n > lexicon.MaxWord {
			return nil, fmt.Errorf("zh: add word %q: it has %d characters, want 1 to %d", w.Text, n, lexicon.MaxWord)
		}
		added, err := s.spell(w.Text, &codes)
		if err != nil {
			return nil, fmt.Errorf("zh: add word %q: %w", w.Text, err)
		}
		cost := l.Cost(w.Freq)
		if w.Freq == 0 {
			cost = min(l.Cost(usualFreq), s.beats(w.Text))
		}
		s.add(added, cost)
	}
	return s, nil
}

// usualFreq is the frequency of a word in daily use: the dictionary has 流行
// with 3,049 and 时尚 with 1,044.
const usualFreq = 2000

// spell turns a word into codes, giving new characters codes of their own.
func (s *Segmenter) spell(word string, codes *int) ([]uint16, error) {
	var spelled []uint16
	for _, r := range word {
		if r > 0xFFFF {
			return nil, fmt.Errorf("%q is outside the basic plane", r)
		}
		if s.alphabet[r].code() == 0 {
			if *codes == lexicon.MaxCode {
				return nil, fmt.Errorf("no room for the character %q: %d are in use", r, *codes)
			}
			*codes++
			s.alphabet[r] |= symbol(*codes)
		}
		spelled = append(spelled, s.alphabet[r].code())
	}
	return spelled, nil
}

// beats is the largest cost at which the word is cheaper than its cut.
func (s *Segmenter) beats(word string) uint16 {
	var w window
	w.fill(s.alphabet, word, 0)
	s.solve(&w)
	return uint16(min(max(w.cost[0], 2)-1, lexicon.UnknownCost))
}

// add gives a spelled word a cost unless it has a smaller one.
func (s *Segmenter) add(spelled []uint16, cost uint16) {
	place := uint32(0)
	for _, c := range spelled {
		if place = s.trie.Child(place, c); place == 0 {
			break
		}
	}
	if place != 0 && s.trie.Units[place].Cost != 0 {
		cost = min(cost, s.trie.Units[place].Cost)
	}
	s.trie.Insert(spelled, cost)
}
