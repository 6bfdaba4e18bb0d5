package token

import (
	"encoding/json"
	"fmt"

	"golang.org/x/text/unicode/norm"
)

// Bounds on a pipeline: sequences within sequences, of which published files
// have one, and steps in all, of which they have five.
const (
	maxDepth = 8
	maxSteps = 32
)

// step is any step of tokenizer.json's pipeline: the fields of all types.
type step struct {
	Type string `json:"type"`

	// Sequence
	Normalizers   []json.RawMessage `json:"normalizers"`
	PreTokenizers []json.RawMessage `json:"pretokenizers"`
	Processors    []json.RawMessage `json:"processors"`
	Decoders      []json.RawMessage `json:"decoders"`

	// Prepend, Replace, Split
	Prepend  string `json:"prepend"`
	Content  string `json:"content"`
	Pattern  source `json:"pattern"`
	Behavior string `json:"behavior"`
	Invert   bool   `json:"invert"`

	// BertNormalizer
	CleanText    *bool `json:"clean_text"`
	ChineseChars *bool `json:"handle_chinese_chars"`
	StripAccents *bool `json:"strip_accents"`
	Lowercase    *bool `json:"lowercase"`

	// ByteLevel, Metaspace, Digits
	AddPrefixSpace *bool  `json:"add_prefix_space"`
	UseRegex       *bool  `json:"use_regex"`
	Replacement    string `json:"replacement"`
	PrependScheme  string `json:"prepend_scheme"`
	Split          *bool  `json:"split"`
	Individual     bool   `json:"individual_digits"`

	// WordPiece and Strip decoders
	Prefix  *string `json:"prefix"`
	Cleanup *bool   `json:"cleanup"`
	Start   int     `json:"start"`
	Stop    int     `json:"stop"`

	// TemplateProcessing, BertProcessing, RobertaProcessing
	Single        []templatePiece         `json:"single"`
	SpecialTokens map[string]templateToks `json:"special_tokens"`
	Sep           processorToken          `json:"sep"`
	Cls           processorToken          `json:"cls"`
}

// source is a pattern: a string as it is, or a regular expression.
type source struct {
	String *string `json:"String"`
	Regex  *string `json:"Regex"`
}

func isTrue(b *bool, otherwise bool) bool {
	if b == nil {
		return otherwise
	}
	return *b
}

// steps flattens sequences. inner picks the field a sequence of this kind uses.
func steps(raw json.RawMessage, depth int, inner func(*step) []json.RawMessage) ([]step, error) {
	if absent(raw) {
		return nil, nil
	}
	if depth > maxDepth {
		return nil, fmt.Errorf("sequences more than %d deep", maxDepth)
	}
	var s step
	if err := json.Unmarshal(raw, &s); err != nil {
		return nil, err
	}
	if s.Type != "Sequence" {
		return []step{s}, nil
	}
	var all []step
	for _, r := range inner(&s) {
		more, err := steps(r, depth+1, inner)
		if err != nil {
			return nil, err
		}
		if all = append(all, more...); len(all) > maxSteps {
			return nil, fmt.Errorf("more than %d steps", maxSteps)
		}
	}
	return all, nil
}

// maxGrowth bounds how much longer Replace steps may make a text in all.
const maxGrowth = 64

func parseNormalizer(raw json.RawMessage) (normalizers, error) {
	all, err := steps(raw, 0, func(s *step) []json.RawMessage { return s.Normalizers })
	if err != nil {
		return nil, err
	}
	var n normalizers
	growth := 1
	for _, s := range all {
		switch s.Type {
		case "NFC":
			n = append(n, unicodeForm(norm.NFC))
		case "NFD":
			n = append(n, unicodeForm(norm.NFD))
		case "NFKC":
			n = append(n, unicodeForm(norm.NFKC))
		case "NFKD":
			n = append(n, unicodeForm(norm.NFKD))
		case "Lowercase":
			n = append(n, lowercase{})
		case "StripAccents":
			n = append(n, stripAccents{})
		case "BertNormalizer":
			low := isTrue(s.Lowercase, true)
			n = append(n, bertNormalizer{
				clean: isTrue(s.CleanText, true), chinese: isTrue(s.ChineseChars, true),
				strip: isTrue(s.StripAccents, low), lower: low,
			})
		case "Prepend":
			if len(s.Prepend) > maxName {
				return nil, fmt.Errorf("a Prepend of %d bytes, more than %d", len(s.Prepend), maxName)
			}
			n = append(n, prepend(s.Prepend))
		case "Replace":
			if s.Pattern.String == nil || *s.Pattern.String == "" {
				return nil, fmt.Errorf("a Replace is known here only with a plain string to look for")
			}
			from := *s.Pattern.String
			if growth *= len(s.Content)/len(from) + 1; growth > maxGrowth {
				return nil, fmt.Errorf("the Replace steps make texts more than %d times as long", maxGrowth)
			}
			n = append(n, replace{from, s.Content})
		default:
			return nil, fmt.Errorf("type %q is not known here", s.Type)
		}
	}
	return n, nil
}

