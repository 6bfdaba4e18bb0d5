package hf

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"hemline/lm/token"
)

// wordList is the tokenizer of BERT's older folders.
const wordList = "vocab.txt"

// loadWordList reads vocab.txt with what tokenizer_config.json says of it; nil
// where there is none.
func loadWordList(dir string) (*token.Tokenizer, error) {
	f, err := os.Open(filepath.Join(dir, wordList))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("hf: %w", err)
	}
	defer f.Close()
	var c struct {
		Lower   *bool `json:"do_lower_case"`
		Chinese *bool `json:"tokenize_chinese_chars"`
		Strip   *bool `json:"strip_accents"`
	}
	if err := readJSON(dir, tokenizerConfig, &c); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	tok, err := token.WordList{Lower: or(c.Lower, true), Chinese: or(c.Chinese, true), Strip: c.Strip}.Load(f)
	if err != nil {
		return nil, fmt.Errorf("hf: %w", err)
	}
	return tok, readRoles(dir, tok)
}
