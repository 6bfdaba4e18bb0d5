package token

import (
	"fmt"
	"maps"
	"slices"
)

// maxVocab bounds ids: four times the largest published vocabulary, so that a
// file cannot ask for the memory of a huge id.
const maxVocab = 1 << 20

// vocab holds tokens as the file writes them.
type vocab struct {
	tokens []string // by id; empty: a gap
	origin []origin // by id
	ids    map[string]int32
	merges []merge
}

// origin says which part of a file a token stands in.
type origin uint8

const (
	gap origin = iota
	inModel
	inAdded // only among the added tokens
)

// newVocab checks ids: none negative, none huge, none twice.
func newVocab(ids map[string]int32) (vocab, error) {
	v := vocab{ids: make(map[string]int32, len(ids))}
	for _, tok := range slices.Sorted(maps.Keys(ids)) { // sorted: of several errors always the same is told
		if err := v.add(tok, ids[tok], inModel); err != nil {
			return vocab{}, err
		}
	}
	return v, nil
}

// add gives a token an id and says where it comes from; adding one again
// changes nothing.
func (v *vocab) add(tok string, id int32, from origin) error {
	if id < 0 || id >= maxVocab {
		return fmt.Errorf("id %d of token %q is outside 0 to %d", id, tok, maxVocab-1)
	}
	if have, ok := v.ids[tok]; ok {
		if have != id {
			return fmt.Errorf("token %q has two ids, %d and %d", tok, have, id)
		}
		return nil
	}
	if grow := int(id) + 1 - len(v.tokens); grow > 0 {
		v.tokens = append(v.tokens, make([]string, grow)...)
		v.origin = append(v.origin, make([]origin, grow)...)
	}
	if v.origin[id] != gap {
		return fmt.Errorf("id %d belongs to two tokens, %q and %q", id, v.tokens[id], tok)
	}
	v.tokens[id], v.origin[id], v.ids[tok] = tok, from, id
	return nil
}

// join notes a merge of two tokens; both and what they make have to be known.
func (v *vocab) join(left, right string) error {
	made := left + right
	m := merge{}
	for _, part := range []struct {
		name string
		id   *int32
	}{{left, &m.left}, {right, &m.right}, {made, &m.result}} {
		id, ok := v.ids[part.name]
		if !ok {
			return fmt.Errorf("merge %d (%q with %q) needs the token %q, which the vocabulary lacks", len(v.merges)+1, left, right, part.name)
		}
		*part.id = id
	}
	v.merges = append(v.merges, m)
	return nil
}
