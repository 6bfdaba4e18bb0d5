package backtest

// What a global method's share is before it was measured, and how many windows
// of experience that is worth. On HERMES and M4 Weekly 0.4 of the network
// lowered errors at every origin looked at.
const (
	globalPrior   = 0.4
	globalWindows = 10.0
)

// blend gives each global method its share, at every window and now. A global
// method learns at few origins, too few for weights of each track: its share is
// one for all tracks of a regime, that of least squared error beside the mix of
// the others, where both ran (Bates & Granger 1969).
func blend(tracks []Track, by []weights, now []Window, back int, o Options) {
	for g := range o.Globals {
		shares := globalShares(tracks, by, g, back, o)
		for i := range by {
			by[i].now.give(g, shares[now[i].Regime], &now[i], o)
			for j, m := range by[i].at {
				m.give(g, shares[tracks[i].Windows[j].Regime], &tracks[i].Windows[j], o)
			}
		}
	}
}

// globalShares is the g-th global method's share by regime.
func globalShares(tracks []Track, by []weights, g, back int, o Options) [regimes]float64 {
	var gain, size [regimes]float64
	for i := range tracks {
		t := &tracks[i]
		for j := range t.Windows {
			w := &t.Windows[j]
			m := by[i].at[j]
			if m == nil || !ended(t, w, back, o) {
				continue
			}
			theirs := w.Forecasts[len(w.Forecasts)-len(o.Globals)+g]
			ours := m.of(w.Forecasts)
			if theirs == nil || ours == nil {
				continue
			}
			// Of errors a and b the share s with the least (a + s (b-a))^2 is
			// a (a-b) / (a-b)^2; windows count alike, whatever their size.
			var a, b, ab float64
			for k, y := range w.Actual {
				if e, f := y-ours[k], y-theirs[k]; e == e && f == f {
					a, b, ab = a+e*e, b+f*f, ab+e*f
				}
			}
			if a+b <= 0 {
				continue
			}
			weight := recent(w, back, o) * 2 / (a + b)
			gain[w.Regime] += weight * (a - ab)
			size[w.Regime] += weight * (a + b - 2*ab)
		}
	}
	var shares [regimes]float64
	for r := range shares {
		// The prior is worth windows whose errors differ by their own size.
		shares[r] = min(1, max(0, (gain[r]+globalPrior*globalWindows)/(size[r]+globalWindows)))
	}
	return shares
}

// give hands a share of the mix to the g-th global method, where it ran.
func (m Mix) give(g int, share float64, w *Window, o Options) {
	at := len(w.Forecasts) - len(o.Globals) + g
	if m == nil || w.Forecasts[at] == nil {
		return
	}
	if m.empty() {
		m[at] = 1
		return
	}
	for j := range m {
		m[j] *= 1 - share
	}
	m[at] += share
}
