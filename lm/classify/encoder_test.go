package classify

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hemline/lm"
)

// A published BERT is fine-tuned as a decoder is; its own weights stay, and what
// is saved answers as what was trained.
func TestAnEncoderIsFineTuned(t *testing.T) {
	dev, ctx := device(t), context.Background()
	m, err := lm.Load("../hf/testdata/encoder/pretraining_f16")
	if err != nil {
		t.Fatal(err)
	}
	before := slices.Clone(m.Params()[0].W)
	many := said()
	for i := range 3 { // networks need more than thirty examples of a label
		for _, e := range said() {
			many = append(many, Example{e.Text + strings.Repeat(" ok", i+1), e.Label})
		}
	}
	c, err := Train(ctx, dev, many, Options{Kind: Transformer, LM: m, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(before, m.Params()[0].W) {
		t.Error("the language model that was given has changed")
	}
	i := slices.IndexFunc(c.members, func(m member) bool { _, ok := m.(*attention); return ok })
	if i < 0 {
		t.Fatalf("no attention among %d members", len(c.members))
	}
	a := c.members[i].(*attention)
	// [CLS] and [SEP] stand around what is read, and a long text is cut.
	if ids := a.read(dev, []string{"风衣", string(slices.Repeat([]byte("coat "), 200)), ""}); ids[0][0] != 2 || ids[0][len(ids[0])-1] != 3 || len(ids[1]) != 48 || ids[1][47] != 3 || len(ids[2]) != 1 {
		t.Errorf("it reads %v", ids)
	}
	asked := []string{"a wool overcoat for winter", "想买一条碎花连衣裙", "these boots hurt", ""}
	want, err := c.Predict(ctx, dev, asked)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "model")
	if err := c.Save(dir); err != nil {
		t.Fatal(err)
	}
	again, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	got, err := again.Predict(ctx, dev, asked)
	if err != nil || !slices.Equal(got.Data, want.Data) {
		t.Errorf("%v, after loading %v, %v", want.Data, got.Data, err)
	}
}
