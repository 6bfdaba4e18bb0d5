package token

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
)

// Save writes the tokenizer as a tokenizer.json that Hugging Face's tokenizers
// loads: vocabulary by id, merges by rank, so that equal tokenizers give equal
// bytes.
func (t *Tokenizer) Save(w io.Writer) error {
	out := &writer{w: bufio.NewWriter(w)}
	out.text("{\n  \"version\": ")
	out.value(cmp.Or(t.file.Version, "1.0"))
	out.part("truncation", t.file.Truncation)
	out.part("padding", t.file.Padding)
	out.list("added_tokens", len(t.added.all), func(i int) { out.value(t.added.all[i]) })
	out.part("normalizer", t.file.Normalizer)
	out.part("pre_tokenizer", t.file.PreTokenizer)
	out.part("post_processor", t.file.PostProcessor)
	out.part("decoder", t.file.Decoder)
	out.text(",\n  \"model\": {")
	t.saveModel(out)
	out.text("\n  }\n}\n")
	if out.err == nil {
		out.err = out.w.Flush()
	}
	if out.err != nil {
		return fmt.Errorf("token: save: %w", out.err)
	}
	return nil
}

// saveModel writes the settings the model was read with, then its vocabulary.
func (t *Tokenizer) saveModel(out *writer) {
	m := &t.settings
	field := func(name string, v any) {
		out.text("\n    \"" + name + "\": ")
		out.value(v)
		out.text(",")
	}
	field("type", m.Type)
	field("unk_token", m.Unk)
	if t.Kind() == WordPiece {
		field("continuing_subword_prefix", m.prefix())
		field("max_input_chars_per_word", t.model.(*wordPiece).maxWord)
	} else {
		field("dropout", m.Dropout)
		field("continuing_subword_prefix", m.Prefix)
		field("end_of_word_suffix", m.Suffix)
		field("fuse_unk", m.FuseUnk)
		field("byte_fallback", m.ByteFallback)
		field("ignore_merges", m.IgnoreMerges)
	}
	out.text("\n    \"vocab\": {")
	comma := ""
	for id, tok := range t.vocab.tokens {
		if t.vocab.origin[id] != inModel {
			continue
		}
		out.text(comma + "\n      ")
		out.value(tok)
		out.text(fmt.Sprintf(": %d", id))
		comma = ","
	}
	out.text("\n    }")
	if t.Kind() != WordPiece {
		out.list("merges", len(t.vocab.merges), func(i int) {
			m := t.vocab.merges[i]
			out.value([2]string{t.vocab.tokens[m.left], t.vocab.tokens[m.right]})
		})
	}
}

// writer writes JSON piece by piece and keeps the first error.
type writer struct {
	w   *bufio.Writer
	buf bytes.Buffer
	err error
}

func (w *writer) text(s string) {
	if w.err == nil {
		_, w.err = w.w.WriteString(s)
	}
}

func (w *writer) value(v any) {
	w.buf.Reset()
	e := json.NewEncoder(&w.buf)
	e.SetEscapeHTML(false) // < and > are in most special tokens
	if err := e.Encode(v); err != nil && w.err == nil {
		w.err = err
	}
	w.text(string(bytes.TrimSuffix(w.buf.Bytes(), []byte("\n"))))
}

func (w *writer) part(name string, raw json.RawMessage) {
	w.text(",\n  \"" + name + "\": ")
	if absent(raw) {
		raw = json.RawMessage("null")
	}
	w.value(raw)
}

func (w *writer) list(name string, n int, item func(i int)) {
	w.text(",\n  \"" + name + "\": [")
	for i := range n {
		if i > 0 {
			w.text(",")
		}
		w.text("\n    ")
		item(i)
	}
	w.text("\n  ]")
}
