package token

import (
	"encoding/json"
	"fmt"
	"io"
)

// maxConfig bounds tokenizer_config.json; chat templates make the largest
// published ones some 200 KB.
const maxConfig = 16 << 20

// role ties a role to its name in tokenizer_config.json.
type role struct {
	name string
	id   *int32
}

func (s *Special) roles() []role {
	return []role{
		{"bos_token", &s.BOS},
		{"eos_token", &s.EOS},
		{"pad_token", &s.PAD},
		{"unk_token", &s.UNK},
		{"cls_token", &s.CLS},
		{"sep_token", &s.SEP},
		{"mask_token", &s.MASK},
	}
}

// ReadConfig takes from a tokenizer_config.json which tokens have which role;
// null there means none, and a role it does not mention keeps its guess. Call
// it before the tokenizer is shared. On error nothing has changed.
func (t *Tokenizer) ReadConfig(r io.Reader) error {
	data, err := io.ReadAll(io.LimitReader(r, maxConfig+1))
	switch {
	case err != nil:
		return fmt.Errorf("token: read tokenizer_config.json: %w", err)
	case len(data) > maxConfig:
		return fmt.Errorf("token: tokenizer_config.json is larger than %d MB", maxConfig>>20)
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(data, &fields); err != nil {
		return fmt.Errorf("token: tokenizer_config.json: %w", err)
	}
	special := t.special
	for _, role := range special.roles() {
		raw, ok := fields[role.name]
		if !ok {
			continue
		}
		if *role.id = None; absent(raw) {
			continue
		}
		name, err := tokenName(raw)
		if err != nil {
			return fmt.Errorf("token: tokenizer_config.json: %s: %w", role.name, err)
		}
		if *role.id = t.ID(name); *role.id == None {
			return fmt.Errorf("token: tokenizer_config.json: %s is %q, which tokenizer.json lacks: the two files are of different models", role.name, name)
		}
	}
	t.special = special
	return nil
}

// tokenName reads "name" and {"content": "name"}.
func tokenName(raw json.RawMessage) (string, error) {
	var name string
	if raw[0] == '"' {
		err := json.Unmarshal(raw, &name)
		return name, err
	}
	var full struct {
		Content string `json:"content"`
	}
	err := json.Unmarshal(raw, &full)
	return full.Content, err
}

// WriteConfig writes the tokenizer_config.json that tells Hugging Face's
// transformers the roles. maxLength is how many tokens the model takes; 0 does
// not say.
func (t *Tokenizer) WriteConfig(w io.Writer, maxLength int) error {
	out := map[string]any{
		"tokenizer_class":              "PreTrainedTokenizerFast",
		"clean_up_tokenization_spaces": false,
	}
	if maxLength > 0 {
		out["model_max_length"] = maxLength
	}
	for _, role := range t.special.roles() {
		if *role.id != None {
			out[role.name] = t.Token(*role.id)
		}
	}
	e := json.NewEncoder(w) // writes keys in order
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(out); err != nil {
		return fmt.Errorf("token: write tokenizer_config.json: %w", err)
	}
	return nil
}
