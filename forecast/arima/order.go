package arima

import (
	"math"

	"hemline/forecast/internal/arma"
)

// most bounds p and q, as in Hyndman & Khandakar 2008.
const most = 5

// candidate is an order that was fitted, and its AICc.
type candidate struct {
	arma.Model
	score float64
}

// candidates steps from a few orders to the neighbour of lowest AICc until none
// is better (Hyndman & Khandakar 2008, section 3.2), and gives all it saw.
func candidates(u []float64) []candidate {
	var seen [most + 1][most + 1]bool
	var all []candidate
	best := math.Inf(1)
	p, q := 0, 0
	try := func(a, b int) bool {
		if a < 0 || b < 0 || a > most || b > most || seen[a][b] {
			return false
		}
		seen[a][b] = true
		f, ok := arma.Fit(u, a, b)
		if !ok {
			return false
		}
		c := candidate{f, aicc(f.Squares, len(u), a+b+1)}
		all = append(all, c)
		if c.score < best {
			best, p, q = c.score, a, b
			return true
		}
		return false
	}
	for _, o := range [...][2]int{{0, 0}, {1, 0}, {0, 1}, {2, 2}} {
		try(o[0], o[1])
	}
	for moved := true; moved; {
		moved = false
		for _, s := range [...][2]int{{-1, 0}, {1, 0}, {0, -1}, {0, 1}, {-1, -1}, {1, 1}} {
			moved = moved || try(p+s[0], q+s[1])
		}
	}
	return all
}

// slight is the weight, of the best's, below which a candidate is left out.
const slight = 0.05

// ahead is the mean of the candidates' forecasts of u, each weighted by
// exp(-AICc/2) (Burnham & Anderson 2002, 2.9): orders that the past can hardly
// tell apart differ ahead, and their mean is steadier than a choice.
func (m model) ahead(u []float64, h int) []float64 {
	out := make([]float64, h)
	best, total := math.Inf(1), 0.0
	for _, c := range m.errors {
		best = min(best, c.score)
	}
	for _, c := range m.errors {
		weight := math.Exp((best - c.score) / 2)
		if !(weight >= slight) {
			continue
		}
		total += weight
		for k, v := range c.Forecast(u, h) {
			out[k] += weight * v
		}
	}
	for k := range out {
		out[k] /= max(total, slight) // no candidate: zero, the mean of u
	}
	return out
}

// smallest keeps the logarithm of a perfect fit finite; values are of size 1.
const smallest = 1e-20

// aicc is minus twice the normal log-likelihood up to a constant, corrected for
// short series (Hurvich & Tsai 1989).
func aicc(squares float64, n, k int) float64 {
	if n <= k+1 {
		return math.Inf(1)
	}
	c, d := float64(n), float64(k)
	return c*math.Log(squares/c+smallest) + 2*d + 2*d*(d+1)/(c-d-1)
}
