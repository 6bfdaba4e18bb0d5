package backtest

import (
	"fmt"
	"math"
	"strconv"
)

// Table compares methods on the same origins. The first row is seasonal naive,
// the second naive 2.
type Table struct {
	Freq       string   `json:"freq"`
	Horizon    int      `json:"horizon"`
	Season     int      `json:"season"`
	MASESeason int      `json:"mase_season"`
	Origins    int      `json:"origins"`    // at most, per series
	At         []string `json:"origins_at"` // the last period known at each, latest first; the caller knows its name
	Series     int      `json:"series"`
	Scored     int      `json:"scored"` // series with a window
	Rows       []Row    `json:"rows"`
	Parts      []Part   `json:"by_horizon"`
	Groups     []Group  `json:"groups"`
}

// Part is a table of a part of the horizon: the steps From to To, counted from 1.
// Verdicts and quarters are about the whole of it and not in there.
type Part struct {
	From int   `json:"from"`
	To   int   `json:"to"`
	Rows []Row `json:"rows"`
}

// Group is a table of the series of one kind, or one scope.
type Group struct {
	By   string `json:"by"`
	Name string `json:"name"`
	Rows []Row  `json:"rows"`
}

// Number is a measure that may be NaN, which JSON writes as null.
type Number float64

// MarshalJSON writes null for what could not be measured.
func (n Number) MarshalJSON() ([]byte, error) {
	if math.IsNaN(float64(n)) || math.IsInf(float64(n), 0) {
		return []byte("null"), nil
	}
	return strconv.AppendFloat(nil, float64(n), 'g', -1, 64), nil
}

// UnmarshalJSON reads null as NaN.
func (n *Number) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*n = Number(math.NaN())
		return nil
	}
	v, err := strconv.ParseFloat(string(b), 64)
	if err != nil {
		return fmt.Errorf("backtest: number: %w", err)
	}
	*n = Number(v)
	return nil
}

func (n Number) text(digits int) string {
	if math.IsNaN(float64(n)) {
		return "-"
	}
	return strconv.FormatFloat(float64(n), 'f', digits, 64)
}
