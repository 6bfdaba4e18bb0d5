package attention

import (
	"errors"
	"math"
	"math/rand/v2"

	"hemline/neural/kernel"
	"hemline/neural/nn"
)

// lessons is what a network learns from: windows drawn from the histories, the
// draw a function of the seed and the step alone.
type lessons struct {
	o       *Options
	n       *network
	hs      []history // those long enough to learn from
	reach   int
	loss    nn.Pinball
	windows []*window
	a, b    stretch
	targets kernel.Mat
}

// shortest is the number of values a series needs to be learnt from: one to
// read, some to foretell.
const shortest = 4

// tries is how often a window is drawn again that had nothing to teach.
const tries = 20

func newLessons(o *Options, n *network, hs []history) *lessons {
	t := &lessons{o: o, n: n, reach: reach(&n.l), loss: nn.Pinball{Quantiles: n.levels}}
	for _, h := range hs {
		if len(h.filled) >= shortest {
			t.hs = append(t.hs, h)
		}
	}
	for range o.Batch {
		t.windows = append(t.windows, newWindow(&n.l))
	}
	t.targets = kernel.NewMat(o.Batch*n.l.ahead, n.l.patch)
	return t
}

// reach is how far back a window is read: its tokens, and three cycles for
// shape and growth.
func reach(l *layout) int { return max(3*l.season, l.context*l.patch) }

// Params lists the weights.
func (t *lessons) Params() []*nn.Param { return t.n.params() }

// Validate has nothing to hold out: the newest windows are the ones most worth
// learning from, so that the number of steps is an option instead.
func (t *lessons) Validate(*nn.Context) (float64, int, error) { return 0, 0, nil }

// Step learns from one batch.
func (t *lessons) Step(c *nn.Context, step, micro int, weight float32) (float64, int, error) {
	r := rand.New(rand.NewPCG(t.o.Seed, uint64(step)<<16|uint64(micro)))
	l := &t.n.l
	for i, w := range t.windows {
		for try := 0; !t.draw(r, w); try++ {
			if try == tries*len(t.hs) {
				return 0, 0, errors.New("attention: no series moves: there is nothing to learn; use a simpler method")
			}
		}
		copy(t.targets.Data[i*l.ahead*l.patch:], w.target)
	}
	out := t.n.forward(c, t.windows)
	sum, count := t.loss.Loss(out, t.targets, &out, weight)
	t.n.backward(c, out, t.windows)
	return sum, count, nil
}

// draw fills a window from a random series at a random origin.
func (t *lessons) draw(r *rand.Rand, w *window) bool {
	l := &t.n.l
	h := &t.hs[r.IntN(len(t.hs))]
	n := len(h.filled)
	// At least a cycle to read where there is one, and a quarter of the horizon
	// to foretell.
	hi := max(1, n-(l.horizon+3)/4)
	lo := max(1, min(max(l.season, l.horizon), n/2, hi))
	at := lo + r.IntN(hi-lo+1)
	h.cut(at, t.reach, l.horizon, &t.a)
	if r.Float64() < t.o.Mix {
		other := &t.hs[r.IntN(len(t.hs))]
		if at := len(other.filled) - (n - at); at >= 1 && other != h {
			other.cut(at, t.reach, l.horizon, &t.b)
			t.a.mix(&t.b, r.Float64(), l.season)
		}
	}
	if !w.set(l, &t.a) {
		return false
	}
	for _, v := range w.target {
		if v == v {
			return true
		}
	}
	return false
}

// mix makes s a mean of itself and another, each over its own size, weighed by
// x and 1-x: a series there could have been. It is as long as the shorter.
func (s *stretch) mix(o *stretch, x float64, season int) {
	size, other := spread(s.filled, season), spread(o.filled, season)
	if size == 0 || other == 0 {
		return
	}
	other = size / other
	n := min(len(s.filled), len(o.filled))
	s.filled, s.known = s.filled[len(s.filled)-n:], s.known[len(s.known)-n:]
	for i := range n {
		j := len(o.filled) - n + i
		s.filled[i] = x*s.filled[i] + (1-x)*other*o.filled[j]
		s.known[i] = s.known[i] && o.known[j]
	}
	s.future = s.future[:min(len(s.future), len(o.future))]
	for i := range s.future {
		s.future[i] = x*s.future[i] + (1-x)*other*o.future[i]
	}
	for c := range s.leading {
		a, b := s.leading[c], o.leading[c]
		a, b = a[len(a)-n:], b[len(b)-n:]
		sa, sb := spread(a, season), spread(b, season)
		for i := range a {
			if sa > 0 && sb > 0 {
				a[i] = x*a[i]/sa + (1-x)*b[i]/sb
			} else {
				a[i] = math.NaN()
			}
		}
		s.leading[c] = a
	}
}
