package hf

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"hemline/lm/token"
	"hemline/neural/safetensors"
	"hemline/neural/transformer"
)

// Import reads a decoder and its tokenizer from a folder.
func Import(dir string) (*transformer.Decoder, *token.Tokenizer, error) {
	var c config
	if err := readJSON(dir, "config.json", &c); err != nil {
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

// exportable refuses what would come back as another model.
func exportable(d *transformer.Decoder, tok *token.Tokenizer) error {
	if d.Adapters() != nil {
		return errors.New("hf: the model has adapters, which would be lost; merge them first")
	}
	if tok.Size() > d.Config().VocabSize {
		return tooManyTokens(tok, d.Config().VocabSize)
	}
	return nil
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
	return tok, nil
}

// Export writes a decoder and its tokenizer so that transformers'
// AutoModelForCausalLM and AutoTokenizer load them. Each file is written whole
// or not at all; the weights come last but for config.json, without which a
// folder is no model.
func Export(dir string, d *transformer.Decoder, tok *token.Tokenizer) error {
	if err := exportable(d, tok); err != nil {
		return err
	}
	role := tok.Special()
	cfg, err := describe(d.Config(), role.BOS, role.EOS)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("hf: %w", err)
	}
	if err := writeFile(filepath.Join(dir, "tokenizer.json"), tok.Save); err != nil {
		return err
	}
	var tensors []safetensors.Named
	for _, p := range d.Params() {
		tensors = append(tensors, safetensors.Named{Name: p.Name, Shape: p.Shape, Data: p.W})
	}
	if err := safetensors.WriteFile(filepath.Join(dir, weightsName), map[string]string{"format": "pt"}, tensors); err != nil {
		return fmt.Errorf("hf: %w", err)
	}
	for _, f := range []struct {
		name  string
		value any
	}{
		{"tokenizer_config.json", tokenizerConfig(tok, d.Config().Context)},
		{"generation_config.json", map[string]any{"bos_token_id": orNull(role.BOS), "eos_token_id": orNull(role.EOS), "pad_token_id": orNull(role.PAD)}},
		{"config.json", cfg},
	} {
		if err := writeJSON(filepath.Join(dir, f.name), f.value); err != nil {
			return err
		}
	}
	return nil
}

// tokenizerConfig tells AutoTokenizer which class reads tokenizer.json and
// which tokens have a role.
func tokenizerConfig(tok *token.Tokenizer, context int) map[string]any {
	out := map[string]any{"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": context, "clean_up_tokenization_spaces": false}
	role := tok.Special()
	for key, id := range map[string]int32{"bos_token": role.BOS, "eos_token": role.EOS, "pad_token": role.PAD} {
		if id != token.None {
			out[key] = tok.Token(id)
		}
	}
	return out
}

func orNull(id int32) any {
	if id == token.None {
		return nil
	}
	return id
}

func writeJSON(path string, value any) error {
	return writeFile(path, func(w io.Writer) error {
		enc := json.NewEncoder(w)
		enc.SetIndent("", "  ")
		enc.SetEscapeHTML(false)
		return enc.Encode(value)
	})
}

// writeFile writes a whole file or leaves the old one.
func writeFile(path string, write func(io.Writer) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".hf-*")
	if err != nil {
		return fmt.Errorf("hf: %w", err)
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
			err = fmt.Errorf("hf: writing %s: %w", path, err)
		}
	}()
	if err := write(f); err != nil {
		return err
	}
	if err := f.Chmod(0o644); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
