package taxonomy

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"hemline/text"
	"hemline/text/en"
)

// separator stands for everything that joins the parts of a name: "a-line
// skirt", "A line skirt" and "a_line_skirt" are one spelling.
const separator = ' '

// normal is the form in which a rune of a name and of a text are compared.
func normal(r rune) rune {
	switch r = text.Fold(r); r {
	case '-', '_':
		return separator
	}
	return r
}

// key is a name as the matcher compares it: every rune normal, separators
// single. It is empty for a name without a letter or digit.
func key(name string) string {
	var b strings.Builder
	letters := false
	for _, r := range name {
		r = normal(r)
		if r == separator && (b.Len() == 0 || strings.HasSuffix(b.String(), " ")) {
			continue
		}
		letters = letters || unicode.IsLetter(r) || unicode.IsNumber(r)
		b.WriteRune(r)
	}
	if !letters {
		return ""
	}
	return strings.TrimSuffix(b.String(), " ")
}

// spelling is one way a concept is written.
type spelling struct {
	key       string
	concept   int // place in Pack.concepts
	ambiguous bool
	derived   bool // a plural or a hashtag: gives way to a written name
	tag       bool // a hashtag: the key starts with the sign
	head      int  // runes that are the name itself, 0 for all (see cutHeads)
}

// spellings lists every way the pack's concepts are written, names before
// derived forms, and proper names before others where two concepts share one
// (see Rules.Proper), otherwise in the order of the concepts.
func (p *Pack) spellings() []spelling {
	var names, derived []spelling
	for i := range p.concepts {
		c := &p.concepts[i]
		ambiguous := c.ambiguousKeys()
		c.names(func(lang, name string) {
			k := key(name)
			if now, ok := p.taken[k]; ok && now != c.ID {
				return
			}
			s := spelling{key: k, concept: i, ambiguous: ambiguous[k]}
			names = append(names, s)
			s.derived = true
			forms := []string{k}
			if lang == "en" && !c.Invariable {
				forms = append(forms, en.Plural(k))
			}
			for j, f := range forms {
				s.key = f
				if j > 0 {
					derived = append(derived, s)
				}
				if joined := strings.ReplaceAll(f, " ", ""); lang == "en" && joined != f {
					t := s
					t.key, t.tag = "#"+joined, true
					derived = append(derived, t)
				}
			}
		})
	}
	slices.SortStableFunc(names, func(a, b spelling) int { return p.rank(b) - p.rank(a) })
	all := append(names, derived...)
	p.cutHeads(all)
	return all
}

// cutHeads finds the proper names that are written with another concept's
// name behind them: in "gap jeans" the brand is gap, which the jeans make
// certain, and the jeans are a mention of their own.
func (p *Pack) cutHeads(all []spelling) {
	owner := make(map[string]int, len(all))
	type claim struct {
		concept int
		key     string
	}
	claims := make(map[claim]bool, len(all))
	for _, s := range all {
		if _, ok := owner[s.key]; !ok {
			owner[s.key] = s.concept
		}
		claims[claim{s.concept, s.key}] = true
	}
	for i := range all {
		s := &all[i]
		if s.tag || p.rank(*s) == 0 {
			continue
		}
		var before rune
		for j, r := range s.key {
			head := strings.TrimSuffix(s.key[:j], " ")
			edge := classOf(before) != letter || classOf(r) != letter
			if tail, ok := owner[s.key[j:]]; edge && ok && tail != s.concept && claims[claim{s.concept, head}] {
				s.head = utf8.RuneCountInString(head)
				break
			}
			before = r
		}
	}
}

// rank puts proper names first.
func (p *Pack) rank(s spelling) int {
	if slices.Contains(p.Rules.Proper, p.concepts[s.concept].Kind) {
		return 1
	}
	return 0
}

func (c *Concept) ambiguousKeys() map[string]bool {
	set := make(map[string]bool, len(c.Ambiguous))
	for _, a := range c.Ambiguous {
		set[key(a)] = true
	}
	return set
}
