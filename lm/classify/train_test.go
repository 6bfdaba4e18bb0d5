package classify

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.uber.org/goleak"
	"hemline/neural/kernel"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// said are sentences about three garments in two languages, made of parts, so
// that there are enough to learn from.
func said() []Example {
	garments := map[string][2][]string{
		"coat":  {{"wool coat", "trench coat", "long overcoat"}, {"羊毛大衣", "风衣外套", "驼色大衣"}},
		"dress": {{"silk dress", "summer dress", "wrap dress"}, {"真丝连衣裙", "碎花裙子", "吊带裙"}},
		"shoes": {{"leather loafers", "running shoes", "ankle boots"}, {"乐福鞋", "运动鞋", "短靴"}},
	}
	english := []string{"This %s fits me well", "I returned the %s, too small", "Is the %s worth it?", "My %s arrived today", "Everyone wears a %s this year!"}
	chinese := []string{"这款%s很显瘦", "%s的质量不好，退货了", "今年流行%s", "求推荐%s", "%s到了，很喜欢！"}
	var out []Example
	for _, label := range []string{"coat", "dress", "shoes"} {
		for i, patterns := range [][]string{english, chinese} {
			for _, what := range garments[label][i] {
				for _, p := range patterns {
					out = append(out, Example{fmt.Sprintf(p, what), label})
				}
			}
		}
	}
	return out
}

func device(t *testing.T) *kernel.Device {
	dev := kernel.New(2)
	t.Cleanup(dev.Close)
	return dev
}

