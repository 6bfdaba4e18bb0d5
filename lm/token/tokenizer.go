package token

import (
	"iter"
	"sync"
)

// None is the id of a token that does not exist.
const None int32 = -1

// Tokenizer turns text into ids and back. It is made by Load, Parse or
// Trainer.Train, does not change afterwards except by ReadConfig, and may be
// used by several goroutines at once.
type Tokenizer struct {
	vocab    vocab
	normal   normalizers
	pieces   pieces
	model    model
	decoder  decoder
	added    addedTokens
	template template
	special  Special
	file     file      // what Save writes beside the vocabulary
	settings modelFile // the model's, without its vocabulary

	scratch sync.Pool // of *scratch: each core's working memory and cache
}

// model turns one piece of normalised text into ids.
type model interface {
	encode(dst []int32, piece string, s *scratch) []int32
}

// Options says what Encode does beyond the plain text. The zero value adds
// nothing and takes nothing in the text for more than text.
type Options struct {
	// Template adds the tokens the file's post-processor puts around a text,
	// as [CLS] and [SEP] or a begin-of-text token.
	Template bool
	// ParseSpecial reads the name of a special token in the text as that token.
	// Leave it off for text from outside: it could end a document, or speak in
	// another's name. Added tokens the file does not mark special are words like
	// others and always read.
	ParseSpecial bool
}

// Encode appends the ids of a text to dst. It adds no special token and reads
// none in the text. Bytes that are no UTF-8 survive where the model knows bytes.
func (t *Tokenizer) Encode(dst []int32, text string) []int32 {
	return t.EncodeWith(dst, text, Options{})
}

// EncodeWith is Encode with a choice about special tokens.
func (t *Tokenizer) EncodeWith(dst []int32, text string, o Options) []int32 {
	s := t.borrow()
	defer t.giveBack(s)
	if o.Template {
		dst = append(dst, t.template.before...)
	}
	// Tokens added to the vocabulary are found first: those that are matched as
	// written in the raw text, the others in the normalised text between them.
	start := true
	for raw := range t.added.asWritten.split(text, o.ParseSpecial) {
		if raw.id != None {
			dst, start = append(dst, raw.id), false
			continue
		}
		for part := range t.added.normalized.split(t.normal.apply(raw.text), o.ParseSpecial) {
			if part.id != None {
				dst = append(dst, part.id)
			} else {
				dst = t.encodePart(dst, part.text, start, s)
			}
			start = false
		}
	}
	if o.Template {
		dst = append(dst, t.template.after...)
	}
	return dst
}

// encodePart cuts normalised text without added tokens into pieces and encodes
// each. start says that it is the beginning of the text.
func (t *Tokenizer) encodePart(dst []int32, text string, start bool, s *scratch) []int32 {
	for piece := range t.pieces.of(t.pieces.prefixed(text, start)) {
		dst = t.model.encode(dst, piece, s)
	}
	return dst
}

// Size is one more than the highest id: how many rows an embedding needs.
func (t *Tokenizer) Size() int { return len(t.vocab.tokens) }

// Token is the token as the file writes it ("Ġthe" for " the" in byte-level
// vocabularies); empty for an id without a token.
func (t *Tokenizer) Token(id int32) string {
	if id < 0 || int(id) >= len(t.vocab.tokens) {
		return ""
	}
	return t.vocab.tokens[id]
}

// ID finds a token by the way the file writes it; None if there is none.
func (t *Tokenizer) ID(token string) int32 {
	if id, ok := t.vocab.ids[token]; ok {
		return id
	}
	return None
}

// Merges yields the two parts of each BPE merge, first the one applied first,
// as the file writes them; nothing for WordPiece.
func (t *Tokenizer) Merges() iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for _, m := range t.vocab.merges {
			if !yield(t.vocab.tokens[m.left], t.vocab.tokens[m.right]) {
				return
			}
		}
	}
}

// Kind says how a tokenizer works inside.
type Kind string

// The kinds of tokenizer that can be read.
const (
	ByteBPE   Kind = "byte-level BPE"
	CharBPE   Kind = "SentencePiece BPE"
	WordPiece Kind = "WordPiece"
)

// Kind says how the tokenizer works inside.
func (t *Tokenizer) Kind() Kind {
	switch t.model.(type) {
	case *byteBPE:
		return ByteBPE
	case *charBPE:
		return CharBPE
	}
	return WordPiece
}

// Pattern names the rule that cuts text into pieces ("gpt-2", "llama-3",
// "qwen2"), which other programs that read the vocabulary need to be told;
// empty where there is none.
func (t *Tokenizer) Pattern() string {
	if t.pieces.pattern == nil {
		return ""
	}
	return t.pieces.pattern.name
}
