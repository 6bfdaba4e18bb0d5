package token

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// The reference's trainer, given the same texts, finds the same merges.
func TestTrainSameMergesAsReference(t *testing.T) {
	g := readGolden(t)
	tok, err := (Trainer{Size: 640, Special: []string{"<|endoftext|>", "<|pad|>"}}).Train(context.Background(), slices.Values(repeat(g.Train, 4)))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for a, b := range tok.Merges() {
		got = append(got, a+" "+b)
	}
	if len(got) < 100 {
		t.Fatalf("%d merges", len(got))
	}
	for i := range min(len(got), len(g.Merges)) {
		if got[i] != g.Merges[i] {
			t.Fatalf("merge %d is %q, not %q", i, got[i], g.Merges[i])
		}
	}
	if len(got) != len(g.Merges) {
		t.Errorf("%d merges, not %d", len(got), len(g.Merges))
	}
}

func repeat(texts []string, n int) []string {
	var out []string
	for range n {
		out = append(out, texts...)
	}
	return out
}

// naiveMerges counts every pair anew for every merge.
func naiveMerges(pieces []string, special, size, least, longest int) []string {
	b := newByteRunes()
	runes := b.toRune
	slices.Sort(runes[:])
	id := map[string]int{}
	raw := make([]string, special)
	for _, r := range runes {
		s := string([]byte{byte(b.toByte[r])})
		id[s] = len(raw)
		raw = append(raw, s)
	}
	var words [][]int
	for _, p := range pieces {
		var w []int
		for i := range len(p) {
			w = append(w, id[p[i:i+1]])
		}
		words = append(words, w)
	}
	var out []string
	done := map[[2]int]bool{}
	for len(raw) < size {
		counts := map[[2]int]int{}
		for _, w := range words {
			for i := range len(w) - 1 {
				counts[[2]int{w[i], w[i+1]}]++
			}
		}
		best, most := [2]int{}, 0
		for p, n := range counts {
			if n < least || len(raw[p[0]])+len(raw[p[1]]) > longest {
				continue
			}
			if n > most || n == most && (p[0] < best[0] || p[0] == best[0] && p[1] < best[1]) {
				best, most = p, n
			}
		}
		if most == 0 {
			break
		}
		made := raw[best[0]] + raw[best[1]]
		if _, ok := id[made]; !ok {
			id[made] = len(raw)
			raw = append(raw, made)
		}
		if !done[best] {
			done[best] = true
			out = append(out, b.written(raw[best[0]])+" "+b.written(raw[best[1]]))
		}
		for k, w := range words {
			var merged []int
			for i := 0; i < len(w); i++ {
				if i+1 < len(w) && w[i] == best[0] && w[i+1] == best[1] {
					merged = append(merged, id[made])
					i++
				} else {
					merged = append(merged, w[i])
				}
			}
			words[k] = merged
		}
	}
	return out
}

func TestTrainMatchesRecounting(t *testing.T) {
	texts := []string{
		"aaaaaa aaaa aaa aa a", "abababab ababab abab", "abcabc bcabca cabcab", "banana bandana cabana",
		"衣服衣服衣服 连衣裙连衣裙", "aXaXaa XaaXaa", "mississippi missis sippi", "zzz zzzz zzzzz zzzzzzz",
	}
	for _, least := range []int{1, 2, 3} {
		c := Trainer{Size: 400, Special: []string{"<|endoftext|>"}, MinFrequency: least, MaxToken: 7}
		tok, err := c.Train(context.Background(), slices.Values(texts))
		if err != nil {
			t.Fatal(err)
		}
		var got, pieces []string
		for a, b := range tok.Merges() {
			got = append(got, a+" "+b)
		}
		for _, text := range texts {
			pieces = slices.AppendSeq(pieces, tok.pieces.of(text))
		}
		want := naiveMerges(pieces, 1, 400, least, 7)
		if !slices.Equal(got, want) {
			t.Errorf("least %d:\n got %q\nwant %q", least, got, want)
		}
	}
}

