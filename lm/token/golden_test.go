package token

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"strconv"
	"testing"
)

// golden is what testdata/make_tokenizers.py writes: ids of Hugging Face's
// tokenizers for hard texts, by small tokenizers in published layouts.
type golden struct {
	Texts  []string              `json:"texts"`
	Train  []string              `json:"train"`
	Merges []string              `json:"merges"`
	Cases  map[string]goldenCase `json:"cases"`
}

type goldenCase struct {
	Tokenizer json.RawMessage    `json:"tokenizer"`
	IDs       [][]int32          `json:"ids"`      // special tokens in the text are text
	Parsed    map[string][]int32 `json:"parsed"`   // where reading them changes the ids
	Template  map[string][]int32 `json:"template"` // with what the post-processor adds
	Decoded   map[string]string  `json:"decoded"`  // where it is not the text
}

func readGolden(tb testing.TB) golden {
	tb.Helper()
	raw, err := os.ReadFile("testdata/tokenizers.json")
	if err != nil {
		tb.Fatal(err)
	}
	var g golden
	if err := json.Unmarshal(raw, &g); err != nil {
		tb.Fatal(err)
	}
	return g
}

func TestSameIDsAsReference(t *testing.T) {
	g := readGolden(t)
	if len(g.Cases) < 11 || len(g.Texts) < 60 {
		t.Fatalf("%d tokenizers, %d texts: the fixture is not whole", len(g.Cases), len(g.Texts))
	}
	for name, c := range g.Cases {
		t.Run(name, func(t *testing.T) {
			tok, err := Parse(c.Tokenizer)
			if err != nil {
				t.Fatal(err)
			}
			checkCase(t, tok, g.Texts, c)
			// What is saved and read again behaves the same.
			var saved, again bytes.Buffer
			if err := tok.Save(&saved); err != nil {
				t.Fatal(err)
			}
			second, err := Load(bytes.NewReader(saved.Bytes()))
			if err != nil {
				t.Fatal(err)
			}
			checkCase(t, second, g.Texts, c)
			if err := second.Save(&again); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(saved.Bytes(), again.Bytes()) {
				t.Error("saving what was saved gives another file")
			}
		})
	}
}

func checkCase(t *testing.T, tok *Tokenizer, texts []string, c goldenCase) {
	t.Helper()
	for i, text := range texts {
		n := strconv.Itoa(i)
		got := tok.Encode(nil, text)
		if !slices.Equal(got, c.IDs[i]) {
			t.Errorf("%q\n got %v\nwant %v", text, tok.show(got), tok.show(c.IDs[i]))
			continue
		}
		want, ok := c.Parsed[n]
		if !ok {
			want = c.IDs[i]
		}
		if got := tok.EncodeWith(nil, text, Options{ParseSpecial: true}); !slices.Equal(got, want) {
			t.Errorf("%q with its special tokens\n got %v\nwant %v", text, tok.show(got), tok.show(want))
		}
		if want, ok := c.Template[n]; ok {
			if got := tok.EncodeWith(nil, text, Options{ParseSpecial: true, Template: true}); !slices.Equal(got, want) {
				t.Errorf("%q with the template\n got %v\nwant %v", text, tok.show(got), tok.show(want))
			}
		}
		back, ok := c.Decoded[n]
		if !ok {
			back = text
		}
		if got := tok.Decode(c.IDs[i]); got != back {
			t.Errorf("%q decodes to\n%q, not\n%q", text, got, back)
		}
	}
}

func (t *Tokenizer) show(ids []int32) []string {
	var out []string
	for _, id := range ids {
		out = append(out, strconv.Itoa(int(id))+":"+t.Token(id))
	}
	return out
}
