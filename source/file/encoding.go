package file

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// charset is how a file writes its characters.
type charset string

const (
	csUTF8    charset = "UTF-8"
	csUTF16LE charset = "UTF-16 (little endian)"
	csUTF16BE charset = "UTF-16 (big endian)"
	csGB18030 charset = "GB18030"
)

// detectCharset recognises the encoding from the head of a file and gives
// the length of its byte order mark. whole says that head is the whole file,
// so that nothing at its end is cut off.
func detectCharset(head []byte, whole bool) (charset, int) {
	switch {
	case bytes.HasPrefix(head, []byte("\xEF\xBB\xBF")):
		return csUTF8, 3
	case bytes.HasPrefix(head, []byte("\xFF\xFE")):
		return csUTF16LE, 2
	case bytes.HasPrefix(head, []byte("\xFE\xFF")):
		return csUTF16BE, 2
	case bytes.HasPrefix(head, []byte("\x84\x31\x95\x33")):
		return csGB18030, 4
	}
	if cs := guessUTF16(head); cs != "" {
		return cs, 0
	}
	if utf8.Valid(trimRune(head, whole)) {
		return csUTF8, 0
	}
	return majority(head, whole), 0
}

// majority decides between UTF-8 and GB18030 by counting the lines each
// explains, since one file may hold both.
func majority(head []byte, whole bool) charset {
	var dec gbDecoder
	asUTF8, asGB := 0, 0
	for len(head) > 0 {
		ln, rest, ended := bytes.Cut(head, []byte("\n"))
		head = rest
		complete := ended || whole
		if isASCII(ln) {
			continue
		}
		if text := trimRune(ln, complete); looksUTF8(text) || damagedUTF8(text) {
			asUTF8++
			continue
		}
		for cut := 0; cut <= 3 && cut <= len(ln); cut++ {
			if text, ok := dec.decode(ln[:len(ln)-cut]); ok && likelyGB(ln) && len(text) > 0 {
				asGB++
				break
			}
			if complete {
				break
			}
		}
	}
	if asGB > asUTF8 {
		return csGB18030
	}
	return csUTF8
}

// guessUTF16 recognises UTF-16 without a mark: ASCII letters, digits and
// separators, which every table has, leave zero bytes on one side only, and
// the text decodes without holes.
func guessUTF16(head []byte) charset {
	head = head[:len(head)&^1]
	var zeros [2]int
	for i, b := range head {
		if b == 0 {
			zeros[i&1]++
		}
	}
	pairs := len(head) / 2
	cs, order, many, few := csUTF16LE, unicode.LittleEndian, zeros[1], zeros[0]
	if zeros[0] > zeros[1] {
		cs, order, many, few = csUTF16BE, unicode.BigEndian, zeros[0], zeros[1]
	}
	// One separator in fifty characters is the least a table has; a zero on
	// the other side would be a character like U+4E00, "一", which exists.
	if pairs < 2 || many*50 < pairs || few*10 > many {
		return ""
	}
	// What reads as UTF-8 but for a stray zero or two is that: in UTF-16 it
	// takes a table of ASCII, and then every other byte is zero.
	if utf8.Valid(head) && many*10 < pairs {
		return ""
	}
	text, err := unicode.UTF16(order, unicode.IgnoreBOM).NewDecoder().Bytes(head)
	if err != nil || controls(text) > 0 || bytes.Count(text, []byte("\uFFFD"))*1000 > pairs+1000 {
		return ""
	}
	return cs
}

// controls counts the control characters text does not have.
func controls(b []byte) int {
	n := 0
	for _, c := range b {
		if c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != '\v' && c != 0x1b || c == 0x7f {
			n++
		}
	}
	return n
}

// trimRune drops an incomplete UTF-8 sequence where a sample was cut off.
func trimRune(b []byte, whole bool) []byte {
	if whole {
		return b
	}
	for i := 1; i < utf8.UTFMax && i <= len(b); i++ {
		if c := b[len(b)-i]; utf8.RuneStart(c) {
			if !utf8.FullRune(b[len(b)-i:]) {
				return b[:len(b)-i]
			}
			return b
		}
	}
	return b
}

