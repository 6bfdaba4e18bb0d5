package token

import (
	"encoding/json"
	"fmt"
	"strings"
)

// newDecoder works out what each token adds to a text. Without a decoder in
// the file it is the one that fits the model.
func (t *Tokenizer) newDecoder(raw json.RawMessage, byteLevel bool) (decoder, error) {
	all, err := steps(raw, 0, func(s *step) []json.RawMessage { return s.Decoders })
	if err != nil {
		return decoder{}, err
	}
	d := decoder{bytes: make([]string, len(t.vocab.tokens)), special: make([]bool, len(t.vocab.tokens))}
	var sp spDecoder
	cleanup, prefix := true, t.settings.prefix()
	for _, s := range all {
		switch s.Type {
		case "ByteLevel":
			byteLevel = true
		case "WordPiece":
			d.wordPiece = true
			cleanup = isTrue(s.Cleanup, true)
			if s.Prefix != nil {
				prefix = *s.Prefix
			}
		case "Fuse": // tokens are always joined here
		case "ByteFallback":
			sp.byByte = true
		case "Metaspace":
			ms, err := metaspaceStep(&s)
			if err != nil {
				return decoder{}, err
			}
			sp.replace = append(sp.replace, replace{ms.mark, " "})
			d.stripLead = ms.prefix != "never"
		case "Replace":
			if s.Pattern.String == nil || *s.Pattern.String == "" || len(s.Content) > len(*s.Pattern.String) {
				return decoder{}, fmt.Errorf("a Replace is known here only with a plain string to look for, and none longer in its place")
			}
			sp.replace = append(sp.replace, replace{*s.Pattern.String, s.Content})
		case "Strip":
			if s.Content != " " || s.Start > 1 || s.Start < 0 || s.Stop != 0 {
				return decoder{}, fmt.Errorf("a Strip of %d %q before and %d after is not known here", s.Start, s.Content, s.Stop)
			}
			d.stripLead = s.Start == 1
		default:
			return decoder{}, fmt.Errorf("type %q is not known here", s.Type)
		}
	}
	if _, ok := t.model.(*wordPiece); ok {
		d.wordPiece = true
	}
	runes := newByteRunes()
	for id, tok := range t.vocab.tokens {
		switch {
		case t.vocab.origin[id] == gap:
		case byteLevel && t.vocab.origin[id] == inAdded:
			d.bytes[id] = tok // as it stands in texts
		case byteLevel:
			d.bytes[id], _ = runes.raw(tok)
		case d.wordPiece:
			rest, ok := strings.CutPrefix(tok, prefix)
			if !ok {
				rest = " " + tok
			}
			if cleanup {
				rest = tidy(rest)
			}
			d.bytes[id] = rest
		default:
			d.bytes[id] = sp.text(tok)
		}
		d.special[id] = t.added.special[int32(id)]
	}
	return d, nil
}

// spDecoder undoes what SentencePiece does to characters.
type spDecoder struct {
	replace []replace
	byByte  bool
}

func (d *spDecoder) text(tok string) string {
	if b, ok := byteToken(tok); ok && d.byByte {
		return string([]byte{b})
	}
	for _, r := range d.replace {
		tok = r.apply(tok)
	}
	return tok
}
