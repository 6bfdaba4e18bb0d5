package lm

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hemline/lm/hf"
	"hemline/lm/token"
	"hemline/neural/kernel"
	"hemline/neural/nn"
	"hemline/neural/optim"
	"hemline/neural/train"
	"hemline/neural/transformer"
)

// filler is a tokenizer of the texts and an untrained encoder small enough to
// be trained in a test.
func filler(t *testing.T, texts []string, length int) *Model {
	t.Helper()
	tok, err := token.Trainer{Size: 600, Special: []string{"[PAD]", "[CLS]", "[SEP]", "[MASK]"}, Before: []string{"[CLS]"}, After: []string{"[SEP]"}, Workers: 2}.Train(context.Background(), slices.Values(texts))
	if err != nil {
		t.Fatal(err)
	}
	cfg := transformer.EncoderConfig{VocabSize: tok.Size(), Dim: 64, Layers: 2, Heads: 4, Hidden: 128, Context: length, Types: 2, NormEps: 1e-12, Masked: true}
	e, err := transformer.NewEncoder(cfg, rand.New(rand.NewPCG(1, 2)))
	if err != nil {
		t.Fatal(err)
	}
	return &Model{Encoder: e, Tokenizer: tok}
}

func TestGapsAreAsPublished(t *testing.T) {
	m := filler(t, strs(bilingual(60)), 40)
	g, err := m.gaps(40)
	if err != nil {
		t.Fatal(err)
	}
	s := m.Tokenizer.Special()
	r := rand.New(rand.NewPCG(3, 4))
	var text, asked, hidden, same float64
	for _, x := range bilingual(2000) {
		ids, ends := g.sequences(nil, nil, x.Text)
		from := 0
		var b lesson
		b.begin()
		for _, end := range ends {
			g.hide(&b, ids[from:end], r)
			if n := end - from; n > 40 || ids[from] != s.CLS || ids[end-1] != s.SEP || b.targets[from] != nn.Ignore || b.targets[end-1] != nn.Ignore {
				t.Fatalf("a sequence of %d: %v asked for %v", n, ids[from:end], b.targets[from:end])
			}
			text += float64(end - from - 2)
			from = end
		}
		if !slices.Equal(b.batch.Start[1:], ends) {
			t.Fatalf("sequences end at %v, want %v", b.batch.Start, ends)
		}
		for i, want := range b.targets {
			switch {
			case want == nn.Ignore && b.tokens[i] != ids[i]:
				t.Fatalf("token %d was changed and is not asked for", i)
			case want == nn.Ignore:
				continue
			case want != ids[i]:
				t.Fatalf("token %d is %d, asked for is %d", i, ids[i], want)
			case b.tokens[i] == s.MASK:
				hidden++
			case b.tokens[i] == want:
				same++
			case m.Tokenizer.IsSpecial(b.tokens[i]):
				t.Fatalf("token %d became special", i)
			}
			asked++
		}
	}
	// Some 10,000 draws: a standard error of a third of a point to half a point.
	for name, c := range map[string][2]float64{"asked for": {asked / text, 0.15}, "hidden": {hidden / asked, 0.8}, "left": {same / asked, 0.1}} {
		if math.Abs(c[0]-c[1]) > 0.02 {
			t.Errorf("%.3f are %s, want %.2f", c[0], name, c[1])
		}
	}
}

// What a model is measured by follows from a text alone, and all of it is
// hidden.
func TestGapsToMeasureBy(t *testing.T) {
	m := filler(t, strs(bilingual(60)), 64)
	g, err := m.gaps(64)
	if err != nil {
		t.Fatal(err)
	}
	gapsOf := func(before int, text string) (tokens, targets []int32) {
		var b lesson
		b.begin()
		for range before {
			g.hide(&b, []int32{1, 9, 2}, nil)
		}
		n := len(b.tokens)
		ids, _ := g.sequences(nil, nil, text)
		g.hide(&b, ids, nil)
		return b.tokens[n:], b.targets[n:]
	}
	for _, text := range []string{"麂皮风衣在成都很受欢迎", "a", "The suede loafer came back in Milan this week."} {
		tokens, targets := gapsOf(0, text)
		again, targets2 := gapsOf(3, text)
		if !slices.Equal(tokens, again) || !slices.Equal(targets, targets2) {
			t.Errorf("%q: other gaps after other texts", text)
		}
		asked := 0
		for i, id := range targets {
			if id != nn.Ignore {
				asked++
				if tokens[i] != m.Tokenizer.Special().MASK {
					t.Errorf("%q: token %d is asked for and not hidden", text, i)
				}
			}
		}
		if n := len(tokens) - 2; asked != max(1, int(math.Round(0.15*float64(n)))) {
			t.Errorf("%q: %d of %d tokens are asked for", text, asked, n)
		}
	}
}

