package classify

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"hemline/neural/kernel"
	"pgregory.net/rapid"
)

func TestWords(t *testing.T) {
	for text, want := range map[string]string{
		"Linen's back: don't iron it!":      "linen's|back|:|don't|iron|it|!",
		"A New Song Of SilkOf course it is": "a|new|song|of|silk|of|course|it|is",
		"今年 流行 马面裙，真 好看":                    "今年|流行|马面裙|，|真|好看",
		"Zara新款ＤＲＥＳＳ上市":                     "zara|新款|dress|上市",
		"":                                  "",
		" \t\n":                             "",
		"Don’t":                             "don't",
		"100% wool":                         "100|%|wool",
	} {
		if got := strings.Join(words(text, nil), "|"); got != want {
			t.Errorf("%q gives %s, want %s", text, got, want)
		}
	}
}

// White space between Chinese words makes words, and does not change
// characters.
func TestHanAcrossSpaces(t *testing.T) {
	read := func(text string) extractor {
		x := extractor{Ngrams: Ngrams{Words: 2, Chars: 3}}
		x.read(text)
		return x
	}
	cut, whole := read("真丝 连衣裙 很 好看"), read("真丝连衣裙很好看")
	if !slices.Equal(cut.buckets[charGroup], whole.buckets[charGroup]) {
		t.Error("spaces change the runs of characters")
	}
	if len(cut.buckets[wordGroup]) != 7 || len(whole.buckets[wordGroup]) != 0 {
		t.Errorf("%d and %d word features, want 4 words and 3 pairs, and none of an uncut sentence", len(cut.buckets[wordGroup]), len(whole.buckets[wordGroup]))
	}
	// "silk" is padded to six characters: six of one, five of two, four of three.
	if x := read("silk"); len(x.buckets[charGroup]) != 15 {
		t.Errorf("silk has %d runs of characters, want 15", len(x.buckets[charGroup]))
	}
}

func TestLongTextsAreCut(t *testing.T) {
	long := strings.Repeat("长裙", 10<<20/6)
	if got := cut(long, MaxTextBytes); len(got) > MaxTextBytes || len(got) < MaxTextBytes-3 || !strings.HasPrefix(long, got) || strings.ContainsRune(got, '�') {
		t.Errorf("cut to %d bytes", len(got))
	}
	if got := words(long, nil); len(got) != 1 || len(got[0]) > MaxTextBytes {
		t.Errorf("%d words", len(got))
	}
}

func FuzzWords(f *testing.F) {
	for _, s := range []string{"Don't", "羊毛大衣 wool", "\xff\xfe裙", "a\u0301'’b", "ǅungla İ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, w := range words(s, nil) {
			if w == "" || strings.ContainsAny(w, " \n\t") {
				t.Fatalf("%q has the word %q", s, w)
			}
		}
		x := extractor{Ngrams: Ngrams{Words: 2, Chars: 5}}
		x.read(s)
	})
}

// The parts of a split depend on the texts alone, copies stay together, and
// each label gives its share.
func TestSplit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 200).Draw(t, "n")
		var all []Example
		for range n {
			all = append(all, Example{fmt.Sprint("text ", rapid.IntRange(0, 150).Draw(t, "text")), rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "label")})
		}
		learn, judge := Split(all, 0.2, 3)
		if len(learn)+len(judge) != n || len(learn) == 0 {
			t.Fatalf("%d examples became %d and %d", n, len(learn), len(judge))
		}
		at := map[string]bool{}
		for _, e := range judge {
			at[e.Text] = true
		}
		for _, e := range learn {
			if at[e.Text] {
				t.Fatalf("%q is on both sides", e.Text)
			}
		}
		slices.Reverse(all)
		home := map[string]string{}
		for _, e := range all {
			if l, ok := home[e.Text]; ok && l != e.Label {
				return // whose share a text of two labels is depends on which comes first
			}
			home[e.Text] = e.Label
		}
		again, _ := Split(all, 0.2, 3)
		if len(again) != len(learn) {
			t.Fatalf("in another order %d examples are for learning, not %d", len(again), len(learn))
		}
	})
	var all []Example
	for i := range 1000 {
		all = append(all, Example{fmt.Sprint(i), []string{"rare", "often", "often", "often"}[i%4]})
	}
	_, judge := Split(all, 0.2, 1)
	rare := 0
	for _, e := range judge {
		if e.Label == "rare" {
			rare++
		}
	}
	if len(judge) != 200 || rare != 50 {
		t.Errorf("%d judged, %d of them rare; want 200 and 50", len(judge), rare)
	}
}

// A text's size is told in steps, four to a doubling, and counted in
// characters.
func TestSizeOf(t *testing.T) {
	for text, want := range map[string]uint32{
		"": 0, "a": 4, "裙": 4, "裙子好": 8, strings.Repeat("x", 30): 19, strings.Repeat("裙", 31): 20, strings.Repeat("裙", 63): 24,
	} {
		if got := sizeOf(text); got != want {
			t.Errorf("%d bytes are of size %d, want %d", len(text), got, want)
		}
	}
	if got := sizeOf(strings.Repeat("x", 10<<20)); got >= sizeBuckets {
		t.Errorf("10 MB are of size %d, and %d is the last", got, sizeBuckets-1)
	}
}

// A space keeps what occurs twice, under its limit. Its rows have length one,
// and a size beside it, whatever the number of workers.
func TestSpace(t *testing.T) {
	texts := []string{"red silk dress", "red wool coat", "blue silk dress!", "unique", ""}
	var first *vectors
	for _, workers := range []int{1, 2} {
		dev := kernel.New(workers)
		s := newSpace(dev, texts, Ngrams{Words: 1}, 0.5, 100)
		if s.size() != 4 { // red, silk, dress, and the size the first two texts share
			t.Errorf("%d features, want 4", s.size())
		}
		v := s.vectors(dev, texts)
		for i := range texts {
			_, value := v.row(i)
			sum := float32(0)
			for _, f := range value {
				sum += f * f
			}
			want := []float32{1.25, 1.25, 1, 0, 0}[i]
			if sum < want-1e-5 || sum > want+1e-5 {
				t.Errorf("row %d has the squared length %g, want %g", i, sum, want)
			}
		}
		if first == nil {
			first = v
		}
		if !slices.Equal(first.value, v.value) || !slices.Equal(first.index, v.index) {
			t.Error("the number of workers shows")
		}
		if small := newSpace(dev, texts, Ngrams{Words: 1, Chars: 3}, 0.5, 4); small.size() > 4 {
			t.Errorf("%d features under a limit of 4", small.size())
		}
		dev.Close()
	}
}
