package token

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
)

// addedToken is how tokenizer.json lists special tokens.
type addedToken struct {
	ID         int32  `json:"id"`
	Content    string `json:"content"`
	SingleWord bool   `json:"single_word"`
	LStrip     bool   `json:"lstrip"`
	RStrip     bool   `json:"rstrip"`
	Normalized bool   `json:"normalized"`
	Special    bool   `json:"special"`
}

// Save writes the tokenizer as Hugging Face's tokenizer.json: the `tokenizers`
// library reads it and gives the same ids.
func (t *Tokenizer) Save(w io.Writer) error {
	out := bufio.NewWriter(w)
	str := func(s string) string {
		b, _ := json.Marshal(s) // a string always can be
		return string(b)
	}
	codes := newByteCodes()
	written := func(id int32) string {
		if t.special[id] {
			return str(t.tokens[id])
		}
		return str(codes.encode(t.tokens[id]))
	}
	fmt.Fprint(out, "{\n\"version\": \"1.0\",\n\"truncation\": null,\n\"padding\": null,\n\"added_tokens\": [")
	first := true
	for id, special := range t.special {
		if !special {
			continue
		}
		b, err := json.Marshal(addedToken{ID: int32(id), Content: t.tokens[id], Special: true})
		if err != nil {
			return fmt.Errorf("token: %w", err)
		}
		if !first {
			fmt.Fprint(out, ",")
		}
		first = false
		fmt.Fprintf(out, "\n%s", b)
	}
	normalizer := "null"
	if t.nfc {
		normalizer = `{"type": "NFC"}`
	}
	split := fmt.Sprintf(`{"type": "Sequence", "pretokenizers": [`+
		`{"type": "Split", "pattern": {"Regex": %s}, "behavior": "Isolated", "invert": false}, `+
		`{"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": false, "use_regex": false}]}`, str(t.pattern.regex))
	fmt.Fprintf(out, "\n],\n\"normalizer\": %s,\n\"pre_tokenizer\": %s,\n", normalizer, split)
	fmt.Fprint(out, `"post_processor": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": false, "use_regex": false},`+"\n")
	fmt.Fprint(out, `"decoder": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": false, "use_regex": false},`+"\n")
	fmt.Fprintf(out, `"model": {"type": "BPE", "dropout": null, "unk_token": null, "continuing_subword_prefix": null, "end_of_word_suffix": null, `+
		`"fuse_unk": false, "byte_fallback": false, "ignore_merges": %v,`+"\n\"vocab\": {", t.ignoreMerges)
	first = true
	for id := range t.tokens {
		if !first {
			fmt.Fprint(out, ",")
		}
		first = false
		fmt.Fprintf(out, "\n%s: %d", written(int32(id)), id)
	}
	fmt.Fprint(out, "\n},\n\"merges\": [")
	for i, ab := range t.order {
		if i > 0 {
			fmt.Fprint(out, ",")
		}
		fmt.Fprintf(out, "\n[%s, %s]", written(ab[0]), written(ab[1]))
	}
	fmt.Fprint(out, "\n]}\n}\n")
	if err := out.Flush(); err != nil {
		return fmt.Errorf("token: %w", err)
	}
	return nil
}
