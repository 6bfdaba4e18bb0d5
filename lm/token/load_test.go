package token

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/iotest"
)

// fileWith is a small sound tokenizer.json with some parts put in place of its
// own.
func fileWith(parts map[string]string) string {
	whole := map[string]string{
		"added_tokens":   `[{"id":3,"content":"<s>","special":true}]`,
		"normalizer":     `null`,
		"pre_tokenizer":  `{"type":"ByteLevel","add_prefix_space":false}`,
		"post_processor": `null`,
		"decoder":        `{"type":"ByteLevel"}`,
		"model":          `{"type":"BPE","vocab":{"a":0,"b":1,"ab":2},"merges":["a b"]}`,
	}
	for k, v := range parts {
		whole[k] = v
	}
	var out []string
	for _, k := range []string{"added_tokens", "normalizer", "pre_tokenizer", "post_processor", "decoder", "model"} {
		out = append(out, fmt.Sprintf("%q:%s", k, whole[k]))
	}
	return "{" + strings.Join(out, ",") + "}"
}

func TestParseSound(t *testing.T) {
	tok, err := Parse([]byte(fileWith(nil)))
	if err != nil {
		t.Fatal(err)
	}
	if got := tok.Decode(tok.Encode(nil, "abab")); got != "abab" || tok.Size() != 4 || tok.Special().BOS != 3 {
		t.Errorf("%q, %d entries, %+v", got, tok.Size(), tok.Special())
	}
}

func TestParseRefuses(t *testing.T) {
	deep := strings.Repeat(`{"type":"Sequence","normalizers":[`, 50) + `{"type":"NFC"}` + strings.Repeat(`]}`, 50)
	for name, c := range map[string]struct{ part, value, says string }{
		"merge of an unknown token":    {"model", `{"type":"BPE","vocab":{"a":0,"b":1},"merges":["a c"]}`, `needs the token "c"`},
		"merge into an unknown one":    {"model", `{"type":"BPE","vocab":{"a":0,"b":1},"merges":[["a","b"]]}`, `needs the token "ab"`},
		"merge of three":               {"model", `{"type":"BPE","vocab":{"a":0},"merges":["a a a"]}`, "two tokens"},
		"merge list of three":          {"model", `{"type":"BPE","vocab":{"a":0},"merges":[["a","a","a"]]}`, "3 tokens"},
		"merges missing":               {"model", `{"type":"BPE","vocab":{"a":0}}`, "merges are missing"},
		"id twice":                     {"model", `{"type":"BPE","vocab":{"a":0,"b":0},"merges":[]}`, `two tokens, "a" and "b"`},
		"id below zero":                {"model", `{"type":"BPE","vocab":{"a":-1},"merges":[]}`, "outside"},
		"huge id":                      {"model", `{"type":"BPE","vocab":{"a":2000000000},"merges":[]}`, "outside"},
		"id no number":                 {"model", `{"type":"BPE","vocab":{"a":99999999999},"merges":[]}`, "vocab"},
		"no vocabulary":                {"model", `{"type":"BPE","vocab":{},"merges":[]}`, "empty"},
		"unigram":                      {"model", `{"type":"Unigram","vocab":[["a",0.0]]}`, "Unigram"},
		"unigram without its name":     {"model", `{"vocab":[["a",0.0]]}`, "Unigram"},
		"no model":                     {"model", `null`, "model"},
		"dropout":                      {"model", `{"type":"BPE","dropout":0.1,"vocab":{"a":0},"merges":[]}`, "dropout"},
		"suffix":                       {"model", `{"type":"BPE","end_of_word_suffix":"</w>","vocab":{"a":0},"merges":[]}`, "</w>"},
		"unknown unk":                  {"model", `{"type":"BPE","unk_token":"?","vocab":{"a":0},"merges":[]}`, `unk_token "?"`},
		"word without end":             {"model", `{"type":"WordPiece","max_input_chars_per_word":2000000000,"vocab":{"a":0}}`, "max_input_chars_per_word"},
		"added token's id taken":       {"added_tokens", `[{"id":1,"content":"<s>"}]`, "two tokens"},
		"added token with two ids":     {"added_tokens", `[{"id":7,"content":"a"}]`, "two ids"},
		"added token empty":            {"added_tokens", `[{"id":7,"content":""}]`, "empty"},
		"added token huge":             {"added_tokens", `[{"id":7,"content":"` + strings.Repeat("x", 5000) + `"}]`, "bytes"},
		"added token with a huge id":   {"added_tokens", `[{"id":1073741824,"content":"<s>"}]`, "outside"},
		"unknown normalizer":           {"normalizer", `{"type":"Precompiled"}`, "Precompiled"},
		"deep normalizer":              {"normalizer", deep, "deep"},
		"normalizer of the wrong kind": {"normalizer", `[1]`, "normalizer"},
		"replace by a pattern":         {"normalizer", `{"type":"Replace","pattern":{"Regex":" +"},"content":" "}`, "Replace"},
		"replace nothing":              {"normalizer", `{"type":"Replace","pattern":{"String":""},"content":"x"}`, "Replace"},
		"texts that explode":           {"normalizer", `{"type":"Sequence","normalizers":[` + strings.TrimSuffix(strings.Repeat(`{"type":"Replace","pattern":{"String":"a"},"content":"aaaa"},`, 20), ",") + `]}`, "as long"},
		"a thousand steps":             {"normalizer", `{"type":"Sequence","normalizers":[` + strings.TrimSuffix(strings.Repeat(`{"type":"Prepend","prepend":"aaaa"},`, 1000), ",") + `]}`, "steps"},
		"unknown pattern":              {"pre_tokenizer", `{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"\\w+"},"behavior":"Isolated","invert":false},{"type":"ByteLevel","use_regex":false,"add_prefix_space":false}]}`, `"\\w+"`},
		"pattern that drops":           {"pre_tokenizer", `{"type":"Split","pattern":{"Regex":` + quoted(qwen2Text) + `},"behavior":"Removed","invert":false}`, "Removed"},
		"unknown pre-tokenizer":        {"pre_tokenizer", `{"type":"Whitespace"}`, "Whitespace"},
		"metaspace of nothing":         {"pre_tokenizer", `{"type":"Metaspace","replacement":""}`, "Metaspace"},
		"unknown processor":            {"post_processor", `{"type":"Other"}`, "Other"},
		"template of a stranger":       {"post_processor", `{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<x>","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],"special_tokens":{}}`, "<x>"},
		"template of a gap":            {"post_processor", `{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<x>"}},{"Sequence":{"id":"A"}}],"special_tokens":{"<x>":{"ids":[99]}}}`, "99"},
		"template without text":        {"post_processor", `{"type":"TemplateProcessing","single":[],"special_tokens":{}}`, "one text"},
		"endless template":             {"post_processor", `{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<x>"}},{"Sequence":{"id":"A"}}],"special_tokens":{"<x>":{"ids":[` + strings.TrimSuffix(strings.Repeat("3,", 1000), ",") + `]}}}`, "around"},
		"processor of one part":        {"post_processor", `{"type":"BertProcessing","sep":["x"],"cls":["y",1]}`, "parts"},
		"unknown decoder":              {"decoder", `{"type":"CTC"}`, "CTC"},
	} {
		_, err := Parse([]byte(fileWith(map[string]string{c.part: c.value})))
		switch {
		case err == nil:
			t.Errorf("%s: no error", name)
		case !strings.HasPrefix(err.Error(), "token: tokenizer.json: ") || !strings.Contains(err.Error(), c.says):
			t.Errorf("%s: %v; it should say %s", name, err, c.says)
		}
	}
}

