package kernel

import (
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestRunDoesEachTaskOnce(t *testing.T) {
	for workers := 1; workers <= 5; workers++ {
		d := New(workers)
		for n := range 40 {
			counts := make([]atomic.Int32, n)
			of := make([]int32, n)
			busy := make([]atomic.Int32, workers)
			d.Run(n, func(w, i int) {
				if busy[w].Add(1) > 1 {
					t.Error("two tasks at once under one worker's name")
				}
				counts[i].Add(1)
				of[i] = int32(w)
				busy[w].Add(-1)
			})
			for i := range counts {
				if counts[i].Load() != 1 {
					t.Fatalf("%d workers: task %d of %d ran %d times", workers, i, n, counts[i].Load())
				}
				if want := int32(part(n, workers, i)); of[i] != want {
					t.Fatalf("%d workers: task %d of %d ran under %d, want %d", workers, i, n, of[i], want)
				}
			}
			if n == 20 {
				time.Sleep(2 * time.Millisecond) // let the helpers fall asleep
			}
		}
		d.Close()
		d.Close()
	}
}

// part is the worker whose share of n holds task i.
func part(n, workers, i int) int {
	parts := min(n, workers)
	for w := range parts {
		if i < n*(w+1)/parts {
			return w
		}
	}
	return -1
}

func TestRowsCoverAll(t *testing.T) {
	d := New(3)
	defer d.Close()
	for n := range 50 {
		seen := make([]atomic.Int32, n)
		d.Rows(n, 8, func(_, lo, hi int) {
			for i := lo; i < hi; i++ {
				seen[i].Add(1)
			}
		})
		for i := range seen {
			if seen[i].Load() != 1 {
				t.Fatalf("row %d of %d was given %d times", i, n, seen[i].Load())
			}
		}
	}
}

func BenchmarkRun(b *testing.B) {
	d := New(2)
	defer d.Close()
	for b.Loop() {
		d.Run(2, func(_, _ int) {})
	}
}

// A caller whose helpers are late sleeps, and misses none of their ends: those
// that come just as it falls asleep, nor those long after.
func TestCallerWaitsForLateHelpers(t *testing.T) {
	d := New(3)
	defer d.Close()
	for round := range 300 {
		late := time.Duration(round%30) * 20 * time.Microsecond // around the time it looks
		var ends atomic.Int32
		d.Run(3, func(w, _ int) {
			if w > 0 {
				for start := time.Now(); time.Since(start) < late; {
				}
				if round%7 == 0 {
					time.Sleep(time.Millisecond)
				}
			}
			ends.Add(1)
		})
		if ends.Load() != 3 {
			t.Fatalf("round %d: it returned after %d of 3 ends", round, ends.Load())
		}
	}
}

// A helper may be put off between its last step and its word that a round is
// over. That word must not end a later round, on which others are at work.
func TestLateWordEndsNoLaterRound(t *testing.T) {
	p := &pool{finished: make(chan struct{}, 1)}
	p.awaited.Store(7 + 1) // the caller sleeps until round 7 is over
	p.announce(6)
	if len(p.finished) != 0 || p.awaited.Load() != 7+1 {
		t.Fatal("the word about round 6 ended round 7")
	}
	p.announce(7)
	if len(p.finished) != 1 || p.awaited.Load() != 0 {
		t.Fatal("the word about round 7 did not end it")
	}
}

// A caller put off between raising a round and waking its helpers may wake one
// that has seen the round, done its part and gone to sleep again. That helper
// must not do its part twice: it has to wait for the next round.
func TestLateWakeStartsNoRoundAgain(t *testing.T) {
	p := &pool{}
	p.round.Store(5)
	h := &helper{wake: make(chan struct{}, 1)}
	got := make(chan uint32, 1)
	go func() { got <- p.await(h, 5) }()
	wake := func() {
		for !h.asleep.CompareAndSwap(true, false) {
			time.Sleep(time.Microsecond)
		}
		h.wake <- struct{}{}
	}
	wake() // late, about round 5
	select {
	case r := <-got:
		t.Fatalf("round %d was begun again", r)
	case <-time.After(20 * time.Millisecond):
	}
	p.round.Store(6)
	if h.asleep.CompareAndSwap(true, false) {
		h.wake <- struct{}{}
	}
	select {
	case r := <-got:
		if r != 6 {
			t.Fatalf("round %d was begun, want 6", r)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("round 6 was never begun")
	}
}
