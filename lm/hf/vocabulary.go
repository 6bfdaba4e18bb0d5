package hf

import (
	"fmt"
	"unicode/utf8"

	"hemline/lm/token"
	"hemline/neural/gguf"
)

// The kinds of token in GGUF (llama_token_type).
const (
	tokenNormal  int32 = 1
	tokenControl int32 = 3 // special: never made from plain text
	tokenUser    int32 = 4 // added: found in the text before the merges
	tokenUnused  int32 = 5
)

// preTokenizers are llama.cpp's names of the rules that cut text into pieces.
var preTokenizers = map[string]string{"gpt-2": "gpt-2", "llama-3": "llama-bpe", "qwen2": "qwen2"}

// vocabulary describes a byte-level tokenizer in GGUF's keys, with as many
// tokens as the model has rows.
func vocabulary(tok *token.Tokenizer, size int) ([]gguf.Pair, error) {
	pre, ok := preTokenizers[tok.Pattern()]
	if tok.Kind() != token.ByteBPE || !ok {
		return nil, fmt.Errorf("hf: a tokenizer of kind %s cannot be written as GGUF; byte-level BPE can", tok.Kind())
	}
	if text := tok.Decode(tok.Encode(nil, "a")); text != "a" {
		return nil, fmt.Errorf("hf: the tokenizer reads %q as %q, which llama.cpp would not do", "a", text)
	}
	role := tok.Special()
	if role.EOS == token.None {
		return nil, fmt.Errorf("hf: the tokenizer has no end-of-text token; llama.cpp would take another for it")
	}
	if role.BOS == token.None {
		role.BOS = role.EOS // not added to texts, see below; llama.cpp's own choice would be token 11
	}
	var merges []string
	made := map[string]bool{}
	for left, right := range tok.Merges() {
		merges = append(merges, left+" "+right)
		made[left+right] = true
	}
	tokens, kinds := make([]string, size), make([]int32, size)
	for i := range size {
		tokens[i], kinds[i] = tok.Token(int32(i)), tokenNormal
		switch {
		case tokens[i] == "":
			tokens[i], kinds[i] = spare(tok, i), tokenUnused
		case tok.IsSpecial(int32(i)):
			kinds[i] = tokenControl
		case !made[tokens[i]] && utf8.RuneCountInString(tokens[i]) > 1:
			kinds[i] = tokenUser
		}
	}
	pairs := []gguf.Pair{
		{Key: "tokenizer.ggml.model", Value: "gpt2"}, // byte-level BPE of any kind
		{Key: "tokenizer.ggml.pre", Value: pre},
		{Key: "tokenizer.ggml.tokens", Value: tokens},
		{Key: "tokenizer.ggml.token_type", Value: kinds},
		{Key: "tokenizer.ggml.merges", Value: merges},
		{Key: "tokenizer.ggml.bos_token_id", Value: uint32(role.BOS)},
		{Key: "tokenizer.ggml.eos_token_id", Value: uint32(role.EOS)},
		{Key: "tokenizer.ggml.add_bos_token", Value: tok.AddsBOS()},
		{Key: "tokenizer.ggml.add_eos_token", Value: tok.AddsEOS()},
	}
	if role.PAD != token.None {
		pairs = append(pairs, gguf.Pair{Key: "tokenizer.ggml.padding_token_id", Value: uint32(role.PAD)})
	}
	return pairs, nil
}

// spare names a row of the embedding that no token has: names are unique.
func spare(tok *token.Tokenizer, id int) string {
	name := fmt.Sprintf("[PAD%d]", id)
	for tok.ID(name) != token.None {
		name += "_"
	}
	return name
}
