package file

import (
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// jsonCursor walks one JSON value in memory without building anything. It is
// as strict as RFC 8259 about structure, and lets pass what Python writes:
// NaN, Infinity and control characters in strings.
type jsonCursor struct {
	b []byte
	i int
}

func (c *jsonCursor) space() {
	for c.i < len(c.b) && (c.b[c.i] == ' ' || c.b[c.i] == '\n' || c.b[c.i] == '\r' || c.b[c.i] == '\t') {
		c.i++
	}
}

// peek is the next byte after white space, 0 at the end.
func (c *jsonCursor) peek() byte {
	c.space()
	if c.i == len(c.b) {
		return 0
	}
	return c.b[c.i]
}

func (c *jsonCursor) eat(b byte) bool {
	if c.peek() != b {
		return false
	}
	c.i++
	return true
}

// str reads a string and gives what is between its quotes as it stands.
func (c *jsonCursor) str() (raw []byte, escaped, ok bool) {
	if !c.eat('"') {
		return nil, false, false
	}
	start := c.i
	for c.i < len(c.b) {
		switch c.b[c.i] {
		case '"':
			raw = c.b[start:c.i]
			c.i++
			return raw, escaped, true
		case '\\':
			escaped = true
			c.i++
		}
		c.i++
	}
	c.i = len(c.b)
	return nil, false, false
}

// skip passes over one value and reports whether it was well formed and not
// nested deeper than maxDepth.
func (c *jsonCursor) skip(depth int) bool {
	switch b := c.peek(); {
	case depth > maxDepth:
		return false
	case b == '"':
		_, _, ok := c.str()
		return ok
	case b == '{':
		return c.members(func([]byte) bool { return c.skip(depth + 1) })
	case b == '[':
		return c.elements(func(int) bool { return c.skip(depth + 1) })
	}
	return isJSONWord(c.bare())
}

// bare reads a number or a word.
func (c *jsonCursor) bare() []byte {
	start := c.i
	for c.i < len(c.b) {
		b := c.b[c.i]
		if !isLetter(b) && b-'0' > 9 && b != '-' && b != '+' && b != '.' {
			break
		}
		c.i++
	}
	return c.b[start:c.i]
}

func isJSONWord(w []byte) bool {
	switch string(w) {
	case "true", "false", "null", "NaN", "Infinity", "-Infinity":
		return true
	}
	return len(w) > 0 && (w[0]-'0' <= 9 || w[0] == '-' && len(w) > 1 && w[1]-'0' <= 9)
}

// members walks an object, value must consume each value.
func (c *jsonCursor) members(value func(key []byte) bool) bool {
	if !c.eat('{') {
		return false
	}
	if c.eat('}') {
		return true
	}
	for {
		key, escaped, ok := c.str()
		if !ok || !c.eat(':') {
			return false
		}
		if escaped {
			key = unescape(nil, key)
		}
		if !value(key) {
			return false
		}
		if c.eat('}') {
			return true
		}
		if !c.eat(',') {
			return false
		}
	}
}

// elements walks an array, value must consume each value.
func (c *jsonCursor) elements(value func(i int) bool) bool {
	if !c.eat('[') {
		return false
	}
	if c.eat(']') {
		return true
	}
	for i := 0; ; i++ {
		if !value(i) {
			return false
		}
		if c.eat(']') {
			return true
		}
		if !c.eat(',') {
			return false
		}
	}
}

// text reads one value as a cell, appending to buf when it must be built:
// strings unescaped, numbers and words as they stand, null empty, an array of
// these joined by commas. Objects are empty: they are reached by their paths.
func (c *jsonCursor) text(buf []byte, depth int) (cell, grown []byte, ok bool) {
	switch b := c.peek(); {
	case depth > maxDepth:
		return nil, buf, false
	case b == '"':
		raw, escaped, ok := c.str()
		if !ok || !escaped {
			return raw, buf, ok
		}
		start := len(buf)
		buf = unescape(buf, raw)
		return buf[start:], buf, true
	case b == '{':
		return nil, buf, c.skip(depth)
	case b == '[':
		var joined []byte
		ok := c.elements(func(int) bool {
			cell, _, ok := c.text(nil, depth+1)
			if len(cell) > 0 {
				if len(joined) > 0 {
					joined = append(joined, ", "...)
				}
				joined = append(joined, cell...)
			}
			return ok
		})
		return joined, buf, ok
	}
	word := c.bare()
	if string(word) == "null" || string(word) == "NaN" {
		return nil, buf, true
	}
	return word, buf, isJSONWord(word)
}

// unescape appends raw with its escapes undone; what is no escape stays, and
// half a surrogate pair becomes U+FFFD.
func unescape(buf, raw []byte) []byte {
	for i := 0; i < len(raw); i++ {
		if raw[i] != '\\' || i+1 == len(raw) {
			buf = append(buf, raw[i])
			continue
		}
		i++
		switch raw[i] {
		case 'n':
			buf = append(buf, '\n')
		case 't':
			buf = append(buf, '\t')
		case 'r':
			buf = append(buf, '\r')
		case 'b':
			buf = append(buf, '\b')
		case 'f':
			buf = append(buf, '\f')
		case '"', '\\', '/':
			buf = append(buf, raw[i])
		case 'u':
			r, ok := hex4(raw, i+1)
			if !ok {
				buf = append(buf, `\u`...)
				continue
			}
			i += 4
			if utf16.IsSurrogate(r) {
				low, ok := rune(0), i+2 < len(raw) && raw[i+1] == '\\' && raw[i+2] == 'u'
				if ok {
					low, ok = hex4(raw, i+3)
				}
				if r = utf16.DecodeRune(r, low); ok && r != utf8.RuneError {
					i += 6
				}
			}
			buf = utf8.AppendRune(buf, r)
		default:
			buf = append(buf, '\\', raw[i])
		}
	}
	return buf
}

func hex4(raw []byte, at int) (rune, bool) {
	if at+4 > len(raw) {
		return 0, false
	}
	v, err := strconv.ParseUint(string(raw[at:at+4]), 16, 16)
	return rune(v), err == nil
}