// Sentences that were not among the examples, by kind of model; and what is
// saved answers as what was trained.
func TestTrainSaveLoadPredict(t *testing.T) {
	dev, ctx := device(t), context.Background()
	many := said()
	for i := range 3 { // networks need more than thirty examples of a label
		for _, e := range said() {
			many = append(many, Example{e.Text + strings.Repeat(" ok", i+1), e.Label})
		}
	}
	asked := []string{"a wool overcoat for winter", "想买一条碎花连衣裙", "these boots hurt", ""}
	want := []string{"coat", "dress", "shoes"}
	for _, kind := range []Kind{Linear, CNN, Best} {
		c, err := Train(ctx, dev, many, Options{Kind: kind, Seed: 1, Trained: "2025-03-01"})
		if err != nil {
			t.Fatalf("%s: %v", kind, err)
		}
		p, err := c.Predict(ctx, dev, asked)
		if err != nil {
			t.Fatal(err)
		}
		for i, w := range want {
			if got := c.Labels()[Argmax(p.Row(i))]; got != w && kind != CNN {
				t.Errorf("%s: %q is %s, want %s", kind, asked[i], got, w)
			}
		}
		for i := range asked {
			sum := float32(0)
			for _, v := range p.Row(i) {
				sum += v
			}
			if sum < 0.9999 || sum > 1.0001 {
				t.Errorf("%s: the probabilities of %q sum to %g", kind, asked[i], sum)
			}
		}
		bags := map[float64]int{} // by weight
		for _, m := range c.Card.Members {
			if m.Member.Bag != nil {
				bags[m.Weight]++
			}
		}
		for w, n := range bags {
			if n != (&bagLearner{}).copies() {
				t.Errorf("%s: %d bags have a weight of %g", kind, n, w)
			}
		}
		dir := filepath.Join(t.TempDir(), "model")
		for range 2 { // the second replaces the first
			if err := c.Save(dir); err != nil {
				t.Fatal(err)
			}
		}
		if left, err := os.ReadDir(filepath.Dir(dir)); err != nil || len(left) != 1 {
			t.Errorf("saving left %v, %v", left, err)
		}
		d, err := Load(dir)
		if err != nil {
			t.Fatal(err)
		}
		if d.Card.Trained != "2025-03-01" || d.Card.Given != len(many) || d.Card.Counts[0] != len(many)/3 {
			t.Errorf("%s: the card says %+v", kind, d.Card)
		}
		for name, f := range map[string]func(*Classifier) (kernel.Mat, error){
			"model":    func(c *Classifier) (kernel.Mat, error) { return c.Predict(ctx, dev, asked) },
			"baseline": func(c *Classifier) (kernel.Mat, error) { return c.Baseline(ctx, dev, asked) },
		} {
			a, err := f(c)
			b, err2 := f(d)
			if err != nil || err2 != nil || !slices.Equal(a.Data, b.Data) {
				t.Errorf("%s: the saved %s answers otherwise: %v, %v", kind, name, err, err2)
			}
		}
		again, err := Train(ctx, dev, many, Options{Kind: kind, Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		if q, _ := again.Predict(ctx, dev, asked); !slices.Equal(q.Data, p.Data) {
			t.Errorf("%s: the same seed gives another model", kind)
		}
		i := 0
		for s, err := range c.Stream(ctx, dev, slices.Values(asked)) {
			if err != nil || !slices.Equal(s.Probabilities, p.Row(i)) {
				t.Errorf("%s: streamed, text %d differs (%v)", kind, i+1, err)
			}
			i++
		}
		if i != len(asked) {
			t.Errorf("%d predictions for %d texts", i, len(asked))
		}
	}
}

func TestFineTunedTransformer(t *testing.T) {
	dev, ctx := device(t), context.Background()
	many := said()
	for _, e := range said() {
		many = append(many, Example{e.Text + " really", e.Label})
	}
	c, err := Train(ctx, dev, many, Options{Kind: Transformer, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	texts := []string{"This wool coat fits me well", "今年流行碎花裙子", ""}
	p, err := c.Predict(ctx, dev, texts)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "model")
	if err := c.Save(dir); err != nil {
		t.Fatal(err)
	}
	d, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	if q, err := d.Predict(ctx, dev, texts); err != nil || !slices.Equal(p.Data, q.Data) {
		t.Errorf("the saved model answers otherwise: %v", err)
	}
}

func TestTrainRefuses(t *testing.T) {
	dev, ctx := device(t), context.Background()
	for name, c := range map[string]struct {
		examples []Example
		o        Options
		says     string
	}{
		"nothing":      {nil, Options{}, "no examples"},
		"one label":    {[]Example{{"a", "x"}, {"b", "x"}}, Options{}, "at least two labels"},
		"another kind": {said(), Options{Kind: "forest"}, "choose best"},
		"long label":   {[]Example{{"a", strings.Repeat("x", 2000)}}, Options{}, "right column"},
	} {
		if _, err := Train(ctx, dev, c.examples, c.o); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	ended, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := Train(ended, dev, said(), Options{}); err == nil {
		t.Error("training goes on after its context has ended")
	}
}

func TestOddTexts(t *testing.T) {
	dev, ctx := device(t), context.Background()
	// Labels that differ by case and space are different; empty texts count.
	examples := []Example{{"coat one", "A"}, {"coat two", "A"}, {"skirt one", "a"}, {"skirt two", "a"}, {"hat one", "a "}, {"hat two", "a "}, {"", "A"}}
	c, err := Train(ctx, dev, examples, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(c.Labels(), []string{"A", "a", "a "}) {
		t.Errorf("labels %q", c.Labels())
	}
	huge := strings.Repeat("skirt ", 10<<20/6)
	p, err := c.Predict(ctx, dev, []string{"\xff\xfe", huge})
	if err != nil || c.Labels()[Argmax(p.Row(1))] != "a" {
		t.Errorf("10 MB of skirts are %v, %v", p.Row(1), err)
	}
}

func TestSampleKeepsCopiesTogether(t *testing.T) {
	var all []Example
	for i := range 2000 {
		all = append(all, Example{fmt.Sprintf("text number %04d", i/2), "x"})
	}
	got := sample(all, 16*500)
	if len(got) < 400 || len(got) > 600 || len(got)%2 != 0 {
		t.Errorf("%d of 2,000 examples are kept, about 500 fit", len(got))
	}
}

// A folder that something happened to is refused with a reason.
func TestLoadRefuses(t *testing.T) {
	dev, ctx := device(t), context.Background()
	c, err := Train(ctx, dev, said(), Options{Kind: Linear, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]struct {
		how  func(dir string) error
		says string
	}{
		"no card":         {func(dir string) error { return os.Remove(filepath.Join(dir, cardFile)) }, "no model.json"},
		"no weights":      {func(dir string) error { return os.Remove(filepath.Join(dir, "1.safetensors")) }, "member 1"},
		"cut weights":     {func(dir string) error { return os.Truncate(filepath.Join(dir, "1.safetensors"), 2000) }, "member 1"},
		"another version": {edit(`"version": 2`, `"version": 7`), "train it again"},
		"more labels":     {edit(`"coat",`, `"coat", "coats",`), "counts"},
		"disorder":        {edit(`"coat",`, `"zoat",`), "not in order"},
		"two shapes":      {edit(`"linear": {`, `"cnn": {"epochs": 1, "tokens": 5}, "linear": {`), "shapes"},
		"wild runs":       {edit(`"words": 2`, `"words": 1000000`), "up to 8"},
		"wild member":     {edit(`"shared": 1`, `"shared": 9`), "member 9 of 1"},
	} {
		dir := filepath.Join(t.TempDir(), "m")
		if err := c.Save(dir); err != nil {
			t.Fatal(err)
		}
		if err := spoil.how(dir); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if _, err := Load(dir); err == nil || !strings.Contains(err.Error(), spoil.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	other := t.TempDir()
	if err := os.WriteFile(filepath.Join(other, "letter.txt"), []byte("dear"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := c.Save(other); err == nil {
		t.Error("a folder with somebody's letters is replaced")
	}
}

func edit(old, new string) func(dir string) error {
	return func(dir string) error {
		path := filepath.Join(dir, cardFile)
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		changed := bytes.ReplaceAll(raw, []byte(old), []byte(new))
		if bytes.Equal(raw, changed) {
			return fmt.Errorf("%s is not in the card", old)
		}
		return os.WriteFile(path, changed, 0o644)
	}
}

// A card that is taken is one that can be worked with.
func FuzzCard(f *testing.F) {
	for _, s := range []string{
		`{"version":2,"labels":["a","b"],"counts":[1,1],"bias":[0,1],"members":[{"member":{"linear":{"words":2}},"weight":1}],"baseline":{"member":{"linear":{}},"weight":1},"shared":1}`,
		`{"version":2,"labels":["b","a"]}`, `{"version":1}`, `[]`, `{"version":2,"members":[{"weight":-1}]}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		c, err := parseCard(raw)
		if err != nil {
			return
		}
		if len(c.Members) == 0 || len(c.Labels) < 2 || c.Shared > len(c.Members) || c.Baseline.Member.Linear == nil {
			t.Fatalf("%+v is taken", c)
		}
		for _, p := range c.Members {
			if !(p.Weight >= 0) {
				t.Fatalf("a weight of %g is taken", p.Weight)
			}
		}
	})
}

// Whatever stands in a folder's files, Load does not crash.
func FuzzLoad(f *testing.F) {
	dev := kernel.New(1)
	defer dev.Close()
	c, err := Train(context.Background(), dev, said()[:60], Options{Kind: Linear, Seed: 1})
	if err != nil {
		f.Fatal(err)
	}
	dir := filepath.Join(f.TempDir(), "m")
	if err := c.Save(dir); err != nil {
		f.Fatal(err)
	}
	card, err1 := os.ReadFile(filepath.Join(dir, cardFile))
	weights, err2 := os.ReadFile(filepath.Join(dir, "1.safetensors"))
	if err1 != nil || err2 != nil {
		f.Fatal(err1, err2)
	}
	f.Add(card, weights)
	f.Add([]byte(`{"version":2,"labels":["a","b"],"counts":[1,1],"members":[{"member":{"bag":{"chars":2}},"weight":1}],"baseline":{"member":{"linear":{}},"weight":1}}`), weights)
	f.Add([]byte(`{"version":2,"labels":["a","b"],"counts":[1,1],"members":[{"member":{"cnn":{"tokens":2}},"weight":1}],"baseline":{"member":{"linear":{}},"weight":1}}`), weights)
	f.Fuzz(func(t *testing.T, card, weights []byte) {
		dir := t.TempDir()
		for name, raw := range map[string][]byte{cardFile: card, "1.safetensors": weights, "baseline.safetensors": weights, "1.vocabulary.txt": card} {
			if err := os.WriteFile(filepath.Join(dir, name), raw, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		c, err := Load(dir)
		if err != nil {
			return
		}
		dev := kernel.New(1)
		defer dev.Close()
		if _, err := c.Predict(context.Background(), dev, []string{"wool coat 大衣"}); err != nil {
			t.Fatal(err)
		}
		if _, err := json.Marshal(c.Card); err != nil {
			t.Fatal(err)
		}
	})
}
