package taxonomy

import (
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// The trie holds exactly the words it was built from.
func TestTrieHoldsItsWords(t *testing.T) {
	symbols := rapid.SliceOfN(rapid.Uint32Range(1, 40), 1, 6)
	rapid.Check(t, func(t *rapid.T) {
		set := map[string]int32{}
		for i, w := range rapid.SliceOfN(symbols, 1, 60).Draw(t, "words") {
			set[string(toBytes(w))] = int32(i)
		}
		var words []word
		for _, k := range slices.Sorted(maps.Keys(set)) {
			words = append(words, word{toSymbols(k), set[k]})
		}
		tr := newTrie(words, 41)
		look := func(w []uint32) int32 {
			node := int32(0)
			for _, s := range w {
				if node = tr.step(node, s); node < 0 {
					return -1
				}
			}
			return tr.value(node)
		}
		for _, w := range words {
			if got := look(w.symbols); got != w.value {
				t.Fatalf("%v gives %d, want %d", w.symbols, got, w.value)
			}
		}
		other := symbols.Draw(t, "other")
		want, ok := set[string(toBytes(other))]
		if !ok {
			want = -1
		}
		if got := look(other); got != want {
			t.Fatalf("%v gives %d, want %d", other, got, want)
		}
	})
}

func toBytes(w []uint32) (b []byte) {
	for _, s := range w {
		b = append(b, byte(s))
	}
	return b
}

func toSymbols(k string) (w []uint32) {
	for i := range len(k) {
		w = append(w, uint32(k[i]))
	}
	return w
}

func TestTrieHasNoStepByNothing(t *testing.T) {
	tr := newTrie([]word{{[]uint32{3, 4}, 0}}, 5)
	for node := range int32(len(tr.cells)) {
		if tr.cells[node].owner < 0 && node != 0 {
			continue
		}
		if got := tr.step(node, 0); got >= 0 {
			t.Errorf("node %d steps to %d by symbol 0", node, got)
		}
	}
}
