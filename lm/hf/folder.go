package hf

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"hemline/lm/token"
	"hemline/neural/nn"
	"hemline/neural/transformer"
)

const configName = "config.json"

// Import reads a decoder and its tokenizer from a folder.
func Import(dir string) (*transformer.Decoder, *token.Tokenizer, error) {
	var c config
	if err := readConfig(dir, &c); err != nil {
		return nil, nil, err
	}
	shape, err := c.shape()
	if err != nil {
		return nil, nil, err
	}
	s, err := openWeights(dir)
	defer s.close()
	if err != nil {
		return nil, nil, err
	}
	if err := s.enough(shape.NumParams()); err != nil {
		return nil, nil, err
	}
	d, err := transformer.NewDecoder(shape, nil)
	if err != nil {
		return nil, nil, err
	}
	tok, err := s.into(d.Params(), dir, shape.VocabSize)
	return d, tok, err
}

// into reads the weights into a network of so many tokens, and the tokenizer
// beside them.
func (s *shards) into(params []*nn.Param, dir string, vocabulary int) (*token.Tokenizer, error) {
	if err := s.fill(params); err != nil {
		return nil, err
	}
	tok, err := loadTokenizer(dir)
	if err != nil {
		return nil, err
	}
	return tok, fits(tok, vocabulary)
}

func readConfig(dir string, into any) error {
	if err := readJSON(dir, configName, into); err != nil {
		return fmt.Errorf("%w; is %s a model's folder?", err, dir)
	}
	return nil
}

// fits refuses a tokenizer that has more tokens than the model has rows.
func fits(tok *token.Tokenizer, rows int) error {
	if tok.Size() > rows {
		return fmt.Errorf("hf: the tokenizer has %d tokens, the model %d; do they belong together?", tok.Size(), rows)
	}
	return nil
}

const tokenizerName = "tokenizer.json"

// loadTokenizer reads tokenizer.json or, where there is none, the list of words
// that BERT's folders had before it.
func loadTokenizer(dir string) (*token.Tokenizer, error) {
	f, err := os.Open(filepath.Join(dir, tokenizerName))
	if errors.Is(err, fs.ErrNotExist) {
		tok, err := loadWordList(dir)
		if tok == nil && err == nil {
			err = fmt.Errorf("hf: %s has neither %s nor %s", dir, tokenizerName, wordList)
		}
		return tok, err
	}
	if err != nil {
		return nil, fmt.Errorf("hf: %w", err)
	}
	defer f.Close()
	tok, err := token.Load(f)
	if err != nil {
		return nil, fmt.Errorf("hf: %w", err)
	}
	return tok, readRoles(dir, tok)
}

// tokenizerConfig says which tokens begin and end a text; older folders lack
// it.
const tokenizerConfig = "tokenizer_config.json"

func readRoles(dir string, tok *token.Tokenizer) error {
	f, err := os.Open(filepath.Join(dir, tokenizerConfig))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("hf: %w", err)
	}
	defer f.Close()
	if err := tok.ReadConfig(f); err != nil {
		return fmt.Errorf("hf: %w", err)
	}
	return nil
}
