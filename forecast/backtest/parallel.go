package backtest

import (
	"context"
	"sync"
)

// Each runs do for 0..n-1 on at most workers goroutines and waits for all of
// them. It stops early when ctx ends or a call fails. Of several failures it
// returns that of the lowest index that ran, which does not depend on timing
// when calls are deterministic and none fails before it.
func Each(ctx context.Context, workers, n int, do func(i int) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var (
		wait  sync.WaitGroup
		mu    sync.Mutex
		next  int
		first = n
		fail  error
	)
	for range min(workers, n) {
		wait.Go(func() {
			for ctx.Err() == nil {
				mu.Lock()
				i := next
				next++
				mu.Unlock()
				if i >= n {
					return
				}
				if err := do(i); err != nil {
					mu.Lock()
					if i < first {
						first, fail = i, err
					}
					mu.Unlock()
					stop()
				}
			}
		})
	}
	wait.Wait()
	if fail != nil {
		return fail
	}
	return ctx.Err()
}
