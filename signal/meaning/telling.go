package meaning

// Telling chooses, of the vectors of texts about one thing, n that say most
// about it and not the same: each next one is near the centre of all and far
// from those chosen (maximal marginal relevance, Carbonell and Goldstein 1998).
// weight (nil: equal) says how much each text counts in the centre. What
// common, the mean of texts about anything, has is taken out first. The
// choices are numbers of texts, best first.
func Telling(vectors [][]float32, weight []float64, common []float32, n int) []int {
	if len(vectors) == 0 {
		return nil
	}
	units := make([][]float32, len(vectors))
	centre := make([]float32, len(common))
	for i, v := range vectors {
		own := make([]float32, len(v))
		for d, f := range v {
			own[d] = f - common[d]
		}
		units[i] = unit(own)
		w := float32(1)
		if weight != nil {
			w = float32(weight[i])
		}
		for d, f := range units[i] {
			centre[d] += w * f
		}
	}
	centre = unit(centre)
	likeness := make([]float64, len(units)) // to the nearest text chosen
	taken := make([]bool, len(units))
	var out []int
	for len(out) < min(n, len(units)) {
		best, top := -1, 0.0
		for i, v := range units {
			if taken[i] {
				continue
			}
			if score := aboutness*dot(v, centre) - (1-aboutness)*likeness[i]; best < 0 || score > top {
				best, top = i, score
			}
		}
		taken[best], out = true, append(out, best)
		for i, v := range units {
			if c := dot(v, units[best]); len(out) == 1 || c > likeness[i] {
				likeness[i] = c
			}
		}
	}
	return out
}

// aboutness is how much being about the thing counts against being new:
// between 0.5 and 0.7 in the literature on summaries.
const aboutness = 0.6