func TestLoadRefuses(t *testing.T) {
	if _, err := Load(iotest.ErrReader(errors.New("the disk is gone"))); err == nil || !strings.Contains(err.Error(), "the disk is gone") {
		t.Errorf("error %v", err)
	}
	for _, text := range []string{"", "{", "[]", "null", "7", strings.Repeat("[", 100_000), fileWith(nil)[:100]} {
		if _, err := Load(strings.NewReader(text)); err == nil {
			t.Errorf("%.20q: no error", text)
		}
	}
}

// Gaps between ids are rows of an embedding that no text uses.
func TestGaps(t *testing.T) {
	tok, err := Parse([]byte(fileWith(map[string]string{"model": `{"type":"BPE","vocab":{"a":0,"b":9,"ab":20},"merges":["a b"]}`})))
	if err != nil {
		t.Fatal(err)
	}
	if tok.Size() != 21 || tok.Token(5) != "" || tok.Token(-1) != "" || tok.Token(21) != "" || tok.ID("c") != None || tok.ID("") != None {
		t.Errorf("%d entries, token 5 %q", tok.Size(), tok.Token(5))
	}
	if got := tok.Decode([]int32{20, 5, -7, 1 << 30, 9}); got != "abb" {
		t.Errorf("decodes to %q", got)
	}
}

// Added tokens that share a long beginning do not make a text slow.
func TestManyAddedTokens(t *testing.T) {
	var added []string
	for i := range 20_000 {
		added = append(added, fmt.Sprintf(`{"id":%d,"content":"%s%d"}`, 10+i, strings.Repeat("<", 500), i))
	}
	tok, err := Parse([]byte(fileWith(map[string]string{"added_tokens": "[" + strings.Join(added, ",") + "]"})))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Repeat("<", 20_000) + "77ab"
	if got := tok.Encode(nil, text); len(got) != 2 || got[0] != 10+77 || got[1] != 2 {
		t.Errorf("ids %v", got)
	}
}

