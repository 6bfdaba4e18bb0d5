package forecast

import "context"

// Past is what a Global sees of one series: its values from the first that is
// not zero up to the origin, and over the same periods the series that may lead
// it, NaN where that is not known; nil without one.
type Past struct {
	Values  []float64
	Leading []float64
	Phase   int // of the first value, in the season
}

// Global learns from all series of a set at once and forecasts each of them. It
// is handed nothing after the origin. season is the number of periods in one
// cycle (1: none).
type Global interface {
	Name() string
	// Learn returns h finite values for each of the set, nil for one it cannot
	// forecast; all nil when the set is not one it can learn from.
	Learn(ctx context.Context, set []Past, season, h int) ([][]float64, error)
}
