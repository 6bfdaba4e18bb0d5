package hf

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"hemline/lm/token"
	"hemline/neural/transformer"
)

const configName = "config.json"

// Import reads a decoder and its tokenizer from a folder.
func Import(dir string) (*transformer.Decoder, *token.Tokenizer, error) {
	var c config
	if err := readJSON(dir, configName, &c); err != nil {
		return nil, nil, fmt.Errorf("%w; is %s a model's folder?", err, dir)
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
	// The files have to hold as much as config.json claims before memory is
	// taken for it.
	if have, want := s.values(), shape.NumParams(); have < want {
		return nil, nil, fmt.Errorf("hf: the weights have %d values; a model as config.json describes it has %d", have, want)
	}
	d, err := transformer.NewDecoder(shape, nil)
	if err != nil {
		return nil, nil, err
	}
	if err := s.fill(d.Params()); err != nil {
		return nil, nil, err
	}
	tok, err := loadTokenizer(dir)
	if err != nil {
		return nil, nil, err
	}
	if tok.Size() > shape.VocabSize {
		return nil, nil, tooManyTokens(tok, shape.VocabSize)
	}
	return d, tok, nil
}

func tooManyTokens(tok *token.Tokenizer, size int) error {
	return fmt.Errorf("hf: the tokenizer has %d tokens, the model %d; do they belong together?", tok.Size(), size)
}

func loadTokenizer(dir string) (*token.Tokenizer, error) {
	f, err := os.Open(filepath.Join(dir, "tokenizer.json"))
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
