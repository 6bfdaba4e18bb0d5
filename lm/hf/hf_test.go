package hf_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"hemline/lm/hf"
	"hemline/neural/gguf"
	"hemline/neural/kernel"
	"hemline/neural/nn"
	"hemline/neural/transformer"
)

// golden is what transformers makes of a text (testdata/make_hf.py).
type golden struct {
	Text      string      `json:"text"`
	IDs       []int32     `json:"ids"`
	Positions []int       `json:"positions"`
	Logits    [][]float32 `json:"logits"`
	Greedy    []int32     `json:"greedy,omitempty"` // ours only, for check_hf.py
}

// folders are those that have a golden.
func folders(t testing.TB) []string {
	t.Helper()
	found, err := filepath.Glob("testdata/*/golden.json")
	if err != nil || len(found) < 4 {
		t.Fatalf("%d folders, %v", len(found), err)
	}
	for i := range found {
		found[i] = filepath.Dir(found[i])
	}
	return found
}

func readGolden(t testing.TB, dir string) golden {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(dir, "golden.json"))
	if err != nil {
		t.Fatal(err)
	}
	var g golden
	if err := json.Unmarshal(raw, &g); err != nil {
		t.Fatal(err)
	}
	return g
}

// logits is the scores after each of the tokens.
func logits(t testing.TB, d *transformer.Decoder, ids []int32) kernel.Mat {
	t.Helper()
	dev := kernel.New(1)
	t.Cleanup(dev.Close)
	c := &nn.Context{Dev: dev, Arena: &nn.Arena{}}
	h, err := d.Hidden(c, ids, nn.Uniform(1, len(ids)))
	if err != nil {
		t.Fatal(err)
	}
	return d.Logits(c, h)
}

// differ is the largest difference of two rows, relative to values above one.
func differ(a, b []float32) float64 {
	if len(a) != len(b) {
		return math.Inf(1)
	}
	worst := 0.0
	for i := range a {
		worst = max(worst, math.Abs(float64(a[i])-float64(b[i]))/max(1, math.Abs(float64(b[i]))))
	}
	return worst
}

func TestImportEqualsTransformers(t *testing.T) {
	for _, dir := range folders(t) {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			g := readGolden(t, dir)
			d, tok, err := hf.Import(dir)
			if err != nil {
				t.Fatal(err)
			}
			if ids := tok.Encode(nil, g.Text); !slices.Equal(ids, g.IDs) {
				t.Fatalf("tokens %v, transformers has %v", ids, g.IDs)
			}
			got := logits(t, d, g.IDs)
			for i, p := range g.Positions {
				if off := differ(got.Row(p), g.Logits[i]); !(off < 1e-4) {
					t.Errorf("position %d: logits differ by %g", p, off)
				}
			}
		})
	}
}

// What is exported comes back the same, whatever the architecture.
func TestExportRoundTrip(t *testing.T) {
	for _, dir := range folders(t) {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			d, tok, err := hf.Import(dir)
			if err != nil {
				t.Fatal(err)
			}
			out := filepath.Join(t.TempDir(), "deeper", "model")
			for range 2 { // the second time over the first
				if err := hf.Export(out, d, tok); err != nil {
					t.Fatal(err)
				}
			}
			d2, tok2, err := hf.Import(out)
			if err != nil {
				t.Fatal(err)
			}
			sameConfig(t, d2.Config(), d.Config())
			sameParams(t, d2, d)
			text := readGolden(t, dir).Text
			if !slices.Equal(tok2.Encode(nil, text), tok.Encode(nil, text)) || tok2.Special() != tok.Special() {
				t.Error("the tokenizer came back different")
			}
			if left, _ := filepath.Glob(filepath.Join(out, ".*")); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

func sameConfig(t *testing.T, got, want transformer.Config) {
	t.Helper()
	if (got.Scaling == nil) != (want.Scaling == nil) || got.Scaling != nil && *got.Scaling != *want.Scaling {
		t.Errorf("rotary scaling %+v, want %+v", got.Scaling, want.Scaling)
	}
	got.Scaling, want.Scaling = nil, nil
	if got != want {
		t.Errorf("config %+v, want %+v", got, want)
	}
}

func sameParams(t *testing.T, got, want *transformer.Decoder) {
	t.Helper()
	a, b := got.Params(), want.Params()
	if len(a) != len(b) {
		t.Fatalf("%d parameters, want %d", len(a), len(b))
	}
	for i := range a {
		if a[i].Name != b[i].Name || !slices.Equal(a[i].W, b[i].W) {
			t.Errorf("%s differs", a[i].Name)
		}
	}
}

// The GGUF has every weight under llama.cpp's name; that llama.cpp computes the
// same from them is checked by testdata/check_hf.py.
func TestExportGGUF(t *testing.T) {
	for _, dir := range folders(t) {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			d, tok, err := hf.Import(dir)
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(t.TempDir(), "model.gguf")
			if err := hf.ExportGGUF(path, "tiny", d, tok, gguf.F32); err != nil {
				t.Fatal(err)
			}
			f := openGGUF(t, path)
			want := len(d.Params())
			if d.Config().Scaling != nil {
				want++ // rope_freqs
			}
			if len(f.Tensors) != want {
				t.Errorf("%d tensors, want %d", len(f.Tensors), want)
			}
			arch, _ := f.Lookup("general.architecture")
			tokens, _ := f.Lookup("tokenizer.ggml.tokens")
			kinds, _ := f.Lookup("tokenizer.ggml.token_type")
			if n := len(tokens.([]string)); n != d.Config().VocabSize || kinds.([]int32)[0] != 3 || kinds.([]int32)[n-1] != 5 || kinds.([]int32)[1] != 1 {
				t.Errorf("%v: %d tokens of types %v", arch, n, kinds)
			}
			checkRows(t, f, d, arch == "llama")
		})
	}
}

