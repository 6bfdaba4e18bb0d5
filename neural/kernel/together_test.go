package kernel

import "testing"

func TestTogether(t *testing.T) {
	for workers := 1; workers <= 5; workers++ {
		d := New(workers)
		for closed := range 2 {
			var team Team
			counts := make([]int, 5)
			d.Together(&team, func(worker int) {
				for step := range 40 {
					counts[worker]++
					team.Wait()
					for w := range team.Workers { // what the others wrote is there
						if counts[w] != step+1 {
							t.Errorf("%d workers: worker %d is at step %d, worker %d at %d", team.Workers, worker, step+1, w, counts[w])
						}
					}
					team.Wait()
				}
			})
			want := workers
			if closed == 1 {
				want = 1
			}
			if team.Workers != want {
				t.Errorf("a team of %d, want %d", team.Workers, want)
			}
			d.Close()
		}
	}
}

func TestPartsCoverAllRows(t *testing.T) {
	for workers := 1; workers <= 6; workers++ {
		team := Team{Workers: workers}
		for n := range 70 {
			at := 0
			for w := range workers {
				lo, hi := team.Part(w, n)
				if lo > hi || lo < hi && (lo != at || lo%dotRows != 0) {
					t.Fatalf("%d workers: worker %d of %d rows has [%d, %d)", workers, w, n, lo, hi)
				}
				at = max(at, hi)
			}
			if at != n {
				t.Fatalf("%d workers do %d of %d rows", workers, at, n)
			}
		}
	}
}
