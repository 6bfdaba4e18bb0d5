package token

import "unicode/utf8"

// charBPE starts from characters, as SentencePiece does; characters without a
// token become their bytes, or the unknown token.
type charBPE struct {
	bpe
	start   map[rune]int32
	bytes   [256]int32 // the tokens <0x00> to <0xFF>
	byByte  bool       // byte_fallback
	unk     int32
	fuseUnk bool // a run of unknown characters is one unknown token
}

func (m *charBPE) encode(dst []int32, piece string, s *scratch) []int32 {
	return m.bpe.encode(dst, piece, s, m)
}

func (m *charBPE) begin(piece string, s *scratch) {
	unknown := false
	for i := 0; i < len(piece); {
		r, n := utf8.DecodeRuneInString(piece[i:])
		char := piece[i : i+n]
		i += n
		// An invalid byte must not be taken for U+FFFD, were that in the vocabulary.
		if id, ok := m.start[r]; ok && (r != utf8.RuneError || n == 3) {
			s.ids, unknown = append(s.ids, id), false
			continue
		}
		if m.byByte && m.hasBytes(char) {
			for k := range len(char) {
				s.ids = append(s.ids, m.bytes[char[k]])
			}
			unknown = false
			continue
		}
		if m.unk != None && !(unknown && m.fuseUnk) {
			s.ids = append(s.ids, m.unk)
		}
		unknown = true
	}
}

func (m *charBPE) hasBytes(char string) bool {
	for i := range len(char) {
		if m.bytes[char[i]] == None {
			return false
		}
	}
	return true
}
