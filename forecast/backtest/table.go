package backtest

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"strconv"
)

// Table compares methods on the same rolling origins. The first row is
// seasonal naive.
type Table struct {
	Horizon int   `json:"horizon"`
	Origins int   `json:"origins"` // at most, per series
	Step    int   `json:"step"`
	Series  int   `json:"series"`
	Rows    []Row `json:"rows"`
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

// WriteText writes t as columns for people, the confusion of the last row
// below it.
func (t Table) WriteText(w io.Writer) error {
	var b bytes.Buffer
	width := len("method")
	for _, r := range t.Rows {
		width = max(width, len(r.Method))
	}
	fmt.Fprintf(&b, "%-*s  windows   MASE  sMAPE %%   WAPE  pinball  cover 80 %%   MSIS  direction\n", width, "method")
	for _, r := range t.Rows {
		fmt.Fprintf(&b, "%-*s  %7d  %5s  %7s  %5s  %7s  %10s  %5s  %9s\n", width, r.Method, r.Windows,
			r.MASE.text(3), r.SMAPE.text(1), r.WAPE.text(3), r.Pinball.text(3),
			r.Coverage.text(3), r.MSIS.text(2), r.Direction.text(3))
	}
	fmt.Fprintf(&b, "\n%d series, horizon %d, up to %d origins %d apart\n", t.Series, t.Horizon, t.Origins, t.Step)
	if len(t.Rows) > 0 {
		last := t.Rows[len(t.Rows)-1]
		fmt.Fprintf(&b, "\n%s said  it rose  stayed flat   fell\n", last.Method)
		for i, name := range [...]string{"rise", "flat", "fall"} {
			row := last.Confusion[i]
			fmt.Fprintf(&b, "%-*s  %7d  %11d  %5d\n", len(last.Method)+len(" said"), name, row[0], row[1], row[2])
		}
	}
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("backtest: write table: %w", err)
	}
	return nil
}
