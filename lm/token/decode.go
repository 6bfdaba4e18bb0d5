package token

import (
	"strings"
	"unicode/utf8"
)

// decoder says how tokens become text again. What each token adds in the
// middle of a text is worked out once; only WordPiece looks at its place.
type decoder struct {
	bytes     []string // by id
	special   []bool   // by id: left out
	stripLead bool     // SentencePiece puts a space before a text; it is taken off again
	wordPiece bool     // the first token has no space before it
}

// Decode gives the text of the ids from its beginning. Special tokens and ids
// outside the vocabulary are left out. Byte-level tokenizers without a
// normalizer give back every text exactly; half of a character at the end comes
// out as the bytes it is.
func (t *Tokenizer) Decode(ids []int32) string {
	out := t.DecodeBytes(nil, ids)
	return string(out[t.decoder.lead(out):])
}

// DecodeBytes appends the bytes the ids stand for in the middle of a text,
// characters cut in two included.
func (t *Tokenizer) DecodeBytes(dst []byte, ids []int32) []byte {
	for _, id := range ids {
		if id >= 0 && int(id) < len(t.decoder.bytes) && !t.decoder.special[id] {
			dst = append(dst, t.decoder.bytes[id]...)
		}
	}
	return dst
}

// lead gives how many bytes at the beginning of a text are no part of it.
func (d *decoder) lead(text []byte) int {
	if (d.stripLead || d.wordPiece) && len(text) > 0 && text[0] == ' ' {
		return 1
	}
	return 0
}

// Stream decodes ids as they come, in whole characters.
type Stream struct {
	t       *Tokenizer
	pending []byte // the beginning of a character
	begun   bool
}

// Stream begins a text.
func (t *Tokenizer) Stream() *Stream { return &Stream{t: t} }

// Next gives the text that an id completes, empty if none. Bytes that cannot
// become a character come out as U+FFFD, one for each.
func (s *Stream) Next(id int32) string {
	s.pending = s.t.DecodeBytes(s.pending, []int32{id})
	if !s.begun && len(s.pending) > 0 {
		s.begun = true
		s.pending = s.pending[s.t.decoder.lead(s.pending):]
	}
	return s.take(false)
}

// Flush ends the text: what is left of a character comes out as U+FFFD.
func (s *Stream) Flush() string { return s.take(true) }

func (s *Stream) take(all bool) string {
	var out strings.Builder
	i := 0
	for i < len(s.pending) && (all || utf8.FullRune(s.pending[i:])) {
		r, n := utf8.DecodeRune(s.pending[i:])
		out.WriteRune(r)
		i += n
	}
	s.pending = append(s.pending[:0], s.pending[i:]...)
	return out.String()
}

// tidy is the clean-up of spaces BERT's decoder does on each token, in the
// reference's order.
func tidy(token string) string {
	for _, p := range [][2]string{
		{" .", "."},
		{" ?", "?"},
		{" !", "!"},
		{" ,", ","},
		{" ' ", "'"},
		{" n't", "n't"},
		{" 'm", "'m"},
		{" do not", " don't"},
		{" 's", "'s"},
		{" 've", "'ve"},
		{" 're", "'re"},
	} {
		token = strings.ReplaceAll(token, p[0], p[1])
	}
	return token
}
