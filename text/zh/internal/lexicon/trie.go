package lexicon

import "slices"

// MaxCode is the largest code. The slots up to it are those of the root's
// children, each at its own code, and belong to nobody else.
const MaxCode = 1<<14 - 1

// Unit is one node: the edge that leads to it, the word that ends in it and
// where its children are.
type Unit struct {
	Base  uint32 // the child on code c is at Base+c; 0 when there are none
	Label uint16 // the code of the edge that leads here; 0 when the slot is free
	Cost  uint16 // of the word that ends here; 0 when none does
}

// Trie is a double-array trie, laid out so that one step down is one load of
// eight bytes. The layout is that of Aoe (1989), "An efficient digital search
// algorithm by using a double-array structure", with the check array holding
// the label of the edge instead of the parent. That is enough as long as no
// two nodes have the same base, and it lets a node be moved without touching
// its children.
//
// It maps sequences of codes, each from 1 to MaxCode, to costs. The zero
// value is an empty trie. A Trie that nobody changes may be read by several
// goroutines at once.
type Trie struct {
	Units []Unit
	used  []uint64 // bit b: some node has base b; nil until the first change
	from  uint32   // where the search for free slots begins
}

// Child returns the place of the child of the node at place n on code c, or 0
// when there is none. Place 0 is the root.
func (t *Trie) Child(n uint32, c uint16) uint32 {
	base := uint32(0)
	if n != 0 {
		if base = t.Units[n].Base; base == 0 {
			return 0
		}
	}
	i := base + uint32(c)
	if int(i) >= len(t.Units) || t.Units[i].Label != c {
		return 0
	}
	return i
}

// Insert gives the word spelled by codes a cost, adding or replacing it.
// Codes are from 1 to MaxCode, cost is not 0.
func (t *Trie) Insert(codes []uint16, cost uint16) {
	n := uint32(0)
	for _, c := range codes {
		next := t.Child(n, c)
		if next == 0 {
			t.AddChildren(n, []uint16{c})
			next = t.Child(n, c)
		}
		n = next
	}
	t.Units[n].Cost = cost
}

// AddChildren gives the node at place n children on the given codes, none of
// which it has yet. Adding all children of a node at once, the most used
// nodes first, packs them best.
func (t *Trie) AddChildren(n uint32, codes []uint16) {
	t.prepare()
	if n == 0 {
		t.label(0, codes)
		return
	}
	base := t.Units[n].Base
	if base != 0 && t.fits(base, codes) {
		t.label(base, codes)
		return
	}
	if base == 0 {
		base = t.findBase(codes)
		t.label(base, codes)
		t.setBase(n, base)
		return
	}
	old := t.children(base)
	to := t.findBase(append(slices.Clone(old), codes...))
	t.label(to, codes)
	for _, c := range old {
		t.grow(to + uint32(c))
		from := base + uint32(c)
		t.Units[to+uint32(c)] = t.Units[from]
		t.Units[from] = Unit{}
	}
	t.used[base>>6] &^= 1 << (base & 63)
	t.setBase(n, to)
}

// prepare makes the bookkeeping of changes when it is not there.
func (t *Trie) prepare() {
	if t.used != nil {
		return
	}
	t.grow(MaxCode)
	t.from = MaxCode + 1
	t.used = make([]uint64, len(t.Units)>>6+1)
	for _, u := range t.Units {
		if u.Base != 0 {
			t.used[u.Base>>6] |= 1 << (u.Base & 63)
		}
	}
}

// grow makes slot i exist.
func (t *Trie) grow(i uint32) {
	if int(i) >= len(t.Units) {
		t.Units = append(t.Units, make([]Unit, int(i)+1-len(t.Units))...)
	}
}

// label takes the slots of codes under base.
func (t *Trie) label(base uint32, codes []uint16) {
	for _, c := range codes {
		t.grow(base + uint32(c))
		t.Units[base+uint32(c)].Label = c
	}
}

// setBase points the node at place n to its children.
func (t *Trie) setBase(n, base uint32) {
	t.Units[n].Base = base
	if w := int(base >> 6); w >= len(t.used) {
		t.used = append(t.used, make([]uint64, w+1-len(t.used))...)
	}
	t.used[base>>6] |= 1 << (base & 63)
}

// children lists the codes under a base. No other node has this base, so
// every slot whose label agrees with its distance is a child.
func (t *Trie) children(base uint32) []uint16 {
	var codes []uint16
	for c := uint32(1); c <= MaxCode && int(base+c) < len(t.Units); c++ {
		if t.Units[base+c].Label == uint16(c) {
			codes = append(codes, uint16(c))
		}
	}
	return codes
}

// fits reports whether the slots of codes under base are free.
func (t *Trie) fits(base uint32, codes []uint16) bool {
	for _, c := range codes {
		if i := int(base) + int(c); i < len(t.Units) && t.Units[i].Label != 0 {
			return false
		}
	}
	return true
}

// taken reports whether some node has this base.
func (t *Trie) taken(base uint32) bool {
	w := int(base >> 6)
	return w < len(t.used) && t.used[w]>>(base&63)&1 == 1
}

// maxTries is how many slots a search may look at before the next one begins
// where it ended: the few holes left behind are worth less than the time that
// looking into them again and again would take.
const maxTries = 256

// findBase finds a base that nobody has and under which codes fit, the lowest
// from where the search begins.
func (t *Trie) findBase(codes []uint16) uint32 {
	first := uint32(slices.Min(codes))
	for int(t.from) < len(t.Units) && t.Units[t.from].Label != 0 {
		t.from++
	}
	start := max(t.from, MaxCode+1+first)
	for i := start; ; i++ {
		if int(i) < len(t.Units) && t.Units[i].Label != 0 {
			continue
		}
		if base := i - first; !t.taken(base) && t.fits(base, codes) {
			if i-start > maxTries {
				t.from = i
			}
			return base
		}
	}
}
