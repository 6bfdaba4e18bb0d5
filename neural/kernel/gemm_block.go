package kernel

import "math"

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
		if p.half {
			packB16(p, &blk)
		} else {
			d.packB(s, p, &blk)
		}
		d.multiply(s, p, &blk, 0, p.c.Rows)
	}
}

// job is a shared product under way: a grid of parts of c, one a worker. What
// the pool runs finds it here, so that no closure has to be allocated.
type job struct {
	product
	down, across int
}

// gemmShared computes a product on all workers. Each packs what it needs for
// its part of c: that is less work than it seems, a value of b takes half a
// cycle to pack and a whole cycle every 32 rows, and it spares the workers to
// wait for each other and to fetch what another packed out of its cache.
func (d *Device) gemmShared(p *product) {
	if p.few() {
		d.jobVec = p.fewRows()
		d.Rows(ceil(p.c.Cols, dotRows), 8, d.vecPart)
		return
	}
	// Below this many multiplications, about 5 microseconds of them, handing
	// over costs more than it saves.
	const small = 1 << 18
	if d.pool.workers == 1 || p.c.Rows*p.c.Cols*p.a.Cols < small {
		d.gemmAlone(&d.scratch[0], p)
		return
	}
	g := d.geometry(p.half)
	d.job.product = *p
	d.job.down, d.job.across = g.grid(p, d.pool.workers)
	d.pool.run(d.pool.workers, d.gridPart)
	d.job.product = product{}
}

// grid is the cut of c, down x across = workers, whose largest part takes the
// least time.
func (g geometry) grid(p *product, workers int) (down, across int) {
	const pack = 0.5 // cycles to pack a value
	least := math.Inf(1)
	for n := 1; n <= workers; n++ {
		if workers%n != 0 {
			continue
		}
		rows := float64(ceil(ceil(p.c.Rows, g.rows), workers/n) * g.rows)
		cols := float64(ceil(ceil(p.c.Cols, g.cols), n) * g.cols)
		cycles := rows*cols/g.speed + pack*cols
		if p.half || p.a.Trans {
			cycles += pack * rows
		}
		if cycles < least {
			least, down, across = cycles, workers/n, n
		}
	}
	return down, across
}

// gemmPart makes the i-th part of the job's grid.
func (d *Device) gemmPart(w, i int) {
	j := &d.job
	g := d.geometry(j.half)
	top, bottom := share(j.c.Rows, g.rows, j.down, i/j.across)
	left, right := share(j.c.Cols, g.cols, j.across, i%j.across)
	if top < bottom && left < right {
		p := j.product.rows(top, bottom).cols(left, right)
		d.gemmAlone(&d.scratch[w], &p)
	}
}

// share is the i-th of equal ranges of n, in whole units.
func share(n, unit, parts, i int) (lo, hi int) {
	units := ceil(n, unit)
	return units * i / parts * unit, min(units*(i+1)/parts*unit, n)
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
	row, col, next := p.a.Stride, 1, blk.rows*p.a.Stride
	switch {
	case p.a.Trans && blk.panels() <= 2:
		// Read once or twice, it is cheaper to read where it lies.
		a = p.a.Data[blk.p0*p.a.Stride+i0:]
		row, col, next = 1, row, blk.rows
	case p.a.Trans:
		a = d.packA(s, p.a, blk, i0, i1)
		row, col, next = 1, blk.rows, blk.rows*blk.depth()
	case row%rowConflict == 0:
		a, row = copyRows(s, p.a.Data[i0*row+blk.p0:], row, i1-i0, blk.depth())
		next = blk.rows * row
	default:
		a = p.a.Data[i0*row+blk.p0:]
	}
	for i := i0; i < i1; i += blk.rows {
		d.tiles(s, p, blk, a[(i-i0)/blk.rows*next:], row, col, i, min(blk.rows, i1-i))
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
