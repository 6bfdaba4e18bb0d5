package kernel

import (
	"math"
	"sync/atomic"
)

// job is a shared product under way: a grid of parts of c, one a worker. What
// the pool runs finds it here, so that no closure has to be allocated.
type job struct {
	product
	down, across int
	queues       []queue // one a part
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
	for i := range d.job.queues {
		d.job.queues[i].close()
	}
	d.pool.run(d.pool.workers, d.gridPart)
	d.job.product = product{}
}

// grid is the cut of c, down x across = workers, whose largest part takes the
// least time.
func (g geometry) grid(p *product, workers int) (down, across int) {
	const pack = 0.5 // cycles to pack a value, or to fetch one of an a that is not packed
	least := math.Inf(1)
	for n := 1; n <= workers; n++ {
		if workers%n != 0 {
			continue
		}
		rows := float64(ceil(ceil(p.c.Rows, g.rows), workers/n) * g.rows)
		cols := float64(ceil(ceil(p.c.Cols, g.cols), n) * g.cols)
		cycles := rows*cols/g.speed + pack*(rows+cols)
		if cycles < least {
			least, down, across = cycles, workers/n, n
		}
	}
	return down, across
}

// part is the i-th part of the job's grid; ok is false if nothing is in it.
func (j *job) part(g geometry, i int) (p product, ok bool) {
	top, bottom := share(j.c.Rows, g.rows, j.down, i/j.across)
	left, right := share(j.c.Cols, g.cols, j.across, i%j.across)
	if top >= bottom || left >= right {
		return p, false
	}
	return j.product.rows(top, bottom).cols(left, right), true
}

// share is the i-th of equal ranges of n, in whole units.
func share(n, unit, parts, i int) (lo, hi int) {
	units := ceil(n, unit)
	return units * i / parts * unit, min(units*(i+1)/parts*unit, n)
}

// gemmPart makes the i-th part of the job's grid, then helps with the parts
// over the same columns, whose last block of b is packed already: one core may
// be slower than another for as long as somebody else uses it. A tile's sums
// are the same whoever makes them.
func (d *Device) gemmPart(w, i int) {
	j, s := &d.job, &d.scratch[w]
	g := d.geometry(j.half)
	p, ok := j.part(g, i)
	if !ok {
		return
	}
	blk := g.first(&p, s)
	d.pack(s, &p, &blk)
	for ; !blk.last(&p); d.pack(s, &p, &blk) {
		d.multiply(s, &p, &blk, 0, p.c.Rows)
		blk.next(&p)
	}
	j.queues[i].open(ceil(p.c.Rows, g.rows))
	d.drain(s, &p, &blk, &j.queues[i])
	for o := i + j.across; o != i; o += j.across {
		if o >= len(j.queues) {
			if o = i % j.across; o == i {
				break
			}
		}
		if p, ok := j.part(g, o); ok {
			d.drain(s, &p, &blk, &j.queues[o])
		}
	}
}

// drain multiplies with a block whatever rows of a part the queue still has.
func (d *Device) drain(s *scratch, p *product, blk *block, q *queue) {
	for {
		lo, hi := q.take(blk.group / blk.rows)
		if lo == hi {
			return
		}
		d.multiply(s, p, blk, lo*blk.rows, min(hi*blk.rows, p.c.Rows))
	}
}

// queue hands out the tiles of a part that is at its last block.
type queue struct {
	next atomic.Int64
	n    int64
	_    [112]byte // the next queue lies on another line of the cache
}

// closed is where next stands before the part is at its last block.
const closed = math.MaxInt64

func (q *queue) close() { q.next.Store(closed) }

func (q *queue) open(n int) {
	q.n = int64(n)
	q.next.Store(0)
}

// take returns the next tiles, at most so many and fewer towards the end, so
// that the workers end together.
func (q *queue) take(most int) (lo, hi int) {
	for {
		next := q.next.Load()
		if next == closed || next >= q.n {
			return 0, 0
		}
		n := max(min((q.n-next)/4, int64(most)), 1)
		if q.next.CompareAndSwap(next, next+n) {
			return int(next), int(next + n)
		}
	}
}
