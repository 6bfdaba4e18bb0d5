// Package rhythm finds the season behind the one given: hours are counted in
// days, and days make weeks.
package rhythm

import "math"

// week is how many of a short season make a long one: seven days.
const week = 7

// clearly is the part of the change over a short season that the change over a
// long one has to stay below. A tie is noise, and the short season has seven
// times the cycles to be learnt from.
const clearly = 0.95

// Of is seven times season when z has cycles of it, and values a long season
// ago resemble today's more than those a short one ago do; else season.
func Of(z []float64, season, cycles int) int {
	long := week * season
	if len(z) < cycles*long {
		return season
	}
	var near, far float64
	for t := long; t < len(z); t++ {
		near += math.Abs(z[t] - z[t-season])
		far += math.Abs(z[t] - z[t-long])
	}
	if far < clearly*near {
		return long
	}
	return season
}
