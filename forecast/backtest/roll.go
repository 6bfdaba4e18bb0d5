package backtest

import (
	"context"
	"errors"
	"fmt"
	"math"

	"hemline/forecast"
	"hemline/forecast/seasonalnaive"
	"hemline/series"
)

// Track is one series with what each method said at its rolling origins.
type Track struct {
	Series  series.Series
	Season  int
	Born    int      // index of the first value that is not zero (forecast.Born)
	Windows []Window // latest origin first
}

// Window is one origin of a track: what was known, what was said, what came.
type Window struct {
	At        int            // values known at the origin
	Back      int            // periods from the origin to the end of the track
	Regime    Regime         // of what was known
	Scale     float64        // typical size of an error, from what was known; positive unless all was zero
	MASEScale float64        // SeasonalScale of what was known since the series was born
	LastYear  float64        // mean of the last season before the origin
	Margin    float64        // how far from LastYear a mean has to be for a rise or fall
	Lead      [leads]float64 // growth of the leading series (see leading)
	Led       bool           // whether there is one
	Forecasts [][]float64    // by method, nil where it was too short
	Actual    []float64      // the horizon that followed, at least half of it known
	Baseline  float64        // MAE of seasonal naive, NaN where it was too short
}

// Roll runs every method at the rolling origins of every series: the last
// origin leaves one full horizon to compare with, the others lie Step periods
// apart before it, as long as the series was born. Methods see the values
// from the first that is not zero up to the origin, nothing else. The tracks
// are in the order of ss.
func Roll(ctx context.Context, ss []series.Series, methods []forecast.Forecaster, o Options) ([]Track, error) {
	o, err := o.Defaults()
	if err != nil {
		return nil, err
	}
	tracks := make([]Track, len(ss))
	err = Each(ctx, o.Workers, len(ss), func(i int) error {
		var err error
		tracks[i], err = roll(ss[i], methods, o)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("backtest: roll: %w", err)
	}
	return tracks, teachWindows(ctx, tracks, o)
}

func roll(s series.Series, methods []forecast.Forecaster, o Options) (Track, error) {
	for i, v := range s.Values {
		if math.IsInf(v, 0) {
			return Track{}, fmt.Errorf("series %q: period %s is infinite: mark what is unknown as missing", s.ID, s.Freq.Label(s.Period(i)))
		}
	}
	t := Track{Series: s, Season: o.SeasonOf(s.Freq), Born: forecast.Born(s.Values)}
	for j := 0; j < o.Origins; j++ {
		at := len(s.Values) - o.Horizon - j*o.Step
		if at <= t.Born {
			break
		}
		actual := s.Values[at : at+o.Horizon : at+o.Horizon]
		if 2*series.Known(actual) < o.Horizon || o.Asked != nil && !o.Asked(s.ID, s.Period(at)) {
			continue
		}
		w, err := Look(s, t.Born, at, methods, o)
		if err != nil {
			return Track{}, err
		}
		w.Actual = actual
		if err := w.compare(s.Values[t.Born:at], t.Season); err != nil {
			return Track{}, err
		}
		t.Windows = append(t.Windows, w)
	}
	return t, nil
}

// compare sets what the methods are compared with.
func (w *Window) compare(past []float64, season int) error {
	h := len(w.Actual)
	w.Baseline = math.NaN()
	if repeat, err := (seasonalnaive.Method{}).Forecast(past, season, h); err == nil {
		w.Baseline = MAE(w.Actual, repeat)
	}
	return nil
}

// Look runs the methods on s as it was known when it had at values, more than
// born. Nothing after is read; Actual and what is measured against it stay
// empty.
func Look(s series.Series, born, at int, methods []forecast.Forecaster, o Options) (Window, error) {
	season := o.SeasonOf(s.Freq)
	past := s.Values[born:at:at]
	forecasts, err := runAll(methods, past, season, o.Horizon)
	if err != nil {
		return Window{}, fmt.Errorf("series %q at %s: %w", s.ID, s.Freq.Label(s.Period(at)), err)
	}
	forecasts = append(forecasts, make([][]float64, len(o.Globals))...) // see Teach
	lastYear := series.Mean(series.Tail(s.Values[:at], season))
	if math.IsNaN(lastYear) { // nothing known of it: all that came before has to stand in
		lastYear = series.Mean(s.Values[:at])
	}
	var lead [leads]float64
	other, led := o.Leading[s.ID]
	if led {
		lead, led = leading(other, s.Period(at), season)
	}
	return Window{
		At: at, Back: len(s.Values) - at, Lead: lead, Led: led, Forecasts: forecasts,
		Regime:    RegimeOf(past, born, season),
		Scale:     ErrorScale(past, season),
		MASEScale: SeasonalScale(past, season),
		LastYear:  lastYear,
		Margin:    Margin(lastYear, series.Mean(past), o.Threshold),
	}, nil
}

// runAll runs the methods on past, nil where one needs more of it. Any other
// failure, and a forecast that is not h finite values, is an error.
func runAll(methods []forecast.Forecaster, past []float64, season, h int) ([][]float64, error) {
	out := make([][]float64, len(methods))
	for i, m := range methods {
		f, err := m.Forecast(past, season, h)
		if err == nil {
			err = check(f, h)
		}
		switch {
		case errors.Is(err, forecast.ErrTooShort):
		case err != nil:
			return nil, fmt.Errorf("%s: %w", m.Name(), err)
		default:
			out[i] = f
		}
	}
	return out, nil
}

func check(f []float64, h int) error {
	if len(f) != h {
		return fmt.Errorf("gave %d values, not %d", len(f), h)
	}
	for k, v := range f {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("value %d is %v", k, v)
		}
	}
	return nil
}
