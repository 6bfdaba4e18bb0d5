package chart

import (
	"strings"
	"testing"
)

// Lines lie where the parts are, nominal ones where they should be, and what is
// not known is a gap.
func TestCoverage(t *testing.T) {
	s := Coverage{ID: "c", Height: 100, Intervals: []Interval{
		{0.8, "80%", []float64{0.8, nan, 0.5, 2}},
		{0.5, "50%", []float64{0.4, 0.5, 0.6, 0.5}},
	}}.SVG()
	parse(t, s)
	for _, part := range []string{
		`y1="26" y2="26"/><text class="value" x="-6" y="26" dy=".35em">80%`, // the nominal at 6+100(1-0.8)
		`d="M125 26h0M625 56L875 6"`,                                        // a dot, a hole, a piece that ends at the top
		`<circle class="dot" cx="12.5%" cy="66"`,
	} {
		if !strings.Contains(s, part) {
			t.Errorf("%q is not in\n%s", part, s)
		}
	}
	if n := strings.Count(s, "<circle"); n != 7 {
		t.Errorf("%d dots, want 7", n)
	}
	parse(t, Coverage{ID: "none"}.SVG())
}
