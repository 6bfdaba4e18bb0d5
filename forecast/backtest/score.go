package backtest

import (
	"math"
	"slices"

	"hemline/forecast"
	"hemline/series"
)

// Case is one forecast with what came.
type Case struct {
	Actual    []float64 // NaN where the period is missing
	Mean      []float64
	Quantiles [][]float64 // by Taus; nil when there is no interval to judge
	Scale     float64     // SeasonalScale of the values known at the origin
	Scale1    float64     // the same at lag 1
	Naive2    []float64   // what naive 2 said; nil where it could not run
	Verdict   forecast.Verdict
	LastYear  float64 // mean of the last season known at the origin; NaN: no verdict to judge
	Margin    float64 // see Margin
	Quarter   int     // periods in a quarter of a season, 0 for none
}

// part is the case of the steps from and before to, without the verdict, which
// is about the whole horizon, and without quarters.
func (c Case) part(from, to int) Case {
	p := c
	p.Actual, p.Mean = c.Actual[from:to], c.Mean[from:to]
	p.Quantiles = nil
	for _, q := range c.Quantiles {
		p.Quantiles = append(p.Quantiles, q[from:to])
	}
	if c.Naive2 != nil {
		p.Naive2 = c.Naive2[from:to]
	}
	p.LastYear, p.Quarter = math.NaN(), 0
	return p
}

// Taus are the levels of the quantiles that are scored: the bounds of the
// intervals and the deciles.
func Taus() []float64 { return taus[:] }

var taus = [...]float64{0.025, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.975}

// Places in taus.
var (
	deciles   = [...]int{1, 2, 4, 5, 6, 7, 8, 10, 11}
	intervals = [...]struct {
		low, high int
		alpha     float64
	}{{3, 9, 0.5}, {1, 11, 0.2}, {0, 12, 0.05}}
)

// Row is what a Table says of one method. Measures are NaN when nothing
// could be measured. Those that are scaled are divided by the mean error of
// seasonal naive over the past, as MASE is.
type Row struct {
	Method     string    `json:"method"`
	Windows    int       `json:"windows"`     // origins scored, over all series
	MASE       Number    `json:"mase"`        // mean over windows with a positive scale
	MASE1      Number    `json:"mase_lag1"`   // scaled by the naive method's error instead of seasonal naive's
	SMAPE      Number    `json:"smape"`       // per cent, mean over periods
	OWA        Number    `json:"owa"`         // of MASE and sMAPE against naive 2 on the same windows
	WAPE       Number    `json:"wape"`        // sum of absolute errors over sum of absolute values
	Pinball    Number    `json:"pinball"`     // mean over the deciles, scaled
	WQL        Number    `json:"wql"`         // mean over the deciles of twice the pinball loss over the sum of absolute values
	Coverage50 Number    `json:"coverage_50"` // part of the values inside the interval
	Coverage80 Number    `json:"coverage_80"`
	Coverage95 Number    `json:"coverage_95"`
	Width80    Number    `json:"width_80"` // mean, scaled
	Width95    Number    `json:"width_95"`
	MSIS80     Number    `json:"msis_80"` // at alpha 0.2
	MSIS95     Number    `json:"msis_95"` // at alpha 0.05, as in the M4 competition
	Direction  Number    `json:"direction"`
	Confusion  Confusion `json:"confusion"`
	Quarter    Number    `json:"quarter_error"` // median absolute error of the means of quarters, in parts of what came
	Seconds    Number    `json:"seconds"`       // of all its fits, those it learnt from included, on one core
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
	row                Row
	mase, mase1, smape mean
	errors, sizes      float64
	// Of the periods that intervals were given for: their sizes, and the loss.
	quantiled, quantileLoss float64
	pinball, hit            mean
	inside, width, msis     [len(intervals)]mean
	against                 owa
	quarters                []float64
}

// owa gathers a method and naive 2 on the windows where both ran.
type owa struct{ smape, smape2, mase, mase2 mean }

type mean struct{ sum, n float64 }

func (m *mean) add(v float64) { m.sum, m.n = m.sum+v, m.n+1 }

func (m *mean) value() Number {
	if m.n == 0 {
		return unmeasured()
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
	s.points(c)
	if c.Quantiles != nil {
		s.intervals(c)
	}
	s.quarters = append(s.quarters, QuarterErrors(c.Actual, c.Mean, c.Quarter)...)
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

func (s *Score) points(c Case) {
	if e := MAE(c.Actual, c.Mean) / c.Scale; c.Scale > 0 { // false for NaN too
		s.mase.add(e)
		if c.Naive2 != nil {
			s.against.mase.add(e)
			s.against.mase2.add(MAE(c.Actual, c.Naive2) / c.Scale)
		}
	}
	if c.Scale1 > 0 {
		s.mase1.add(MAE(c.Actual, c.Mean) / c.Scale1)
	}
	for k, y := range c.Actual {
		if math.IsNaN(y) {
			continue
		}
		e := SMAPE(y, c.Mean[k])
		s.smape.add(e)
		if c.Naive2 != nil {
			s.against.smape.add(e)
			s.against.smape2.add(SMAPE(y, c.Naive2[k]))
		}
		s.errors += math.Abs(y - c.Mean[k])
		s.sizes += math.Abs(y)
	}
}

func (s *Score) intervals(c Case) {
	for k, y := range c.Actual {
		if math.IsNaN(y) {
			continue
		}
		var loss float64
		for _, d := range deciles {
			loss += Pinball(y, c.Quantiles[d][k], taus[d]) / float64(len(deciles))
		}
		s.quantileLoss += 2 * loss
		s.quantiled += math.Abs(y)
		if c.Scale > 0 {
			s.pinball.add(loss / c.Scale)
		}
		for i, in := range intervals {
			low, high := c.Quantiles[in.low][k], c.Quantiles[in.high][k]
			within := 0.0
			if low <= y && y <= high {
				within = 1
			}
			s.inside[i].add(within)
			if c.Scale > 0 {
				s.width[i].add((high - low) / c.Scale)
				s.msis[i].add(IntervalScore(y, low, high, in.alpha) / c.Scale)
			}
		}
	}
}

// Row is the result so far, under the method's name.
func (s *Score) Row(method string) Row {
	r := s.row
	r.Method = method
	r.MASE, r.MASE1, r.SMAPE = s.mase.value(), s.mase1.value(), s.smape.value()
	a := &s.against
	r.OWA = (a.smape.value()/a.smape2.value() + a.mase.value()/a.mase2.value()) / 2
	r.WAPE, r.WQL = ratio(s.errors, s.sizes), ratio(s.quantileLoss, s.quantiled)
	r.Pinball, r.Direction = s.pinball.value(), s.hit.value()
	r.Coverage50, r.Coverage80, r.Coverage95 = s.inside[0].value(), s.inside[1].value(), s.inside[2].value()
	r.Width80, r.Width95 = s.width[1].value(), s.width[2].value()
	r.MSIS80, r.MSIS95 = s.msis[1].value(), s.msis[2].value()
	r.Quarter = median(s.quarters)
	r.Seconds = unmeasured()
	return r
}

func unmeasured() Number { return Number(math.NaN()) }

func ratio(a, b float64) Number {
	if b > 0 {
		return Number(a / b)
	}
	return unmeasured()
}

func median(v []float64) Number {
	if len(v) == 0 {
		return unmeasured()
	}
	v = slices.Sorted(slices.Values(v))
	return Number((v[(len(v)-1)/2] + v[len(v)/2]) / 2)
}
