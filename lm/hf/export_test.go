package hf_test

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"hemline/lm/hf"
	"hemline/lm/token"
	"hemline/neural/gguf"
	"hemline/neural/kernel"
	"hemline/neural/transformer"
)

// sentences are what the exported tokenizer learns from and is tried on.
var sentences = []string{
	"The wrap dress is back for spring 2024; buyers who'd written it off are re-ordering.",
	"Quiet luxury won't survive the season: sequins, fringe and 70s suede are everywhere.",
	"碎花连衣裙又流行了，今年春夏的廓形比去年更宽松。",
	"设计师们偏爱亚麻、真丝和再生棉，颜色以奶油白和鼠尾草绿为主。",
}

// TestWriteExports writes models for testdata/check_hf.py, which says how.
func TestWriteExports(t *testing.T) {
	out := os.Getenv("HEMLINE_EXPORT")
	if out == "" {
		t.Skip("HEMLINE_EXPORT is not set: it names the folder the models go to")
	}
	for _, dir := range folders(t) {
		d, tok, err := hf.Import(dir)
		if err != nil {
			t.Fatal(err)
		}
		writeExport(t, filepath.Join(out, filepath.Base(dir)), d, tok, readGolden(t, dir).Text)
	}
	tok := trained(t)
	cfg := transformer.Tiny()
	cfg.VocabSize, cfg.KVHeads = tok.Size(), 2
	d, err := transformer.NewDecoder(cfg, rand.New(rand.NewPCG(1, 2)))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range d.Params() { // as far apart as a trained model's
		for i := range p.W {
			p.W[i] *= 3
		}
	}
	for i, s := range sentences {
		writeExport(t, filepath.Join(out, "trained"+string(rune('1'+i))), d, tok, s)
	}
}

// trained is a tokenizer made here.
func trained(t testing.TB) *token.Tokenizer {
	t.Helper()
	tok, err := token.Trainer{Size: 400}.Train(t.Context(), slices.Values(slices.Repeat(sentences, 3)))
	if err != nil {
		t.Fatal(err)
	}
	return tok
}

func writeExport(t *testing.T, dir string, d *transformer.Decoder, tok *token.Tokenizer, text string) {
	t.Helper()
	if err := hf.Export(dir, d, tok); err != nil {
		t.Fatal(err)
	}
	if err := hf.ExportGGUF(filepath.Join(dir, "model.gguf"), filepath.Base(dir), d, tok, gguf.F32); err != nil {
		t.Fatal(err)
	}
	g := golden{Text: text, IDs: tok.Encode(nil, text)}
	g.Positions = []int{0, len(g.IDs) / 2, len(g.IDs) - 1}
	scores := logits(t, d, g.IDs)
	for _, p := range g.Positions {
		g.Logits = append(g.Logits, scores.Row(p))
	}
	g.Greedy = greedy(t, d, g.IDs, 64)
	raw, err := json.Marshal(g)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "hemline.json"), raw, 0o644); err != nil {
		t.Fatal(err)
	}
}

// greedy is the likeliest tokens after some, computed with cached keys and
// values.
func greedy(t *testing.T, d *transformer.Decoder, ids []int32, n int) []int32 {
	t.Helper()
	dev := kernel.New(1)
	t.Cleanup(dev.Close)
	s, err := d.NewSession(dev, len(ids)+n)
	if err != nil {
		t.Fatal(err)
	}
	var out []int32
	for next := ids; len(out) < n; next = out[len(out)-1:] {
		scores, err := s.Feed(next)
		if err != nil {
			t.Fatal(err)
		}
		best := 0
		for i, v := range scores {
			if v > scores[best] {
				best = i
			}
		}
		out = append(out, int32(best))
	}
	return out
}
