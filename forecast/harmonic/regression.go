package harmonic

import (
	"hemline/forecast/internal/arma"
	"hemline/forecast/internal/regress"
)

// regression is a series, or its first difference, on its waves.
type regression struct {
	y      []float64
	x      regress.Design // over the past and what follows it
	past   regress.Design // the same, cut to y
	white  regress.Design // room for past filtered by a model of the errors
	blocks []int          // numbers of columns that make a model
	rest   []float64      // what plain least squares on all columns leave of y
	d      int
	last   float64
	h      int
}

// regress differences z d times (0 or 1). A difference takes the level out of
// the design with it.
func (w *waves) regress(z []float64, d int) *regression {
	r := &regression{y: z, x: w.columns, blocks: w.blocks, d: d, last: z[len(z)-1], h: w.h}
	if d == 1 {
		r.y = difference(z)
		r.x = make(regress.Design, len(w.columns)-1)
		for i, c := range w.columns[1:] {
			r.x[i] = difference(c)
		}
		r.blocks = make([]int, len(w.blocks))
		for i, p := range w.blocks {
			r.blocks[i] = p - 1
		}
	}
	n := len(r.y)
	room := make([]float64, n*(len(r.x)+1))
	r.rest, room = room[:n], room[n:]
	r.past, r.white = make(regress.Design, len(r.x)), make(regress.Design, len(r.x))
	for i, c := range r.x {
		r.past[i], r.white[i] = c[:n], room[i*n:(i+1)*n]
	}
	regress.Residuals(r.rest, r.past, r.y, regress.Fit(r.past, r.y).Coefficients(len(r.past)))
	return r
}

// slight is the weight below which a second regression is not worth its time.
const slight = 0.02

// returning is how much of the forecast goes to the regression whose level
// returns to its mean: half when the rest is noise around it, less the more it
// wanders, by the ratio of von Neumann (1941), the mean square of its changes
// over that of its values, which is 2 for noise and near 0 for a random walk.
func returning(rest []float64) float64 {
	var changes, values float64
	for t, v := range rest {
		values += v * v
		if t > 0 {
			changes += (v - rest[t-1]) * (v - rest[t-1])
		}
	}
	part := 0.5 * min(1, changes/(values+smallest))
	if part < slight {
		return 0
	}
	return part
}

// pilot is the order of the autoregression that whitens the design before
// the number of sines is chosen: with errors that remember, plain least squares
// takes their slow waves for season.
const pilot = 3

// forecast gives the values after z, on z's scale: the sines by generalised
// least squares under a pilot model of the errors, the order of the errors on
// what these leave, then the sines again under that order.
func (r *regression) forecast() []float64 {
	n := len(r.y)
	errors := arma.Model{AR: arma.Autoregression(r.rest, min(pilot, n/8))}
	fit := r.whitened(errors)
	best := fit.Coefficients(choosePrefix(fit, r.blocks, n))
	regress.Residuals(r.rest, r.past, r.y, best)
	errors = chooseErrors(r.rest)
	b := averaged(r.whitened(errors), r.blocks, n)
	regress.Residuals(r.rest, r.past, r.y, b)

	out := errors.Forecast(r.rest, r.h)
	for i, c := range b {
		for k := range out {
			out[k] += c * r.x[i][n+k]
		}
	}
	if r.d == 1 {
		at := r.last
		for k := range out {
			at += out[k]
			out[k] = at
		}
	}
	return out
}

// whitened filters design and values alike and regresses them, which is
// generalised least squares (Cochrane & Orcutt 1949).
func (r *regression) whitened(m arma.Model) *regress.Normal {
	for i, c := range r.past {
		m.Whiten(r.white[i], c)
	}
	v := make([]float64, len(r.y))
	m.Whiten(v, r.y)
	return regress.Fit(r.white, v)
}

func difference(z []float64) []float64 {
	out := make([]float64, len(z)-1)
	for t := range out {
		out[t] = z[t+1] - z[t]
	}
	return out
}
