package reconcile

import (
	"fmt"
	"math"
)

// skyline is the lower half of a symmetric matrix whose rows begin where they
// first are not zero. The Cholesky factor fits the same outline (Jennings 1966,
// "A compact storage scheme for the solution of symmetric linear simultaneous
// equations"): totals of separate groups under one grand total cost next to
// nothing.
type skyline struct {
	first []int
	rows  [][]float64 // row r holds columns first[r] to r
}

// Limits of about 130 MB and a few tens of seconds: any totals up to 5,000, and
// far more of separate groups.
const (
	maxEntries = 16 << 20
	maxTotals  = 1 << 20
)

func newSkyline(first []int) (skyline, error) {
	entries := 0
	for r, f := range first {
		entries += r - f + 1
		if entries > maxEntries || r >= maxTotals {
			return skyline{}, fmt.Errorf("reconcile: %d totals overlap too much to be solved for at once: reconcile some of them", len(first))
		}
	}
	s := skyline{first: first, rows: make([][]float64, len(first))}
	for r, f := range first {
		s.rows[r] = make([]float64, r-f+1)
	}
	return s, nil
}

func (s skyline) at(r, c int) *float64 { return &s.rows[r][c-s.first[r]] }

// leastPivot is, of a diagonal of 1, what totals that say the same leave.
const leastPivot = 1e-12

// factor replaces the matrix by its Cholesky factor.
func (s skyline) factor() {
	for r, row := range s.rows {
		for c := s.first[r]; c <= r; c++ {
			from := max(s.first[r], s.first[c])
			v := row[c-s.first[r]] - dot(row[from-s.first[r]:c-s.first[r]], s.rows[c][from-s.first[c]:])
			if c == r {
				row[c-s.first[r]] = math.Sqrt(max(v, leastPivot))
			} else {
				row[c-s.first[r]] = v / *s.at(c, c)
			}
		}
	}
}

// solve replaces b by the solution, forwards and back.
func (s skyline) solve(b []float64) {
	for r, row := range s.rows {
		n := r - s.first[r]
		b[r] = (b[r] - dot(row[:n], b[s.first[r]:])) / row[n]
	}
	for r := len(b) - 1; r >= 0; r-- {
		row, n := s.rows[r], r-s.first[r]
		b[r] /= row[n]
		for j, v := range row[:n] {
			b[s.first[r]+j] -= v * b[r]
		}
	}
}
