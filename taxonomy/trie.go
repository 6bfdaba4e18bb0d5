package taxonomy

import "slices"

// trie is a double array (Aoe 1989): node n goes by symbol s to
// cells[n.base+s] when that cell's owner is n. The root is cell 0; its base
// is chosen first, so its children lie side by side. Values stand apart,
// since most nodes a text walks through have none.
type trie struct {
	cells  []cell
	values []int32 // what ends at a node, for those whose cell says so
}

type cell struct {
	owner int32 // the node this one is a child of, -1 for a free cell
	base  int32 // twice where its children are counted from (0 for a leaf), plus 1 when a word ends here
}

// word is a sequence of symbols with the value stored at its end.
type word struct {
	symbols []uint32
	value   int32
}

// newTrie builds the trie of distinct, non-empty words whose symbols are
// above 0 and below alphabet.
func newTrie(words []word, alphabet int) *trie {
	words = slices.Clone(words)
	slices.SortFunc(words, func(a, b word) int { return slices.Compare(a.symbols, b.symbols) })
	t := &trie{}
	t.grow(1)
	// Nodes wait in the order they were found (breadth first), so that the
	// first steps of all names share cache lines.
	type node struct {
		id    int32
		words []word
		depth int
	}
	free := 2 // no base and label add up to less
	for queue := []node{{0, words, 0}}; len(queue) > 0; queue = queue[1:] {
		n := queue[0]
		var labels []uint32
		var parts [][]word
		for i := 0; i < len(n.words); {
			w := n.words[i]
			if len(w.symbols) == n.depth {
				t.cells[n.id].base |= 1
				t.values[n.id] = w.value
				i++
				continue
			}
			s, j := w.symbols[n.depth], i+1
			for j < len(n.words) && n.words[j].symbols[n.depth] == s {
				j++
			}
			labels, parts = append(labels, s), append(parts, n.words[i:j])
			i = j
		}
		if len(labels) == 0 {
			continue
		}
		for free < len(t.cells) && t.cells[free].owner >= 0 {
			free++
		}
		base := t.place(labels, free)
		t.cells[n.id].base |= base << 1
		for i, s := range labels {
			child := base + int32(s)
			t.cells[child].owner = n.id
			queue = append(queue, node{child, parts[i], n.depth + 1})
		}
	}
	t.grow(len(t.cells) + alphabet) // so that no step leaves the array
	return t
}

// place finds the lowest base that puts all labels on free cells.
func (t *trie) place(labels []uint32, free int) int32 {
	base := max(free-int(labels[0]), 1)
	for ; ; base++ {
		t.grow(base + int(labels[len(labels)-1]) + 1)
		if !slices.ContainsFunc(labels, func(s uint32) bool {
			c := base + int(s)
			return c == 0 || t.cells[c].owner >= 0
		}) {
			return int32(base)
		}
	}
}

func (t *trie) grow(n int) {
	for len(t.cells) < n {
		t.cells = append(t.cells, cell{owner: -1})
		t.values = append(t.values, 0)
	}
}

// step returns the child of node by symbol, or -1. The symbol must be below
// the alphabet; no word has symbol 0.
func (t *trie) step(node int32, symbol uint32) int32 {
	next := t.cells[node].base>>1 + int32(symbol)
	if t.cells[next].owner != node || symbol == 0 {
		return -1
	}
	return next
}

// value returns what ends at node, or -1.
func (t *trie) value(node int32) int32 {
	if t.cells[node].base&1 == 0 {
		return -1
	}
	return t.values[node]
}
