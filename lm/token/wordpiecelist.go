package token

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// WordList says how BERT's tokenizers that are only a list of words (vocab.txt)
// treat text; what is published sets Lower and Chinese, or Chinese alone.
type WordList struct {
	Lower   bool  // turn text into lower case
	Chinese bool  // each ideograph is a word
	Strip   *bool // drop accents; nil: as Lower
}

// Load reads a list of tokens, one a line; a token's id is its line's number,
// from 0. [UNK], [CLS] and [SEP] have to be there.
func (o WordList) Load(r io.Reader) (*Tokenizer, error) {
	ids := map[string]int32{}
	lines := bufio.NewScanner(io.LimitReader(r, maxFile))
	n := int32(0)
	for ; lines.Scan(); n++ {
		word := strings.TrimRight(lines.Text(), "\r")
		if _, ok := ids[word]; ok {
			return nil, fmt.Errorf("token: vocab.txt: line %d repeats %q", n+1, word)
		}
		switch {
		case n >= maxVocab:
			return nil, fmt.Errorf("token: vocab.txt has more than %d lines", maxVocab)
		case !utf8.ValidString(word):
			return nil, fmt.Errorf("token: vocab.txt: line %d is no UTF-8", n+1)
		}
		ids[word] = n
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("token: vocab.txt: line %d: %w", n+1, err)
	}
	t, err := o.assemble(ids)
	if err != nil {
		return nil, fmt.Errorf("token: vocab.txt: %w", err)
	}
	return t, nil
}

// assemble makes the tokenizer the way its tokenizer.json would be read.
func (o WordList) assemble(ids map[string]int32) (*Tokenizer, error) {
	v, err := newVocab(ids)
	if err != nil {
		return nil, err
	}
	f := file{
		Version:      "1.0",
		PreTokenizer: json.RawMessage(`{"type":"BertPreTokenizer"}`),
		Decoder:      json.RawMessage(`{"type":"WordPiece","prefix":"##","cleanup":true}`),
	}
	for _, s := range []string{"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"} {
		if id, ok := ids[s]; ok {
			f.AddedTokens = append(f.AddedTokens, addedToken{ID: id, Content: s, Special: true})
		}
	}
	cls, ok := ids["[CLS]"]
	sep, ok2 := ids["[SEP]"]
	if !ok || !ok2 {
		return nil, errors.New("it lacks [CLS] or [SEP]; is it BERT's?")
	}
	f.PostProcessor = json.RawMessage(fmt.Sprintf(`{"type":"BertProcessing","sep":["[SEP]",%d],"cls":["[CLS]",%d]}`, sep, cls))
	if f.Normalizer, err = json.Marshal(struct {
		Type    string `json:"type"`
		Clean   bool   `json:"clean_text"`
		Chinese bool   `json:"handle_chinese_chars"`
		Strip   *bool  `json:"strip_accents"`
		Lower   bool   `json:"lowercase"`
	}{"BertNormalizer", true, o.Chinese, o.Strip, o.Lower}); err != nil {
		return nil, err
	}
	unknown := "[UNK]"
	return f.assemble(&modelFile{Type: "WordPiece", Unk: &unknown}, v)
}
