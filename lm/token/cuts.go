package token

import "unicode/utf8"

// cuts knows between which characters no merge can ever reach: where no token
// that merges make holds both. A piece cut there and encoded part by part gives
// the same ids, because every merge lies within a part and the parts do not
// wait for each other. A run of Chinese, which is one long piece and rarely
// seen twice, so falls into parts of a few characters, which the cache knows.
type cuts struct {
	// ends says for the last byte of one character and the first of the next
	// what tokens hold across them.
	ends [1 << 16]uint8
	// joined holds the pairs of whole characters that stand together in a token.
	joined map[[2]rune]struct{}
}

const (
	wholeAcross uint8 = 1 << iota // tokens with both characters whole: see joined
	partAcross                    // tokens with a part of one, which are too few to look at closely
)

// newCuts looks through the tokens that merges make; raw gives the bytes one
// stands for.
func newCuts(merges []merge, raw func(id int32) string) *cuts {
	c := &cuts{joined: map[[2]rune]struct{}{}}
	for _, m := range merges {
		tok := raw(m.result)
		for k := 1; k < len(tok); k++ {
			if !utf8.RuneStart(tok[k]) {
				continue
			}
			a, n := utf8.DecodeLastRuneInString(tok[:k])
			b, w := utf8.DecodeRuneInString(tok[k:])
			ends := &c.ends[endsOf(tok, k)]
			if a == utf8.RuneError && n == 1 || b == utf8.RuneError && w == 1 {
				*ends |= partAcross
			} else {
				*ends |= wholeAcross
				c.joined[[2]rune{a, b}] = struct{}{}
			}
		}
	}
	return c
}

func endsOf(s string, k int) int { return int(s[k-1])<<8 | int(s[k]) }

// end gives the end of the part of a piece that begins at i. Bytes that are no
// UTF-8 are never cut off: what tokens hold of them is not looked at.
func (c *cuts) end(piece string, i int) int {
	a, n := utf8.DecodeRuneInString(piece[i:])
	for k := i + n; k < len(piece); {
		b, w := utf8.DecodeRuneInString(piece[k:])
		if valid := (a != utf8.RuneError || n > 1) && (b != utf8.RuneError || w > 1); valid {
			switch c.ends[endsOf(piece, k)] {
			case 0:
				return k
			case wholeAcross:
				if _, ok := c.joined[[2]rune{a, b}]; !ok {
					return k
				}
			}
		}
		a, n = b, w
		k += w
	}
	return len(piece)
}
