package kernel

// A product is cut into blocks (Goto and van de Geijn 2008): deep depths and
// wide columns of b are packed, at most 1 MiB, and stay in the second-level
// cache (2 MiB). A tile's rows of a stay in the first level (48 KiB) while the
// packed panels pass by.
type geometry struct {
	rows, cols int // of a tile
	group      int // rows of a packed at a time
	deep, wide int
	step       int     // depths are packed so many at a time
	speed      float64 // products a cycle, about
}

// geometry is how a product is cut. 48 rows are three cache lines of a
// transposed a.
func (d *Device) geometry(half bool) geometry {
	switch {
	case half:
		return geometry{rows: 32, cols: 32, group: 64, deep: 256, wide: 2048, step: 32, speed: 400}
	case d.cpu.Level == AVX512:
		return geometry{rows: 12, cols: 32, group: 48, deep: 512, wide: 512, step: 16, speed: 32}
	}
	return geometry{rows: 6, cols: 16, group: 48, deep: 512, wide: 512, step: 16, speed: 16}
}

// scratch is what one worker needs beside its operands.
type scratch struct {
	a, b       []float32 // packed
	a16, b16   []uint16  // packed and rounded
	rows, tile []float32 // at the edges: rows of b, and sums
}

// grow returns s with at least n values.
func grow[T any](s *[]T, n int) []T {
	if len(*s) < n {
		*s = make([]T, n)
	}
	return (*s)[:n]
}

// block is one packed part of b and where it belongs: depths [p0, p1) of
// columns [j0, j1).
type block struct {
	geometry
	p0, p1, j0, j1 int
	packed         []float32
	packed16       []uint16
}

func (b *block) depth() int { return b.p1 - b.p0 }

func (b *block) panels() int { return ceil(b.j1-b.j0, b.cols) }

// panelSize is the length of a packed panel.
func (b *block) panelSize() int { return ceil(b.depth(), b.step) * b.step * b.cols }

func ceil(n, d int) int { return (n + d - 1) / d }

// first is the first block of a product; store holds what is packed.
func (g geometry) first(p *product, store *scratch) block {
	wide := even(p.c.Cols, g.wide, g.cols)
	deep := even(p.a.Cols, g.deep, g.step)
	g.wide, g.deep = wide, deep
	b := block{geometry: g, j1: min(wide, p.c.Cols), p1: min(deep, p.a.Cols)}
	if p.half {
		b.packed16 = grow(&store.b16, wide*deep)
	} else {
		b.packed = grow(&store.b, wide*deep)
	}
	return b
}

// next goes on to the next block, in order of depth within the same columns;
// it reports whether there is one.
func (b *block) next(p *product) bool {
	b.p0 = b.p1
	if b.p0 == p.a.Cols {
		b.p0, b.j0 = 0, b.j1
	}
	b.p1, b.j1 = min(b.p0+b.deep, p.a.Cols), min(b.j0+b.wide, p.c.Cols)
	return b.j0 < p.c.Cols
}

// last reports whether no block follows.
func (b *block) last(p *product) bool { return b.p1 == p.a.Cols && b.j1 == p.c.Cols }

// even is the size of equal parts of n, each a multiple of unit and at most
// about limit.
func even(n, limit, unit int) int { return ceil(ceil(n, ceil(n, limit)), unit) * unit }

// gemmAlone computes a product on one worker.
func (d *Device) gemmAlone(s *scratch, p *product) {
	if p.few() {
		f := p.fewRows()
		f.columns(d, 0, p.c.Cols)
		return
	}
	blk := d.geometry(p.half).first(p, s)
	for more := true; more; more = blk.next(p) {
		d.pack(s, p, &blk)
		d.multiply(s, p, &blk, 0, p.c.Rows)
	}
}

// pack packs a block of b.
func (d *Device) pack(s *scratch, p *product, blk *block) {
	if p.half {
		packB16(p, blk)
	} else {
		d.packB(s, p, blk)
	}
}

// multiply adds (or writes, at the first depth and beta 0) the product of rows
// [i0, i1) of a and a packed block to c.
func (d *Device) multiply(s *scratch, p *product, blk *block, i0, i1 int) {
	for lo := i0; lo < i1; lo += blk.group {
		hi := min(lo+blk.group, i1)
		if p.half {
			d.multiply16(s, p, blk, lo, hi)
		} else {
			d.multiply32(s, p, blk, lo, hi)
		}
	}
}

// adds reports whether a block is added to what c holds.
func (p *product) adds(blk *block) bool { return p.beta != 0 || blk.p0 > 0 }

// multiply32 is multiply for one group of rows.
func (d *Device) multiply32(s *scratch, p *product, blk *block, i0, i1 int) {
	var a []float32
	stride, next := p.a.Stride, blk.rows*p.a.Stride
	switch {
	case p.a.Trans && blk.panels() <= 2:
		// Read once or twice, it is cheaper to read where it lies.
		a, next = p.a.Data[blk.p0*stride+i0:], blk.rows
	case p.a.Trans:
		a = d.packA(s, p.a, blk, i0, i1)
		stride, next = blk.rows, blk.rows*blk.depth()
	case stride%rowConflict == 0:
		a, stride = copyRows(s, p.a.Data[i0*stride+blk.p0:], stride, i1-i0, blk.depth())
		next = blk.rows * stride
	default:
		a = p.a.Data[i0*stride+blk.p0:]
	}
	for i := i0; i < i1; i += blk.rows {
		d.tiles(s, p, blk, a[(i-i0)/blk.rows*next:], stride, p.a.Trans, i, min(blk.rows, i1-i))
	}
}

// rowConflict is the distance in values, one page, at which rows fall on the
// same sets of the first-level cache: 12 of them would fill its 12 ways.
const rowConflict = 1024

// copyRows copies rows to where they do not meet in the cache.
func copyRows(s *scratch, a []float32, stride, rows, depth int) (copied []float32, newStride int) {
	newStride = ceil(depth, 16)*16 + 16
	copied = grow(&s.a, rows*newStride)
	for r := range rows {
		copy(copied[r*newStride:][:depth], a[r*stride:][:depth])
	}
	return copied, newStride
}
