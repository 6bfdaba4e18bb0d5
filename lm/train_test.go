package lm

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"hemline/lm/token"
	"hemline/neural/kernel"
	"hemline/neural/nn"
	"hemline/neural/optim"
	"hemline/neural/train"
	"hemline/neural/transformer"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// bilingual is n different sentences, English and Chinese in turn, a day apart.
func bilingual(n int) []Text {
	r := rand.New(rand.NewPCG(5, 6))
	pick := func(words ...string) string { return words[r.IntN(len(words))] }
	var out []Text
	for day := range n {
		var s string
		if day%2 == 0 {
			s = fmt.Sprintf("The %s %s %s in %s this %s; %d shops asked for it again.",
				pick("linen", "suede", "cropped", "pleated", "quilted", "olive"), pick("blazer", "skirt", "tote", "trench", "loafer"),
				pick("sold out", "came back", "was everywhere", "surprised buyers"), pick("Lyon", "Seoul", "Milan", "Shanghai"), pick("spring", "autumn", "week"), day)
		} else {
			s = fmt.Sprintf("今年%s，%s的%s在%s很受欢迎，%d家店铺再次补货。",
				pick("春天", "秋天", "夏天"), pick("亚麻", "麂皮", "短款", "百褶", "绗缝"), pick("西装", "半身裙", "托特包", "风衣", "乐福鞋"), pick("上海", "成都", "首尔", "米兰"), day)
		}
		out = append(out, Text{Text: s, Time: time.Date(2024, 1, 1+day, 0, 0, 0, 0, time.UTC)})
	}
	return out
}

func device(t *testing.T) *kernel.Device {
	t.Helper()
	d := kernel.New(1)
	t.Cleanup(d.Close)
	return d
}

// little is a tokenizer of the texts and an untrained model small enough to be
// trained in a test.
func little(t *testing.T, dev *kernel.Device, texts []string, context_ int) *Model {
	t.Helper()
	tok, err := token.Trainer{Size: 600, Workers: 2}.Train(context.Background(), slices.Values(texts))
	if err != nil {
		t.Fatal(err)
	}
	cfg := transformer.Config{VocabSize: tok.Size(), Dim: 64, Layers: 2, Heads: 4, KVHeads: 2, HeadDim: 16, Hidden: 128, Context: context_, NormEps: 1e-5, RopeTheta: 1e4, Tied: true}
	d, err := transformer.NewDecoder(cfg, rand.New(rand.NewPCG(1, 2)))
	if err != nil {
		t.Fatal(err)
	}
	return &Model{Decoder: d, Tokenizer: tok}
}

func strs(texts []Text) []string {
	var out []string
	for _, t := range texts {
		out = append(out, t.Text)
	}
	return out
}

// A model large enough for a few sentences learns them by heart: every part of
// the loop has to work for that.
func TestItLearnsAFewSentencesByHeart(t *testing.T) {
	dev := device(t)
	texts := bilingual(16)
	m := little(t, dev, strs(texts), 48)
	res, err := learn(dev, m, texts, train.Options{Steps: 150, Schedule: optim.Schedule{Peak: 4e-3, Floor: 0.1, Warm: 0.05}})
	if err != nil {
		t.Fatal(err)
	}
	if res.Loss > 0.05 {
		t.Errorf("after 150 steps the loss is still %.3f", res.Loss)
	}
}

// learn trains on all texts, without validation.
func learn(dev *kernel.Device, m *Model, texts []Text, loop train.Options) (train.Result, error) {
	w, err := m.lessons(context.Background(), dev, &split{train: strs(texts)}, 0)
	if err != nil {
		return train.Result{}, err
	}
	loop.Optimizer, loop.Clip = optim.AdamW{Decay: decay}, clip
	return train.Run(context.Background(), dev, kernel.F32, loop, w)
}

