package token

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// mergeFile is one merge as a file writes it.
type mergeFile struct{ left, right string }

// UnmarshalJSON reads "a b" and ["a", "b"].
func (m *mergeFile) UnmarshalJSON(raw []byte) error {
	if len(raw) > 0 && raw[0] == '[' {
		var pair []string
		if err := json.Unmarshal(raw, &pair); err != nil {
			return err
		}
		if len(pair) != 2 {
			return fmt.Errorf("a merge of %d tokens", len(pair))
		}
		m.left, m.right = pair[0], pair[1]
		return nil
	}
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		return err
	}
	left, right, ok := strings.Cut(text, " ")
	if !ok || strings.Contains(right, " ") {
		return fmt.Errorf("merge %q is not two tokens with a space between", text)
	}
	m.left, m.right = left, right
	return nil
}

// newModel makes the model of a vocabulary.
func newModel(m *modelFile, v *vocab, byteLevel bool) (model, error) {
	unk := None
	if m.Unk != nil {
		id, ok := v.ids[*m.Unk]
		if !ok {
			return nil, fmt.Errorf("unk_token %q is not in the vocabulary", *m.Unk)
		}
		unk = id
	}
	switch {
	case m.Type == "WordPiece":
		return newWordPiece(m, v, unk)
	case m.Dropout != nil && *m.Dropout != 0:
		return nil, fmt.Errorf("dropout %g: only exact BPE is known here", *m.Dropout)
	case m.Prefix != nil && *m.Prefix != "":
		return nil, fmt.Errorf("continuing_subword_prefix %q is not known here for BPE", *m.Prefix)
	case m.Suffix != nil && *m.Suffix != "":
		return nil, fmt.Errorf("end_of_word_suffix %q is not known here", *m.Suffix)
	case byteLevel:
		return newByteBPE(v, unk, m.IgnoreMerges), nil
	}
	return newCharBPE(v, unk, m), nil
}

func newByteBPE(v *vocab, unk int32, ignoreMerges bool) *byteBPE {
	b := newByteRunes()
	m := &byteBPE{bpe: bpe{pairs: newPairTable(v.merges)}, unk: unk}
	complete := true
	for i, r := range b.toRune {
		id, ok := v.ids[string(r)]
		if !ok {
			id, complete = None, false
		}
		m.start[i] = id
	}
	raw := func(id int32) string { s, _ := b.raw(v.tokens[id]); return s }
	if ignoreMerges {
		m.whole = make(map[string]int32, len(v.tokens))
		for id, tok := range v.tokens {
			if raw, ok := b.raw(tok); ok && v.origin[id] == inModel {
				m.whole[raw] = int32(id)
			}
		}
	}
	// Where bytes are lacking their neighbours come together, and a part that is
	// a token must not be taken for a piece that is one.
	if complete && !ignoreMerges {
		m.cuts = newCuts(v.merges, raw)
	}
	return m
}

func newCharBPE(v *vocab, unk int32, f *modelFile) *charBPE {
	m := &charBPE{
		bpe:   bpe{pairs: newPairTable(v.merges)},
		start: map[rune]int32{}, byByte: f.ByteFallback, unk: unk, fuseUnk: f.FuseUnk,
	}
	for i := range m.bytes {
		m.bytes[i] = None
	}
	if f.IgnoreMerges {
		m.whole = make(map[string]int32, len(v.tokens))
	}
	for id, tok := range v.tokens {
		if v.origin[id] != inModel {
			continue
		}
		if r, n := utf8.DecodeRuneInString(tok); n > 0 && n == len(tok) {
			m.start[r] = int32(id)
		}
		if b, ok := byteToken(tok); ok {
			m.bytes[b] = int32(id)
		}
		if m.whole != nil {
			m.whole[tok] = int32(id)
		}
	}
	if m.cuttable(v) {
		m.cuts = newCuts(v.merges, func(id int32) string { return v.tokens[id] })
	}
	return m
}

// cuttable says whether every merge is of characters as they stand in the text,
// and no unknown ones are joined.
func (m *charBPE) cuttable(v *vocab) bool {
	if m.whole != nil || !m.byByte || slices.Contains(m.bytes[:], None) {
		return false
	}
	for _, r := range v.merges {
		for _, id := range []int32{r.left, r.right} {
			if _, ok := byteToken(v.tokens[id]); ok || id == m.unk {
				return false
			}
		}
	}
	return true
}

// byteToken reads <0x00> to <0xFF>, SentencePiece's tokens for single bytes.
func byteToken(tok string) (byte, bool) {
	if len(tok) != 6 || tok[:3] != "<0x" || tok[5] != '>' {
		return 0, false
	}
	const digits = "0123456789ABCDEF"
	high, low := strings.IndexByte(digits, tok[3]), strings.IndexByte(digits, tok[4])
	return byte(high<<4 | low), high >= 0 && low >= 0
}

// defaultMaxWord is the reference's max_input_chars_per_word; maxMaxWord bounds
// the work on one word, which may grow with its square.
const (
	defaultMaxWord = 100
	maxMaxWord     = 1_000
)

func newWordPiece(f *modelFile, v *vocab, unk int32) (*wordPiece, error) {
	m := &wordPiece{unk: unk, maxWord: defaultMaxWord}
	if f.MaxInputChars != nil {
		m.maxWord = *f.MaxInputChars
	}
	if m.maxWord < 1 || m.maxWord > maxMaxWord {
		return nil, fmt.Errorf("max_input_chars_per_word %d is outside 1 to %d", m.maxWord, maxMaxWord)
	}
	prefix := f.prefix()
	for id, tok := range v.tokens {
		if tok == "" {
			continue
		}
		m.first.add(tok, int32(id))
		if rest, ok := strings.CutPrefix(tok, prefix); ok && rest != "" {
			m.rest.add(rest, int32(id))
		}
	}
	m.first.order()
	m.rest.order()
	return m, nil
}

// prefix marks WordPiece's tokens that go on a word.
func (m *modelFile) prefix() string {
	if m.Prefix == nil {
		return "##"
	}
	return *m.Prefix
}
