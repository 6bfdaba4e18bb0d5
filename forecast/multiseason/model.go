package multiseason

import (
	"math"

	"hemline/forecast/internal/rhythm"
)

// The weights of a model, each an index into its grid.
const (
	wLevel = iota // how far the level follows an error
	wShort        // how far the short season does
	wLong         // how far the long season does
	wError        // how much of an error is there again the period after
	wKeep         // how much of the seasons seen in the warm-up to start with
	weights
)

// grid holds the values tried. A search over a grid always ends, and finer
// weights than these cannot be told apart on a few cycles.
var grid = [weights][]float64{
	wLevel: {0, 0.003, 0.01, 0.03, 0.06, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9},
	wShort: {0, 0.01, 0.03, 0.06, 0.1, 0.2, 0.3, 0.45, 0.6},
	wLong:  {0, 0.01, 0.03, 0.06, 0.1, 0.2, 0.3, 0.45, 0.6},
	wError: {0, 0.2, 0.4, 0.55, 0.7, 0.8, 0.9, 0.95, 0.98},
	wKeep:  {0, 0.3, 0.5, 0.65, 0.8, 0.9, 1},
}

// model is level + short[t mod season] + long[t mod 7 season] + error.
type model struct {
	z              []float64
	from           int // errors count from here
	at             [weights]int
	level          float64
	short0, long0  []float64 // states before the first value; long0 is empty without a long season
	short, long    []float64
	last, lastRest float64 // after run: the level and the error at the end
}

func newModel(z []float64, season int) *model {
	m := &model{z: z, at: [weights]int{wLevel: 3, wShort: 2, wLong: 2, wError: 4, wKeep: 6}}
	window := warmup * season
	if long := rhythm.Of(z, season, warmup+1); long > season {
		window = warmup * long
		m.long0, m.long = make([]float64, long), make([]float64, long)
	}
	m.short0, m.short = make([]float64, season), make([]float64, season)
	m.from = window
	for _, v := range z[:window] {
		m.level += v / float64(window)
	}
	for t, v := range z[:window] {
		m.short0[t%season] += (v - m.level) * float64(season) / float64(window)
	}
	for t, v := range z[:window] {
		if len(m.long0) > 0 {
			m.long0[t%len(m.long0)] += (v - m.level - m.short0[t%season]) / warmup
		}
	}
	return m
}

// search walks the grid downhill one weight at a time until no neighbour is
// better.
func (m *model) search() {
	best := m.run()
	for moved := true; moved; {
		moved = false
		for w := range grid {
			if w == wLong && len(m.long0) == 0 {
				continue
			}
			for _, step := range [...]int{1, -1} {
				for {
					next := m.at[w] + step
					if next < 0 || next >= len(grid[w]) {
						break
					}
					m.at[w] = next
					if loss := m.run(); loss < best {
						best, moved = loss, true
						continue
					}
					m.at[w] -= step
					break
				}
			}
		}
	}
	m.run()
}

// run goes through the series and returns the sum of absolute one-step errors,
// which one loud day does not decide.
func (m *model) run() float64 {
	alpha, gamma, omega, phi := grid[wLevel][m.at[wLevel]], grid[wShort][m.at[wShort]], grid[wLong][m.at[wLong]], grid[wError][m.at[wError]]
	keep := grid[wKeep][m.at[wKeep]]
	for i, v := range m.short0 {
		m.short[i] = keep * v
	}
	for i, v := range m.long0 {
		m.long[i] = keep * v
	}
	level, rest, loss := m.level, 0.0, 0.0
	i, j := 0, 0
	for t, v := range m.z {
		base := level + m.short[i]
		if len(m.long) > 0 {
			base += m.long[j]
		}
		e := v - base - phi*rest
		if t >= m.from {
			loss += math.Abs(e)
		}
		rest = phi*rest + e
		level += alpha * e
		m.short[i] += gamma * e
		if i++; i == len(m.short) {
			i = 0
		}
		if len(m.long) > 0 {
			m.long[j] += omega * e
			if j++; j == len(m.long) {
				j = 0
			}
		}
	}
	m.last, m.lastRest = level, rest
	return loss
}

// forecast writes the values after z; run has left the states there.
func (m *model) forecast(out []float64) {
	phi, rest := grid[wError][m.at[wError]], m.lastRest
	for k := range out {
		t := len(m.z) + k
		rest *= phi
		out[k] = m.last + rest + m.short[t%len(m.short)]
		if len(m.long) > 0 {
			out[k] += m.long[t%len(m.long)]
		}
	}
}