func TestConfig(t *testing.T) {
	tok := trained(t)
	read := func(s string) error { return tok.ReadConfig(strings.NewReader(s)) }
	if err := read(`{"eos_token":"<|pad|>","bos_token":null,"mask_token":{"content":"[MASK]","lstrip":true},"other":[1]}`); err != nil {
		t.Fatal(err)
	}
	want := Special{BOS: None, EOS: 1, PAD: 1, UNK: None, CLS: None, SEP: None, MASK: 2}
	if tok.Special() != want {
		t.Errorf("%+v, not %+v", tok.Special(), want)
	}
	for _, broken := range []string{`{"eos_token":"<none>"}`, `{"bos_token":7}`, `[]`, ``} {
		if err := read(broken); err == nil {
			t.Errorf("%s: no error", broken)
		}
	}
	if tok.Special() != want {
		t.Error("an error changed the roles")
	}
	var out bytes.Buffer
	if err := tok.WriteConfig(&out, 512); err != nil {
		t.Fatal(err)
	}
	var back map[string]any
	if err := json.Unmarshal(out.Bytes(), &back); err != nil || back["eos_token"] != "<|pad|>" || back["bos_token"] != nil || back["model_max_length"] != 512.0 {
		t.Errorf("%v: %s", err, out.Bytes())
	}
}

func TestRoles(t *testing.T) {
	g := readGolden(t)
	for name, want := range map[string]Special{
		"gpt2":         {BOS: 0, EOS: 0, PAD: None, UNK: None, CLS: None, SEP: None, MASK: None},
		"llama2":       {BOS: 1, EOS: 2, PAD: None, UNK: 0, CLS: None, SEP: None, MASK: None},
		"bert-uncased": {BOS: None, EOS: None, PAD: 0, UNK: 1, CLS: 2, SEP: 3, MASK: 4},
	} {
		tok, err := Parse(g.Cases[name].Tokenizer)
		if err != nil {
			t.Fatal(err)
		}
		if tok.Special() != want {
			t.Errorf("%s: %+v, not %+v", name, tok.Special(), want)
		}
		before, after := tok.Around()
		if name == "llama2" && (!tok.AddsBOS() || tok.AddsEOS() || len(before) != 1 || len(after) != 0) {
			t.Errorf("llama2 puts %v before and %v after", before, after)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(fileWith(nil)))
	for _, part := range []struct{ name, value string }{
		{"normalizer", `{"type":"BertNormalizer"}`},
		{"normalizer", `{"type":"Sequence","normalizers":[{"type":"Prepend","prepend":"▁"},{"type":"Replace","pattern":{"String":" "},"content":"▁"}]}`},
		{"pre_tokenizer", `{"type":"Metaspace","replacement":"▁","prepend_scheme":"first","split":true}`},
		{"pre_tokenizer", `{"type":"BertPreTokenizer"}`},
		{"post_processor", `{"type":"BertProcessing","sep":["b",1],"cls":["a",0]}`},
		{"decoder", `{"type":"Sequence","decoders":[{"type":"ByteFallback"},{"type":"Fuse"},{"type":"Strip","content":" ","start":1,"stop":0}]}`},
		{"model", `{"type":"WordPiece","unk_token":"b","vocab":{"a":0,"b":1,"##b":2}}`},
		{"model", `{"type":"BPE","unk_token":"b","fuse_unk":true,"byte_fallback":true,"ignore_merges":true,"vocab":{"a":0,"b":1,"<0x20>":2},"merges":[]}`},
	} {
		f.Add([]byte(fileWith(map[string]string{part.name: part.value})))
	}
	text := "<s>ab a'll  \n衣服 \xff\u0301 b<s>"
	f.Fuzz(func(t *testing.T, data []byte) {
		tok, err := Parse(data)
		if err != nil {
			return
		}
		ids := tok.EncodeWith(nil, text, Options{Template: true, ParseSpecial: true})
		for _, id := range ids {
			if id < 0 || int(id) >= tok.Size() {
				t.Fatalf("id %d of %d", id, tok.Size())
			}
		}
		tok.Decode(ids)
		var out bytes.Buffer
		if err := tok.Save(&out); err != nil {
			t.Fatal(err)
		}
		again, err := Load(&out)
		if err != nil {
			t.Fatalf("what was saved does not load: %v", err)
		}
		if fmt.Sprint(again.EncodeWith(nil, text, Options{Template: true, ParseSpecial: true})) != fmt.Sprint(ids) {
			t.Fatal("what was saved gives other ids")
		}
	})
}
