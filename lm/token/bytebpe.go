package token

// byteBPE starts from bytes, so there is no text it cannot write.
type byteBPE struct {
	start [256]int32 // the token of each byte; None: the vocabulary lacks it
	unk   int32      // what stands for lacking bytes; None: they are left out, as the reference does
	pairs *pairTable
	whole map[string]int32 // pieces that are tokens go unmerged (Llama-3's ignore_merges); nil: rules alone decide
}

func (m *byteBPE) encode(dst []int32, piece string, s *scratch) []int32 {
	return s.cached(dst, piece, m)
}

// symbols leaves the ids of a piece in s.ids.
func (m *byteBPE) symbols(piece string, s *scratch) {
	s.ids = s.ids[:0]
	if m.whole != nil {
		if id, ok := m.whole[piece]; ok {
			s.ids = append(s.ids, id)
			return
		}
	}
	for i := range len(piece) {
		id := m.start[piece[i]]
		if id == None {
			if id = m.unk; id == None {
				continue
			}
		}
		s.ids = append(s.ids, id)
	}
	m.pairs.merge(s)
}
