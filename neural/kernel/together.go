package kernel

import (
	"sync"
	"sync/atomic"
)

// Team is the workers that run one function at once and can wait for each
// other within it. The zero value is ready for Together.
type Team struct {
	Workers int

	waiting atomic.Int32
	phase   atomic.Uint32
	asleep  atomic.Int32
	lock    sync.Mutex
	wake    sync.Cond
}

// Together runs f on every worker at once and returns when all are done. Where
// many small products follow each other it spares handing each of them over:
// the workers divide them among themselves and meet at Wait. f must not call
// Run, or anything shared among the workers.
func (d *Device) Together(t *Team, f func(worker int)) {
	t.Workers, t.wake.L = d.pool.workers, &t.lock
	if d.pool.closed {
		t.Workers = 1
	}
	d.pool.run(t.Workers, func(worker, _ int) { f(worker) })
}

// Wait returns when every worker has called it as often as this one. What they
// wrote before is there to read after. Who waits looks out for the others for a
// while and then sleeps, as a caller of Run does.
func (t *Team) Wait() {
	if t.Workers == 1 {
		return
	}
	phase := t.phase.Load()
	if t.waiting.Add(1) == int32(t.Workers) {
		t.waiting.Store(0)
		t.phase.Add(1)
		if t.asleep.Load() > 0 {
			t.lock.Lock() // who is about to sleep sleeps by now
			t.wake.Broadcast()
			t.lock.Unlock()
		}
		return
	}
	for range callerLooks {
		if t.phase.Load() != phase {
			return
		}
	}
	t.lock.Lock()
	t.asleep.Add(1)
	for t.phase.Load() == phase {
		t.wake.Wait()
	}
	t.asleep.Add(-1)
	t.lock.Unlock()
}

// Part is the worker's share of n rows: whole fours, as products take them.
func (t *Team) Part(worker, n int) (lo, hi int) {
	return share(n, dotRows, t.Workers, worker)
}
