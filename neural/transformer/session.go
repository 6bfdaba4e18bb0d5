package transformer

import (
	"errors"
	"fmt"

	"hemline/neural/kernel"
	"hemline/neural/nn"
)

// Session is one text in the making: the keys and values of what was read are
// kept, so that each further token costs the same few products of a matrix and
// a vector, and attention over the past.
type Session struct {
	d      *Decoder
	c      *nn.Context
	keys   [][]float32 // a layer: head after head, position after position
	values [][]float32
	room   int // positions there is memory for
	at     int // positions read
	logits []float32
}

// NewSession makes room for a text of at most room tokens, no more than the
// model's context; 0 means as many as that. Adapters have to be merged first: a
// session reads the weights alone.
func (d *Decoder) NewSession(dev *kernel.Device, room int) (*Session, error) {
	if room == 0 {
		room = d.cfg.Context
	}
	if room < 1 || room > d.cfg.Context {
		return nil, fmt.Errorf("transformer: a session of %d tokens; the model's context is %d", room, d.cfg.Context)
	}
	if d.Adapters() != nil {
		return nil, errors.New("transformer: a session of a model with adapters; merge them first")
	}
	// Keys and values, and the angles of the positions.
	need := float64(room) * float64(d.cfg.HeadDim) * (2*float64(d.cfg.Layers)*float64(d.cfg.KVHeads) + 1) * 4
	if need > maxSession {
		return nil, fmt.Errorf("transformer: a session of %d tokens needs %.0f GB of memory; at most %.0f are taken: ask for fewer tokens", room, need/1e9, maxSession/1e9)
	}
	s := &Session{d: d, c: &nn.Context{Dev: dev, Arena: &nn.Arena{}}, room: room, logits: make([]float32, d.cfg.VocabSize)}
	size := room * d.cfg.KVHeads * d.cfg.HeadDim
	for range d.blocks {
		s.keys = append(s.keys, make([]float32, size))
		s.values = append(s.values, make([]float32, size))
	}
	d.rope.Reach(room)
	return s, nil
}

// maxSession is the most memory of a session, in bytes: 16 GB hold the whole
// 131,072 tokens of a model of one billion parameters.
const maxSession = 16e9

// Len is the number of tokens read.
func (s *Session) Len() int { return s.at }

// Room is how many more can be read.
func (s *Session) Room() int { return s.room - s.at }

// Truncate forgets all but the first n tokens.
func (s *Session) Truncate(n int) {
	if n >= 0 && n < s.at {
		s.at = n
	}
}

// Feed reads tokens and returns the scores of each token to come next; the
// slice is good until the next call.
func (s *Session) Feed(tokens []int32) ([]float32, error) {
	if len(tokens) == 0 || len(tokens) > s.Room() {
		return nil, fmt.Errorf("transformer: %d tokens to read, with room for %d of %d", len(tokens), s.Room(), s.room)
	}
	if err := s.d.check(tokens, nn.Uniform(1, len(tokens))); err != nil {
		return nil, err
	}
	s.c.Arena.Reset()
	x := s.d.embed.Forward(s.c, tokens)
	for i, b := range s.d.blocks {
		mark := s.c.Arena.Mark()
		s.layer(b, s.keys[i], s.values[i], x)
		s.c.Arena.Release(mark)
	}
	s.at += len(tokens)
	last := s.d.norm.Forward(s.c, x.Slice(x.Rows-1, x.Rows, 0, x.Cols))
	s.c.Dev.MatVec(s.logits, kernel.AsMat(s.d.head.E.W, s.d.cfg.VocabSize, s.d.cfg.Dim), last.Row(0))
	return s.logits, nil
}