func isASCII(b []byte) bool {
	for len(b) >= 8 {
		if (b[0]|b[1]|b[2]|b[3]|b[4]|b[5]|b[6]|b[7])&0x80 != 0 {
			return false
		}
		b = b[8:]
	}
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// looksUTF8 is stricter than utf8.Valid: pairs of GB18030 bytes happen to be
// valid two-byte sequences too, but hardly ever three-byte ones, which every
// Chinese character is.
func looksUTF8(b []byte) bool {
	if !utf8.Valid(b) {
		return false
	}
	for _, c := range b {
		if c >= 0xE0 {
			return true
		}
	}
	return false
}

// damagedUTF8 reports whether b is UTF-8 with a few broken places, such as a
// character cut in half, rather than another encoding.
func damagedUTF8(b []byte) bool {
	long, invalid := 0, 0
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		switch {
		case r == utf8.RuneError && size == 1:
			invalid++
		case size >= 3:
			long++
		}
		b = b[size:]
	}
	return invalid > 0 && long >= invalid
}

// likelyGB tells Chinese from the Latin-1 letters that happen to decode:
// what Chinese is written with has its second byte mostly above 0x7F (all of
// GB 2312 has), Latin-1 has a plain letter there.
func likelyGB(b []byte) bool {
	pairs, high := 0, 0
	for i := 0; i < len(b); i++ {
		if b[i] < utf8.RuneSelf {
			continue
		}
		pairs++
		if i+1 < len(b) && b[i+1] >= utf8.RuneSelf {
			high++
		}
		i++
	}
	return 2*high >= pairs
}

// gbDecoder decodes GB18030 strictly into a buffer it reuses.
type gbDecoder struct {
	t   transform.Transformer
	buf []byte
}

// decode gives the text, good until the next call, and whether every byte
// had a meaning.
func (d *gbDecoder) decode(b []byte) ([]byte, bool) {
	if d.t == nil {
		d.t = simplifiedchinese.GB18030.NewDecoder()
	}
	if need := 3*len(b) + utf8.UTFMax; cap(d.buf) < need { // one byte becomes at most three
		d.buf = make([]byte, need)
	}
	d.t.Reset()
	n, _, err := d.t.Transform(d.buf[:cap(d.buf)], b, true)
	text := d.buf[:n]
	return text, err == nil && !bytes.Contains(text, []byte("\uFFFD"))
}

// lineDecoder turns the lines of one file into UTF-8, each on its own: a
// line that is not in the file's encoding is tried in the other one.
type lineDecoder struct {
	cs charset
	gb gbDecoder
}

// decode gives the line as UTF-8, good until the next call, or false when
// neither encoding explains it.
func (d *lineDecoder) decode(b []byte) ([]byte, bool) {
	if d.cs != csGB18030 {
		if utf8.Valid(b) {
			return b, true
		}
		if damagedUTF8(b) || !likelyGB(b) {
			return b, false
		}
		return d.gb.decode(b)
	}
	if isASCII(b) || looksUTF8(b) {
		return b, true
	}
	if text, ok := d.gb.decode(b); ok {
		return text, true
	}
	return b, utf8.Valid(b)
}

// show gives the first rawLimit bytes of a line for a person to look at.
func (d *lineDecoder) show(b []byte) string {
	b = clip(b)
	if text, ok := d.decode(b); ok {
		return clipString(string(text), rawLimit)
	}
	return clipString(strings.ToValidUTF8(string(b), "\uFFFD"), rawLimit)
}

// clip cuts to rawLimit bytes, not inside a character.
func clip(b []byte) []byte {
	if len(b) <= rawLimit {
		return b
	}
	return trimRune(b[:rawLimit], false)
}

// clipString cuts valid UTF-8 to at most n bytes, not inside a character.
func clipString(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// transcoder is the decoder of a whole stream, nil when the bytes can stay.
func (cs charset) transcoder() transform.Transformer {
	switch cs {
	case csUTF16LE:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewDecoder()
	case csUTF16BE:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewDecoder()
	case csGB18030:
		return simplifiedchinese.GB18030.NewDecoder()
	}
	return nil
}
