package token

// Byte-level vocabularies are files of text, so each byte is written as a
// printable character (Radford et al. 2019, GPT-2): bytes that print as
// themselves in Latin-1 stay, the others take the characters from U+0100 on.

// byteRunes maps bytes to characters and back.
type byteRunes struct {
	toRune [256]rune
	toByte [0x144]int16 // by character; -1: stands for no byte
}

func newByteRunes() *byteRunes {
	b := &byteRunes{}
	for i := range b.toByte {
		b.toByte[i] = -1
	}
	next := rune(0x100)
	for i := range 256 {
		r := rune(i)
		if !('!' <= r && r <= '~' || 0xA1 <= r && r <= 0xAC || 0xAE <= r && r <= 0xFF) {
			r = next
			next++
		}
		b.toRune[i] = r
		b.toByte[r] = int16(i)
	}
	return b
}

// raw gives the bytes a token stands for; false if a character stands for none.
func (b *byteRunes) raw(token string) (string, bool) {
	out := make([]byte, 0, len(token))
	for _, r := range token {
		if int(r) >= len(b.toByte) || b.toByte[r] < 0 {
			return token, false
		}
		out = append(out, byte(b.toByte[r]))
	}
	return string(out), true
}

// written gives the token that stands for bytes.
func (b *byteRunes) written(raw string) string {
	out := make([]rune, len(raw))
	for i := range len(raw) {
		out[i] = b.toRune[raw[i]]
	}
	return string(out)
}
