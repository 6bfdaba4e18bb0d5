package nn

import "hemline/neural/kernel"

// Arena hands out the memory of one step: a stack that Reset empties and the
// next step fills again with the same blocks. Its contents are not cleared.
type Arena struct {
	blocks [][]float32
	block  int // the block in use
	used   int // of that block
}

// arenaBlock is the least a block holds: 4 MiB, so that small buffers share
// one and a large one gets its own.
const arenaBlock = 1 << 20

// Floats returns n values with whatever they last held.
func (a *Arena) Floats(n int) []float32 {
	for a.block < len(a.blocks) && a.used+n > len(a.blocks[a.block]) {
		a.block, a.used = a.block+1, 0
	}
	if a.block == len(a.blocks) {
		a.blocks = append(a.blocks, kernel.Floats(max(n, arenaBlock)))
	}
	f := a.blocks[a.block][a.used : a.used+n : a.used+n]
	a.used += (n + 15) &^ 15 // next one starts on a cache line of its own
	a.used = min(a.used, len(a.blocks[a.block]))
	return f
}

// Mat returns a rows x cols matrix with whatever its memory last held.
func (a *Arena) Mat(rows, cols int) kernel.Mat {
	return kernel.AsMat(a.Floats(rows*cols), rows, cols)
}

// apart is Mat with rows that lie a little further apart where they would all
// fall on the same sets of a cache: a product that walks down the columns, as
// that of a gradient does, would find room for a few of them only.
func (a *Arena) apart(rows, cols int) kernel.Mat {
	const page, line = 1024, 16
	stride := cols
	if stride%page == 0 {
		stride += line
	}
	return a.Mat(rows, stride).Slice(0, rows, 0, cols)
}

// Mark remembers how full the arena is; Release gives back what was taken
// since.
func (a *Arena) Mark() (mark ArenaMark) { return ArenaMark{a.block, a.used} }

// ArenaMark is a position in an Arena.
type ArenaMark struct{ block, used int }

// Release gives back everything taken since the mark.
func (a *Arena) Release(m ArenaMark) { a.block, a.used = m.block, m.used }

// Reset gives back everything.
func (a *Arena) Reset() { a.block, a.used = 0, 0 }

// Bytes is what the arena holds of the machine's memory.
func (a *Arena) Bytes() int64 {
	var n int64
	for _, b := range a.blocks {
		n += 4 * int64(len(b))
	}
	return n
}
