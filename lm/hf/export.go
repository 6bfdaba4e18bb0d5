package hf

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"hemline/internal/wholefile"
	"hemline/lm/token"
	"hemline/neural/safetensors"
	"hemline/neural/transformer"
)

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

// Extra is a further file of a model's folder, replaced along with the model;
// without Data it is removed.
type Extra struct {
	Name string
	Data []byte
}

// Export writes a decoder and its tokenizer so that transformers'
// AutoModelForCausalLM and AutoTokenizer load them. All files are written
// beside those that are there, and only then moved into their places: where
// writing fails the old model stays. config.json, without which a folder is no
// model, is taken away first and comes last, so that a mixture of two models
// never passes for one.
func Export(dir string, d *transformer.Decoder, tok *token.Tokenizer, extra ...Extra) error {
	if err := exportable(d, tok); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("hf: %w", err)
	}
	fresh, err := os.MkdirTemp(dir, ".export-*")
	if err != nil {
		return fmt.Errorf("hf: %w", err)
	}
	defer os.RemoveAll(fresh)
	names, err := writeModel(fresh, d, tok)
	if err != nil {
		return err
	}
	var gone []string
	for _, e := range extra {
		if e.Data == nil {
			gone = append(gone, e.Name)
			continue
		}
		if err := write(filepath.Join(fresh, e.Name), func(w io.Writer) error { _, err := w.Write(e.Data); return err }); err != nil {
			return err
		}
		names = append(names, e.Name)
	}
	return replace(dir, fresh, append(names, configName), append(gone, configName))
}

// replace takes files away from dir and moves others there from fresh.
func replace(dir, fresh string, names, gone []string) error {
	for _, name := range names {
		if info, err := os.Stat(filepath.Join(dir, name)); err == nil && info.IsDir() {
			return fmt.Errorf("hf: %s is a folder, where a file has to go; move it away", filepath.Join(dir, name))
		}
	}
	for _, name := range gone {
		if err := os.Remove(filepath.Join(dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("hf: %w", err)
		}
	}
	for _, name := range names {
		if err := os.Rename(filepath.Join(fresh, name), filepath.Join(dir, name)); err != nil {
			return fmt.Errorf("hf: %w", err)
		}
	}
	return nil
}

// writeModel writes a model's files into a folder and returns their names but
// for config.json's.
func writeModel(dir string, d *transformer.Decoder, tok *token.Tokenizer) ([]string, error) {
	role := tok.Special()
	cfg, err := describe(d.Config(), role.BOS, role.EOS)
	if err != nil {
		return nil, err
	}
	var tensors []safetensors.Named
	for _, p := range d.Params() {
		tensors = append(tensors, safetensors.Named{Name: p.Name, Shape: p.Shape, Data: p.W})
	}
	generation := map[string]any{"bos_token_id": orNull(role.BOS), "eos_token_id": orNull(role.EOS), "pad_token_id": orNull(role.PAD)}
	var names []string
	for _, f := range []struct {
		name string
		fill func(io.Writer) error
	}{
		{"tokenizer.json", tok.Save},
		{tokenizerConfig, func(w io.Writer) error { return tok.WriteConfig(w, d.Config().Context) }},
		{weightsName, func(w io.Writer) error { return safetensors.Write(w, map[string]string{"format": "pt"}, tensors) }},
		{"generation_config.json", asJSON(generation)},
		{configName, asJSON(cfg)},
	} {
		if err := write(filepath.Join(dir, f.name), f.fill); err != nil {
			return nil, err
		}
		if f.name != configName {
			names = append(names, f.name)
		}
	}
	return names, nil
}

func orNull(id int32) any {
	if id == token.None {
		return nil
	}
	return id
}

func asJSON(value any) func(io.Writer) error {
	return func(w io.Writer) error {
		enc := json.NewEncoder(w)
		enc.SetIndent("", "  ")
		enc.SetEscapeHTML(false)
		return enc.Encode(value)
	}
}

// write writes a whole file or leaves the old one.
func write(path string, fill func(io.Writer) error) error {
	if err := wholefile.Write(path, fill); err != nil {
		return fmt.Errorf("hf: %w", err)
	}
	return nil
}
