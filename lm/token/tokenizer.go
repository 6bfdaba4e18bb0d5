package token

// Tokenizer is a byte-level byte-pair encoding (Sennrich, Haddow and Birch
// 2016). It may be used from several goroutines; each Encoder by one.
type Tokenizer struct {
	pattern      Pattern
	nfc          bool // text is brought to normal form C first (Qwen)
	ignoreMerges bool // a piece that is a token is one, whatever its merges (Llama 3)

	tokens  []string // bytes of each token, by id; special tokens as written
	special []bool
	ids     map[string]int32 // of tokens that are not special
	named   map[string]int32 // of special tokens
	merges  pairTable
	order   [][2]int32 // merges in order of rank
	single  [256]int32 // id of each byte

	bos, eos, pad int32
}

// EndOfText ends a document, and begins one, in the vocabularies trained here.
const EndOfText = "<|endoftext|>"

// Size is the number of tokens, special ones included.
func (t *Tokenizer) Size() int { return len(t.tokens) }

// Token is the bytes of a token; "" for an id out of range.
func (t *Tokenizer) Token(id int32) string {
	if id < 0 || int(id) >= len(t.tokens) {
		return ""
	}
	return t.tokens[id]
}

// Special is the id of a special token, -1 when there is none of that name.
func (t *Tokenizer) Special(name string) int32 {
	if id, ok := t.named[name]; ok {
		return id
	}
	return -1
}

// BOS is the token before a text, -1 when there is none.
func (t *Tokenizer) BOS() int32 { return t.bos }

// EOS is the token after a text's end, -1 when there is none.
func (t *Tokenizer) EOS() int32 { return t.eos }

// PAD fills texts up to a length, -1 when there is none.
func (t *Tokenizer) PAD() int32 { return t.pad }

// Encode appends the ids of a text to dst. Special tokens are never made: a
// text that spells one gets its letters.
func (t *Tokenizer) Encode(dst []int32, text string) []int32 {
	return t.NewEncoder().Encode(dst, text)
}

// Decode is the text of ids, special tokens left out.
func (t *Tokenizer) Decode(ids []int32) string {
	var out []byte
	for _, id := range ids {
		if id >= 0 && int(id) < len(t.tokens) && !t.special[id] {
			out = append(out, t.tokens[id]...)
		}
	}
	return string(out)
}
