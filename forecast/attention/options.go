package attention

import (
	"fmt"
	"math"
	"runtime"
)

// Options say what to train. Horizon is needed; zero values stand for what was
// chosen on HERMES at the end of 2016.
type Options struct {
	Horizon int       // periods to forecast
	Season  int       // periods in one cycle; 0 or 1: none
	Levels  []float64 // quantiles, ascending within (0, 1); nil: 0.1, 0.2 ... 0.9
	Seeds   int       // networks to average; 0: 4
	Seed    uint64    // of the first network
	Workers int       // networks trained at the same time; 0: GOMAXPROCS. Results do not depend on it

	Steps   int     // of training each network; 0: 600
	Batch   int     // windows a step; 0: 32
	Patch   int     // periods a token; 0: a seventh of a season, at most 24
	Context int     // periods read before the origin; 0: two seasons, at least two horizons and 16 patches without a season
	Dim     int     // of the hidden state, a multiple of Heads; 0: 32
	Heads   int     // 0: 4
	Layers  int     // 0: 2
	Rate    float64 // peak learning rate; 0: 2e-3
	Decay   float64 // weight decay; 0: 0.1
	Dropout float64 // within [0, 1); 0: 0.3, below 0: none
	Mix     float64 // part of windows mixed with another series' (Zhang et al. 2018, Ansari et al. 2024); 0: 0.5, below 0: none

	// Progress is told every finished step of every network, by one goroutine
	// at a time.
	Progress func(Progress)
}

// Progress is the state of the training of one network.
type Progress struct {
	Network, Networks int // from 1
	Step, Steps       int
	Loss              float64 // mean pinball loss of the step, in window scales
}

// Upper limits keep a mistaken option from taking all memory.
const (
	maxHorizon = 4096
	maxContext = 1 << 16
	maxDim     = 1024
	maxLayers  = 16
	maxSeeds   = 64
	maxBatch   = 4096
	maxTokens  = 2048
)

// layout is how a window is divided into tokens.
type layout struct {
	horizon, season  int
	patch            int
	context, ahead   int // tokens of the past at most, and of the horizon
	leading          int // leading series of each series
	past, next, kept int // widths of a past token, a horizon token, the summary
}

// withDefaults fills in zero values and says what cannot be.
func (o Options) withDefaults() (Options, error) {
	set := func(p *int, v int) {
		if *p == 0 {
			*p = v
		}
	}
	setf := func(p *float64, v float64) {
		if *p == 0 {
			*p = v
		}
	}
	o.Season = max(o.Season, 1)
	if o.Horizon < 1 || o.Horizon > maxHorizon || o.Season > maxContext {
		return o, fmt.Errorf("attention: a horizon of %d and a season of %d: the horizon is 1 to %d, the season at most %d", o.Horizon, o.Season, maxHorizon, maxContext)
	}
	if o.Levels == nil {
		o.Levels = []float64{0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9}
	}
	last := 0.0
	for _, q := range o.Levels {
		if !(q > last && q < 1) {
			return o, fmt.Errorf("attention: levels %v: they have to ascend between 0 and 1", o.Levels)
		}
		last = q
	}
	if len(o.Levels) == 0 || len(o.Levels) > 99 {
		return o, fmt.Errorf("attention: %d levels: 1 to 99 are possible", len(o.Levels))
	}
	set(&o.Seeds, 4)
	set(&o.Workers, runtime.GOMAXPROCS(0))
	set(&o.Steps, 600)
	set(&o.Batch, 32)
	set(&o.Patch, min(max(o.Season/7, 1), 24))
	if o.Context == 0 {
		o.Context = 2 * o.Season
		if o.Season < 8 {
			o.Context = max(o.Context, 2*o.Horizon, 16*o.Patch)
		}
	}
	set(&o.Dim, 32)
	set(&o.Heads, 4)
	set(&o.Layers, 2)
	setf(&o.Rate, 2e-3)
	setf(&o.Decay, 0.1)
	setf(&o.Dropout, 0.3)
	setf(&o.Mix, 0.5)
	if o.Dropout < 0 {
		o.Dropout = 0
	}
	switch {
	case o.Seeds < 0 || o.Seeds > maxSeeds || o.Workers < 0 || o.Steps < 0 || o.Batch < 0 || o.Batch > maxBatch:
		return o, fmt.Errorf("attention: %d seeds, %d workers, %d steps of %d windows: none below 1, at most %d seeds and %d windows", o.Seeds, o.Workers, o.Steps, o.Batch, maxSeeds, maxBatch)
	case o.Patch < 0 || o.Context < o.Patch || o.Context > maxContext:
		return o, fmt.Errorf("attention: a context of %d in patches of %d: at least one patch and at most %d periods", o.Context, o.Patch, maxContext)
	case o.Dim < 0 || o.Dim > maxDim || o.Heads < 0 || o.Dim%o.Heads != 0 || o.Layers < 0 || o.Layers > maxLayers:
		return o, fmt.Errorf("attention: %d layers of %d with %d heads: heads divide the dimension, at most %d and %d layers", o.Layers, o.Dim, o.Heads, maxDim, maxLayers)
	case !(o.Dropout < 1) || !(o.Rate > 0 && o.Decay >= 0) || math.IsInf(o.Rate+o.Decay, 0) || math.IsNaN(o.Mix):
		return o, fmt.Errorf("attention: dropout %v, rate %v, decay %v: dropout lies below 1, the others are finite and not negative", o.Dropout, o.Rate, o.Decay)
	}
	return o, nil
}

// layout divides windows for series with a number of leading series.
func (o *Options) layout(leading int) (layout, error) {
	l := layout{
		horizon: o.Horizon, season: o.Season, patch: o.Patch, leading: leading,
		context: max(o.Context/o.Patch, 1), ahead: (o.Horizon + o.Patch - 1) / o.Patch,
	}
	if l.context+l.ahead > maxTokens {
		return l, fmt.Errorf("attention: %d tokens a window, at most %d are possible: use longer patches", l.context+l.ahead, maxTokens)
	}
	l.past = 2*l.patch*(1+leading) + phases
	l.next = l.patch*(experts+2+leading) + phases
	l.kept = summary + len(growthParts)*leading
	return l, nil
}
