package token

import (
	"bytes"
	"slices"
	"strings"
	"testing"
)

const someWords = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\ntrench\ncoat\n##s\nTrench\nseverine\n风\n衣\n风衣\n##衣\n,\n"

// What lower case and ideographs do; that ids equal transformers' is tested on
// a folder of its own (lm/hf).
func TestAWordList(t *testing.T) {
	no := false
	for _, c := range []struct {
		list WordList
		want string
	}{
		{WordList{Lower: true, Chinese: true}, "trench coat ##s , 风 衣 severine"},
		{WordList{Chinese: true}, "Trench coat ##s , 风 衣 [UNK]"},
		{WordList{Lower: true}, "trench coat ##s , 风衣 severine"},
		{WordList{Lower: true, Chinese: true, Strip: &no}, "trench coat ##s , 风 衣 [UNK]"},
	} {
		tok, err := c.list.Load(strings.NewReader(strings.ReplaceAll(someWords, "\n", "\r\n")))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, id := range tok.EncodeWith(nil, "Trench coats, 风衣 séverine", Options{Template: true}) {
			got = append(got, tok.Token(id))
		}
		if want := "[CLS] " + c.want + " [SEP]"; strings.Join(got, " ") != want {
			t.Errorf("%+v: %v, want %s", c.list, got, want)
		}
		if s := tok.Special(); s.MASK != 4 || s.PAD != 0 || s.UNK != 1 {
			t.Errorf("%+v", s)
		}
	}
}

// Whatever the list, it is an error or a tokenizer that comes back the same
// from its file.
func FuzzWordList(f *testing.F) {
	for _, s := range []string{someWords, "", "\n", "[CLS]\n[SEP]\n[UNK]", "[UNK]\n[CLS]\n[SEP]\n##\n#\n##a\na\n\na b\n\xff"} {
		f.Add([]byte(s), true, false)
	}
	f.Fuzz(func(t *testing.T, list []byte, lower, chinese bool) {
		tok, err := WordList{Lower: lower, Chinese: chinese}.Load(bytes.NewReader(list))
		if err != nil {
			return
		}
		var file bytes.Buffer
		if err := tok.Save(&file); err != nil {
			t.Fatal(err)
		}
		again, err := Parse(file.Bytes())
		if err != nil {
			t.Fatalf("%q: %v", list, err)
		}
		text := string(list) + " Séverine 风衣"
		a, b := tok.EncodeWith(nil, text, Options{Template: true}), again.EncodeWith(nil, text, Options{Template: true})
		if !slices.Equal(a, b) {
			t.Errorf("%q: %v, again %v", list, a, b)
		}
	})
}
