package taxonomy

import (
	"testing"

	"pgregory.net/rapid"
)

// The filter may only pass in vain: with one that passes everything the
// matcher finds the same.
func TestFilterTurnsNoNameAway(t *testing.T) {
	p := small(t)
	m, open := matcherOf(t, p, nil), matcherOf(t, p, nil)
	for i := range open.filter.pairs {
		open.filter.pairs[i] = ^uint64(0)
	}
	parts := []string{"a", "-", " ", "#", "line", "skirt", "s", "bag", "裙", "包", "包包", "大衣", "LV", "Ｌ", "皮", "x", "\n", "é", "\xff"}
	rapid.Check(t, func(t *rapid.T) {
		s := ""
		for _, part := range rapid.SliceOfN(rapid.SampledFrom(parts), 0, 10).Draw(t, "parts") {
			s += part
		}
		if got, want := found(m, s), found(open, s); got != want {
			t.Fatalf("%q\n got %s\nwant %s", s, got, want)
		}
	})
}

// Every name of the real pack passes on its own, at the end of a text.
func TestFilterKnowsEveryName(t *testing.T) {
	m := matcherOf(t, mustFashion(t), nil)
	for _, sp := range m.pack.spellings() {
		at, size := m.symbols.at(sp.key, 0)
		if !at.starts() || !m.filter.pass(m.symbols, sp.key, 0, at, size) {
			t.Errorf("%q is turned away", sp.key)
		}
	}
}
