package backtest

import "context"

// Set on own hold-outs of four sets (docs/decisions/0007): a series' own windows
// say more about it than those of others, but there are few of them.
const (
	// pooledWindows is the weight, in windows, of what the methods did on all
	// series against what they did on this one.
	pooledWindows = 1.0
	// ridge is how strongly the mix is drawn towards the prior, in parts of
	// the best method's squared error.
	ridge = 0.1
	// fewWindows is how many windows make the pull of the prior only twice
	// that: with fewer, one event can look like a law.
	fewWindows = 20.0
)

// weights are what is mixed for a track: now, and at each of its windows from
// what it would be without that window.
type weights struct {
	now Mix
	at  []Mix // by window, nil for those that had not ended
}

// weigh mixes the methods for each track: the weights of least squared error at
// the rolling origins (Bates & Granger 1969; Granger & Ramanathan 1984, kept
// positive and summing to 1), those of the track itself and, for the most part,
// those of all tracks of its regime, drawn towards Options.Prior, since fitted
// weights err and a plain mean is hard to beat (Clemen 1989; Makridakis,
// Spiliotis & Assimakopoulos 2020). now holds what the methods say at the origin
// of the mix: only methods that ran there are in it. Only windows that had ended
// back periods before the end of the tracks count, so with back the age of an
// earlier origin the mix is the one that would have been made then. The tracks
// must end at the same time.
//
// At a window the track's own windows that share periods with it are left out:
// the errors of a mix that was fitted to them would look too small.
func weigh(ctx context.Context, tracks []Track, now []Window, back int, o Options) ([]weights, error) {
	pool := pooled(tracks, now, back, o)
	out := make([]weights, len(tracks))
	err := Each(ctx, o.Workers, len(tracks), func(i int) error {
		out[i] = weighOne(&tracks[i], &now[i], &pool, back, o)
		return nil
	})
	if err == nil {
		blend(tracks, out, now, back, o)
	}
	return out, err
}

func weighOne(t *Track, now *Window, pool *[regimes]gram, back int, o Options) weights {
	methods := len(now.Forecasts)
	own := make([]gram, len(t.Windows))
	for j := range t.Windows {
		if w := &t.Windows[j]; ended(t, w, back, o) {
			own[j] = newGram(methods)
			own[j].add(w, overlap(o)*recent(w, back, o), o.Prior)
		}
	}
	// mix is of what was known at a window, leaving out its neighbours.
	mix := func(at *Window, apart int) Mix {
		g := newGram(methods)
		for j := range t.Windows {
			w := &t.Windows[j]
			if d := w.At - at.At; own[j].weight > 0 && w.Regime == at.Regime && max(d, -d) >= apart {
				g.plus(own[j], 1)
			}
		}
		pull := ridge
		if p := pool[at.Regime]; p.weight > 0 {
			g.plus(p, pooledWindows/p.weight)
			pull *= 1 + fewWindows/(p.weight*overlap(o))
		}
		may := make([]bool, methods)
		for m, f := range at.Forecasts[:methods-len(o.Globals)] { // the others' share: see blend
			may[m] = f != nil
		}
		return g.solve(prior(may, o.Prior), may, pull)
	}
	out := weights{now: mix(now, 0), at: make([]Mix, len(t.Windows))}
	for j := range t.Windows {
		if own[j].sums != nil {
			out.at[j] = mix(&t.Windows[j], o.Horizon)
		}
	}
	return out
}

// alone is the weights of one method as it is.
func alone(tracks []Track, method int, now []Window) []weights {
	out := make([]weights, len(tracks))
	for i := range out {
		methods := len(now[i].Forecasts)
		out[i] = weights{now: make(Mix, methods), at: make([]Mix, len(tracks[i].Windows))}
		if now[i].Forecasts[method] != nil {
			out[i].now = only(method, methods)
		}
		for j := range out[i].at {
			out[i].at[j] = only(method, methods)
		}
	}
	return out
}

// prior is what is mixed without any experience.
func prior(may []bool, weights []float64) Mix {
	mix := make(Mix, len(may))
	total := 0.0
	for m, ok := range may {
		if !ok {
			continue
		}
		mix[m] = 1
		if weights != nil {
			mix[m] = weights[m]
		}
		total += mix[m]
	}
	for m, ok := range may {
		switch {
		case total > 0:
			mix[m] /= total
		case ok: // none of those that ran had a weight
			return prior(may, nil)
		}
	}
	return mix
}

// pooled sums the tracks by regime. A regime without a window borrows those of
// all.
func pooled(tracks []Track, now []Window, back int, o Options) [regimes]gram {
	methods := 0
	for i := range now {
		methods = max(methods, len(now[i].Forecasts))
	}
	var pool [regimes]gram
	all := newGram(methods)
	for r := range pool {
		pool[r] = newGram(methods)
	}
	for i := range tracks {
		for j := range tracks[i].Windows {
			if w := &tracks[i].Windows[j]; ended(&tracks[i], w, back, o) {
				pool[w.Regime].add(w, recent(w, back, o), o.Prior)
			}
		}
	}
	for r := range pool {
		all.plus(pool[r], 1)
	}
	for r := range pool {
		if pool[r].weight == 0 {
			pool[r] = all
		}
	}
	return pool
}
