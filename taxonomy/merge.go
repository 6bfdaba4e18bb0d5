package taxonomy

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Merge joins packs into one: the first gives the name and the rules, the
// others add to them. A concept of the same id in several packs is one
// concept with the names of all, labels and hex from the last; a name that
// two packs give to different concepts belongs to the later pack, so that a
// folder of one's own can correct the embedded pack without editing it. The
// lists of words and stop strings add up. Merge fails on no packs, on parents
// that none of them defines, and on cycles.
func Merge(packs ...*Pack) (*Pack, error) {
	if len(packs) == 0 {
		return nil, fmt.Errorf("taxonomy: merge packs: none given")
	}
	out := &Pack{
		Name: packs[0].Name, Version: packs[0].Version, Title: maps.Clone(packs[0].Title),
		Rules: packs[0].Rules,
	}
	for _, list := range out.Rules.lists() {
		*list = map[string][]string{}
	}
	var concepts []Concept
	place := map[string]int{}
	owners := map[string][]string{} // name -> the concepts of the last pack that has it
	out.taken = map[string]string{}
	for n, p := range packs {
		if n > 0 {
			out.Name += "+" + p.Name
		}
		for _, lang := range languages {
			from := p.Rules.lists()
			for i, list := range out.Rules.lists() {
				(*list)[lang] = distinct(append((*list)[lang], (*from[i])[lang]...))
			}
		}
		mine := map[string][]string{}
		for i := range p.concepts {
			c := p.concepts[i].clone()
			c.names(func(_, name string) {
				if k := key(name); !slices.Contains(mine[k], c.ID) {
					mine[k] = append(mine[k], c.ID)
				}
			})
			if j, ok := place[c.ID]; ok {
				concepts[j] = union(concepts[j], c)
				continue
			}
			place[c.ID] = len(concepts)
			concepts = append(concepts, c)
		}
		maps.Copy(out.taken, p.taken)
		for k, ids := range mine {
			if old := owners[k]; len(old) > 0 && !slices.Contains(old, ids[0]) {
				out.taken[k] = ids[0]
			}
			owners[k] = ids
		}
	}
	out.fill(concepts)
	for i := range out.concepts {
		for _, parent := range out.concepts[i].Parents {
			if _, ok := out.index[parent]; !ok {
				return nil, fmt.Errorf("taxonomy: merge packs: %s: unknown parent %q; merge the pack that defines it as well", out.concepts[i].ID, parent)
			}
		}
	}
	if loop := out.loop(); loop != nil {
		return nil, fmt.Errorf("taxonomy: merge packs: %s is its own ancestor (%s); remove one of these parents", loop[0], strings.Join(loop, " -> "))
	}
	out.closure()
	return out, nil
}

// lists are the rules that are lists of strings by language.
func (r *Rules) lists() [4]*map[string][]string {
	return [...]*map[string][]string{&r.Core, &r.Context, &r.Hints, &r.Stop}
}

func (c Concept) clone() Concept {
	c.Labels = maps.Clone(c.Labels)
	aliases := make(map[string][]string, len(c.Aliases))
	for lang, list := range c.Aliases {
		aliases[lang] = slices.Clone(list)
	}
	c.Aliases = aliases
	c.Parents, c.Ambiguous = slices.Clone(c.Parents), slices.Clone(c.Ambiguous)
	return c
}

// union adds b's names and parents to a, which has the same id.
func union(a, b Concept) Concept {
	for _, lang := range languages {
		names := append(a.Aliases[lang], a.Labels[lang])
		names = append(names, b.Aliases[lang]...)
		label := b.Labels[lang]
		a.Labels[lang] = label
		a.Aliases[lang] = distinct(slices.DeleteFunc(names, func(s string) bool { return key(s) == key(label) }))
	}
	if b.Hex != "" {
		a.Hex = b.Hex
	}
	a.Parents = distinct(append(a.Parents, b.Parents...))
	a.Ambiguous = distinct(append(a.Ambiguous, b.Ambiguous...))
	a.Invariable = a.Invariable || b.Invariable
	return a
}
