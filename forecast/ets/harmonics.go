package ets

import "math"

// harmonics is a season as a sum of a few sines (dynamic harmonic regression;
// Young, Pedregal & Tych 1999; Hyndman & Athanasopoulos 2021, 10.5).
type harmonics struct {
	season int
	coef   []float64 // cosine and sine of the 1st, 2nd, ... harmonic
}

// maxHarmonics: six sines tell the months of a year apart; more fit single
// weeks.
const maxHarmonics = 6

// columns of the regression: a line and a cosine and a sine for each harmonic.
const columns = 2 + 2*maxHarmonics

type (
	vector [columns]float64
	matrix [columns]vector
)

// fitHarmonics regresses y on a line and 1..maxHarmonics sines and keeps the
// number with the lowest AICc. It reports false with less than two cycles, or
// when the line alone does as well.
func fitHarmonics(y []float64, season int) (harmonics, bool) {
	n := len(y)
	if n < 2*season {
		return harmonics{}, false
	}
	best, found := math.Inf(1), harmonics{season: season}
	// One design for all: columns are ordered, so a smaller model is a prefix.
	var row, cross vector
	var gram matrix
	var squares float64
	for t, v := range y {
		design(&row, t, n, season)
		for i, a := range row {
			for j, b := range row[:i+1] {
				gram[i][j] += a * b
			}
			cross[i] += a * v
		}
		squares += v * v
	}
	for k := 0; k <= maxHarmonics; k++ {
		p := 2 + 2*k
		if n <= p+2 {
			break
		}
		coef, explained, ok := solve(gram, cross, p)
		if !ok {
			break
		}
		d := float64(p + 1)
		rss := max(squares-explained, smallest)
		aicc := float64(n)*math.Log(rss) + 2*d + 2*d*(d+1)/(float64(n)-d-1)
		if aicc < best {
			best = aicc
			found.coef = append([]float64(nil), coef[2:p]...)
		}
	}
	return found, len(found.coef) > 0
}

func design(row *vector, t, n, season int) {
	row[0], row[1] = 1, float64(t)/float64(n)-0.5
	for k := 1; 2*k+1 < len(row); k++ {
		row[2*k+1], row[2*k] = math.Sincos(2 * math.Pi * float64(k*t) / float64(season))
	}
}

// at is the season's deviation at period t of the fitted series, also past
// its end.
func (w harmonics) at(t int) float64 {
	var sum float64
	for k := 1; 2*k <= len(w.coef); k++ {
		sin, cos := math.Sincos(2 * math.Pi * float64(k*t) / float64(w.season))
		sum += w.coef[2*k-2]*cos + w.coef[2*k-1]*sin
	}
	return sum
}

// solve solves the leading p x p normal equations by Cholesky decomposition
// and returns the coefficients and the sum of squares they explain.
// It reports false when the design is singular.
func solve(a matrix, b vector, p int) (coef vector, explained float64, ok bool) {
	for i := 0; i < p; i++ {
		for j := 0; j <= i; j++ {
			s := a[i][j]
			for k := 0; k < j; k++ {
				s -= a[i][k] * a[j][k]
			}
			if i == j {
				if s <= 1e-9 {
					return coef, 0, false
				}
				a[i][i] = math.Sqrt(s)
			} else {
				a[i][j] = s / a[j][j]
			}
		}
	}
	var z vector
	for i := 0; i < p; i++ {
		s := b[i]
		for k := 0; k < i; k++ {
			s -= a[i][k] * z[k]
		}
		z[i] = s / a[i][i]
		explained += z[i] * z[i]
	}
	for i := p - 1; i >= 0; i-- {
		s := z[i]
		for k := i + 1; k < p; k++ {
			s -= a[k][i] * coef[k]
		}
		coef[i] = s / a[i][i]
	}
	return coef, explained, true
}
