package token

import "golang.org/x/text/unicode/norm"

// Encoder encodes one text after another and remembers pieces it has met.
type Encoder struct {
	t      *Tokenizer
	cache  map[string][]int32
	cached int // ids in the cache
	parts  []part
	heap   []merge
}

// The cache holds pieces up to cachePiece bytes, and is emptied when it has
// cacheIDs ids: a few megabytes for the words of a language, which are few,
// while most runs of Chinese come once.
const (
	cachePiece = 32
	cacheIDs   = 1 << 20
)

// NewEncoder makes an encoder with an empty cache.
func (t *Tokenizer) NewEncoder() *Encoder {
	return &Encoder{t: t, cache: map[string][]int32{}}
}

// Encode appends the ids of a text to dst.
func (e *Encoder) Encode(dst []int32, text string) []int32 {
	if e.t.nfc && !norm.NFC.IsNormalString(text) {
		text = norm.NFC.String(text)
	}
	for len(text) > 0 {
		n := e.t.pattern.next(text)
		dst = e.piece(dst, text[:n])
		text = text[n:]
	}
	return dst
}

// piece appends the ids of one piece.
func (e *Encoder) piece(dst []int32, s string) []int32 {
	if len(s) == 1 {
		return append(dst, e.t.single[s[0]])
	}
	if e.t.ignoreMerges {
		if id, ok := e.t.ids[s]; ok {
			return append(dst, id)
		}
	}
	if len(s) > cachePiece {
		return e.merge(dst, s)
	}
	if ids, ok := e.cache[s]; ok {
		return append(dst, ids...)
	}
	from := len(dst)
	dst = e.merge(dst, s)
	ids := append([]int32(nil), dst[from:]...)
	if e.cached += len(ids) + 8; e.cached > cacheIDs {
		clear(e.cache)
		e.cached = len(ids) + 8
	}
	e.cache[string([]byte(s))] = ids // a copy, so that the text can be freed
	return dst
}
