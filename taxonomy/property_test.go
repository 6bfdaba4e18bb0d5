package taxonomy

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// checkMentions fails when mentions of s are out of order or range, overlap,
// cut a rune, or are not a spelling of their concept.
func checkMentions(t rapid.TB, m *Matcher, s string, mentions []Mention) {
	spelled := map[string]map[string]bool{}
	for _, sp := range m.pack.spellings() {
		id := m.pack.concepts[sp.concept].ID
		if spelled[id] == nil {
			spelled[id] = map[string]bool{}
		}
		spelled[id][strings.TrimPrefix(sp.key, "#")] = true
	}
	last := 0
	for _, x := range mentions {
		if x.Start < last || x.End <= x.Start || x.End > len(s) {
			t.Fatalf("%q: span %d:%d after %d", s, x.Start, x.End, last)
		}
		last = x.End
		if !utf8.ValidString(s[x.Start:x.End]) {
			t.Fatalf("%q: span %d:%d cuts a rune", s, x.Start, x.End)
		}
		var k strings.Builder
		for _, r := range s[x.Start:x.End] {
			k.WriteRune(normal(r))
		}
		if !spelled[x.Concept][k.String()] {
			t.Fatalf("%q: %q is no spelling of %s", s, k.String(), x.Concept)
		}
	}
}

func TestMentionsAreSound(t *testing.T) {
	p := small(t)
	m := matcherOf(t, p, testWords)
	var parts []string
	for _, c := range p.Concepts() {
		c.names(func(_, name string) { parts = append(parts, name, strings.ToUpper(name)) })
	}
	parts = append(parts, " ", "-", "#", "s", "\n", "outfit", "穿搭", "大衣柜", "head coach", "\xff", "x", "7")
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(rapid.SampledFrom(parts), 0, 12).Draw(t, "parts"), "")
		checkMentions(t, m, s, m.Match(nil, s))
	})
}

// A name that stands alone among words it has nothing to do with is found,
// whatever its case: one mention, or a brand and the garment behind it, which
// cover it from end to end.
func TestEveryNameIsFound(t *testing.T) {
	p := small(t)
	m := matcherOf(t, p, nil)
	company := p.Concept("category/hanfu")
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom(p.Concepts()).Draw(t, "concept")
		var names []string
		c.names(func(_, name string) { names = append(names, name, strings.ToUpper(name), strings.ToTitle(name)) })
		name := rapid.SampledFrom(names).Draw(t, "name")
		s := company.Labels["en"] + " qq " + name + " qq " + company.Labels["zh"]
		mentions := m.Match(nil, s)
		last := len(mentions) - 2
		if last < 1 || last > 2 || s[mentions[1].Start:mentions[last].End] != name {
			t.Fatalf("%q: %v", s, mentions)
		}
		// Mango in capitals is the brand, whichever concept it came from.
		if got := mentions[1].Concept; got != c.ID && key(name) != "mango" {
			t.Fatalf("%q: found %s, want %s", s, got, c.ID)
		}
	})
}

func FuzzMatch(f *testing.F) {
	for _, s := range []string{"black leather-jacket #alineskirt", "最大衣柜，穿新裙", "ＬＶ包 orange outfit", "大片地区\n大片 时尚", "\xff\xe8\xa3"} {
		f.Add(s)
	}
	m := matcherOf(f, small(f), testWords)
	f.Fuzz(func(t *testing.T, s string) { checkMentions(t, m, s, m.Match(nil, s)) })
}
