package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"

	"hemline/forecast"
	"hemline/signal"
)

// WriteSeriesCSV writes signals in the long form forecasting libraries read:
// unique_id, ds (first day of the period), mentions, heat, share and
// documents. An empty field is a missing period. The first signal's scope is
// what the report is about: there the id is the concept, as in
// forecasts.csv; in any other scope it is concept@market/channel/segment.
func WriteSeriesCSV(w io.Writer, signals ...signal.Signal) error {
	out := csv.NewWriter(w)
	out.Write([]string{"unique_id", "ds", "mentions", "heat", "share", "documents"})
	for i := range signals {
		s := &signals[i]
		id := s.Concept
		if s.Scope != signals[0].Scope {
			id += "@" + s.Scope.String()
		}
		day := s.Start
		for p := range s.Share {
			out.Write([]string{id, isoDate(day), field(s.Mentions, p), field(s.Heat, p), field(s.Share, p), field(s.Documents, p)})
			day = s.Freq.Next(day)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("report: series.csv: %w", err)
	}
	return nil
}

// WriteForecastsCSV writes the steps of forecasts in the same long form:
// unique_id, ds, mean, q10, q50, q90, in the units of the share.
func WriteForecastsCSV(w io.Writer, forecasts ...forecast.Forecast) error {
	out := csv.NewWriter(w)
	out.Write([]string{"unique_id", "ds", "mean", "q10", "q50", "q90"})
	for _, f := range forecasts {
		for _, s := range f.Steps {
			out.Write([]string{f.ID, isoDate(s.Period), decimal(s.Mean), decimal(s.Q10), decimal(s.Q50), decimal(s.Q90)})
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("report: forecasts.csv: %w", err)
	}
	return nil
}

// field is values[i], empty when there is no such value: a signal loaded from
// elsewhere may lack one of its columns.
func field(values []float64, i int) string {
	if i >= len(values) {
		return ""
	}
	return decimal(values[i])
}

// decimal writes v so that reading it back gives v again.
func decimal(v float64) string {
	if !finite(v) {
		return ""
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}