func TestTrainDoesNotDependOnWorkers(t *testing.T) {
	defer goleak.VerifyNone(t)
	g := readGolden(t)
	var first []byte
	for _, workers := range []int{1, 2, 7} {
		// Enough texts for several batches.
		tok, err := (Trainer{Size: 700, Workers: workers, After: []string{"<|endoftext|>"}}).Train(context.Background(), slices.Values(repeat(g.Train, 800)))
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := tok.Save(&out); err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = out.Bytes()
		} else if !bytes.Equal(first, out.Bytes()) {
			t.Errorf("%d workers make another tokenizer than one", workers)
		}
	}
}

func TestTrainSettings(t *testing.T) {
	for name, c := range map[string]Trainer{
		"smaller than the bytes": {Size: 256},
		"huge":                   {Size: 1 << 30},
		"negative frequency":     {MinFrequency: -1},
		"negative piece":         {MaxPiece: -1},
		"empty special":          {Special: []string{""}},
		"special twice":          {Special: []string{"<a>", "<a>"}},
		"special no text":        {Special: []string{"<\xff>"}},
		"unknown in template":    {Before: []string{"<s>"}},
	} {
		if _, err := c.Train(context.Background(), slices.Values([]string{"a b"})); err == nil {
			t.Errorf("%s: no error", name)
		} else if !strings.HasPrefix(err.Error(), "token: train: ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTrainOnNothing(t *testing.T) {
	tok, err := Trainer{}.Train(context.Background(), slices.Values([]string{"", "x"}))
	if err != nil {
		t.Fatal(err)
	}
	if tok.Size() != 257 {
		t.Errorf("%d entries, not the bytes and one special token", tok.Size())
	}
	text := "什么都没学到 \xff"
	if got := tok.Decode(tok.Encode(nil, text)); got != text {
		t.Errorf("%q came back as %q", text, got)
	}
}

// A special token with the name of a word is not made by merging.
func TestTrainKeepsSpecialTokensApart(t *testing.T) {
	texts := slices.Values(repeat([]string{"linen linen linens"}, 50))
	tok, err := (Trainer{Size: 300, Special: []string{"linen", "Ġlinen"}}).Train(context.Background(), texts)
	if err != nil {
		t.Fatal(err)
	}
	text := "linen linen linens"
	ids := tok.Encode(nil, text)
	if slices.Contains(ids, 0) || slices.Contains(ids, 1) || tok.Decode(ids) != text {
		t.Errorf("%v, which decodes to %q", tok.show(ids), tok.Decode(ids))
	}
}

func TestTrainStops(t *testing.T) {
	defer goleak.VerifyNone(t)
	ctx, cancel := context.WithCancel(context.Background())
	endless := func(yield func(string) bool) {
		for n := 0; yield("an endless stream of texts"); n++ {
			if n == 100_000 {
				cancel()
			}
		}
	}
	if _, err := (Trainer{}).Train(ctx, endless); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, not that of the context", err)
	}
}

// Tokens stay within MaxToken, whatever is repeated; and one endless piece does
// not hold the trainer up.
func TestTrainBounds(t *testing.T) {
	start := time.Now()
	tok, err := (Trainer{Size: 500, MaxToken: 9}).Train(context.Background(), slices.Values([]string{
		strings.Repeat("连衣裙", 300_000), strings.Repeat("a", 1<<20), strings.Repeat("headline ", 1000),
	}))
	if err != nil {
		t.Fatal(err)
	}
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("took %v", took)
	}
	b := newByteRunes()
	long := 0
	for id := range int32(tok.Size()) {
		if tok.IsSpecial(id) {
			continue
		}
		raw, _ := b.raw(tok.Token(id))
		long = max(long, len(raw))
	}
	if long != 9 {
		t.Errorf("the longest token has %d bytes, not 9", long)
	}
}
