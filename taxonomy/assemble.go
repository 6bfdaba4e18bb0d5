package taxonomy

import (
	"cmp"
	"slices"
	"strings"
)

// assemble resolves and checks what the files gave and fills p with it.
func (p *Pack) assemble(entries []entry, bad *problems) {
	byID := make(map[string]*entry, len(entries))
	bySlug := map[string][]string{}
	for i := range entries {
		e := &entries[i]
		if old := byID[e.ID]; old != nil {
			bad.add(e.file, e.line, "%s is defined already at %s:%d; merge the two or rename one", e.ID, old.file, old.line)
			continue
		}
		byID[e.ID] = e
		bySlug[e.slug] = append(bySlug[e.slug], e.ID)
	}
	for i := range entries {
		e := &entries[i]
		e.Parents = append(p.resolve(e, e.Parents, byID, bySlug, bad), p.resolve(e, e.implies, byID, bySlug, bad)...)
		e.Parents = distinct(e.Parents)
		e.tidyNames(bad)
	}
	checkClaims(entries, bad)
	if len(entries) == 0 {
		bad.add(packFile, 1, "the pack has no concepts; add a *.yaml with a list under concepts")
	}
	if !bad.none() {
		return
	}
	concepts := make([]Concept, len(entries))
	for i := range entries {
		concepts[i] = entries[i].Concept
	}
	p.fill(concepts)
	if loop := p.loop(); loop != nil {
		e := byID[loop[0]]
		bad.add(e.file, e.line, "%s is its own ancestor (%s); remove one of these parents", e.ID, strings.Join(loop, " -> "))
		return
	}
	p.closure()
}

// resolve turns slugs into ids: the same kind first, else the only concept of
// that slug.
func (p *Pack) resolve(e *entry, refs []string, byID map[string]*entry, bySlug map[string][]string, bad *problems) []string {
	var out []string
	for _, ref := range refs {
		id := ref
		if !strings.Contains(ref, "/") {
			id = string(e.Kind) + "/" + ref
			if ids := bySlug[ref]; byID[id] == nil && len(ids) == 1 {
				id = ids[0]
			} else if byID[id] == nil && len(ids) > 1 {
				bad.add(e.file, e.line, "%s: parent %q may be any of %s; write one of them", e.ID, ref, strings.Join(ids, ", "))
				continue
			}
		}
		switch {
		case id == e.ID:
			bad.add(e.file, e.line, "%s is its own parent; remove it", e.ID)
		case byID[id] == nil && p.extends == "":
			bad.add(e.file, e.line, "%s: unknown parent %q; define it, or correct the spelling", e.ID, ref)
		default:
			out = append(out, id)
		}
	}
	return out
}

// tidyNames drops aliases that are spelled like an earlier name of the same
// language and checks that ambiguous names exist.
func (e *entry) tidyNames(bad *problems) {
	all := map[string]string{}
	for _, lang := range languages {
		seen := map[string]bool{key(e.Labels[lang]): true}
		all[key(e.Labels[lang])] = e.Labels[lang]
		var kept []string
		for _, a := range e.Aliases[lang] {
			if k := key(a); !seen[k] {
				seen[k] = true
				all[k] = a
				kept = append(kept, a)
			}
		}
		if kept == nil {
			delete(e.Aliases, lang)
		} else {
			e.Aliases[lang] = kept
		}
	}
	if e.allAmbiguous {
		e.Ambiguous = nil
		e.names(func(_, name string) { e.Ambiguous = append(e.Ambiguous, name) })
	}
	for i, a := range e.Ambiguous {
		name, ok := all[key(a)]
		if !ok {
			bad.add(e.file, e.line, "%s: ambiguous %q is not one of its names; add it to also, or remove it", e.ID, a)
			continue
		}
		e.Ambiguous[i] = name
	}
	e.Ambiguous = distinct(e.Ambiguous)
}

// checkClaims wants a name that two concepts share to be ambiguous in both.
func checkClaims(entries []entry, bad *problems) {
	type claim struct {
		e         *entry
		ambiguous bool
	}
	first := map[string]claim{}
	for i := range entries {
		e := &entries[i]
		ambiguous := e.ambiguousKeys()
		told := map[string]bool{}
		e.names(func(_, name string) {
			k := key(name)
			old, ok := first[k]
			switch {
			case !ok:
				first[k] = claim{e, ambiguous[k]}
			case old.e != e && !(old.ambiguous && ambiguous[k]) && !told[k]:
				told[k] = true
				bad.add(e.file, e.line, "%s: %q is also a name of %s (%s:%d); remove it from one, or list it under ambiguous in both",
					e.ID, name, old.e.ID, old.e.file, old.e.line)
			}
		})
	}
}

// fill takes concepts in any order and builds the index.
func (p *Pack) fill(concepts []Concept) {
	order := make(map[Kind]int, len(Kinds))
	for i, k := range Kinds {
		order[k] = i
	}
	slices.SortFunc(concepts, func(a, b Concept) int {
		return cmp.Or(cmp.Compare(order[a.Kind], order[b.Kind]), cmp.Compare(a.ID, b.ID))
	})
	p.concepts = concepts
	p.index = make(map[string]int, len(concepts))
	for i := range concepts {
		p.index[concepts[i].ID] = i
	}
}

// loop returns a cycle of parents, its first id last as well, or nil.
func (p *Pack) loop() []string {
	const open, done = 1, 2
	state := make([]byte, len(p.concepts))
	var path, found []string
	var visit func(i int) bool
	visit = func(i int) bool {
		path = append(path, p.concepts[i].ID)
		if state[i] == open {
			found = path[slices.Index(path, p.concepts[i].ID):]
			return true
		}
		if state[i] != done {
			state[i] = open
			for _, parent := range p.concepts[i].Parents {
				if j, ok := p.index[parent]; ok && visit(j) {
					return true
				}
			}
			state[i] = done
		}
		path = path[:len(path)-1]
		return false
	}
	for i := range p.concepts {
		if visit(i) {
			return found
		}
	}
	return nil
}

// closure computes every concept's ancestors, breadth first. The parents
// must be free of cycles.
func (p *Pack) closure() {
	p.ancestors = make([][]string, len(p.concepts))
	for i := range p.concepts {
		var found []string
		seen := map[string]bool{}
		for next := p.concepts[i].Parents; len(next) > 0; {
			var after []string
			for _, id := range next {
				if j, ok := p.index[id]; ok && !seen[id] {
					seen[id] = true
					found = append(found, id)
					after = append(after, p.concepts[j].Parents...)
				}
			}
			next = after
		}
		p.ancestors[i] = found
	}
}

// distinct removes repeats and keeps the order.
func distinct(list []string) []string {
	seen := make(map[string]bool, len(list))
	return slices.DeleteFunc(list, func(s string) bool {
		old := seen[s]
		seen[s] = true
		return old
	})
}
