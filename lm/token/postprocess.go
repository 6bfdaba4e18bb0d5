package token

import (
	"encoding/json"
	"fmt"
	"slices"
)

// maxTemplate bounds what a post-processor may put around a text.
const maxTemplate = 64

// templatePiece is {"SpecialToken": {"id": "[CLS]"}} or {"Sequence": {"id": "A"}}.
type templatePiece struct {
	SpecialToken *struct {
		ID string `json:"id"`
	} `json:"SpecialToken"`
	Sequence *struct {
		ID string `json:"id"`
	} `json:"Sequence"`
}

// templateToks are the ids a name in a template stands for.
type templateToks struct {
	IDs []int32 `json:"ids"`
}

// processorToken is ["[SEP]", 102].
type processorToken struct {
	name string
	id   int32
}

// UnmarshalJSON reads the pair.
func (p *processorToken) UnmarshalJSON(raw []byte) error {
	var pair []json.RawMessage
	if err := json.Unmarshal(raw, &pair); err != nil {
		return err
	}
	if len(pair) != 2 {
		return fmt.Errorf("a token of %d parts, not name and id", len(pair))
	}
	if err := json.Unmarshal(pair[0], &p.name); err != nil {
		return err
	}
	return json.Unmarshal(pair[1], &p.id)
}

// parsePostProcessor works out what stands around a single text. ByteLevel is
// passed over: it moves offsets, not ids.
func parsePostProcessor(raw json.RawMessage, v vocab) (template, error) {
	var out template
	all, err := steps(raw, 0, func(s *step) []json.RawMessage { return s.Processors })
	if err != nil {
		return out, err
	}
	for _, s := range all {
		var before, after []int32
		switch s.Type {
		case "ByteLevel":
		case "TemplateProcessing":
			if before, after, err = s.around(); err != nil {
				return out, err
			}
		case "BertProcessing", "RobertaProcessing":
			before, after = []int32{s.Cls.id}, []int32{s.Sep.id}
		default:
			return out, fmt.Errorf("type %q is not known here", s.Type)
		}
		out.before = slices.Concat(before, out.before)
		out.after = slices.Concat(out.after, after)
	}
	if len(out.before)+len(out.after) > maxTemplate {
		return out, fmt.Errorf("more than %d tokens around a text", maxTemplate)
	}
	for _, id := range slices.Concat(out.before, out.after) {
		if id < 0 || int(id) >= len(v.tokens) || v.origin[id] == gap {
			return out, fmt.Errorf("puts token %d around a text, which the vocabulary lacks", id)
		}
	}
	return out, nil
}

// around reads a template for one text.
func (s *step) around() (before, after []int32, err error) {
	seen := 0
	for _, p := range s.Single {
		switch {
		case p.Sequence != nil:
			seen++
		case p.SpecialToken == nil:
			return nil, nil, fmt.Errorf("a template part that is neither SpecialToken nor Sequence")
		default:
			toks, ok := s.SpecialTokens[p.SpecialToken.ID]
			if !ok {
				return nil, nil, fmt.Errorf("the template names %q, which special_tokens lacks", p.SpecialToken.ID)
			}
			if seen == 0 {
				before = append(before, toks.IDs...)
			} else {
				after = append(after, toks.IDs...)
			}
		}
	}
	if seen != 1 {
		return nil, nil, fmt.Errorf("a template for one text that holds %d", seen)
	}
	return before, after, nil
}
