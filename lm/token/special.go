package token

import "slices"

// Special holds the ids of the tokens with a role, None where a role is empty.
type Special struct {
	BOS, EOS, PAD, UNK, CLS, SEP, MASK int32
}

// Special tells the tokens with a role. tokenizer.json does not say which these
// are: they are known by their usual names, until ReadConfig tells better.
func (t *Tokenizer) Special() Special { return t.special }

// IsSpecial says whether a token is marked special, so that Decode leaves it out.
func (t *Tokenizer) IsSpecial(id int32) bool { return t.added.special[id] }

// AddsBOS says whether Options.Template puts the BOS token before a text.
func (t *Tokenizer) AddsBOS() bool {
	return t.special.BOS != None && slices.Contains(t.template.before, t.special.BOS)
}

// AddsEOS says whether Options.Template puts the EOS token after a text.
func (t *Tokenizer) AddsEOS() bool {
	return t.special.EOS != None && slices.Contains(t.template.after, t.special.EOS)
}

// Around tells what Options.Template puts before and after a text.
func (t *Tokenizer) Around() (before, after []int32) {
	return slices.Clone(t.template.before), slices.Clone(t.template.after)
}

// template holds what stands around a single text.
type template struct{ before, after []int32 }

// guessSpecial knows roles by the names published models use, the more specific
// name first: <|endoftext|> separates documents in GPT-2 and is both ends there.
func (t *Tokenizer) guessSpecial() {
	known := func(names ...string) int32 {
		for _, n := range names {
			if id := t.ID(n); id != None && t.added.special[id] {
				return id
			}
		}
		return None
	}
	t.special = Special{
		BOS:  known("<|begin_of_text|>", "<s>", "<bos>", "[BOS]", "<|endoftext|>"),
		EOS:  known("<|end_of_text|>", "</s>", "<eos>", "[EOS]", "<|endoftext|>"),
		PAD:  known("<pad>", "[PAD]", "<|pad|>", "<|finetune_right_pad_id|>"),
		UNK:  known("<unk>", "[UNK]"),
		CLS:  known("[CLS]", "<cls>", "<|cls|>"),
		SEP:  known("[SEP]", "<sep>", "<|sep|>"),
		MASK: known("[MASK]", "<mask>", "<|mask|>"),
	}
}
