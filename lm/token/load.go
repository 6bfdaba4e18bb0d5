package token

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Limits on a file. The largest published tokenizer.json has 35 MB.
const (
	maxFile  = 128 << 20
	maxAdded = 1 << 16
	maxName  = 1 << 10 // bytes of an added token
)

// file is tokenizer.json. The parts that are small are kept as they are, so that
// what Save writes says the same to others, whatever they read in it.
type file struct {
	Version       string          `json:"version"`
	Truncation    json.RawMessage `json:"truncation"`
	Padding       json.RawMessage `json:"padding"`
	AddedTokens   []addedToken    `json:"added_tokens"`
	Normalizer    json.RawMessage `json:"normalizer"`
	PreTokenizer  json.RawMessage `json:"pre_tokenizer"`
	PostProcessor json.RawMessage `json:"post_processor"`
	Decoder       json.RawMessage `json:"decoder"`
	Model         json.RawMessage `json:"model"`
}

// modelFile is the model in tokenizer.json, BPE or WordPiece.
type modelFile struct {
	Type          string          `json:"type"`
	Dropout       *float64        `json:"dropout"`
	Unk           *string         `json:"unk_token"`
	Prefix        *string         `json:"continuing_subword_prefix"`
	Suffix        *string         `json:"end_of_word_suffix"`
	FuseUnk       bool            `json:"fuse_unk"`
	ByteFallback  bool            `json:"byte_fallback"`
	IgnoreMerges  bool            `json:"ignore_merges"`
	MaxInputChars *int            `json:"max_input_chars_per_word"`
	Vocab         json.RawMessage `json:"vocab"`
	Merges        json.RawMessage `json:"merges"`
}

// Load reads a tokenizer.json. It fails on a file that is broken, that
// contradicts itself, or that asks for a step this package does not know,
// naming the step: a tokenizer that is nearly right gives a model nonsense.
func Load(r io.Reader) (*Tokenizer, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("token: read tokenizer.json: %w", err)
	}
	return Parse(data)
}

// Parse is Load from memory.
func Parse(data []byte) (*Tokenizer, error) {
	if len(data) > maxFile {
		return nil, fmt.Errorf("token: tokenizer.json is larger than %d MB", maxFile>>20)
	}
	var f file
	if err := json.Unmarshal(data, &f); err != nil {
		return nil, fmt.Errorf("token: tokenizer.json: %w", err)
	}
	t, err := f.build()
	if err != nil {
		return nil, fmt.Errorf("token: tokenizer.json: %w", err)
	}
	return t, nil
}

func (f *file) build() (*Tokenizer, error) {
	var m modelFile
	if err := json.Unmarshal(f.Model, &m); err != nil {
		return nil, fmt.Errorf("model: %w", err)
	}
	v, err := m.readVocab()
	if err != nil {
		return nil, fmt.Errorf("model: %w", err)
	}
	m.Type, m.Vocab, m.Merges = m.kind(), nil, nil
	f.Model = nil
	return f.assemble(&m, v)
}

// assemble makes the tokenizer of a file whose vocabulary is read.
func (f *file) assemble(m *modelFile, v vocab) (*Tokenizer, error) {
	t := &Tokenizer{file: *f, settings: *m, vocab: v}
	var err error
	if t.normal, err = parseNormalizer(f.Normalizer); err != nil {
		return nil, fmt.Errorf("normalizer: %w", err)
	}
	byteLevel := false
	if t.pieces, byteLevel, err = parsePreTokenizer(f.PreTokenizer); err != nil {
		return nil, fmt.Errorf("pre_tokenizer: %w", err)
	}
	if t.model, err = newModel(m, &t.vocab, byteLevel); err != nil {
		return nil, fmt.Errorf("model: %w", err)
	}
	if err := t.addTokens(f.AddedTokens); err != nil {
		return nil, fmt.Errorf("added_tokens: %w", err)
	}
	if t.template, err = parsePostProcessor(f.PostProcessor, t.vocab); err != nil {
		return nil, fmt.Errorf("post_processor: %w", err)
	}
	if t.decoder, err = t.newDecoder(f.Decoder, byteLevel); err != nil {
		return nil, fmt.Errorf("decoder: %w", err)
	}
	t.guessSpecial()
	if m.Unk != nil {
		t.special.UNK = t.ID(*m.Unk)
	}
	return t, nil
}

func (t *Tokenizer) addTokens(all []addedToken) error {
	if len(all) > maxAdded {
		return fmt.Errorf("%d tokens, more than %d", len(all), maxAdded)
	}
	for _, tok := range all {
		switch {
		case tok.Content == "":
			return fmt.Errorf("token %d is empty", tok.ID)
		case len(tok.Content) > maxName:
			return fmt.Errorf("token %d has %d bytes, more than %d", tok.ID, len(tok.Content), maxName)
		}
		if tok.Normalized && len(t.normal.apply(tok.Content)) > 4*maxName {
			return fmt.Errorf("token %d has more than %d bytes when normalized", tok.ID, 4*maxName)
		}
		if err := t.vocab.add(tok.Content, tok.ID, inAdded); err != nil {
			return err
		}
	}
	t.added = newAddedTokens(byID(all), t.normal)
	return nil
}

// kind tells BPE from WordPiece; files older than the field are known by what
// they hold.
func (m *modelFile) kind() string {
	switch {
	case m.Type != "":
		return m.Type
	case absent(m.Vocab) || m.Vocab[0] == '[':
		return "Unigram"
	case !absent(m.Merges):
		return "BPE"
	case m.MaxInputChars != nil:
		return "WordPiece"
	}
	return "WordLevel"
}

// readVocab reads the vocabulary and the merges.
func (m *modelFile) readVocab() (vocab, error) {
	kind := m.kind()
	if kind != "BPE" && kind != "WordPiece" {
		return vocab{}, fmt.Errorf("type %s is not known here; BPE and WordPiece are", kind)
	}
	var ids map[string]int32
	if err := json.Unmarshal(m.Vocab, &ids); err != nil {
		return vocab{}, fmt.Errorf("vocab: %w", err)
	}
	if len(ids) == 0 {
		return vocab{}, errors.New("vocab is empty")
	}
	v, err := newVocab(ids)
	if err != nil {
		return vocab{}, fmt.Errorf("vocab: %w", err)
	}
	if kind == "BPE" {
		err = parseMerges(m.Merges, &v)
	}
	return v, err
}

// parseMerges reads both forms: "a b", and ["a", "b"], which allows spaces.
func parseMerges(raw json.RawMessage, v *vocab) error {
	if absent(raw) {
		return errors.New("merges are missing")
	}
	var merges []mergeFile
	if err := json.Unmarshal(raw, &merges); err != nil {
		return fmt.Errorf("merges: %w", err)
	}
	v.merges = make([]merge, 0, len(merges))
	for _, m := range merges {
		if err := v.join(m.left, m.right); err != nil {
			return err
		}
	}
	return nil
}

func absent(raw json.RawMessage) bool { return len(raw) == 0 || string(raw) == "null" }
