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
	"hemline/neural/nn"
	"hemline/neural/safetensors"
	"hemline/neural/transformer"
)

// exportable refuses what would come back as another model.
func exportable(adapters []*nn.Param, tok *token.Tokenizer, vocabulary int) error {
	if adapters != nil {
		return errors.New("hf: the model has adapters, which would be lost; merge them first")
	}
	return fits(tok, vocabulary)
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
	cfg, role := d.Config(), tok.Special()
	if err := exportable(d.Adapters(), tok, cfg.VocabSize); err != nil {
		return err
	}
	described, err := describe(cfg, role.BOS, role.EOS)
	if err != nil {
		return err
	}
	generation := map[string]any{"bos_token_id": orNull(role.BOS), "eos_token_id": orNull(role.EOS), "pad_token_id": orNull(role.PAD)}
	files := []file{
		{configName, asJSON(described)},
		{generationConfig, asJSON(generation)},
		weightsFile(d.Params()),
	}
	return export(dir, append(files, tokenizerFiles(tok, cfg.Context)...), extra)
}

const generationConfig = "generation_config.json"

// file is a file of a model's folder.
type file struct {
	name string
	fill func(io.Writer) error
}

func weightsFile(params []*nn.Param) file {
	var tensors []safetensors.Named
	for _, p := range params {
		tensors = append(tensors, safetensors.Named{Name: p.Name, Shape: p.Shape, Data: p.W})
	}
	return file{weightsName, func(w io.Writer) error { return safetensors.Write(w, map[string]string{"format": "pt"}, tensors) }}
}

func tokenizerFiles(tok *token.Tokenizer, context int) []file {
	return []file{{tokenizerName, tok.Save}, {tokenizerConfig, func(w io.Writer) error { return tok.WriteConfig(w, context) }}}
}

// export writes a model's files, the first of which is config.json, as Export
// says.
func export(dir string, files []file, extra []Extra) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("hf: %w", err)
	}
	fresh, err := os.MkdirTemp(dir, ".export-*")
	if err != nil {
		return fmt.Errorf("hf: %w", err)
	}
	defer os.RemoveAll(fresh)
	gone := []string{configName}
	for _, e := range extra {
		if e.Data == nil {
			gone = append(gone, e.Name)
			continue
		}
		files = append(files, file{e.Name, func(w io.Writer) error { _, err := w.Write(e.Data); return err }})
	}
	var names []string
	for _, f := range files {
		if err := write(filepath.Join(fresh, f.name), f.fill); err != nil {
			return err
		}
		names = append(names, f.name)
	}
	return replace(dir, fresh, append(names[1:], names[0]), gone)
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
