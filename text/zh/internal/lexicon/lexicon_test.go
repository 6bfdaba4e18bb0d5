package lexicon

import (
	"encoding/binary"
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// spelling draws sequences of codes that share many beginnings.
func spelling(t *rapid.T) []uint16 {
	return rapid.SliceOfN(rapid.SampledFrom([]uint16{1, 2, 3, 7, 500, 9000, MaxCode}), 1, 6).Draw(t, "codes")
}

// TestTrieIsAMap inserts words in any order, which makes nodes move, and
// expects to find exactly them.
func TestTrieIsAMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var trie Trie
		want := map[string]uint16{}
		for range rapid.IntRange(1, 60).Draw(t, "words") {
			codes := spelling(t)
			cost := uint16(rapid.IntRange(1, math.MaxUint16).Draw(t, "cost"))
			trie.Insert(codes, cost)
			want[key(codes)] = cost
		}
		found := walk(&trie, 0, nil, map[string]uint16{})
		if len(found) != len(want) {
			t.Fatalf("%d words in, %d found", len(want), len(found))
		}
		for k, cost := range want {
			if found[k] != cost {
				t.Fatalf("word %x costs %d, want %d", k, found[k], cost)
			}
		}
	})
}

func key(codes []uint16) string {
	var b []byte
	for _, c := range codes {
		b = binary.BigEndian.AppendUint16(b, c)
	}
	return string(b)
}

// walk collects every word below a place by trying every code.
func walk(t *Trie, place uint32, codes []uint16, found map[string]uint16) map[string]uint16 {
	for _, c := range []uint16{1, 2, 3, 4, 7, 500, 9000, MaxCode} {
		child := t.Child(place, c)
		if child == 0 {
			continue
		}
		spelled := append(codes[:len(codes):len(codes)], c)
		if cost := t.Units[child].Cost; cost != 0 {
			found[key(spelled)] = cost
		}
		walk(t, child, spelled, found)
	}
	return found
}

func compiled(t *testing.T) []byte {
	raw, err := Compile([]Word{{"裙子", 50}, {"裙", 20}, {"子", 900}, {"裙摆", 3}, {"t恤", 7}})
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestCompileParse(t *testing.T) {
	l, err := Parse(compiled(t))
	if err != nil {
		t.Fatal(err)
	}
	if l.Total != 980 || len(l.Runes) != 5 || l.Runes[0] != '子' {
		t.Errorf("total %v, characters %v; want 980 and five, 子 first", l.Total, l.Runes)
	}
	code := map[rune]uint16{}
	for i, r := range l.Runes {
		code[rune(r)] = uint16(i + 1)
	}
	for word, freq := range map[string]float64{"裙子": 50, "裙": 20, "子": 900, "裙摆": 3, "t恤": 7, "t": 0, "摆": 0} {
		place := uint32(0)
		for _, r := range word {
			place = l.Trie.Child(place, code[r])
		}
		want := uint16(0)
		if freq > 0 {
			want = l.Cost(freq)
		}
		if got := l.Trie.Units[place].Cost; got != want {
			t.Errorf("%s costs %d, want %d", word, got, want)
		}
	}
}

func TestCostOrder(t *testing.T) {
	l := &Lexicon{Total: 6e7}
	if !(l.Cost(1e6) < l.Cost(1000) && l.Cost(1000) < l.Cost(1) && l.Cost(0) == l.Cost(1) && l.Cost(1) < UnknownCost) {
		t.Error("rarer words must cost more, and an unknown character most")
	}
	if l.Cost(1e9) == 0 {
		t.Error("cost 0 means that there is no word")
	}
}

func TestCompileRefuses(t *testing.T) {
	for _, w := range []string{"", "𠮷", string(make([]rune, MaxWord+1))} {
		if _, err := Compile([]Word{{w, 1}}); err == nil {
			t.Errorf("%q compiled", w)
		}
	}
}

// FuzzParse checks that damaged data are refused or read, never a crash, and
// that what was read can be walked.
func FuzzParse(f *testing.F) {
	raw, err := Compile([]Word{{"裙子", 50}, {"裙", 20}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Add(raw[:20])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		l, err := Parse(b)
		if err != nil {
			if !errors.Is(err, ErrFormat) {
				t.Fatalf("error %v, want ErrFormat", err)
			}
			return
		}
		for c := range uint16(64) {
			if p := l.Trie.Child(0, c); p != 0 {
				l.Trie.Child(p, c)
			}
		}
	})
}