// Each text is a sequence of its own, in its order; units are of sequences that
// fit, and none is lost.
func TestUnitsOfTexts(t *testing.T) {
	dev := device(t)
	texts := append(strs(bilingual(2500)), strings.Repeat("a very long text about linen ", 40), "", "end")
	m := filler(t, texts[:60], 48)
	g, err := m.gaps(48)
	if err != nil {
		t.Fatal(err)
	}
	u, err := newGapTexts(context.Background(), dev, g, texts)
	if err != nil {
		t.Fatal(err)
	}
	if got := m.Tokenizer.Decode(u.words()); got != strings.Join(texts, "") {
		t.Errorf("the texts have %d bytes, their sequences %d", len(strings.Join(texts, "")), len(got))
	}
	var b lesson
	b.begin()
	sequences := 0
	for i := range u.units() {
		from := len(b.tokens)
		u.add(&b, i, nil)
		if n := len(b.tokens) - from; n > 48 || n < 1 {
			t.Fatalf("unit %d has %d tokens", i, n)
		}
		sequences = len(b.batch.Start) - 1
	}
	if sequences != len(u.ends) || len(b.tokens) != len(u.tokens) {
		t.Errorf("%d sequences of %d tokens, want %d of %d", sequences, len(b.tokens), len(u.ends), len(u.tokens))
	}
	if cut := u.units() * 48; cut > 2*len(u.tokens) {
		t.Errorf("%d units for %d tokens", u.units(), len(u.tokens))
	}
}

// The sentences share their words, so that both sides of a gap tell it.
func TestAnEncoderLearnsToFillGaps(t *testing.T) {
	dev := device(t)
	texts := bilingual(300)
	m := filler(t, strs(texts), 64)
	untrained, err := m.Evaluate(context.Background(), dev, kernel.F32, strs(texts[285:]))
	if err != nil {
		t.Fatal(err)
	}
	var losses []float64
	m, res, err := Train(context.Background(), dev, texts, TrainOptions{From: m, Steps: 120, Seed: 3, Card: Card{Program: "1.2", Sources: []string{"notes"}}, Loop: train.Options{
		Schedule: optim.Schedule{Peak: 4e-3}, Progress: func(p train.Progress) { losses = append(losses, p.Loss) },
	}})
	if err != nil {
		t.Fatal(err)
	}
	c := m.Card
	if !(res.Val < c.UniLoss-0.8) || !(losses[119] < losses[0]-1.5) {
		t.Errorf("held out %.3f, frequencies alone %.3f; training went from %.3f to %.3f", res.Val, c.UniLoss, losses[0], losses[119])
	}
	if c.Objective != Masked || c.ValLoss != res.Val || c.ValBits != 0 || c.UniBits != 0 || c.Documents != 285 || c.Parameters != m.Encoder.Config().NumParams() || c.Seen < 120*batchUnits*32 {
		t.Errorf("%+v", c)
	}
	dir := filepath.Join(t.TempDir(), "model")
	if err := m.Save(dir); err != nil {
		t.Fatal(err)
	}
	again, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	a, err := m.Evaluate(context.Background(), dev, kernel.F32, strs(texts[285:]))
	if err != nil {
		t.Fatal(err)
	}
	b, err := again.Evaluate(context.Background(), dev, kernel.F32, strs(texts[285:]))
	if err != nil || a != b || again.Encoder == nil || again.Card.Objective != Masked || a.Objective != Masked || a.BitsPerByte != 0 || a.Texts != 15 {
		t.Errorf("scores %+v, after loading %+v, %v", a, b, err)
	}
	if !(a.Perplexity < untrained.Perplexity/10) {
		t.Errorf("perplexity %.1f, untrained %.1f", a.Perplexity, untrained.Perplexity)
	}
}

func TestAnEncoderIsTrainedFromNothingAndResumed(t *testing.T) {
	dev := device(t)
	texts := bilingual(200)
	o := TrainOptions{Size: "tiny", Encoder: true, Steps: 6, Seed: 4}
	alone, _, err := Train(context.Background(), dev, texts, o)
	if err != nil {
		t.Fatal(err)
	}
	if s := alone.Tokenizer.Special(); s.MASK == token.None || s.PAD != 0 || s.CLS == token.None || s.SEP == token.None {
		t.Errorf("%+v", s)
	}
	o.Folder = t.TempDir()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	o.Loop.Progress = func(p train.Progress) {
		if p.Step == 3 {
			cancel()
		}
	}
	if _, res, err := Train(ctx, dev, texts, o); !errors.Is(err, context.Canceled) || res.Steps != 3 {
		t.Fatalf("%+v %v", res, err)
	}
	again, _, err := Train(context.Background(), dev, texts, o)
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range alone.Params() {
		if !slices.Equal(p.W, again.Params()[i].W) {
			t.Fatalf("%s differs", p.Name)
		}
	}
	// The same folder is no decoder's.
	o.Encoder = false
	if _, _, err := Train(context.Background(), dev, texts, o); err == nil || !strings.Contains(err.Error(), "another training") {
		t.Errorf("%v", err)
	}
}

