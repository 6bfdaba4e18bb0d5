package transformer

import (
	"hemline/neural/kernel"
	"hemline/neural/nn"
)

// step reads one token on all workers at once. Each makes its part of the rows
// of every product and its part of the heads; norms, which are short, each makes
// for itself. They wait for each other where they need what the others made,
// five times a layer: handing 30 products over one by one takes longer, and a
// worker that waits for the next may fall asleep.
type step struct {
	s    *Session
	team kernel.Team
	run  func(worker int)
	own  []stepOwn // one a worker

	x      []float32 // the residual stream
	qkv    []float32
	mixed  []float32 // by attention
	gateUp []float32
	hidden []float32 // silu(gate)*up
}

// stepOwn is what one worker needs for itself.
type stepOwn struct {
	normed  []float32
	sum     []float32 // what is added to the residual stream
	scores  []float32
	rounded kernel.Int8Vec
}

func newStep(s *Session, workers int) *step {
	cfg := s.d.cfg
	q, kv := cfg.Heads*cfg.HeadDim, cfg.KVHeads*cfg.HeadDim
	t := &step{
		s: s, own: make([]stepOwn, workers),
		x: make([]float32, cfg.Dim), qkv: make([]float32, q+2*kv), mixed: make([]float32, q),
		gateUp: make([]float32, 2*cfg.Hidden), hidden: make([]float32, cfg.Hidden),
	}
	for i := range t.own {
		t.own[i] = stepOwn{normed: make([]float32, cfg.Dim), sum: make([]float32, cfg.Dim), scores: make([]float32, blocks(s.room)*keyBlock)}
	}
	t.run = t.work
	return t
}

// read makes the scores of what follows a token.
func (t *step) read(token int32) {
	dim := len(t.x)
	copy(t.x, t.s.d.embed.Weight.W[int(token)*dim:])
	t.s.c.Dev.Together(&t.team, t.run)
}

// work is one worker's part of everything.
func (t *step) work(worker int) {
	s, o := t.s, &t.own[worker]
	dev := s.c.Dev
	for i, b := range s.d.blocks {
		l := &s.layers[i]
		t.norm(o, b.norm1)
		lo, hi := t.team.Part(worker, len(t.qkv))
		t.project(o, t.qkv, lo, hi, b.qkv, l.qkv, o.normed)
		t.team.Wait()
		t.heads(worker, b, &l.past)
		t.team.Wait()
		t.add(worker, b.out, l.out, t.mixed)
		t.team.Wait()
		t.norm(o, b.norm2)
		h := len(t.hidden)
		lo, hi = t.team.Part(worker, h)
		t.project(o, t.gateUp, lo, hi, b.gateUp, l.gateUp, o.normed)
		t.project(o, t.gateUp, h+lo, h+hi, b.gateUp, l.gateUp, o.normed)
		dev.SwiGLU(t.hidden[lo:hi], t.gateUp[lo:hi], t.gateUp[h+lo:h+hi])
		t.team.Wait()
		t.add(worker, b.down, l.down, t.hidden)
		t.team.Wait()
	}
	t.norm(o, s.d.norm)
	lo, hi := t.team.Part(worker, len(s.logits))
	t.product(o, s.logits, lo, hi, s.d.headWeights(), s.head, o.normed)
}

// norm makes o.normed, what the next products take.
func (t *step) norm(o *stepOwn, n *nn.RMSNorm) {
	t.s.c.Dev.RMSNorm(o.normed, t.x, n.Weight.W, n.Eps)
	t.take(o, o.normed)
}

// take rounds what the next products take, once for all of them, if their
// weights are rounded.
func (t *step) take(o *stepOwn, x []float32) {
	if t.s.head != nil {
		o.rounded.Set(t.s.c.Dev, x)
	}
}

// project makes rows [lo, hi) of y = w*x + b. x is what take was given last.
func (t *step) project(o *stepOwn, y []float32, lo, hi int, l *nn.Linear, rounded *kernel.Int8Mat, x []float32) {
	w, bias := l.Weight()
	t.product(o, y, lo, hi, w, rounded, x)
	if bias != nil {
		t.s.c.Dev.Add(y[lo:hi], bias[lo:hi])
	}
}

// product makes rows [lo, hi) of y = w*x, by the rounded weights if there are
// any. x is what take was given last.
func (t *step) product(o *stepOwn, y []float32, lo, hi int, w kernel.Mat, rounded *kernel.Int8Mat, x []float32) {
	if lo == hi {
		return
	}
	dev := t.s.c.Dev
	if rounded == nil {
		dev.MatVecOn(y[lo:hi], w.Slice(lo, hi, 0, w.Cols), x)
		return
	}
	dev.MatVecInt8On(y[lo:hi], rounded, lo, &o.rounded)
}

// add adds the worker's rows of w*x + b to the residual stream.
func (t *step) add(worker int, l *nn.Linear, rounded *kernel.Int8Mat, x []float32) {
	o := &t.own[worker]
	lo, hi := t.team.Part(worker, len(t.x))
	t.take(o, x)
	t.project(o, o.sum, lo, hi, l, rounded, x)
	t.s.c.Dev.Add(t.x[lo:hi], o.sum[lo:hi])
}

// heads turns the worker's heads, keeps their keys and values and mixes what
// the token sees.
func (t *step) heads(worker int, b *block, p *past) {
	cfg, dev := b.cfg, t.s.c.Dev
	group := cfg.Heads / cfg.KVHeads
	cos, sin := t.s.d.rope.At(t.s.at)
	from := cfg.Heads * cfg.HeadDim
	keys, values := t.qkv[from:from+cfg.KVHeads*cfg.HeadDim], t.qkv[from+cfg.KVHeads*cfg.HeadDim:]
	at := func(m []float32, first, n int) []float32 { return m[first*cfg.HeadDim : (first+n)*cfg.HeadDim] }
	for kv := cfg.KVHeads * worker / t.team.Workers; kv < cfg.KVHeads*(worker+1)/t.team.Workers; kv++ {
		q, k := at(t.qkv, kv*group, group), at(keys, kv, 1)
		if b.qn != nil {
			dev.RMSNorm(k, k, b.kn.Weight.W, b.kn.Eps)
			for h := range group {
				dev.RMSNorm(at(q, h, 1), at(q, h, 1), b.qn.Weight.W, b.qn.Eps)
			}
		}
		dev.RopeHeads(k, cfg.HeadDim, cos, sin, false)
		dev.RopeHeads(q, cfg.HeadDim, cos, sin, false)
		p.add(kv, t.s.at, k, at(values, kv, 1))
		for h := range group {
			p.attend(dev, at(t.mixed, kv*group+h, 1), at(q, h, 1), kv, t.s.at+1, b.attend.Scale(), t.own[worker].scores)
		}
	}
}
