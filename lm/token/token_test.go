package token

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
)

type goldenCase struct {
	Text string
	IDs  []int32
}

type golden struct {
	Name      string
	Tokenizer json.RawMessage
	Cases     []goldenCase
}

func goldens(t testing.TB) []golden {
	t.Helper()
	raw, err := os.ReadFile("testdata/tokenizers.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []golden
	if err := json.Unmarshal(raw, &all); err != nil || len(all) != 3 {
		t.Fatalf("%d goldens, %v", len(all), err)
	}
	return all
}

// Ids are those of Hugging Face's library (testdata/make_tokenizers.py).
func TestEqualToHuggingFace(t *testing.T) {
	for _, g := range goldens(t) {
		tok, err := Load(bytes.NewReader(g.Tokenizer))
		if err != nil {
			t.Fatalf("%s: %v", g.Name, err)
		}
		enc := tok.NewEncoder()
		for _, c := range g.Cases {
			for range 2 { // the second time from the cache
				if got := enc.Encode(nil, c.Text); !slices.Equal(got, c.IDs) {
					t.Errorf("%s: %q gives %v, want %v", g.Name, c.Text, got, c.IDs)
				}
			}
			if got := tok.Decode(c.IDs); got != c.Text && !tok.nfc {
				t.Errorf("%s: %q comes back as %q", g.Name, c.Text, got)
			}
		}
		var again bytes.Buffer
		if err := tok.Save(&again); err != nil {
			t.Fatal(err)
		}
		saved, err := Load(&again)
		if err != nil {
			t.Fatalf("%s: what we saved: %v", g.Name, err)
		}
		for _, c := range g.Cases {
			if got := saved.Encode(nil, c.Text); !slices.Equal(got, c.IDs) {
				t.Errorf("%s, saved: %q gives %v, want %v", g.Name, c.Text, got, c.IDs)
			}
		}
	}
}

var sentences = []string{
	"The trench coat is back this autumn.", "Wide-leg jeans and a trench coat, again and again.",
	"今年秋天流行美拉德色系的大衣。", "美拉德穿搭很显瘦，美拉德色系的裙子。", "羽绒服 2024 秋冬",
}

func trained(t testing.TB, size, workers int) *Tokenizer {
	t.Helper()
	tok, err := Train(context.Background(), slices.Values(slices.Concat(sentences, sentences, sentences)), TrainOptions{Size: size, Workers: workers})
	if err != nil {
		t.Fatal(err)
	}
	return tok
}

func TestTrainLearnsWords(t *testing.T) {
	tok := trained(t, 340, 1)
	for text, most := range map[string]int{" trench": 1, "美拉德": 2, "The trench coat": 6} {
		if ids := tok.Encode(nil, text); len(ids) > most {
			t.Errorf("%q is %d tokens, want at most %d", text, len(ids), most)
		}
	}
	var one, two bytes.Buffer
	if err := tok.Save(&one); err != nil {
		t.Fatal(err)
	}
	if err := trained(t, 340, 3).Save(&two); err != nil {
		t.Fatal(err)
	}
	if one.String() != two.String() {
		t.Error("the vocabulary depends on the number of workers")
	}
}

// The trainer's counts after every merge are those of a naive recount.
func TestTrainIsExact(t *testing.T) {
	const size = 300
	tok := trained(t, size, 2)
	counts := map[string]int64{}
	for range 3 {
		for _, s := range sentences {
			countText(counts, s)
		}
	}
	words := map[string][]int32{}
	for s := range counts {
		for i := range len(s) {
			words[s] = append(words[s], int32(s[i])+1)
		}
	}
	for i, got := range tok.order {
		pairs := map[[2]int32]int64{}
		for s, w := range words {
			for j := range len(w) - 1 {
				pairs[[2]int32{w[j], w[j+1]}] += counts[s]
			}
		}
		var best [2]int32
		for p, n := range pairs {
			if n > pairs[best] || n == pairs[best] && (p[0] < best[0] || p[0] == best[0] && p[1] < best[1]) {
				best = p
			}
		}
		if got != best {
			t.Fatalf("merge %d is %v (%d), want %v (%d)", i, got, pairs[got], best, pairs[best])
		}
		for s, w := range words {
			var out []int32
			for j := 0; j < len(w); j++ {
				if j+1 < len(w) && w[j] == best[0] && w[j+1] == best[1] {
					out = append(out, tok.ids[tok.tokens[best[0]]+tok.tokens[best[1]]])
					j++
				} else {
					out = append(out, w[j])
				}
			}
			words[s] = out
		}
	}
	if len(tok.order) < size-257 || tok.Size() != size {
		t.Errorf("%d merges, %d tokens", len(tok.order), tok.Size())
	}
}

func TestTrainRefuses(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Train(context.Background(), slices.Values([]string{"a", ""}), TrainOptions{Size: 300}); err == nil {
		t.Error("no text to learn from is taken")
	}
	if _, err := Train(context.Background(), slices.Values(sentences), TrainOptions{Size: 10}); err == nil {
		t.Error("a vocabulary of 10 is taken")
	}
	if _, err := Train(ctx, slices.Values(sentences), TrainOptions{Size: 300}); err == nil {
		t.Error("a cancelled training goes on")
	}
}

// The heap and the scan merge alike, and a long piece costs little.
func TestLongPieces(t *testing.T) {
	tok := trained(t, 340, 1)
	e := tok.NewEncoder()
	for _, s := range []string{strings.Repeat("美拉德", 30), strings.Repeat("trench", 20), strings.Repeat("啊", 60)} {
		e.parts = nil
		heap := e.merge(nil, s)
		e.parts = e.parts[:0]
		for i := range len(s) {
			e.parts = append(e.parts, part{id: tok.single[s[i]], rank: never})
		}
		for i := range len(s) - 1 {
			e.parts[i].rank, e.parts[i].merged = tok.merges.get(e.parts[i].id, e.parts[i+1].id)
		}
		if scan := e.scan(nil); !slices.Equal(heap, scan) {
			t.Errorf("%q: heap %v, scan %v", s, heap, scan)
		}
	}
	long := strings.Repeat("a", 1<<20)
	if got := tok.Decode(tok.Encode(nil, long)); got != long {
		t.Error("a megabyte of one letter does not come back")
	}
}

func TestHostileFiles(t *testing.T) {
	var b bytes.Buffer
	if err := trained(t, 300, 1).Save(&b); err != nil {
		t.Fatal(err)
	}
	good := b.String()
	change := func(old, new string) string {
		t.Helper()
		if !strings.Contains(good, old) {
			t.Fatalf("the file has no %q", old)
		}
		return strings.Replace(good, old, new, 1)
	}
	for name, c := range map[string]struct{ file, want string }{
		"not JSON":         {"hello", "no tokenizer.json"},
		"empty":            {"{}", "pre-tokenizer"},
		"unknown pattern":  {change(`\\p{N}|`, `\\p{N}+|`), "pattern"},
		"unknown model":    {change(`"type": "BPE"`, `"type": "Unigram"`), "Unigram"},
		"gap":              {change(`": 299`, `": 301`), "gaps"},
		"huge id":          {change(`": 299`, `": 2000000000`), "gaps"},
		"negative id":      {change(`": 299`, `": -5`), "id"},
		"two tokens an id": {change(`": 299`, `": 298`), "both"},
		"foreign merge":    {change(`"merges": [`, `"merges": [["zz","zz"],`), "no token"},
	} {
		if _, err := Load(strings.NewReader(c.file)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	if _, err := Load(strings.NewReader(strings.Repeat("[", 1<<20))); err == nil {
		t.Error("a million brackets are taken")
	}
}

func FuzzRoundTrip(f *testing.F) {
	for _, s := range sentences {
		f.Add([]byte(s))
	}
	f.Add([]byte("\xff\xfe \x00'\xe4\xb8"))
	tok := trained(f, 340, 1)
	gpt2, err := Load(bytes.NewReader(goldens(f)[0].Tokenizer))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, tk := range []*Tokenizer{tok, gpt2} {
			if got := tk.Decode(tk.Encode(nil, string(b))); got != string(b) {
				t.Fatalf("%q comes back as %q", b, got)
			}
		}
	})
}

func FuzzLoad(f *testing.F) {
	for _, g := range goldens(f) {
		f.Add([]byte(g.Tokenizer))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		tok, err := Load(bytes.NewReader(b))
		if err == nil {
			tok.Encode(nil, "The 大衣 's 12")
		}
	})
}
