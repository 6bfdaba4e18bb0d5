package hf

import (
	"encoding/json"
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
	// The file has to hold the embedding config.json asks for before memory is
	// taken for all of it.
	const embedding = "model.embed_tokens.weight"
	if _, t, ok := s.find(embedding); !ok || t.Len() != int64(shape.VocabSize)*int64(shape.Dim) {
		return nil, nil, fmt.Errorf("hf: the weights have no %s of the size config.json says", embedding)
	}
	d, err := transformer.NewDecoder(shape, nil)
	if err != nil {
		return nil, nil, err
	}
	if err := s.fill(d.Params()); err != nil {
		return nil, nil, err
	}
	f, err := os.Open(filepath.Join(dir, "tokenizer.json"))
	if err != nil {
		return nil, nil, fmt.Errorf("hf: %w", err)
	}
	defer f.Close()
	tok, err := token.Load(f)
	if err != nil {
		return nil, nil, fmt.Errorf("hf: %w", err)
	}
	if tok.Size() > shape.VocabSize {
		return nil, nil, fmt.Errorf("hf: the tokenizer has %d tokens, the model %d", tok.Size(), shape.VocabSize)
	}
	return d, tok, nil
}

// Export writes a decoder and its tokenizer so that transformers'
// AutoModelForCausalLM and AutoTokenizer load them. Each file is written whole
// or not at all; the weights come last but for config.json, without which a
// folder is no model.
func Export(dir string, d *transformer.Decoder, tok *token.Tokenizer) error {
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
	sp := tok.Special()
	special := map[string]any{"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": d.Config().Context, "clean_up_tokenization_spaces": false}
	for key, id := range map[string]int32{"bos_token": sp.BOS, "eos_token": sp.EOS, "pad_token": sp.PAD} {
		if id >= 0 {
			special[key] = tok.Token(id)
		}
	}
	for _, f := range []struct {
		name  string
		value any
	}{
		{"tokenizer_config.json", special},
		{"generation_config.json", map[string]any{"bos_token_id": orNull(sp.BOS), "eos_token_id": orNull(sp.EOS), "pad_token_id": orNull(sp.PAD)}},
		{"config.json", describe(d.Config(), sp.BOS, sp.EOS)},
	} {
		err := writeFile(filepath.Join(dir, f.name), func(w io.Writer) error {
			enc := json.NewEncoder(w)
			enc.SetIndent("", "  ")
			enc.SetEscapeHTML(false)
			return enc.Encode(f.value)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func orNull(id int32) any {
	if id < 0 {
		return nil
	}
	return id
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
