package backtest

import (
	"math"

	"hemline/forecast"
	"hemline/series"
)

// Case is one forecast with what came.
type Case struct {
	Actual        []float64 // NaN where the period is missing
	Mean          []float64
	Q10, Q50, Q90 []float64 // nil when there is no interval to judge
	Scale         float64   // SeasonalScale of the values known at the origin
	Verdict       forecast.Verdict
	LastYear      float64 // mean of the last season known at the origin
	Margin        float64 // see Margin
}

// Row is what a Table says of one method. Measures are NaN when nothing
// could be measured.
type Row struct {
	Method    string    `json:"method"`
	Windows   int       `json:"windows"`   // origins scored, over all series
	MASE      Number    `json:"mase"`      // mean over windows with a positive scale
	SMAPE     Number    `json:"smape"`     // percent, mean over periods
	WAPE      Number    `json:"wape"`      // sum of absolute errors over sum of absolute values
	Pinball   Number    `json:"pinball"`   // mean over the levels 0.1, 0.5, 0.9, scaled like MASE
	Coverage  Number    `json:"coverage"`  // part of the values inside the 80 % interval
	MSIS      Number    `json:"msis"`      // at alpha 0.2
	Direction Number    `json:"direction"` // part of the verdicts that came true
	Confusion Confusion `json:"confusion"`
}

// Confusion counts windows by verdict called (first index) and what came
// (second), in the order rise, flat, fall.
type Confusion [3][3]int

func place(v forecast.Verdict) int {
	switch v {
	case forecast.Rise:
		return 0
	case forecast.Fall:
		return 2
	}
	return 1
}

// Score adds up cases into a Row.
type Score struct {
	row                   Row
	mase, smape, errors   mean
	sizes                 float64
	pinball, inside, msis mean
	hit                   mean
}

type mean struct{ sum, n float64 }

func (m *mean) add(v float64) { m.sum, m.n = m.sum+v, m.n+1 }

func (m *mean) value() Number {
	if m.n == 0 {
		return Number(math.NaN())
	}
	return Number(m.sum / m.n)
}

// Add scores one case; one without a known actual value is ignored.
func (s *Score) Add(c Case) {
	came := series.Mean(c.Actual)
	if math.IsNaN(came) {
		return
	}
	s.row.Windows++
	scaled := c.Scale > 0 // false for NaN too
	if scaled {
		s.mase.add(MAE(c.Actual, c.Mean) / c.Scale)
	}
	for k, y := range c.Actual {
		if math.IsNaN(y) {
			continue
		}
		s.smape.add(SMAPE(y, c.Mean[k]))
		s.errors.add(math.Abs(y - c.Mean[k]))
		s.sizes += math.Abs(y)
		if c.Q10 == nil {
			continue
		}
		within := 0.0
		if c.Q10[k] <= y && y <= c.Q90[k] {
			within = 1
		}
		s.inside.add(within)
		if scaled {
			loss := Pinball(y, c.Q10[k], 0.1) + Pinball(y, c.Q50[k], 0.5) + Pinball(y, c.Q90[k], 0.9)
			s.pinball.add(loss / 3 / c.Scale)
			s.msis.add(IntervalScore(y, c.Q10[k], c.Q90[k], 0.2) / c.Scale)
		}
	}
	if math.IsNaN(c.LastYear) {
		return
	}
	truth := Direction(came, c.LastYear, c.Margin)
	s.row.Confusion[place(c.Verdict)][place(truth)]++
	hit := 0.0
	if truth == c.Verdict {
		hit = 1
	}
	s.hit.add(hit)
}

// Row is the result so far, under the method's name.
func (s *Score) Row(method string) Row {
	r := s.row
	r.Method = method
	r.MASE, r.SMAPE = s.mase.value(), s.smape.value()
	r.WAPE = Number(math.NaN())
	if s.sizes > 0 {
		r.WAPE = Number(s.errors.sum / s.sizes)
	}
	r.Pinball, r.Coverage, r.MSIS = s.pinball.value(), s.inside.value(), s.msis.value()
	r.Direction = s.hit.value()
	return r
}
