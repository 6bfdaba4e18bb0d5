package token

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// maxFile bounds a tokenizer.json; those of vocabularies of 260,000 tokens
// have about 35 MB.
const maxFile = 256 << 20

// file is the part of tokenizer.json that is read.
type file struct {
	AddedTokens  []addedToken    `json:"added_tokens"`
	Normalizer   *component      `json:"normalizer"`
	PreTokenizer *component      `json:"pre_tokenizer"`
	Model        json.RawMessage `json:"model"`
}

// component is a normalizer or pre-tokenizer, or a sequence of them.
type component struct {
	Type          string      `json:"type"`
	Normalizers   []component `json:"normalizers"`
	Pretokenizers []component `json:"pretokenizers"`
	Pattern       struct {
		Regex string `json:"Regex"`
	} `json:"pattern"`
	Behavior       string `json:"behavior"`
	AddPrefixSpace bool   `json:"add_prefix_space"`
	UseRegex       *bool  `json:"use_regex"`
}

// model is a BPE model.
type model struct {
	Type         string           `json:"type"`
	Vocab        map[string]int32 `json:"vocab"`
	Merges       []mergeRule      `json:"merges"`
	IgnoreMerges bool             `json:"ignore_merges"`
	ByteFallback bool             `json:"byte_fallback"`
}

// mergeRule is "a b" in older files and ["a", "b"] in newer ones.
type mergeRule [2]string

func (m *mergeRule) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		var s string
		if err := json.Unmarshal(b, &s); err != nil {
			return err
		}
		left, right, ok := strings.Cut(s, " ")
		if !ok {
			return fmt.Errorf("merge %q is not two tokens", s)
		}
		*m = mergeRule{left, right}
		return nil
	}
	var pair []string
	if err := json.Unmarshal(b, &pair); err != nil {
		return err
	}
	if len(pair) != 2 {
		return fmt.Errorf("a merge of %d tokens", len(pair))
	}
	*m = mergeRule{pair[0], pair[1]}
	return nil
}

// Load reads a tokenizer.json with a byte-level BPE model.
func Load(r io.Reader) (*Tokenizer, error) {
	raw, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("token: %w", err)
	}
	if len(raw) > maxFile {
		return nil, fmt.Errorf("token: a tokenizer.json of more than %d MB", maxFile>>20)
	}
	var f file
	if err := json.Unmarshal(raw, &f); err != nil {
		return nil, fmt.Errorf("token: this is no tokenizer.json: %w", err)
	}
	t := &Tokenizer{}
	if err := errors.Join(t.normalizer(f.Normalizer), t.split(f.PreTokenizer)); err != nil {
		return nil, err
	}
	var m model
	if err := json.Unmarshal(f.Model, &m); err != nil {
		return nil, fmt.Errorf("token: model: %w", err)
	}
	if m.Type != "BPE" && m.Type != "" || m.ByteFallback {
		return nil, fmt.Errorf("token: a model of type %q (byte fallback %v); byte-level BPE can be read", m.Type, m.ByteFallback)
	}
	t.ignoreMerges = m.IgnoreMerges
	if err := t.vocabulary(m.Vocab, f.AddedTokens); err != nil {
		return nil, err
	}
	if err := t.rules(m); err != nil {
		return nil, err
	}
	if err := t.finish(); err != nil {
		return nil, err
	}
	return t, nil
}

func (t *Tokenizer) normalizer(c *component) error {
	if c == nil {
		return nil
	}
	switch c.Type {
	case "NFC":
		t.nfc = true
		return nil
	case "Sequence":
		for i := range c.Normalizers {
			if err := t.normalizer(&c.Normalizers[i]); err != nil {
				return err
			}
		}
		return nil
	}
	return fmt.Errorf("token: normalizer %q is not known; NFC is", c.Type)
}

// split reads how text is cut: ByteLevel with its own expression, or a Split
// followed by ByteLevel without.
func (t *Tokenizer) split(c *component) error {
	if c == nil {
		return errors.New("token: there is no pre-tokenizer; byte-level BPE needs one")
	}
	parts := []component{*c}
	if c.Type == "Sequence" {
		parts = c.Pretokenizers
	}
	level := false
	for _, p := range parts {
		switch {
		case p.Type == "Split" && p.Behavior == "Isolated":
			var err error
			if t.pattern, err = patternOf(p.Pattern.Regex); err != nil {
				return err
			}
		case p.Type == "ByteLevel" && !p.AddPrefixSpace:
			level = true
			if p.UseRegex == nil || *p.UseRegex {
				t.pattern = GPT2()
			}
		default:
			return fmt.Errorf("token: pre-tokenizer %q with these settings is not known", p.Type)
		}
	}
	if !level || t.pattern.regex == "" {
		return errors.New("token: the pre-tokenizer is not a byte-level one")
	}
	return nil
}

// vocabulary puts the tokens in order of their ids, which leave no gap.
func (t *Tokenizer) vocabulary(vocab map[string]int32, added []addedToken) error {
	special := make(map[string]bool, len(added))
	most := int32(-1)
	for _, a := range added {
		special[a.Content] = true
		most = max(most, a.ID)
	}
	for _, id := range vocab {
		most = max(most, id)
	}
	// Every id has a token, so there are no more ids than entries.
	if most < 0 || int64(most) >= int64(len(vocab)+len(added)) {
		return fmt.Errorf("token: the highest id is %d, with %d tokens: ids leave gaps", most, len(vocab)+len(added))
	}
	t.tokens, t.special = make([]string, most+1), make([]bool, most+1)
	used := make([]bool, most+1)
	set := func(id int32, s string, isSpecial bool) error {
		if id < 0 || id > most {
			return fmt.Errorf("token: %q has id %d", s, id)
		}
		if used[id] && (t.tokens[id] != s || t.special[id] != isSpecial) {
			return fmt.Errorf("token: id %d is both %q and %q", id, t.tokens[id], s)
		}
		used[id], t.tokens[id], t.special[id] = true, s, isSpecial
		return nil
	}
	for _, a := range added {
		if err := set(a.ID, a.Content, true); err != nil {
			return err
		}
	}
	codes := newByteCodes()
	for written, id := range vocab {
		s, isSpecial := written, special[written]
		if !isSpecial {
			raw, ok := codes.decode(written)
			if !ok {
				return fmt.Errorf("token: %q is not written in the byte-level alphabet", written)
			}
			s = raw
		}
		if err := set(id, s, isSpecial); err != nil {
			return err
		}
	}
	for id, ok := range used {
		if !ok {
			return fmt.Errorf("token: id %d has no token", id)
		}
	}
	return nil
}

// rules reads the merges, whose tokens are in the vocabulary.
func (t *Tokenizer) rules(m model) error {
	codes := newByteCodes()
	for i, rule := range m.Merges {
		var ab [2]int32
		for side, written := range rule {
			id, ok := m.Vocab[written]
			if _, decodes := codes.decode(written); !ok || !decodes || t.special[id] {
				return fmt.Errorf("token: merge %d names %q, which is no token", i+1, written)
			}
			ab[side] = id
		}
		t.order = append(t.order, ab)
	}
	return nil
}
