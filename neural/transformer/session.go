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
	layers []sessionLayer
	head   *kernel.Int8Mat // nil: the weights as they are
	room   int             // positions that may be read
	at     int             // positions read
	logits []float32
	step   *step
}

// sessionLayer is what a session keeps of a layer.
type sessionLayer struct {
	past                   past
	qkv, out, gateUp, down *kernel.Int8Mat // nil: the weights as they are
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
	for range d.blocks {
		s.layers = append(s.layers, sessionLayer{past: newPast(room, d.cfg.KVHeads, d.cfg.HeadDim)})
	}
	s.step = newStep(s, dev.Workers())
	d.rope.Reach(room)
	return s, nil
}

// NewInt8Session is NewSession with the weights of all products rounded to 8
// bits, each row by a scale of its own, for tokens read one at a time: a quarter
// of the memory to read, and so up to four times as fast. Prompts, where
// arithmetic takes the time, are read with the weights as they are.
func (d *Decoder) NewInt8Session(dev *kernel.Device, room int) (*Session, error) {
	s, err := d.NewSession(dev, room)
	if err != nil {
		return nil, err
	}
	from, to := []kernel.Mat{d.headWeights()}, []**kernel.Int8Mat{&s.head}
	for i, b := range d.blocks {
		l := &s.layers[i]
		for _, p := range []struct {
			from *nn.Linear
			to   **kernel.Int8Mat
		}{{b.qkv, &l.qkv}, {b.out, &l.out}, {b.gateUp, &l.gateUp}, {b.down, &l.down}} {
			w, _ := p.from.Weight()
			if w.Cols > kernel.MaxInt8Cols {
				return nil, fmt.Errorf("transformer: products of %d values are too long for 8 bits; at most %d are taken", w.Cols, kernel.MaxInt8Cols)
			}
			from, to = append(from, w), append(to, p.to)
		}
	}
	dev.Run(len(from), func(_, i int) {
		q := kernel.QuantizeInt8(from[i])
		*to[i] = &q
	})
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
	if len(tokens) == 1 {
		s.step.read(tokens[0])
		s.at++
		return s.logits, nil
	}
	for len(tokens) > promptRows {
		s.prompt(tokens[:promptRows])
		tokens = tokens[promptRows:]
	}
	last := s.prompt(tokens)
	s.c.Dev.MatVec(s.logits, s.d.headWeights(), last)
	return s.logits, nil
}

// promptRows is how many tokens of a prompt are read at once: more would not be
// faster, and take more memory.
const promptRows = 1024

// prompt reads several tokens and returns the state of the last one.
func (s *Session) prompt(tokens []int32) []float32 {
	s.c.Arena.Reset()
	x := s.d.embed.Forward(s.c, tokens)
	for i, b := range s.d.blocks {
		mark := s.c.Arena.Mark()
		s.layer(b, &s.layers[i].past, x)
		s.c.Arena.Release(mark)
	}
	s.at += len(tokens)
	return s.d.norm.Forward(s.c, x.Slice(x.Rows-1, x.Rows, 0, x.Cols)).Row(0)
}

// headWeights is the output projection.
func (d *Decoder) headWeights() kernel.Mat {
	return kernel.AsMat(d.head.E.W, d.cfg.VocabSize, d.cfg.Dim)
}

// layer adds a block's attention and feed-forward layers to x.
func (s *Session) layer(b *block, p *past, x kernel.Mat) {
	c := s.c
	q, k, v := b.split(b.qkv.Forward(c, b.norm1.Forward(c, x)))
	if b.qn != nil {
		q, k = b.qn.Forward(c, q), b.kn.Forward(c, k)
	}
	s.turn(q)
	s.turn(k)
	dim, hidden := b.cfg.HeadDim, b.cfg.Hidden
	c.Dev.Run(b.cfg.KVHeads, func(_, h int) {
		for i := range x.Rows {
			p.add(h, s.at+i, k.Row(i)[h*dim:(h+1)*dim], v.Row(i)[h*dim:(h+1)*dim])
		}
	})
	mixed := c.Arena.Mat(x.Rows, b.out.In)
	s.attend(&b.attend, p, q, mixed)
	b.out.Add(c, x, mixed)
	gu := b.gateUp.Forward(c, b.norm2.Forward(c, x))
	h := c.Arena.Mat(x.Rows, hidden)
	c.Dev.Rows(x.Rows, 16, func(_, lo, hi int) {
		for i := lo; i < hi; i++ {
			c.Dev.SwiGLU(h.Row(i), gu.Row(i)[:hidden], gu.Row(i)[hidden:])
		}
	})
	b.down.Add(c, x, h)
}

// turn rotates the heads of each row by its position in the text.
func (s *Session) turn(m kernel.Mat) {
	s.c.Dev.Rows(m.Rows, 64, func(_, lo, hi int) {
		for i := lo; i < hi; i++ {
			cos, sin := s.d.rope.At(s.at + i)
			s.c.Dev.RopeHeads(m.Row(i), s.d.cfg.HeadDim, cos, sin, false)
		}
	})
}
