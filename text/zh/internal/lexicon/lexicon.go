// Package lexicon is the dictionary package zh cuts with: words as sequences
// of small character codes in a trie, each with its cost, in a form that
// loads without building anything.
package lexicon

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"unicode/utf8"
)

// A word's cost is -ln of its probability times costScale, rounded, so that
// the best cut of a run is the one of least total cost. Integers make the
// sum, and so the cut, the same on every machine.
const (
	// costScale keeps the rarest word (1 in 60 million: 17.9 nats) and an
	// unknown one within 16 bits.
	costScale = 2048
	// UnknownCost is what a character that is no word costs: two nats more
	// than the rarest word, so that any dictionary word over it wins.
	UnknownCost = 20 * costScale
)

// MaxWord is the most characters a word may have.
const MaxWord = 32

// Lexicon is a set of words with costs.
type Lexicon struct {
	Trie  Trie
	Runes []uint16 // Runes[c-1] is the character of code c, the most used first
	Total float64  // the sum of all frequencies
}

// Word is an entry to compile.
type Word struct {
	Text string
	Freq float64 // occurrences in the corpus the frequencies come from, from 1 up
}

// Cost turns a frequency into a cost.
func (l *Lexicon) Cost(freq float64) uint16 {
	c := math.Round(costScale * math.Log(l.Total/max(freq, 1)))
	return uint16(min(max(c, 1), UnknownCost))
}

// Compile makes the bytes of a lexicon of distinct words. The order of words
// does not matter.
func Compile(words []Word) ([]byte, error) {
	l := &Lexicon{}
	use := map[rune]float64{}
	for _, w := range words {
		if n := utf8.RuneCountInString(w.Text); n == 0 || n > MaxWord {
			return nil, fmt.Errorf("lexicon: %q has %d characters, want 1 to %d", w.Text, n, MaxWord)
		}
		l.Total += max(w.Freq, 1)
		for _, r := range w.Text {
			if r > 0xFFFF {
				return nil, fmt.Errorf("lexicon: %q has a character outside the basic plane", w.Text)
			}
			use[r] += max(w.Freq, 1)
		}
	}
	if len(use) > MaxCode {
		return nil, fmt.Errorf("lexicon: %d characters, want at most %d", len(use), MaxCode)
	}
	for r := range use {
		l.Runes = append(l.Runes, uint16(r))
	}
	// Used together, stored together: the most used characters get the
	// smallest codes, so that hot children stand side by side.
	slices.SortFunc(l.Runes, func(a, b uint16) int {
		return cmp.Or(cmp.Compare(use[rune(b)], use[rune(a)]), cmp.Compare(a, b))
	})
	code := map[rune]uint16{}
	for i, r := range l.Runes {
		code[rune(r)] = uint16(i + 1)
	}
	l.build(words, code)
	return l.append(nil), nil
}

// node is a node of the trie while it is being built.
type node struct {
	parent   *node
	label    uint16
	cost     uint16
	place    uint32
	weight   float64 // how often a walk comes by
	children map[uint16]*node
}

// build lays out the trie, the most visited nodes at the front.
func (l *Lexicon) build(words []Word, code map[rune]uint16) {
	root := &node{children: map[uint16]*node{}}
	nodes := []*node{root}
	sorted := slices.SortedFunc(slices.Values(words), func(a, b Word) int { return cmp.Compare(a.Text, b.Text) })
	for _, w := range sorted {
		n := root
		n.weight += max(w.Freq, 1)
		for _, r := range w.Text {
			c := code[r]
			next := n.children[c]
			if next == nil {
				next = &node{parent: n, label: c, children: map[uint16]*node{}}
				n.children[c] = next
				nodes = append(nodes, next)
			}
			n = next
			n.weight += max(w.Freq, 1)
		}
		n.cost = l.Cost(w.Freq)
	}
	// A parent weighs at least what its child does and came before it, so a
	// stable sort keeps parents first.
	slices.SortStableFunc(nodes, func(a, b *node) int { return cmp.Compare(b.weight, a.weight) })
	for _, n := range nodes {
		if n != root {
			n.place = l.Trie.Child(n.parent.place, n.label)
			l.Trie.Units[n.place].Cost = n.cost
		}
		if len(n.children) == 0 {
			continue
		}
		codes := make([]uint16, 0, len(n.children))
		for c := range n.children {
			codes = append(codes, c)
		}
		slices.Sort(codes)
		l.Trie.AddChildren(n.place, codes)
	}
}
