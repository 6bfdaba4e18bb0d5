package kernel

import "sync/atomic"

// A product is cut into blocks (Goto and van de Geijn 2008): columnBlock
// columns and depthBlock depths of b are packed, at most 1 MiB, and stay in the
// second-level cache (2 MiB). A tile's rows of a, 12 x depthBlock values, stay
// in the first level (48 KiB) while the packed panels pass by.
const (
	depthBlock  = 256
	columnBlock = 1024
	tileGroup   = 4 // tiles a worker takes at a time: 48 columns of a transposed a, three cache lines
	packStep    = 16
)

// scratch is what one worker needs beside its operands.
type scratch struct {
	a    []float32 // packed rows of a
	b    []float32 // packed panels of b
	rows []float32 // rows of b at the edge, padded
	tile []float32 // a tile at the edge, for AVX2
}

// grow returns s with at least n values.
func grow[T any](s *[]T, n int) []T {
	if len(*s) < n {
		*s = make([]T, n)
	}
	return (*s)[:n]
}

// shape is the tile a level's micro-kernel makes.
func (l Level) shape() (rows, cols int) {
	if l == AVX512 {
		return 12, 32
	}
	return 6, 16
}

// block is one packed part of b and where it belongs: depths [p0, p1) of
// columns [j0, j1).
type block struct {
	p0, p1, j0, j1 int
	packed         []float32
}

// panelSize is the length of a packed panel; panels of b that were transposed
// are written packStep depths at a time.
func (b *block) panelSize(cols int) int { return ceil(b.p1-b.p0, packStep) * packStep * cols }

func ceil(n, d int) int { return (n + d - 1) / d }

// each calls f for every block of a product, those of one column block in
// order of depth; packed has room for any.
func (l Level) each(p *product, store *[]float32, f func(blk block)) {
	_, cols := l.shape()
	wide := even(p.c.Cols, columnBlock, cols)
	deep := even(p.a.Cols, depthBlock, packStep)
	packed := grow(store, wide*deep)
	for j0 := 0; j0 < p.c.Cols; j0 += wide {
		for p0 := 0; p0 < p.a.Cols; p0 += deep {
			f(block{p0, min(p0+deep, p.a.Cols), j0, min(j0+wide, p.c.Cols), packed})
		}
	}
}

// even is the size of equal parts of n, each a multiple of unit and at most
// about limit.
func even(n, limit, unit int) int { return ceil(ceil(n, ceil(n, limit)), unit) * unit }

// gemmAlone computes a product on one worker.
func (d *Device) gemmAlone(s *scratch, p product) {
	_, cols := d.cpu.Level.shape()
	d.cpu.Level.each(&p, &s.b, func(blk block) {
		d.packB(s, &p, &blk, 0, ceil(blk.j1-blk.j0, cols))
		d.multiply(s, &p, &blk, 0, p.c.Rows)
	})
}

// job is a shared product under way; Run's functions find it here, so that
// none has to be allocated.
type job struct {
	product
	block
	next atomic.Int64
}

// gemmShared computes a product on all workers: they pack a block of b
// together and then take groups of its rows, or, where there are few rows,
// take columns and each packs its own.
func (d *Device) gemmShared(p product) {
	rows, cols := d.cpu.Level.shape()
	// Below this many multiplications, about 5 microseconds of them, handing
	// over costs more than it saves.
	const small = 1 << 18
	if d.pool.workers == 1 || p.c.Rows*p.c.Cols*p.a.Cols < small {
		d.gemmAlone(&d.scratch[0], p)
		return
	}
	d.job.product = p
	if p.c.Rows < 4*rows*d.pool.workers {
		d.pool.run(d.pool.workers, d.columnsPart)
		return
	}
	d.cpu.Level.each(&p, &d.shared, func(blk block) {
		d.job.block = blk
		d.pool.run(ceil(blk.j1-blk.j0, cols), d.packPart)
		d.job.next.Store(0)
		d.pool.run(d.pool.workers, d.rowsPart)
	})
}

// gemmColumns makes worker w's columns of the job.
func (d *Device) gemmColumns(w, _ int) {
	_, cols := d.cpu.Level.shape()
	panels := ceil(d.job.c.Cols, cols)
	lo := panels * w / d.pool.workers * cols
	hi := min(panels*(w+1)/d.pool.workers*cols, d.job.c.Cols)
	if lo < hi {
		d.gemmAlone(&d.scratch[w], d.job.product.cols(lo, hi))
	}
}

func (d *Device) gemmPack(w, i int) {
	d.packB(&d.scratch[w], &d.job.product, &d.job.block, i, i+1)
}

// gemmRows takes groups of rows until none is left. Who takes which is a
// matter of timing, but no sum depends on it.
func (d *Device) gemmRows(w, _ int) {
	rows, _ := d.cpu.Level.shape()
	group := tileGroup * rows
	for {
		i := int(d.job.next.Add(1)-1) * group
		if i >= d.job.c.Rows {
			return
		}
		d.multiply(&d.scratch[w], &d.job.product, &d.job.block, i, min(i+group, d.job.c.Rows))
	}
}

// multiply adds (or writes, at the first depth and beta 0) the product of rows
// [i0, i1) of a and a packed block to c.
func (d *Device) multiply(s *scratch, p *product, blk *block, i0, i1 int) {
	rows, _ := d.cpu.Level.shape()
	depth := blk.p1 - blk.p0
	for r0 := i0; r0 < i1; r0 += tileGroup * rows {
		r1 := min(r0+tileGroup*rows, i1)
		var a []float32
		row, col, next := p.a.Stride, 1, rows*p.a.Stride
		switch {
		case p.a.Trans:
			a = d.packA(s, p.a, blk, r0, r1)
			row, col, next = 1, rows, rows*depth
		case row%rowConflict == 0:
			a, row = copyRows(s, p.a.Data[r0*row+blk.p0:], row, r1-r0, depth)
			next = rows * row
		default:
			a = p.a.Data[r0*row+blk.p0:]
		}
		for i := r0; i < r1; i += rows {
			d.tiles(s, p, blk, a[(i-r0)/rows*next:], row, col, i, min(rows, r1-i))
		}
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
