package kernel

import "sync"

// pool is a fixed set of goroutines that share numbered tasks.
type pool struct {
	workers int
	tasks   chan func(worker int)
	done    sync.WaitGroup
	closed  bool
}

func newPool(workers int) *pool {
	p := &pool{workers: workers, tasks: make(chan func(int))}
	for w := 1; w < workers; w++ {
		p.done.Add(1)
		go func() {
			defer p.done.Done()
			for f := range p.tasks {
				f(w)
			}
		}()
	}
	return p
}

func (p *pool) close() {
	if !p.closed {
		p.closed = true
		close(p.tasks)
		p.done.Wait()
	}
}

// run shares n tasks in contiguous, fixed parts.
func (p *pool) run(n int, f func(worker, i int)) {
	parts := min(n, p.workers)
	var wg sync.WaitGroup
	for t := 1; t < parts; t++ {
		wg.Add(1)
		p.tasks <- func(worker int) {
			defer wg.Done()
			for i := n * t / parts; i < n*(t+1)/parts; i++ {
				f(worker, i)
			}
		}
	}
	if parts > 0 {
		for i := 0; i < n/parts; i++ {
			f(0, i)
		}
	}
	wg.Wait()
}