// layer adds a block's attention and feed-forward layers to x.
func (s *Session) layer(b *block, keys, values []float32, x kernel.Mat) {
	c := s.c
	proj := c.Arena.Mat(x.Rows, b.qkv.Out)
	project(c, b.qkv, proj, b.norm1.Forward(c, x), false)
	q, k, v := b.split(proj)
	if b.qn != nil {
		q, k = b.qn.Forward(c, q), b.kn.Forward(c, k)
	}
	s.turn(q)
	s.turn(k)
	s.remember(keys, k)
	s.remember(values, v)
	mixed := c.Arena.Mat(x.Rows, b.out.In)
	s.attend(b, keys, values, q, mixed)
	project(c, b.out, x, mixed, true)
	hidden := b.cfg.Hidden
	gu := c.Arena.Mat(x.Rows, 2*hidden)
	project(c, b.gateUp, gu, b.norm2.Forward(c, x), false)
	h := c.Arena.Mat(x.Rows, hidden)
	for i := range x.Rows {
		c.Dev.SwiGLU(h.Row(i), gu.Row(i)[:hidden], gu.Row(i)[hidden:])
	}
	project(c, b.down, x, h, true)
}

// project writes x*wT + b to y, or adds it: a single row by the product of a
// matrix and a vector.
func project(c *nn.Context, l *nn.Linear, y, x kernel.Mat, add bool) {
	w, bias := l.Weight()
	if x.Rows > 1 {
		beta := float32(0)
		if add {
			beta = 1
		}
		c.Dev.Gemm(c.Precision, y, x, w.T(), 1, beta)
	} else if out := y.Row(0); add {
		mark := c.Arena.Mark()
		t := c.Arena.Floats(l.Out)
		c.Dev.MatVec(t, w, x.Row(0))
		c.Dev.Add(out, t)
		c.Arena.Release(mark)
	} else {
		c.Dev.MatVec(out, w, x.Row(0))
	}
	if bias != nil {
		for i := range y.Rows {
			c.Dev.Add(y.Row(i), bias)
		}
	}
}

// turn rotates the heads of each row by its position in the text.
func (s *Session) turn(m kernel.Mat) {
	for i := range m.Rows {
		cos, sin := s.d.rope.At(s.at + i)
		s.c.Dev.RopeHeads(m.Row(i), s.d.cfg.HeadDim, cos, sin, false)
	}
}

// remember keeps rows of keys or values, each head's positions side by side.
func (s *Session) remember(cache []float32, m kernel.Mat) {
	dim := s.d.cfg.HeadDim
	for i := range m.Rows {
		row := m.Row(i)
		for h := 0; h*dim < len(row); h++ {
			copy(cache[(h*s.room+s.at+i)*dim:], row[h*dim:(h+1)*dim])
		}
	}
}

// attend mixes the values each row sees.
func (s *Session) attend(b *block, keys, values []float32, q, mixed kernel.Mat) {
	dim, group := s.d.cfg.HeadDim, b.attend.Heads/b.attend.KVHeads
	scale := b.attend.Scale()
	seen := s.at + q.Rows
	scores := s.c.Arena.Mat(b.attend.Heads, seen)
	one := func(h int) {
		kv := h / group
		k, v := keys[kv*s.room*dim:], values[kv*s.room*dim:]
		for i := range q.Rows {
			n := s.at + i + 1
			p := scores.Row(h)[:n]
			s.c.Dev.MatVecOn(p, kernel.AsMat(k, n, dim), q.Row(i)[h*dim:(h+1)*dim])
			s.c.Dev.Softmax(p, scale)
			out := mixed.Row(i)[h*dim : (h+1)*dim]
			clear(out)
			for t, w := range p {
				s.c.Dev.Axpy(out, w, v[t*dim:(t+1)*dim])
			}
		}
	}
	// A few thousand multiplications are done before they are handed over.
	const small = 1 << 15
	if b.attend.Heads*q.Rows*seen*dim < small {
		for h := range b.attend.Heads {
			one(h)
		}
		return
	}
	s.c.Dev.Run(b.attend.Heads, func(_, h int) { one(h) })
}
