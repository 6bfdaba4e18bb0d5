package token

import "fmt"

// finish builds what encoding needs from the tokens and merges.
func (t *Tokenizer) finish() error {
	t.special = append(t.special, make([]bool, len(t.tokens)-len(t.special))...)
	t.ids = make(map[string]int32, len(t.tokens))
	t.named = map[string]int32{}
	for i := range t.single {
		t.single[i] = -1
	}
	for id, s := range t.tokens {
		of := t.ids
		if t.special[id] {
			of = t.named
		}
		if _, taken := of[s]; taken {
			return fmt.Errorf("token: %q has two ids", s)
		}
		of[s] = int32(id)
		if len(s) == 1 && !t.special[id] {
			t.single[s[0]] = int32(id)
		}
	}
	for b, id := range t.single {
		if id < 0 {
			return fmt.Errorf("token: the vocabulary has no token for byte %#x; only byte-level vocabularies are read", b)
		}
	}
	t.merges = newPairTable(len(t.order))
	for rank, ab := range t.order {
		id, ok := t.ids[t.tokens[ab[0]]+t.tokens[ab[1]]]
		if !ok {
			return fmt.Errorf("token: merge %d makes %q, which is no token", rank, t.tokens[ab[0]]+t.tokens[ab[1]])
		}
		t.merges.put(ab[0], ab[1], int32(rank), id)
	}
	t.bos, t.eos, t.pad = -1, -1, -1
	for _, names := range []struct {
		id    *int32
		names []string
	}{
		{&t.bos, []string{"<|begin_of_text|>", EndOfText}},
		{&t.eos, []string{"<|end_of_text|>", EndOfText}},
		{&t.pad, []string{"<|finetune_right_pad_id|>", EndOfText}},
	} {
		for _, n := range names.names {
			if id, ok := t.named[n]; ok {
				*names.id = id
				break
			}
		}
	}
	return nil
}
