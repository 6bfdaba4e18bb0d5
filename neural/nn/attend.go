package nn

import (
	"math"

	"hemline/neural/kernel"
)

// Attend is scaled dot-product attention over the heads of projected queries,
// keys and values (Vaswani et al. 2017); several query heads may share a key
// and value head (Ainslie et al. 2023). It has no weights.
//
// Scores are made a block of queries at a time and not kept: Backward makes
// them again from their log-sum-exp (Dao et al. 2022), which is cheaper here
// than moving them through memory, and Causal blocks never see the keys after
// them.
type Attend struct {
	Heads, KVHeads, HeadDim int
	Causal                  bool

	q, k, v, y kernel.Mat
	lse        []float32 // a row and head
	batch      Batch
}

// queryBlock is how many queries are scored at once: with 128 keys the block
// of scores is 32 KiB and stays in the first-level cache.
const queryBlock = 64

// Scale is what scores are multiplied by.
func (a *Attend) Scale() float32 { return float32(1 / math.Sqrt(float64(a.HeadDim))) }

// head is the columns of head h of sequence rows [lo, hi).
func (a *Attend) head(m kernel.Mat, lo, hi, h int) kernel.Mat {
	return m.Slice(lo, hi, h*a.HeadDim, (h+1)*a.HeadDim)
}

// longest is the largest number of rows of a sequence.
func (b Batch) longest() int {
	n := 0
	for s := range b.Sequences() {
		n = max(n, b.Start[s+1]-b.Start[s])
	}
	return n
}

// visible is how many keys of sequence s the queries before position end see
// at most.
func (a *Attend) visible(s, end int) int {
	keys := a.batch.Keys(s)
	if a.Causal {
		keys = min(keys, end)
	}
	return keys
}

// eachHead calls f for every key and value head of every sequence, with a
// scratch of two blocks of scores, sharing the pairs among the workers.
func (a *Attend) eachHead(c *Context, f func(w, s, kv int, scratch []float32)) {
	width := a.batch.longest()
	size := 2 * queryBlock * width
	scratch := c.Arena.Floats(c.Dev.Workers() * size)
	c.Dev.Run(a.batch.Sequences()*a.KVHeads, func(w, i int) {
		f(w, i/a.KVHeads, i%a.KVHeads, scratch[w*size:(w+1)*size])
	})
}

// Forward returns the heads' mixes of values side by side: q is rows x
// heads*dim, k and v rows x kvheads*dim.
func (a *Attend) Forward(c *Context, q, k, v kernel.Mat, b Batch) kernel.Mat {
	y := c.Arena.Mat(q.Rows, q.Cols)
	a.q, a.k, a.v, a.y, a.batch = q, k, v, y, b
	a.lse = c.Arena.Floats(q.Rows * a.Heads)
	mark := c.Arena.Mark()
	group := a.Heads / a.KVHeads
	scale := a.Scale()
	a.eachHead(c, func(w, s, kv int, scratch []float32) {
		lo, hi := b.Start[s], b.Start[s+1]
		for h := kv * group; h < (kv+1)*group; h++ {
			for t := lo; t < hi; t += queryBlock {
				end := min(t+queryBlock, hi)
				keys := a.visible(s, end-lo)
				p := a.scores(c, w, scratch, t, end, lo, keys, h, kv)
				for i := range p.Rows {
					if row := seen(p.Row(i), a.visible(s, t+i-lo+1)); len(row) > 0 {
						a.lse[(t+i)*a.Heads+h] = c.Dev.Softmax(row, scale)
					}
				}
				c.Dev.GemmOn(w, kernel.F32, a.head(y, t, end, h), p, a.head(v, lo, lo+keys, kv), 1, 0)
			}
		}
	})
	c.Arena.Release(mark)
	return y
}

// seen is the part of a row of scores that is worth computing: the first n
// keys and, hidden, those up to a whole number of vectors, the remainder of
// which would be slower than all of it. What lies beyond becomes 0.
func seen(row []float32, n int) []float32 {
	const vector = 16
	end := min((n+vector-1)/vector*vector, len(row))
	for j := n; j < end; j++ {
		row[j] = float32(math.Inf(-1))
	}
	clear(row[end:])
	return row[:end]
}

// scores writes the products of queries [t, end) with the first keys.
func (a *Attend) scores(c *Context, w int, scratch []float32, t, end, lo, keys, h, kv int) kernel.Mat {
	p := kernel.AsMat(scratch, end-t, keys)
	c.Dev.GemmOn(w, kernel.F32, p, a.head(a.q, t, end, h), a.head(a.k, lo, lo+keys, kv).T(), 1, 0)
	return p
}

// Backward writes the gradients of q, k and v from dy.
func (a *Attend) Backward(c *Context, dq, dk, dv, dy kernel.Mat) {
	mark := c.Arena.Mark()
	group := a.Heads / a.KVHeads
	scale := a.Scale()
	a.eachHead(c, func(w, s, kv int, scratch []float32) {
		lo, hi := a.batch.Start[s], a.batch.Start[s+1]
		gk, gv := a.head(dk, lo, hi, kv), a.head(dv, lo, hi, kv)
		for i := a.visible(s, hi-lo); i < gk.Rows; i++ { // nobody sees them
			clear(gk.Row(i))
			clear(gv.Row(i))
		}
		// The last queries see all keys that any sees: they come first and
		// write the gradients of keys and values, the others add to them.
		beta := float32(0)
		for h := kv * group; h < (kv+1)*group; h++ {
			for t, end := 0, hi; end > lo; end = t {
				t = lo + (end-lo-1)/queryBlock*queryBlock
				keys := a.visible(s, end-lo)
				p := a.scores(c, w, scratch, t, end, lo, keys, h, kv)
				g := a.head(dy, t, end, h)
				dp := kernel.AsMat(scratch[queryBlock*keys:], end-t, keys)
				c.Dev.GemmOn(w, kernel.F32, dp, g, a.head(a.v, lo, lo+keys, kv).T(), 1, 0)
				for i := range p.Rows {
					row, d := seen(p.Row(i), a.visible(s, t+i-lo+1)), dp.Row(i)
					clear(d[len(row):])
					if len(row) > 0 {
						c.Dev.SoftmaxAgain(row, scale, a.lse[(t+i)*a.Heads+h])
						c.Dev.SoftmaxBackward(d[:len(row)], row, scale)
					}
				}
				c.Dev.GemmOn(w, kernel.F32, gv.Slice(0, keys, 0, a.HeadDim), p.T(), g, 1, beta)
				c.Dev.GemmOn(w, kernel.F32, a.head(dq, t, end, h), dp, a.head(a.k, lo, lo+keys, kv), 1, 0)
				c.Dev.GemmOn(w, kernel.F32, gk.Slice(0, keys, 0, a.HeadDim), dp.T(), a.head(a.q, t, end, h), 1, beta)
				beta = 1
			}
		}
	})
	c.Arena.Release(mark)
}
