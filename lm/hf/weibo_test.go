package hf_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hemline/lm/hf"
	"hemline/lm/token"
	"hemline/neural/gguf"
	"hemline/neural/transformer"
)

// weibo is a small model that `hemline lm train` made of Weibo's titles, with
// what transformers and llama.cpp make of it. This is how it came about, from
// the project's root, and how to make it anew:
//
//	HEMLINE_START=start HEMLINE_TEXTS=titles.txt go test -count=1 -run TestWriteStart ./lm/hf
//	hemline lm train --from start --data weibo_hot_search.tsv.gz --text-column 3 --steps 1500 --out lm/hf/testdata/weibo
//	hemline lm export --model lm/hf/testdata/weibo --format gguf -o weibo.gguf
//	python lm/hf/testdata/check_hf.py lm/hf/testdata/weibo --gguf weibo.gguf --llama package/bins/linux-x64 --record lm/hf/testdata/weibo/recorded.json
//
// titles.txt is the third column of the first file, one title a line. Larger
// models, which the project does not keep, are checked by the last line alone.
const weibo = "testdata/weibo"

// recording is what other programs made of a model (testdata/check_hf.py).
type recording struct {
	SHA256  string            `json:"gguf_sha256"` // of what llama.cpp was given
	With    map[string]string `json:"with"`        // versions
	Prompts []recorded        `json:"prompts"`
}

type recorded struct {
	golden
	Others map[string]golden `json:"others"` // by program
}

func TestTrainedModelElsewhere(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(weibo, "recorded.json"))
	if err != nil {
		t.Fatal(err)
	}
	var r recording
	if err := json.Unmarshal(raw, &r); err != nil {
		t.Fatal(err)
	}
	d, tok, err := hf.Import(weibo)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "weibo.gguf")
	if err := hf.ExportGGUF(path, "weibo", d, tok, gguf.F32); err != nil {
		t.Fatal(err)
	}
	if raw, err = os.ReadFile(path); err != nil {
		t.Fatal(err)
	}
	if sum := sha256.Sum256(raw); hex.EncodeToString(sum[:]) != r.SHA256 {
		t.Error("the GGUF is not the one llama.cpp was given: record its answers anew")
	}
	if len(r.Prompts) < 4 {
		t.Fatalf("%d prompts", len(r.Prompts))
	}
	for _, p := range r.Prompts {
		ids := tok.Encode(nil, p.Text)
		got := logits(t, d, ids)
		next := greedy(t, d, ids, 64)
		if len(p.Others) != 2 {
			t.Errorf("%q was read by %d programs", p.Text, len(p.Others))
		}
		for who, want := range p.Others {
			if !slices.Equal(ids, want.IDs) {
				t.Errorf("%s reads %q as %v, not %v", who, p.Text, want.IDs, ids)
				continue
			}
			for i, at := range p.Positions {
				if off := farthest(got.Row(at), want.Logits[i]); !(off < 1e-3) {
					t.Errorf("%s: %q, position %d: logits differ by %g", who, p.Text, at, off)
				}
			}
			if !slices.Equal(next, want.Greedy) {
				t.Errorf("%s goes on after %q with %v, not %v", who, p.Text, want.Greedy, next)
			}
		}
	}
}

// farthest is the largest difference of two rows.
func farthest(a, b []float32) float64 {
	if len(a) != len(b) {
		return 1e9
	}
	worst := 0.0
	for i := range a {
		if d := float64(a[i]) - float64(b[i]); !(max(d, -d) <= worst) {
			worst = max(d, -d)
		}
	}
	return worst
}

// prompts are what check_hf.py lets a model go on with.
var prompts = []string{
	"新中式马面裙",
	"今年冬天羽绒服为什么这么贵",
	"设计师谈2025春夏的廓形与面料：亚麻、真丝",
	"90后女孩把奶奶的旗袍改成了婚纱 (图)",
	"Quiet luxury is over; sequins are back",
	"JW Anderson和Dior的第1场秀 #巴黎时装周#",
}

// TestWriteAnswers writes what the model in the folder HEMLINE_MODEL makes of
// the prompts, and its GGUF, to the folder HEMLINE_ANSWERS, for check_hf.py.
func TestWriteAnswers(t *testing.T) {
	dir, out := os.Getenv("HEMLINE_MODEL"), os.Getenv("HEMLINE_ANSWERS")
	if dir == "" || out == "" {
		t.Skip("HEMLINE_MODEL and HEMLINE_ANSWERS are not set: a model's folder and one to write to")
	}
	d, tok, err := hf.Import(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := hf.ExportGGUF(filepath.Join(out, "model.gguf"), filepath.Base(dir), d, tok, gguf.F32); err != nil {
		t.Fatal(err)
	}
	var answers []golden
	for _, p := range prompts {
		g := golden{Text: p, IDs: tok.Encode(nil, p)}
		n := len(g.IDs)
		scores := logits(t, d, g.IDs)
		for _, at := range []int{0, n / 2, n - 1} {
			g.Positions = append(g.Positions, at)
			g.Logits = append(g.Logits, scores.Row(at))
		}
		g.Greedy = greedy(t, d, g.IDs, min(64, d.Config().Context-n))
		answers = append(answers, g)
	}
	raw, err := json.Marshal(answers)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(out, "answers.json"), raw, 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestWriteStart writes the fixture's model before its training: a vocabulary of
// 512 learnt from the lines of the file HEMLINE_TEXTS, and random weights, to
// the folder HEMLINE_START.
func TestWriteStart(t *testing.T) {
	texts, out := os.Getenv("HEMLINE_TEXTS"), os.Getenv("HEMLINE_START")
	if texts == "" || out == "" {
		t.Skip("HEMLINE_TEXTS and HEMLINE_START are not set: a file of texts and a folder to write to")
	}
	raw, err := os.ReadFile(texts)
	if err != nil {
		t.Fatal(err)
	}
	tok, err := token.Trainer{Size: 512}.Train(t.Context(), strings.Lines(string(raw)))
	if err != nil {
		t.Fatal(err)
	}
	cfg := transformer.Tiny()
	cfg.VocabSize, cfg.Dim, cfg.Layers, cfg.Heads, cfg.KVHeads, cfg.HeadDim, cfg.Hidden = tok.Size(), 24, 2, 4, 2, 6, 64
	d, err := transformer.NewDecoder(cfg, rand.New(rand.NewPCG(1, 0)))
	if err != nil {
		t.Fatal(err)
	}
	if err := hf.Export(out, d, tok); err != nil {
		t.Fatal(err)
	}
}