func TestATrainedModelIsTheSameAfterLoading(t *testing.T) {
	dev := device(t)
	texts := bilingual(300)
	m, res, err := Train(context.Background(), dev, texts, TrainOptions{Size: "tiny", Steps: 15, Seed: 3, Loop: train.Options{Schedule: optim.Schedule{Peak: 3e-3}}, Card: Card{Program: "1.2", Sources: []string{"notes"}}})
	if err != nil {
		t.Fatal(err)
	}
	c := m.Card
	if c.Documents != 285 || c.HeldOut != 15 || !c.ByTime || !c.From.Equal(texts[0].Time) || !c.To.Equal(texts[299].Time) || c.Steps != 15 ||
		c.Seen != 15*batchUnits*longest || c.Seed != 3 || c.ValLoss != res.Val || !(c.ValBits > 0 && c.ValBits < 8) || !(c.UniBits > 0) || c.Parameters != m.Decoder.Config().NumParams() {
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
	if fmt.Sprint(again.Card) != fmt.Sprint(m.Card) {
		t.Errorf("card %+v, saved %+v", again.Card, m.Card)
	}
	held := strs(texts[285:])
	a, err := m.Evaluate(context.Background(), dev, kernel.F32, held)
	if err != nil {
		t.Fatal(err)
	}
	b, err := again.Evaluate(context.Background(), dev, kernel.F32, held)
	if err != nil || a != b || a.Texts != 15 || !(a.BitsPerByte < c.UniBits) {
		t.Errorf("scores %+v, after loading %+v, %v; frequencies alone %.3f", a, b, err, c.UniBits)
	}

	// Going on from it begins where it ended, not anew.
	var first train.Progress
	more, _, err := Train(context.Background(), dev, texts, TrainOptions{From: again, Steps: 4, Card: Card{Sources: []string{"more"}}, Loop: train.Options{Progress: func(p train.Progress) {
		if p.Step == 1 {
			first = p
		}
	}}})
	if err != nil {
		t.Fatal(err)
	}
	if first.Loss > res.Loss+0.5 || more.Card.Steps != 19 || !slices.Equal(more.Card.Sources, []string{"notes", "more"}) || !(more.Card.ValLoss < c.ValLoss) {
		t.Errorf("went on at a loss of %.3f after %.3f; %+v", first.Loss, res.Loss, more.Card)
	}
}

func TestAnInterruptedTrainingEndsTheSame(t *testing.T) {
	dev := device(t)
	texts := bilingual(200)
	o := TrainOptions{Size: "tiny", Steps: 8, Seed: 4}
	var want, got []float64
	losses := func(into *[]float64) func(train.Progress) {
		return func(p train.Progress) { *into = append(*into, p.Loss, p.Rate, p.GradNorm) }
	}
	o.Loop.Progress = losses(&want)
	alone, _, err := Train(context.Background(), dev, texts, o)
	if err != nil {
		t.Fatal(err)
	}
	o.Folder = t.TempDir()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	note := losses(&got)
	o.Loop.Progress = func(p train.Progress) {
		if note(p); p.Step == 3 {
			cancel()
		}
	}
	if _, res, err := Train(ctx, dev, texts, o); !errors.Is(err, context.Canceled) || res.Steps != 3 {
		t.Fatalf("%+v %v", res, err)
	}
	o.Loop.Progress = note
	again, _, err := Train(context.Background(), dev, texts, o)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(want, got) {
		t.Errorf("losses %v, undisturbed %v", got, want)
	}
	for i, p := range alone.Decoder.Params() {
		if !slices.Equal(p.W, again.Decoder.Params()[i].W) {
			t.Fatalf("%s differs", p.Name)
		}
	}
	// The same folder with other texts is refused.
	texts[7].Text += " Sold."
	if _, _, err := Train(context.Background(), dev, texts, o); err == nil || !strings.Contains(err.Error(), "another training") {
		t.Errorf("%v", err)
	}
}

// A checkpoint knows the weights it was begun from: another model of the same
// shape does not go on from it.
func TestACheckpointBelongsToItsModel(t *testing.T) {
	dev := device(t)
	texts := bilingual(100)
	folder := t.TempDir()
	run := func(seed float32) error {
		m := little(t, dev, strs(texts), 32)
		m.Decoder.Params()[0].W[0] = seed
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		_, _, err := Train(ctx, dev, texts, TrainOptions{From: m, Steps: 6, Folder: folder, Loop: train.Options{Progress: func(p train.Progress) {
			if p.Step == 2 {
				cancel()
			}
		}}})
		return err
	}
	if err := run(0.5); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if err := run(0.25); err == nil || !strings.Contains(err.Error(), "another training") {
		t.Errorf("another model's checkpoint: %v", err)
	}
	if err := run(0.5); err != nil {
		t.Errorf("its own checkpoint: %v", err)
	}
}

// Low-rank changes learn, cost a small part of the weights, and are in the
// weights afterwards.
func TestLowRankChangesEndInTheWeights(t *testing.T) {
	dev := device(t)
	texts := bilingual(100)
	m := little(t, dev, strs(texts), 32)
	before := slices.Clone(m.Decoder.Params()[0].W) // the embedding, which is not adapted
	query := slices.Clone(m.Decoder.Params()[2].W)
	var losses []float64
	o := TrainOptions{From: m, LoRA: &transformer.LoRA{Rank: 4}, Steps: 40, Loop: train.Options{Schedule: optim.Schedule{Peak: 1e-2}, Progress: func(p train.Progress) { losses = append(losses, p.Loss) }}}
	again, res, err := Train(context.Background(), dev, texts, o)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(before, m.Decoder.Params()[0].W) || slices.Equal(query, m.Decoder.Params()[2].W) || m.Decoder.Adapters() != nil {
		t.Errorf("the wrong weights changed")
	}
	if !(losses[39] < losses[0]-0.3) {
		t.Errorf("the loss went from %.3f to %.3f", losses[0], losses[39])
	}
	// The same held-out loss without the adapters as with them.
	s := divide(texts)
	w, err := again.lessons(context.Background(), dev, &s, 0)
	if err != nil {
		t.Fatal(err)
	}
	sum, n, err := w.Validate(&nn.Context{Dev: dev, Arena: &nn.Arena{}})
	if err != nil || math.Abs(sum/float64(n)-res.Val) > 1e-3 {
		t.Errorf("held-out loss %.5f, with adapters %.5f, %v", sum/float64(n), res.Val, err)
	}
}

func TestABudgetEndsTraining(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	o := TrainOptions{Size: "tiny", Epochs: 1000, Loop: train.Options{Budget: time.Minute, Now: func() time.Time {
		now = now.Add(2 * time.Second)
		return now
	}}}
	m, res, err := Train(context.Background(), device(t), bilingual(100), o)
	if err != nil || res.Steps < 3 || res.Steps > 20 || m.Card.ValLoss == 0 {
		t.Errorf("%+v %v", res, err)
	}
}

func TestWhatCannotBeTrained(t *testing.T) {
	dev := device(t)
	for want, f := range map[string]func() error{
		"no texts to learn": func() error {
			_, _, err := Train(context.Background(), dev, []Text{{}}, TrainOptions{Size: "tiny"})
			return err
		},
		`no size "huge"`: func() error {
			_, _, err := Train(context.Background(), dev, bilingual(40), TrainOptions{Size: "huge"})
			return err
		},
		"trained before": func() error {
			_, _, err := Train(context.Background(), dev, bilingual(40), TrainOptions{Size: "tiny", LoRA: &transformer.LoRA{Rank: 2}})
			return err
		},
		"at least 129": func() error {
			_, _, err := Train(context.Background(), dev, bilingual(1), TrainOptions{Size: "tiny"})
			return err
		},
	} {
		if err := f(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q: %v", want, err)
		}
	}
}

func TestACardOfAnotherFormatIsRefused(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, cardName), []byte(`{"format": 7, "program": "9.1"}`), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(dir); err == nil || !strings.Contains(err.Error(), "format 7, written by Hemline 9.1") {
		t.Errorf("%v", err)
	}
}

// A model trained elsewhere gets no card by being saved here, and one that is
// in the way goes.
func TestAForeignModelHasNoCard(t *testing.T) {
	m := little(t, device(t), strs(bilingual(20)), 16)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, cardName), []byte(`{"format": 1}`), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := m.Save(dir); err != nil {
		t.Fatal(err)
	}
	again, err := Load(dir)
	if err != nil || !again.foreign() {
		t.Errorf("%v", err)
	}
}

func TestUnigramIsTheLossOfFrequencies(t *testing.T) {
	// Counts 2, 1, 0, one added: 3/6, 2/6, 1/6.
	got := unigram([]int32{0, 1, 0}, []int32{0, 2}, 3)
	if want := (math.Log(2) + math.Log(6)) / 2; math.Abs(got-want) > 1e-12 {
		t.Errorf("%g, want %g", got, want)
	}
}
