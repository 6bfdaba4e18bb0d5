package arima

import "hemline/forecast/internal/rhythm"

const (
	// cycles of the long season that have to be there before it is tried; of the
	// season given, two are enough.
	cycles = 3
	// strong is the strength above which a season is differenced (Hyndman &
	// Athanasopoulos 2021, 9.1; Wang, Smith & Hyndman 2006).
	strong = 0.64
)

// lag is the season to model, 0 for none: the one given, or seven of it when
// values that long ago resemble today's more.
func lag(z []float64, season int) int {
	if season < 2 || season > len(z)/2 {
		return 0
	}
	return rhythm.Of(z, season, cycles)
}

// strength is 1 minus the variance of the remainder over that of season and
// remainder together, both after a moving mean over a season, in [0,1].
func strength(z []float64, season int) float64 {
	n := len(z)
	sum, count := make([]float64, season), make([]float64, season)
	rest := make([]float64, 0, n)
	var window float64
	for t, v := range z {
		window += v
		if t < season {
			continue
		}
		window -= z[t-season]
		at := t - season/2
		d := z[at] - window/float64(season)
		rest = append(rest, d)
		sum[at%season] += d
		count[at%season]++
	}
	var all, left float64
	first := season - season/2
	for i, d := range rest {
		p := (first + i) % season
		e := d - sum[p]/count[p]
		all, left = all+d*d, left+e*e
	}
	if all == 0 {
		return 0
	}
	return max(0, 1-left/all)
}

func difference(z []float64, by int) []float64 {
	out := make([]float64, len(z)-by)
	for t := range out {
		out[t] = z[t+by] - z[t]
	}
	return out
}
