package attention

import (
	"fmt"
	"math"
)

// Series is one series up to its origin.
type Series struct {
	Values []float64 // oldest first; NaN: missing. The origin is the moment after the last
	// Leading are other series of the same periods, Leading[c][i] beside
	// Values[i]: what influencers showed, what people searched for. All series of
	// a set have as many, shorter ones count as missing from there. What lies
	// beyond the end of Values is never read.
	Leading [][]float64
	Phase   int // place in the season of the first value, the same for all series of a calendar
}

// history is a series as training cuts windows from it: from its first known
// value on, gaps filled by the value a season before or else the last one.
type history struct {
	filled  []float64
	known   []bool
	leading [][]float64
	phase   int
}

// newHistory reads a series; its length is 0 when nothing is known.
func newHistory(s *Series, season, leading int) (history, error) {
	var h history
	if len(s.Leading) != leading {
		return h, fmt.Errorf("attention: %d leading series where the others have %d", len(s.Leading), leading)
	}
	n, first := len(s.Values), 0
	for first < n && math.IsNaN(s.Values[first]) {
		first++
	}
	h.phase = s.Phase + first
	for t, v := range s.Values[first:] {
		ok := !math.IsNaN(v)
		if math.IsInf(v, 0) {
			return h, fmt.Errorf("attention: value %d is infinite", first+t+1)
		}
		if !ok {
			v = h.filled[t-1]
			if season > 1 && t >= season {
				v = h.filled[t-season]
			}
		}
		h.filled, h.known = append(h.filled, v), append(h.known, ok)
	}
	for c, y := range s.Leading {
		row := make([]float64, n-first)
		for t := range row {
			row[t] = math.NaN()
			if at := first + t; at < len(y) {
				row[t] = y[at]
			}
			if math.IsInf(row[t], 0) {
				return h, fmt.Errorf("attention: value %d of leading series %d is infinite", first+t+1, c+1)
			}
		}
		h.leading = append(h.leading, row)
	}
	return h, nil
}

// cut makes the stretch around origin t, of at most reach periods before it.
// With ahead above 0 the stretch has a future of at most that many.
func (h *history) cut(t, reach, ahead int, s *stretch) {
	from := max(0, t-reach)
	s.filled, s.known = append(s.filled[:0], h.filled[from:t]...), append(s.known[:0], h.known[from:t]...)
	s.leading = grow(s.leading, len(h.leading))
	for c, y := range h.leading {
		s.leading[c] = append(s.leading[c][:0], y[from:t]...)
	}
	s.future = s.future[:0]
	for i := t; i < min(t+ahead, len(h.filled)); i++ {
		v := h.filled[i]
		if !h.known[i] {
			v = math.NaN()
		}
		s.future = append(s.future, v)
	}
	s.phase = h.phase + t
}

// grow is rows with n of them, those there are kept for their memory.
func grow(rows [][]float64, n int) [][]float64 {
	for len(rows) < n {
		rows = append(rows, nil)
	}
	return rows[:n]
}
