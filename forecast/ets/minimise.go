package ets

import "math"

// Tolerances in units of minus twice the log-likelihood. A fifth decides
// between models whose AICc differ by less than sampling noise; the winner is
// then polished.
const (
	coarse = 0.2
	fine   = 1e-4
)

// evaluationsPerDimension bounds the search; a coarse search takes 7 to 30
// per dimension on the series of known_test.go, and the winner is polished.
const evaluationsPerDimension = 100

// minimise is the simplex search of Nelder & Mead (1965) with the usual
// coefficients (reflect 1, expand 2, contract 1/2, shrink 1/2). It stops when
// the values at the corners differ by less than tolerance. It is
// deterministic; equal values keep their order.
func minimise(start []float64, tolerance float64, loss func([]float64) float64) ([]float64, float64) {
	d := len(start)
	block := make([]float64, (d+4)*d)
	point := func(i int) []float64 { return block[i*d : (i+1)*d : (i+1)*d] }
	simplex := make([][]float64, d+1)
	values := make([]float64, d+1)
	for i := range simplex {
		simplex[i] = point(i)
		copy(simplex[i], start)
		if i > 0 {
			// A tenth of the unit that weights, damping and the scaled level
			// live in.
			simplex[i][i-1] += 0.1
		}
		values[i] = loss(simplex[i])
	}
	centre, try, far := point(d+1), point(d+2), point(d+3)
	along := func(to []float64, by float64) float64 {
		for j := range to {
			to[j] = centre[j] + by*(simplex[d][j]-centre[j])
		}
		return loss(to)
	}
	replace := func(p *[]float64, v float64) {
		simplex[d], *p = *p, simplex[d]
		values[d] = v
	}
	sortSimplex(simplex, values)
	for used := d + 1; used < evaluationsPerDimension*d; {
		if values[d]-values[0] < tolerance || math.IsInf(values[0], 1) {
			break
		}
		clear(centre)
		for _, p := range simplex[:d] {
			for j, v := range p {
				centre[j] += v / float64(d)
			}
		}
		reflected := along(try, -1)
		used++
		switch {
		case reflected < values[0]:
			used++
			if expanded := along(far, -2); expanded < reflected {
				replace(&far, expanded)
			} else {
				replace(&try, reflected)
			}
		case reflected < values[d-1]:
			replace(&try, reflected)
		default:
			by, bar := 0.5, values[d]
			if reflected < bar {
				by, bar = -0.5, reflected
			}
			used++
			if contracted := along(far, by); contracted < bar {
				replace(&far, contracted)
			} else {
				for i := 1; i <= d; i++ {
					for j := range simplex[i] {
						simplex[i][j] = (simplex[i][j] + simplex[0][j]) / 2
					}
					values[i] = loss(simplex[i])
				}
				used += d
			}
		}
		sortSimplex(simplex, values)
	}
	return simplex[0], values[0]
}

// sortSimplex orders corners by value; insertion keeps equals in place, and
// all but one are already in order.
func sortSimplex(simplex [][]float64, values []float64) {
	for i := 1; i < len(values); i++ {
		for j := i; j > 0 && values[j] < values[j-1]; j-- {
			values[j], values[j-1] = values[j-1], values[j]
			simplex[j], simplex[j-1] = simplex[j-1], simplex[j]
		}
	}
}
