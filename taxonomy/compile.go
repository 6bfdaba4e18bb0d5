package taxonomy

import (
	"slices"
	"unicode"
	"unicode/utf8"
)

// compile fills the trie with everything to look for. Where one spelling has
// several meanings they are chained in the order they come here, and the
// first that passes its checks counts.
func (m *Matcher) compile() {
	heads := map[string]int32{}
	var keys []string
	add := func(k string, concept int32, part int, f flags) {
		head, old := heads[k]
		m.names = append(m.names, name{concept: concept, next: -1, head: uint8(part), flags: f | m.shape(k)})
		last := int32(len(m.names) - 1)
		if !old {
			heads[k] = last
			keys = append(keys, k)
			return
		}
		for m.names[head].next >= 0 {
			head = m.names[head].next
		}
		m.names[head].next = last
	}

	words := map[string]flags{} // of a word in several lists, the strongest
	for _, lang := range languages {
		for _, w := range m.pack.Rules.Hints[lang] {
			words[key(w)] = hint
		}
		for _, w := range m.pack.Rules.Context[lang] {
			words[key(w)] = context
		}
		for _, w := range m.pack.Rules.Core[lang] {
			words[key(w)] = core
		}
	}
	owner := map[string]int{}
	for _, s := range m.pack.spellings() {
		c, old := owner[s.key]
		if old && (s.derived || c == s.concept) {
			continue // a written name, or the concept's own, was there first
		}
		if !old {
			owner[s.key] = s.concept
		}
		add(s.key, int32(s.concept), s.head, m.flags(s)|words[s.key])
		delete(words, s.key)
	}
	for _, lang := range languages {
		for _, w := range m.pack.Rules.words(lang) {
			if k := key(w); words[k] != 0 {
				add(k, contextWord, 0, words[k])
				delete(words, k)
			}
		}
		for _, w := range m.pack.Rules.Stop[lang] {
			add(key(w), stopString, 0, 0)
		}
	}

	m.symbols = newSymbols(keys)
	list := make([]word, len(keys))
	for i, k := range keys {
		for j := range k {
			at, _ := m.symbols.at(k, j)
			list[i].symbols = append(list[i].symbols, at.symbol())
		}
		list[i].value = heads[k]
	}
	m.filter = newFilter(list, m.symbols, keys)
	m.trie = newTrie(list, m.symbols.count)
}

// flags of a concept's spelling.
func (m *Matcher) flags(s spelling) flags {
	var f flags
	kind := m.pack.concepts[s.concept].Kind
	start := 0
	if s.tag {
		f |= tag
		start = 1 // behind the sign
	}
	first, _ := utf8.DecodeRuneInString(s.key[start:])
	if s.ambiguous {
		f |= ambiguous
		if unicode.ToUpper(first) != first && slices.Contains(m.pack.Rules.Proper, kind) {
			f |= capital
		}
	} else if m.companion(kind) {
		f |= vouches
	}
	return f
}

// companion reports whether concepts of a kind vouch for ambiguous names.
func (m *Matcher) companion(k Kind) bool {
	if kinds := m.pack.Rules.Company.Kinds; len(kinds) > 0 {
		return slices.Contains(kinds, k)
	}
	return k != Person && k != Event
}

// shape gives the flags that follow from how a key is written.
func (m *Matcher) shape(k string) flags {
	var f flags
	pure, runes := true, 0
	var c class
	for _, r := range k {
		c = classOf(r)
		pure = pure && c == han
		runes++
	}
	if c == letter {
		f |= letterEnd
	}
	if m.seg != nil && pure && runes <= shortHan {
		f |= short
	}
	return f
}
