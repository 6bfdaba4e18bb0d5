// Package naive2 is the benchmark of the M competitions: the last value, with
// the season put back where there is one. The OWA of a method is how large its
// errors are against this one's.
package naive2

import "hemline/forecast/internal/smooth"

// Method is "Naive 2" (Makridakis, Spiliotis & Assimakopoulos 2020, "The M4
// Competition"): the last value of the series without its season, which is read
// off by classical decomposition when the autocorrelation at the season is
// beyond its 90 % limits; times the season of the coming periods.
type Method struct {
	Season int // periods in a cycle; 0: the season Forecast is given
}

// fullSeasons is what the competition wants before it looks for a season.
const fullSeasons = 3

// Name is "naive2".
func (Method) Name() string { return "naive2" }

// Forecast needs one known value. Missing values are filled in; series with
// zeros have an additive season, where the competition, whose series are all
// positive, knows a multiplicative one only.
func (m Method) Forecast(y []float64, season, h int) ([]float64, error) {
	if m.Season > 0 {
		season = m.Season
	}
	out := make([]float64, h)
	r, err := smooth.Prepare(m.Name(), y, season, 1)
	if err != nil {
		return nil, err
	}
	if r.Constant {
		return r.Finish(y, out), nil
	}
	var course smooth.Course
	if season > 1 && len(r.X) >= fullSeasons*season {
		course = r.OffClassical(season)
	}
	for k := range out {
		out[k] = r.X[len(r.X)-1]
	}
	course.Apply(out, len(r.X))
	return r.Finish(y, out), nil
}
