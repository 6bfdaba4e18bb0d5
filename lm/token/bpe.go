package token

// starter begins the encoding of a piece: it leaves one id a byte or character
// in s.ids.
type starter interface {
	begin(piece string, s *scratch)
}

// bpe is what both kinds of BPE share: rules, where they cannot reach, and the
// tokens that go unmerged.
type bpe struct {
	pairs *pairTable
	cuts  *cuts            // nil: pieces are not cut
	whole map[string]int32 // pieces that are tokens go unmerged (Llama-3's ignore_merges); nil: rules alone decide
}

// encode cuts a long piece where it may, and answers for each part from the
// cache or by merging.
func (m *bpe) encode(dst []int32, piece string, s *scratch, from starter) []int32 {
	if len(piece) <= cachePiece || m.cuts == nil {
		return m.part(dst, piece, s, from)
	}
	for i := 0; i < len(piece); {
		end := m.cuts.end(piece, i)
		dst = m.part(dst, piece[i:end], s, from)
		i = end
	}
	return dst
}

func (m *bpe) part(dst []int32, piece string, s *scratch, from starter) []int32 {
	if len(piece) > cachePiece {
		m.ids(piece, s, from)
		return append(dst, s.ids...)
	}
	low, high := cacheKey(piece)
	line := &s.cache[(low^high*spread2)*spread>>(64-cacheBits)]
	if line.low == low && line.high == high {
		return append(dst, line.ids[:line.n]...)
	}
	m.ids(piece, s, from)
	if len(s.ids) <= cacheIDs {
		line.low, line.high = low, high
		line.n = int32(copy(line.ids[:], s.ids))
	}
	return append(dst, s.ids...)
}

// ids leaves the ids of a piece in s.ids.
func (m *bpe) ids(piece string, s *scratch, from starter) {
	s.ids = s.ids[:0]
	if id, ok := m.whole[piece]; ok {
		s.ids = append(s.ids, id)
		return
	}
	from.begin(piece, s)
	m.pairs.merge(s)
}
