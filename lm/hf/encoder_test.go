package hf_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hemline/lm/hf"
	"hemline/lm/token"
	"hemline/neural/kernel"
	"hemline/neural/nn"
	"hemline/neural/transformer"
)

// encoded is what transformers makes of a text (testdata/make_bert.py): its
// tokens with those around it, the state of the last but one, the scores of the
// third, the pooled vector.
type encoded struct {
	Text   string
	IDs    []int32
	Hidden []float32
	Logits []float32
	Pooled []float32
}

// encoders are the folders of encoders.
func encoders(t testing.TB) map[string][]encoded {
	t.Helper()
	found, err := filepath.Glob("testdata/encoder/*/golden.json")
	if err != nil || len(found) != 3 {
		t.Fatalf("%d folders, %v", len(found), err)
	}
	out := map[string][]encoded{}
	for _, path := range found {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var g []encoded
		if err := json.Unmarshal(raw, &g); err != nil || len(g) == 0 {
			t.Fatalf("%d texts, %v", len(g), err)
		}
		out[filepath.Dir(path)] = g
	}
	return out
}

// sameAsTransformers checks tokens, states and what the heads make of them.
func sameAsTransformers(t *testing.T, e *transformer.Encoder, tok *token.Tokenizer, g encoded) {
	t.Helper()
	if ids := tok.EncodeWith(nil, g.Text, token.Options{Template: true}); !slices.Equal(ids, g.IDs) {
		t.Fatalf("tokens %v, transformers has %v", ids, g.IDs)
	}
	dev := kernel.New(1)
	defer dev.Close()
	c := &nn.Context{Dev: dev, Arena: &nn.Arena{}}
	b := nn.Uniform(1, len(g.IDs))
	h, err := e.Hidden(c, g.IDs, nil, b)
	if err != nil {
		t.Fatal(err)
	}
	if off := differ(h.Row(len(g.IDs)-2), g.Hidden); !(off < 1e-4) {
		t.Errorf("states differ by %g", off)
	}
	if g.Pooled != nil {
		p, err := e.Pooled(c, h, b)
		if err != nil {
			t.Fatal(err)
		}
		if off := differ(p.Row(0), g.Pooled); !(off < 1e-4) {
			t.Errorf("pooled vectors differ by %g", off)
		}
	}
	if g.Logits != nil {
		l, err := e.Logits(c, h)
		if err != nil {
			t.Fatal(err)
		}
		if off := differ(l.Row(2), g.Logits); !(off < 1e-4) {
			t.Errorf("scores differ by %g", off)
		}
	}
}

// What transformers wrote gives the same here, and again after it was written
// by us.
func TestEncodersEqualTransformers(t *testing.T) {
	for dir, golden := range encoders(t) {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			e, tok, err := hf.ImportEncoder(dir)
			if err != nil {
				t.Fatal(err)
			}
			if is, err := hf.IsEncoder(dir); !is || err != nil {
				t.Errorf("%v %v", is, err)
			}
			if cfg := e.Config(); cfg.Masked != (golden[0].Logits != nil) || cfg.Pooler != (golden[0].Pooled != nil) || cfg.Dropout != 0.1 {
				t.Errorf("%+v", cfg)
			}
			out := filepath.Join(t.TempDir(), "model")
			decoder, decoderTok, err := hf.Import(whole)
			if err != nil {
				t.Fatal(err)
			}
			if err := hf.Export(out, decoder, decoderTok); err != nil { // nothing of it may stay
				t.Fatal(err)
			}
			if err := hf.ExportEncoder(out, e, tok); err != nil {
				t.Fatal(err)
			}
			again, tok2, err := hf.ImportEncoder(out)
			if err != nil {
				t.Fatal(err)
			}
			if again.Config() != e.Config() || tok2.Special() != tok.Special() || tok.Special().MASK == token.None {
				t.Errorf("%+v %+v became %+v %+v", e.Config(), tok.Special(), again.Config(), tok2.Special())
			}
			if _, err := os.Stat(filepath.Join(out, "generation_config.json")); err == nil {
				t.Error("the decoder that was there left how to generate with it")
			}
			for _, g := range golden {
				sameAsTransformers(t, e, tok, g)
				sameAsTransformers(t, again, tok2, g)
			}
		})
	}
	if is, err := hf.IsEncoder(whole); is || err != nil {
		t.Errorf("a decoder is an encoder: %v %v", is, err)
	}
}