// parsePreTokenizer also says whether the vocabulary is one of bytes.
func parsePreTokenizer(raw json.RawMessage) (p pieces, byteLevel bool, err error) {
	p.classes = newClasses()
	all, err := steps(raw, 0, func(s *step) []json.RawMessage { return s.PreTokenizers })
	if err != nil {
		return p, false, err
	}
	for i, s := range all {
		last := i == len(all)-1
		switch s.Type {
		case "ByteLevel":
			p.prefixSpace = isTrue(s.AddPrefixSpace, true)
			if isTrue(s.UseRegex, true) {
				if p.pattern != nil {
					return p, false, fmt.Errorf("a ByteLevel with use_regex after another pattern is not known here")
				}
				p.pattern = patternOf(gpt2Text)
			} else if p.pattern != nil && p.prefixSpace {
				return p, false, fmt.Errorf("a ByteLevel with add_prefix_space after a pattern is not known here")
			}
			byteLevel = true
		case "Split":
			if p.pattern, err = splitStep(&s); err != nil {
				return p, false, err
			}
		case "Digits":
			p.digits = digitRunsApart
			if s.Individual {
				p.digits = digitsApart
			}
		case "Metaspace":
			if p.metaspace, err = metaspaceStep(&s); err != nil {
				return p, false, err
			}
		case "BertPreTokenizer":
			p.bert = true
		default:
			return p, false, fmt.Errorf("type %q is not known here", s.Type)
		}
		if !last && (s.Type == "ByteLevel" || s.Type == "Metaspace" || s.Type == "BertPreTokenizer") || p.digits != digitsStay && (p.prefixSpace || p.bert || p.metaspace != nil) {
			return p, false, fmt.Errorf("%s with the steps around it is not known here", s.Type)
		}
	}
	if p.pattern != nil && !byteLevel {
		return p, false, fmt.Errorf("a Split without ByteLevel is not known here")
	}
	return p, byteLevel, nil
}

func splitStep(s *step) (*pattern, error) {
	if s.Pattern.Regex == nil {
		return nil, fmt.Errorf("a Split is known here only with a regular expression")
	}
	p := patternOf(*s.Pattern.Regex)
	if p == nil {
		return nil, fmt.Errorf("split pattern %q is not known here; those of GPT-2, GPT-4, Llama-3 and Qwen2 are", *s.Pattern.Regex)
	}
	// The patterns match every character, so that both ways of keeping matches
	// give the same pieces.
	if !(s.Behavior == "Isolated" && !s.Invert || s.Behavior == "Removed" && s.Invert) {
		return nil, fmt.Errorf("a Split with behavior %s, invert %v is not known here", s.Behavior, s.Invert)
	}
	return p, nil
}

func metaspaceStep(s *step) (*metaspace, error) {
	m := &metaspace{mark: s.Replacement, prefix: s.PrependScheme, split: isTrue(s.Split, true)}
	if m.prefix == "" {
		m.prefix = "always"
		if !isTrue(s.AddPrefixSpace, true) {
			m.prefix = "never"
		}
	}
	if m.mark == "" || len(m.mark) > 4 {
		return nil, fmt.Errorf("a Metaspace with replacement %q is not known here", m.mark)
	}
	if m.prefix != "always" && m.prefix != "first" && m.prefix != "never" {
		return nil, fmt.Errorf("a Metaspace with prepend_scheme %q is not known here", m.prefix)
	}
	return m, nil
}
