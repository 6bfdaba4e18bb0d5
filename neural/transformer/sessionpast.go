package transformer

import (
	"hemline/neural/kernel"
	"hemline/neural/nn"
)

// past is the keys and values of a layer, head after head. A head's values lie
// position after position; its keys in blocks of keyBlock positions, in each of
// which the first elements of all keys come first, then the second ones: the
// scores of a query are then a sum of rows, without a sum across lanes for
// every key.
type past struct {
	dim, room    int
	keys, values []float32
}

// keyBlock is four of AVX-512's vectors, which add up beside each other.
const keyBlock = 64

// blocks is how many blocks of keys hold so many positions.
func blocks(positions int) int { return (positions + keyBlock - 1) / keyBlock }

func newPast(room, heads, dim int) past {
	room = blocks(room) * keyBlock
	return past{dim: dim, room: room, keys: make([]float32, heads*room*dim), values: make([]float32, heads*room*dim)}
}

// block is the i-th block of a head's keys, dim x keyBlock.
func (p *past) block(head, i int) kernel.Mat {
	at := (head*p.room + i*keyBlock) * p.dim
	return kernel.AsMat(p.keys[at:], p.dim, keyBlock)
}

// before is a head's values before position n, n x dim.
func (p *past) before(head, n int) kernel.Mat {
	return kernel.AsMat(p.values[head*p.room*p.dim:], n, p.dim)
}

// add keeps a head's key and value.
func (p *past) add(head, position int, key, value []float32) {
	b := p.block(head, position/keyBlock).Data[position%keyBlock:]
	for i, x := range key {
		b[i*keyBlock] = x
	}
	copy(p.values[(head*p.room+position)*p.dim:], value)
}

// attend mixes the values of a head that a query sees, the first n.
func (p *past) attend(dev *kernel.Device, mixed, query []float32, head, n int, scale float32, scores []float32) {
	for b := range blocks(n) {
		dev.VecMatOn(scores[b*keyBlock:(b+1)*keyBlock], query, p.block(head, b))
	}
	scores = scores[:n]
	dev.Softmax(scores, scale)
	dev.VecMatOn(mixed, scores, p.before(head, n))
}

// attendRows is attend for consecutive queries, the first of which sees the
// first n.
func (p *past) attendRows(dev *kernel.Device, worker int, mixed, queries kernel.Mat, head, n int, scale float32, scores []float32) {
	most := n + queries.Rows - 1
	s := kernel.AsMat(scores, queries.Rows, blocks(most)*keyBlock)
	for b := range blocks(most) {
		dev.GemmOn(worker, kernel.F32, s.Slice(0, s.Rows, b*keyBlock, (b+1)*keyBlock), queries, p.block(head, b), 1, 0)
	}
	for i := range s.Rows {
		row := s.Row(i)
		dev.Softmax(row[:n+i], scale)
		clear(row[n+i:])
	}
	dev.GemmOn(worker, kernel.F32, mixed, s.Slice(0, s.Rows, 0, most), p.before(head, most), 1, 0)
}

// attendBlock is how many rows of a prompt attend at once.
const attendBlock = 64

// attend mixes the values that each row of a prompt sees, shared among the
// workers by heads and blocks of rows.
func (s *Session) attend(a *nn.Attend, p *past, q, mixed kernel.Mat) {
	each := min(q.Rows, attendBlock) * blocks(s.at+q.Rows) * keyBlock
	scores := s.c.Arena.Floats(s.c.Dev.Workers() * each)
	parts := (q.Rows + attendBlock - 1) / attendBlock
	s.c.Dev.Run(a.Heads*parts, func(worker, i int) {
		h, from := i/parts, i%parts*attendBlock // every worker has early rows and late ones
		end := min(from+attendBlock, q.Rows)
		part := func(m kernel.Mat) kernel.Mat { return m.Slice(from, end, h*a.HeadDim, (h+1)*a.HeadDim) }
		p.attendRows(s.c.Dev, worker, part(mixed), part(q), h/(a.Heads/a.KVHeads), s.at+from+1, a.Scale(), scores[worker*each:(worker+1)*each])
	})
}