func TestImportEncoderRefuses(t *testing.T) {
	const masked, list = "testdata/encoder/masked_bf16", "testdata/encoder/wordlist"
	nan := func(t *testing.T, dir string) { // bf16
		b := []byte(read(t, dir, "model.safetensors"))
		b[len(b)-1], b[len(b)-2] = 0x7F, 0xC0
		write(t, dir, "model.safetensors", string(b))
	}
	for name, c := range map[string]struct {
		from  string
		spoil func(*testing.T, string)
		want  string
	}{
		"no config":     {masked, remove("config.json"), "a model's folder?"},
		"another type":  {masked, set("model_type", "roberta"), `"roberta"`},
		"decoder":       {whole, put("README", ""), `"llama"`},
		"activation":    {masked, set("hidden_act", "gelu_new"), `"gelu_new"`},
		"positions":     {masked, set("position_embedding_type", "relative_key"), `"relative_key"`},
		"as decoder":    {masked, set("is_decoder", true), "used as a decoder"},
		"crossed":       {masked, set("add_cross_attention", true), "used as a decoder"},
		"quantised":     {masked, set("quantization_config", map[string]any{"bits": 8}), "quantised"},
		"untied":        {masked, set("tie_word_embeddings", false), "tie_word_embeddings"},
		"negative size": {masked, set("hidden_size", -16), "hidden size of -16"},
		"uneven heads":  {masked, set("num_attention_heads", 3), "divide"},
		"no types":      {masked, set("type_vocab_size", 0), "token types of 0"},
		"overflow":      {masked, set("vocab_size", 1e30), "config.json"},
		"dropout":       {masked, set("hidden_dropout_prob", 1), "dropout of 1"},
		"epsilon":       {masked, set("layer_norm_eps", 0), "epsilon"},
		"huge":          {masked, set("num_hidden_layers", 512), "values; a model"},
		"huge context":  {masked, set("max_position_embeddings", 1<<20), "values; a model"},
		"shape":         {masked, set("max_position_embeddings", 47), "shape"},
		"NaN":           {masked, nan, "broken"},
		"weights cut":   {masked, func(t *testing.T, d string) { write(t, d, "model.safetensors", read(t, d, "model.safetensors")[:9000]) }, "model.safetensors"},
		"pickled weights": {masked, func(t *testing.T, d string) {
			remove("model.safetensors")(t, d)
			write(t, d, "pytorch_model.bin", "PK")
		}, "save_pretrained"},
		"missing tensor":   {masked, swap("model.safetensors", "bert.embeddings.LayerNorm.bias", "bert.embeddings.LayerNorm.bios"), "lack bert.embeddings.LayerNorm.bias"},
		"no tokenizer":     {masked, remove("tokenizer.json"), "neither tokenizer.json nor vocab.txt"},
		"larger tokenizer": {list, func(t *testing.T, d string) { write(t, d, "vocab.txt", read(t, d, "vocab.txt")+"a1\na2\na3\na4\n") }, "belong together"},
		"repeated word":    {list, func(t *testing.T, d string) { write(t, d, "vocab.txt", read(t, d, "vocab.txt")+"[CLS]\n") }, `repeats "[CLS]"`},
		"no words":         {list, put("vocab.txt", ""), "vocab.txt"},
		"other words":      {list, put("vocab.txt", "[UNK]\na\nb\n"), "BERT's"},
		"config no JSON":   {list, put("tokenizer_config.json", "["), "tokenizer_config.json"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := folder(t, c.from)
			c.spoil(t, dir)
			_, _, err := hf.ImportEncoder(dir)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
	if _, _, err := hf.Import(masked); err == nil || !strings.Contains(err.Error(), "read it as an encoder") {
		t.Errorf("an encoder read as a decoder: %v", err)
	}
}

func TestExportEncoderRefuses(t *testing.T) {
	e, tok, err := hf.ImportEncoder("testdata/encoder/masked_bf16")
	if err != nil {
		t.Fatal(err)
	}
	cfg := e.Config()
	cfg.VocabSize = 50
	small, err := transformer.NewEncoder(cfg, nil)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "model")
	if err := hf.ExportEncoder(dir, small, tok); err == nil || !strings.Contains(err.Error(), "belong together") {
		t.Errorf("a tokenizer with more tokens than the model: %v", err)
	}
	if _, err := e.Adapt(transformer.LoRA{Rank: 2}, rand.New(rand.NewPCG(1, 1))); err != nil {
		t.Fatal(err)
	}
	if err := hf.ExportEncoder(dir, e, tok); err == nil || !strings.Contains(err.Error(), "adapters") {
		t.Errorf("adapters are dropped without a word: %v", err)
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("something was written")
	}
}

// TestWriteEncoders writes encoders for testdata/check_bert.py: those of
// transformers as they were read, and one with a tokenizer made here.
func TestWriteEncoders(t *testing.T) {
	out := os.Getenv("HEMLINE_EXPORT")
	if out == "" {
		t.Skip("HEMLINE_EXPORT is not set: it names the folder the models go to")
	}
	for dir, golden := range encoders(t) {
		e, tok, err := hf.ImportEncoder(dir)
		if err != nil {
			t.Fatal(err)
		}
		texts := make([]string, len(golden))
		for i, g := range golden {
			texts[i] = g.Text
		}
		writeEncoder(t, filepath.Join(out, filepath.Base(dir)), e, tok, texts)
	}
	tok, err := token.Trainer{Size: 400, Special: []string{"[PAD]", "[CLS]", "[SEP]", "[MASK]"}, Before: []string{"[CLS]"}, After: []string{"[SEP]"}}.Train(t.Context(), slices.Values(slices.Repeat(sentences, 3)))
	if err != nil {
		t.Fatal(err)
	}
	cfg := transformer.EncoderConfig{VocabSize: tok.Size(), Dim: 32, Layers: 3, Heads: 4, Hidden: 64, Context: 128, Types: 2, NormEps: 1e-12, Masked: true}
	e, err := transformer.NewEncoder(cfg, rand.New(rand.NewPCG(1, 2)))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range e.Params() { // as far apart as a trained model's
		for i := range p.W {
			p.W[i] += float32(0.2 * math.Sin(float64(i)))
		}
	}
	writeEncoder(t, filepath.Join(out, "trained"), e, tok, sentences)
}

func writeEncoder(t *testing.T, dir string, e *transformer.Encoder, tok *token.Tokenizer, texts []string) {
	t.Helper()
	if err := hf.ExportEncoder(dir, e, tok); err != nil {
		t.Fatal(err)
	}
	dev := kernel.New(1)
	defer dev.Close()
	var all []encoded
	for _, text := range texts {
		g := encoded{Text: text, IDs: tok.EncodeWith(nil, text, token.Options{Template: true})}
		c := &nn.Context{Dev: dev, Arena: &nn.Arena{}}
		h, err := e.Hidden(c, g.IDs, nil, nn.Uniform(1, len(g.IDs)))
		if err != nil {
			t.Fatal(err)
		}
		g.Hidden = h.Row(len(g.IDs) - 2)
		if e.Config().Masked {
			l, err := e.Logits(c, h)
			if err != nil {
				t.Fatal(err)
			}
			g.Logits = l.Row(2)
		}
		all = append(all, g)
	}
	raw, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "hemline.json"), raw, 0o644); err != nil {
		t.Fatal(err)
	}
}
