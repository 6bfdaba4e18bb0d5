// Package ets is exponential smoothing as a state space model, chosen among
// its variants by information criterion.
//
//	y -> (season off, when it is long) -> fit every admissible model -> lowest AICc -> forecast
//
// Trend is none, additive or damped; season none, additive or multiplicative;
// error additive, or with a season also multiplicative (Hyndman, Koehler, Snyder & Grose 2002, "A
// state space framework for automatic forecasting using exponential
// smoothing methods"; Hyndman & Khandakar 2008, "Automatic time series
// forecasting: the forecast package for R", whose choices are followed where
// nothing else is said).
package ets

import "hemline/forecast/internal/smooth"

// Method fits every admissible model and forecasts with the one of lowest
// AICc. Missing values are imputed (series.Impute) before fitting.
//
// A season of up to 12 periods is carried as states. A longer one has too many
// of them to estimate, each updated once a cycle: with two cycles or more, its
// harmonics are taken off first, as far as they repeat, and put back after
// (see forecast/internal/smooth), and the choice is among models without a
// season. Hyndman & Khandakar 2008 draw that line at 24; on the hours of M4
// (24) the harmonics were better.
type Method struct{}

// Name is "ets".
func (Method) Name() string { return "ets" }

// minKnown is one more than a weight, a level and a variance leave degrees of
// freedom for (see criterion).
const minKnown = 5

// Forecast needs five known values. It keeps forecast.Bound.
func (Method) Forecast(y []float64, season, h int) ([]float64, error) {
	f, _, err := Fit(y, season, h)
	return f, err
}

// Fit forecasts like Method and also says which model was chosen, in the
// usual three letters: "MAdM" is multiplicative error, damped additive trend,
// multiplicative season; "+season" follows when a season was taken off first.
func Fit(y []float64, season, h int) (forecasts []float64, model string, err error) {
	r, err := smooth.Prepare("ets", y, season, minKnown)
	if err != nil {
		return nil, "", err
	}
	out := make([]float64, h)
	if r.Constant { // nothing to fit: the likelihood of a constant is infinite
		return r.Finish(y, out), "constant", nil
	}
	var course smooth.Course
	suffix := ""
	if season > longestStates {
		if course = r.Off(season); len(course.Index) > 0 {
			suffix = "+season"
		}
	}
	best := choosePlain(r.X)
	if seasonal := chooseSeasonal(r, season); seasonal != nil && seasonal.aicc < best.criterion(len(r.X)) {
		seasonal.add(out)
		return r.Finish(y, out), seasonal.name(), nil
	}
	best.extend(out)
	course.Apply(out, len(r.X))
	return r.Finish(y, out), best.name() + suffix, nil
}

// longestStates is the longest season carried as states. Hyndman & Khandakar
// 2008 stop at 24, but even for 24 hours states were worse than what repeats:
// see Method.
const longestStates = 12

// chooseSeasonal fits the admissible models with seasonal states and keeps
// the one of lowest AICc, of equals the simpler; nil when there are none.
func chooseSeasonal(r smooth.Ready, season int) *fit {
	if season < 2 || season > longestStates || len(r.X) < 2*season {
		return nil
	}
	var best *fit
	for _, s := range [...]component{additive, multiplicative} {
		if s == multiplicative && !r.Positive {
			continue
		}
		course := smooth.Classical(r.X, season, s == multiplicative)
		if course.Multiplicative != (s == multiplicative) {
			continue // a factor near zero would make relative errors endless
		}
		init := initialStates(r.X, course)
		for _, trend := range trends {
			for _, e := range [...]component{additive, multiplicative} {
				// Additive error with multiplicative season is unstable
				// (Hyndman & Khandakar 2008, section 2.5), and zeros rule out
				// multiplicative parts altogether.
				if e == multiplicative && !r.Positive || e == additive && s == multiplicative {
					continue
				}
				f := newFit(spec{e, trend, s}, r.X, season, init)
				if f == nil {
					continue
				}
				f.estimate(coarse)
				if best == nil || f.aicc < best.aicc {
					best = f
				}
			}
		}
	}
	if best != nil {
		best.estimate(fine)
	}
	return best
}
