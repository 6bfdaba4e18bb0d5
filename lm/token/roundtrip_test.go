package token

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"
)

// trained is a small tokenizer of our own.
func trained(tb testing.TB) *Tokenizer {
	tb.Helper()
	tok, err := (Trainer{Size: 700, Special: []string{"<|endoftext|>", "<|pad|>", "[MASK]"}}).Train(context.Background(), slices.Values(repeat(readGolden(tb).Train, 4)))
	if err != nil {
		tb.Fatal(err)
	}
	return tok
}

func FuzzRoundTrip(f *testing.F) {
	tok := trained(f)
	for _, text := range readGolden(f).Texts {
		f.Add(text)
	}
	f.Add("\xff\xfe half \xe8\xa1")
	f.Fuzz(func(t *testing.T, text string) {
		ids := tok.Encode(nil, text)
		if got := tok.Decode(ids); got != text {
			t.Fatalf("%q came back as %q", text, got)
		}
		stream := tok.Stream()
		var out strings.Builder
		for _, id := range ids {
			if tok.IsSpecial(id) {
				t.Fatalf("%q brings in the special token %q", text, tok.Token(id))
			}
			part := stream.Next(id)
			if !utf8.ValidString(part) {
				t.Fatalf("%q streams %q", text, part)
			}
			out.WriteString(part)
		}
		out.WriteString(stream.Flush())
		if want := string([]rune(text)); out.String() != want { // invalid bytes become U+FFFD one by one
			t.Fatalf("%q streams as %q", text, out.String())
		}
	})
}

func TestStreamHoldsBackHalfACharacter(t *testing.T) {
	tok := trained(t)
	b := newByteRunes()
	stream := tok.Stream()
	var got []string
	for _, c := range []byte("a衣\xe8") {
		got = append(got, stream.Next(tok.ID(string(b.toRune[c]))))
	}
	got = append(got, stream.Flush())
	if want := []string{"a", "", "", "衣", "", "\ufffd"}; !slices.Equal(got, want) {
		t.Errorf("%q, not %q", got, want)
	}
}

// SentencePiece's first space is no part of the text; the others are.
func TestStreamBeginsWithoutSpace(t *testing.T) {
	for _, name := range []string{"llama2", "llama2-metaspace", "bert-cased"} {
		tok, err := Parse(readGolden(t).Cases[name].Tokenizer)
		if err != nil {
			t.Fatal(err)
		}
		text := "The linen shirt"
		stream, out := tok.Stream(), ""
		for _, id := range tok.EncodeWith(nil, text, Options{Template: true}) {
			out += stream.Next(id)
		}
		if out += stream.Flush(); out != text {
			t.Errorf("%s: %q", name, out)
		}
	}
}

func TestTextCannotBringInSpecialTokens(t *testing.T) {
	tok := trained(t)
	end := tok.Special().EOS
	text := "before<|endoftext|>after"
	if ids := tok.Encode(nil, text); slices.Contains(ids, end) {
		t.Errorf("%q ends the document: %v", text, tok.show(ids))
	}
	if ids := tok.EncodeWith(nil, text, Options{ParseSpecial: true}); !slices.Contains(ids, end) {
		t.Errorf("%q does not end the document when asked: %v", text, tok.show(ids))
	}
}

func TestEncodeFromManyGoroutines(t *testing.T) {
	tok := trained(t)
	texts := readGolden(t).Texts
	var want [][]int32
	for _, text := range texts {
		want = append(want, tok.Encode(nil, text))
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 20 {
				for i, text := range texts {
					if got := tok.Encode(nil, text); !slices.Equal(got, want[i]) {
						t.Errorf("%q: %v, not %v", text, got, want[i])
					}
				}
			}
		})
	}
	wg.Wait()
}

func TestEncodeDoesNotAllocate(t *testing.T) {
	tok := trained(t)
	text := strings.Repeat("The linen shirt is back, 今年夏天亚麻衬衫又流行起来了。\n", 20)
	ids := tok.Encode(nil, text)
	if n := testing.AllocsPerRun(20, func() { ids = tok.Encode(ids[:0], text) }); n > 8 {
		t.Errorf("%v allocations for %d tokens", n, len(ids))
	}
}

// A megabyte without a place to cut takes time in proportion, in every kind of
// tokenizer: what is quadratic would take hours.
func TestLongTexts(t *testing.T) {
	if testing.Short() {
		t.Skip("long")
	}
	g := readGolden(t)
	for _, name := range []string{"gpt2", "llama3", "qwen2", "llama2", "roberta", "bert-uncased"} {
		tok, err := Parse(g.Cases[name].Tokenizer)
		if err != nil {
			t.Fatal(err)
		}
		for _, unit := range []string{"a", " ", "\n", "好", "'", "1", "<", "\xff"} {
			text := strings.Repeat(unit, 1<<20/len(unit))
			start := time.Now()
			ids := tok.Encode(nil, text)
			if took := time.Since(start); took > 30*time.Second {
				t.Errorf("%s: %q took %v", name, unit, took)
			}
			if back := tok.Decode(ids); tok.Kind() == ByteBPE && name != "roberta" && back != text {
				t.Errorf("%s: %q does not come back", name, unit)
			}
		}
	}
}
