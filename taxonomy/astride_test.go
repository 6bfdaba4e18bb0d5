package taxonomy

import "testing"

func TestCrosses(t *testing.T) {
	// The words end at these places; the name is [start, end).
	for _, c := range []struct {
		name       string
		ends       []int
		start, end int
		strict     bool
		want       bool
	}{
		{"is a word", []int{2, 4, 6}, 2, 4, true, false},
		{"is two words", []int{2, 3, 4, 6}, 2, 4, true, false},
		{"over the right edge", []int{2, 6}, 2, 4, false, true},
		{"over the left edge, ending inside", []int{3, 4, 6}, 2, 4, false, true},
		{"ends a longer word", []int{4, 6}, 2, 4, false, false},
		{"ends a longer word, strictly", []int{4, 6}, 2, 4, true, true},
		{"inside a longer word", []int{6}, 2, 4, false, true},
		{"second part over the edge", []int{2, 3, 6}, 2, 4, false, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := crosses(c.ends, c.start, c.end, c.strict); got != c.want {
				t.Errorf("got %v", got)
			}
		})
	}
}
