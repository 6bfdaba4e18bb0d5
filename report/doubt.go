package report

import "math"

// doubts are the reasons to trust a forecast less, as keys of the language
// files, in the order they are said.
func (t *Trend) doubts() []string {
	f := &t.Forecast
	if len(f.Steps) == 0 && f.Verdict == "" {
		return nil // nothing was claimed
	}
	var d []string
	switch {
	case f.Status == "short" || math.IsNaN(f.MASE):
		d = append(d, "doubt.short")
	case finite(f.Baseline) && f.MASE > f.Baseline:
		d = append(d, "doubt.naive")
	case !finite(f.Baseline) && f.MASE > 1:
		// Scaled by the in-sample error of seasonal naive one step ahead
		// (Hyndman & Koehler, 2006). A year ahead seasonal naive itself is
		// often above one, so this stands in only where its own error over
		// the same windows is not known.
		d = append(d, "doubt.mase")
	}
	if f.Status == "gaps" || f.Status == "zeros" || f.Status == "constant" {
		d = append(d, "doubt."+f.Status)
	}
	return d
}
