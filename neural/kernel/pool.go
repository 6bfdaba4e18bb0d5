package kernel

import (
	"sync"
	"sync/atomic"
)

// pool is a fixed set of goroutines that share numbered tasks. The caller is
// worker 0; between tasks the others look out for the next one for a while
// before they sleep, since the products of a training step follow each other
// within microseconds and waking a sleeper takes tens of them.
type pool struct {
	workers int
	helpers []*helper
	done    sync.WaitGroup
	closed  bool

	// The task at hand, written by run before it raises round.
	n, parts int
	f        func(worker, i int)
	round    atomic.Uint32
	pending  atomic.Int32

	// A caller that has looked long enough for its helpers to finish sleeps:
	// they wait for a core that somebody else has, which may be this one.
	// awaited is one more than the round it waits for, 0 when it does not: a
	// helper that is late with its word about one round must not end the next.
	awaited  atomic.Uint64
	finished chan struct{}
}

// helper is a worker other than the caller.
type helper struct {
	asleep atomic.Bool
	wake   chan struct{}
}

// Looks of a waiting goroutine, each a quarter of a nanosecond, before it
// sleeps: about 100 microseconds, which is what waking it takes and more than
// equal parts differ by when each has a core.
const (
	helperLooks = 400_000
	callerLooks = 400_000
)

func newPool(workers int) *pool {
	p := &pool{workers: workers, finished: make(chan struct{}, 1)}
	for w := 1; w < workers; w++ {
		h := &helper{wake: make(chan struct{}, 1)}
		p.helpers = append(p.helpers, h)
		p.done.Add(1)
		go func() {
			defer p.done.Done()
			p.help(h, w)
		}()
	}
	return p
}

// help does part w of every round until the pool is closed.
func (p *pool) help(h *helper, w int) {
	for round := uint32(0); ; {
		next := p.await(h, round)
		round = next
		if p.f == nil {
			return
		}
		if w < p.parts {
			p.part(w)
		}
		if p.pending.Add(-1) == 0 {
			p.announce(next)
		}
	}
}

// announce wakes a caller that sleeps until a round is over. It may come late,
// when the caller has seen the end itself and is rounds ahead.
func (p *pool) announce(round uint32) {
	if p.awaited.CompareAndSwap(uint64(round)+1, 0) {
		p.finished <- struct{}{}
	}
}

// await returns the number of the round after the one that was seen. Being woken
// does not mean that there is one: a caller that was put off after raising a
// round wakes helpers that have done their part of it and sleep again.
func (p *pool) await(h *helper, seen uint32) uint32 {
	for {
		for range helperLooks {
			if r := p.round.Load(); r != seen {
				return r
			}
		}
		h.asleep.Store(true)
		if r := p.round.Load(); r != seen && h.asleep.CompareAndSwap(true, false) {
			return r
		}
		<-h.wake
	}
}

// part runs the w-th of the equal, contiguous parts of the tasks: which tasks
// share scratch space and sums depends on n and the number of workers alone.
func (p *pool) part(w int) {
	for i := p.n * w / p.parts; i < p.n*(w+1)/p.parts; i++ {
		p.f(w, i)
	}
}

func (p *pool) start() {
	p.pending.Store(int32(len(p.helpers)))
	p.round.Add(1)
	for _, h := range p.helpers {
		if h.asleep.CompareAndSwap(true, false) {
			h.wake <- struct{}{}
		}
	}
}

func (p *pool) run(n int, f func(worker, i int)) {
	if n <= 0 {
		return
	}
	if n == 1 || p.workers == 1 || p.closed {
		for i := range n {
			f(0, i)
		}
		return
	}
	p.n, p.parts, p.f = n, min(n, p.workers), f
	p.start()
	p.part(0)
	p.wait()
}

// wait returns when all helpers have done their parts.
func (p *pool) wait() {
	for range callerLooks {
		if p.pending.Load() == 0 {
			return
		}
	}
	round := uint64(p.round.Load()) + 1
	p.awaited.Store(round)
	if p.pending.Load() == 0 && p.awaited.CompareAndSwap(round, 0) {
		return
	}
	<-p.finished
}

// close ends the helpers and waits for them.
func (p *pool) close() {
	if p.closed {
		return
	}
	p.closed = true
	p.f = nil
	p.start()
	p.done.Wait()
}