// A published BERT without a head gets one, learns by adapters once it has it,
// and makes vectors all the while.
func TestAPublishedEncoder(t *testing.T) {
	dev := device(t)
	ctx := context.Background()
	m, err := Load("hf/testdata/encoder/wordlist")
	if err != nil {
		t.Fatal(err)
	}
	texts := bilingual(80)
	if _, err := m.Evaluate(ctx, dev, kernel.F32, strs(texts)); err == nil || !strings.Contains(err.Error(), "lm train --from") {
		t.Errorf("gaps without a head: %v", err)
	}
	x, err := m.Embed(ctx, dev, []string{"风衣流行", "", "trench coat", strings.Repeat("流行 ", 500)})
	if err != nil || x.Len() != 4 || x.Vector(1)[0] != 0 || math.Abs(norm(x.Vector(3))-1) > 1e-5 {
		t.Errorf("%+v %v", x, err)
	}
	lora := &transformer.LoRA{Rank: 2, Targets: []string{"query", "value"}}
	if _, _, err := Train(ctx, dev, texts, TrainOptions{From: m, LoRA: lora, Steps: 1}); err == nil || !strings.Contains(err.Error(), "without adapters") {
		t.Errorf("adapters of a model without a head: %v", err)
	}
	with, _, err := Train(ctx, dev, texts, TrainOptions{From: m, Steps: 2})
	if err != nil || !with.Encoder.Config().Masked || m.Encoder.Config().Masked {
		t.Fatalf("%v", err)
	}
	word := slices.Clone(with.Params()[0].W)
	adapted, _, err := Train(ctx, dev, texts, TrainOptions{From: with, LoRA: lora, Steps: 2})
	if err != nil {
		t.Fatal(err)
	}
	if adapted.Encoder.Adapters() != nil || !slices.Equal(word, adapted.Params()[0].W) || adapted.Card.Steps != 4 {
		t.Errorf("adapters are still there, or words moved: %+v", adapted.Card)
	}
	dir := t.TempDir()
	if err := adapted.Save(dir); err != nil {
		t.Fatal(err)
	}
	if is, err := hf.IsEncoder(dir); !is || err != nil {
		t.Error(is, err)
	}
	clone, err := adapted.Clone()
	if err != nil {
		t.Fatal(err)
	}
	clone.Params()[0].W[0]++
	if clone.Params()[0].W[0] == adapted.Params()[0].W[0] || !slices.Equal(clone.Params()[3].W, adapted.Params()[3].W) {
		t.Error("a clone shares weights or has others")
	}
}

func norm(v []float32) float64 {
	sum := 0.0
	for _, f := range v {
		sum += float64(f) * float64(f)
	}
	return math.Sqrt(sum)
}

func TestSequencesHaveTheirEnds(t *testing.T) {
	m := filler(t, strs(bilingual(60)), 64)
	s := m.Tokenizer.Special()
	plain := m.Tokenizer.Encode(nil, "短款风衣")
	for most, want := range map[int][]int32{
		64: slices.Concat([]int32{7, s.CLS}, plain, []int32{s.SEP}),
		3:  {7, s.CLS, plain[0], s.SEP},
		2:  {7, s.CLS, s.SEP},
		1:  {7, s.CLS},
	} {
		if got := m.Sequence([]int32{7}, "短款风衣", most); !slices.Equal(got, want) {
			t.Errorf("at most %d: %v, want %v", most, got, want)
		}
	}
	if got := m.Sequence([]int32{7}, "", 64); !slices.Equal(got, []int32{7}) {
		t.Errorf("of nothing: %v", got)
	}
	d := little(t, device(t), strs(bilingual(60)), 16)
	if got := d.Sequence(nil, "短款风衣", 1); len(got) != 1 || got[0] != d.Tokenizer.Encode(nil, "短款风衣")[0] {
		t.Errorf("a decoder's: %v", got)
	}
}

func TestAnEncoderNeedsATokenForGaps(t *testing.T) {
	dev := device(t)
	m := little(t, dev, strs(bilingual(60)), 16)
	o := TrainOptions{Size: "tiny", Encoder: true, Steps: 1, Tokenizer: m.Tokenizer}
	if _, _, err := Train(context.Background(), dev, bilingual(60), o); err == nil || !strings.Contains(err.Error(), "[MASK]") {
		t.Errorf("%v", err)
	}
}