func openGGUF(t *testing.T, path string) *gguf.File {
	t.Helper()
	r, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	info, err := r.Stat()
	if err != nil {
		t.Fatal(err)
	}
	f, err := gguf.Open(r, info.Size())
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// checkRows compares the first head's queries: in Llama's order rows 0 and
// half a head come first, elsewhere rows 0 and 1.
func checkRows(t *testing.T, f *gguf.File, d *transformer.Decoder, turned bool) {
	t.Helper()
	cfg := d.Config()
	var q *nn.Param
	for _, p := range d.Params() {
		if p.Name == "model.layers.1.self_attn.q_proj.weight" {
			q = p
		}
	}
	tensor, ok := f.Find("blk.1.attn_q.weight")
	got := make([]float32, len(q.W))
	if err := f.Read(tensor, got); !ok || err != nil {
		t.Fatal(ok, err)
	}
	second := 1
	if turned {
		second = cfg.HeadDim / 2
	}
	dim := cfg.Dim
	if !slices.Equal(got[:dim], q.W[:dim]) || !slices.Equal(got[dim:2*dim], q.W[second*dim:(second+1)*dim]) {
		t.Error("the rows of the queries are in another order")
	}
}

func TestExportRefuses(t *testing.T) {
	d, tok, err := hf.Import("testdata/llama")
	if err != nil {
		t.Fatal(err)
	}
	cfg := d.Config()
	cfg.QKVBias, cfg.QKNorm = true, true
	both, err := transformer.NewDecoder(cfg, nil)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if hf.Export(dir, both, tok) == nil || hf.ExportGGUF(filepath.Join(dir, "m.gguf"), "", both, tok, gguf.F32) == nil {
		t.Error("a shape no other program knows is exported")
	}
	cfg = d.Config()
	cfg.VocabSize = 100
	small, err := transformer.NewDecoder(cfg, nil)
	if err != nil {
		t.Fatal(err)
	}
	if hf.ExportGGUF(filepath.Join(dir, "m.gguf"), "", small, tok, gguf.F32) == nil {
		t.Error("a tokenizer with more tokens than the model is exported")
	}
	if hf.Export(filepath.Join(dir, "e"), small, tok) == nil {
		t.Error("a tokenizer with more tokens than the model is exported to a folder")
	}
	if hf.ExportGGUF(filepath.Join(dir, "no such folder", "m.gguf"), "", d, tok, gguf.F32) == nil {
		t.Error("a file in no folder is written")
	}
	adapted, _, err := hf.Import("testdata/llama")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := adapted.Adapt(transformer.LoRA{Rank: 2}, rand.New(rand.NewPCG(1, 1))); err != nil {
		t.Fatal(err)
	}
	if hf.Export(filepath.Join(dir, "e"), adapted, tok) == nil || hf.ExportGGUF(filepath.Join(dir, "m.gguf"), "", adapted, tok, gguf.F32) == nil {
		t.Error("adapters are dropped without a word")
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
