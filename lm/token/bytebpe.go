package token

// byteBPE starts from bytes, so there is no text it cannot write.
type byteBPE struct {
	bpe
	start [256]int32 // the token of each byte; None: the vocabulary lacks it
	unk   int32      // what stands for lacking bytes; None: they are left out, as the reference does
}

func (m *byteBPE) encode(dst []int32, piece string, s *scratch) []int32 {
	return m.bpe.encode(dst, piece, s, m)
}

func (m *byteBPE) begin(piece string, s *scratch) {
	for i := range len(piece) {
		id := m.start[piece[i]]
		if id == None {
			if id = m.unk; id == None {
				continue
			}
		}
		s.ids = append(s.ids, id)
	}
}
