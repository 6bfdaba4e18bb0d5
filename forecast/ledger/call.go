package ledger

import (
	"fmt"
	"math"
	"time"

	"hemline/forecast"
	"hemline/forecast/backtest"
	"hemline/series"
)

// maxPeriods is the longest horizon: ten years of days.
const maxPeriods = 3660

// rounding is how far two sums of the same numbers may be apart.
const rounding = 1e-9

// Scope is the part of the corpus a series counts; an empty field means all.
type Scope struct {
	Market  string `json:"market"`
	Channel string `json:"channel"`
	Segment string `json:"segment"`
}

// String renders a scope as "market/channel/segment", "all" for an empty one.
func (s Scope) String() string {
	or := func(v string) string {
		if v == "" {
			return "all"
		}
		return v
	}
	return or(s.Market) + "/" + or(s.Channel) + "/" + or(s.Segment)
}

// Call is one published forecast, with all it takes to judge it later: nothing
// it is compared with is worked out again. Mean, Q10, Q50, Q90 and Naive have
// one value for each period from Origin on, in the units of the series.
type Call struct {
	Series string      `json:"series"` // its id
	Kind   string      `json:"kind"`
	Scope  Scope       `json:"scope"`
	Freq   series.Freq `json:"freq"`
	Season int         `json:"season"` // periods in a cycle
	Origin time.Time   `json:"origin"` // first instant of the first period; nothing later was read

	Published time.Time `json:"published"` // by the clock, whole seconds, UTC
	Program   string    `json:"program"`   // version that published it
	Method    string    `json:"method"`
	Data      string    `json:"data"` // Fingerprint of the series it was made from
	Set       string    `json:"set"`  // FingerprintSet of all series the same run learnt from

	Verdict     forecast.Verdict `json:"verdict"`
	Probability backtest.Number  `json:"probability"`
	Threshold   backtest.Number  `json:"threshold"` // relative change that counts as rise or fall
	LastYear    backtest.Number  `json:"last_year"` // mean the verdict is against
	Margin      backtest.Number  `json:"margin"`    // how far from it the mean has to come (backtest.Margin)
	Scale       backtest.Number  `json:"scale"`     // denominator of MASE (backtest.SeasonalScale), null without one

	Mean  []backtest.Number `json:"mean"`
	Q10   []backtest.Number `json:"q10"`
	Q50   []backtest.Number `json:"q50"`
	Q90   []backtest.Number `json:"q90"`
	Naive []backtest.Number `json:"naive"` // what seasonal naive said; null where it could not
}

// Basis is what a forecast is judged against, worked out from what was known
// at its origin (backtest.Look).
type Basis struct {
	Season                             int
	Threshold, LastYear, Margin, Scale float64
	Naive                              []float64 // nil: seasonal naive could not run
}

// NewCall makes the call of f from what it stands on. Kind, Scope, Published,
// Program, Data and Set are left for the caller. An error says why f cannot be
// published.
func NewCall(f forecast.Forecast, b Basis) (Call, error) {
	c := Call{
		Series: f.ID, Freq: f.Freq, Season: b.Season, Origin: f.Origin.UTC(), Method: f.Method,
		Verdict: f.Verdict, Probability: backtest.Number(f.Probability),
		Threshold: backtest.Number(b.Threshold), LastYear: backtest.Number(b.LastYear), Margin: backtest.Number(b.Margin), Scale: backtest.Number(b.Scale),
	}
	if c.Probability > 1 && c.Probability < 1+rounding { // a sum of weights
		c.Probability = 1
	}
	for k, s := range f.Steps {
		if want := f.Freq.Add(f.Origin, k); !s.Period.Equal(want) {
			return Call{}, fmt.Errorf("ledger: %s: period %d begins on %s, not on %s", f.ID, k+1, s.Period.Format(time.DateOnly), want.Format(time.DateOnly))
		}
		naive := math.NaN()
		if k < len(b.Naive) {
			naive = b.Naive[k]
		}
		c.Mean = append(c.Mean, backtest.Number(s.Mean))
		c.Q10 = append(c.Q10, backtest.Number(s.Q10))
		c.Q50 = append(c.Q50, backtest.Number(s.Q50))
		c.Q90 = append(c.Q90, backtest.Number(s.Q90))
		c.Naive = append(c.Naive, backtest.Number(naive))
	}
	return c, nil
}

// Horizon is the number of periods forecast.
func (c *Call) Horizon() int { return len(c.Mean) }

// Due is the first instant after the last period forecast.
func (c *Call) Due() time.Time { return c.Freq.Add(c.Origin, c.Horizon()) }

// Ahead reports whether the call was published before its first period was
// over, when nobody could know how it would turn out. A call made for a past
// day and entered afterwards is kept too, but it proves nothing about
// foresight, and every count says how many there are.
func (c *Call) Ahead() bool { return c.Published.Before(c.Freq.Next(c.Origin)) }

// content is the same for two calls that say the same, whenever and by
// whichever version of the program they were published.
func (c Call) content() (string, error) {
	c.Published, c.Program = time.Time{}, ""
	raw, err := encode(c)
	return hashOf(raw), err
}

func (c *Call) check() error {
	h := len(c.Mean)
	freq, err := series.ParseFreq(string(c.Freq))
	switch {
	case err != nil || freq != c.Freq:
		return fmt.Errorf("its frequency %q is not known", c.Freq)
	case c.Series == "":
		return fmt.Errorf("its series has no id")
	case h == 0 || h > maxPeriods:
		return fmt.Errorf("it forecasts %d periods; 1 to %d are possible", h, maxPeriods)
	case len(c.Q10) != h || len(c.Q50) != h || len(c.Q90) != h || len(c.Naive) != h:
		return fmt.Errorf("its means and quantiles are not of equal length")
	case c.Season < 1:
		return fmt.Errorf("its season is %d", c.Season)
	case c.Verdict != forecast.Rise && c.Verdict != forecast.Flat && c.Verdict != forecast.Fall:
		return fmt.Errorf("its verdict %q is neither rise, flat nor fall", c.Verdict)
	case !(c.Probability >= 0 && c.Probability <= 1):
		return fmt.Errorf("its probability is not between 0 and 1")
	case !isHash(c.Data) || !isHash(c.Set):
		return fmt.Errorf("its fingerprints are not SHA-256")
	case !c.Origin.Equal(c.Freq.Floor(c.Origin)):
		return fmt.Errorf("its origin is not the beginning of a %s", c.Freq)
	}
	for k := range h {
		if !finite(c.Mean[k]) || !finite(c.Q10[k]) || !finite(c.Q50[k]) || !finite(c.Q90[k]) {
			return fmt.Errorf("its period %d has no finite mean and quantiles", k+1)
		}
		if c.Q10[k] > c.Q50[k] || c.Q50[k] > c.Q90[k] {
			return fmt.Errorf("its quantiles of period %d are out of order", k+1)
		}
	}
	return nil
}

func finite(v backtest.Number) bool {
	return !math.IsNaN(float64(v)) && !math.IsInf(float64(v), 0)
}
