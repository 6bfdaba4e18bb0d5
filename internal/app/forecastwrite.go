package app

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"io"
	"math"
	"path/filepath"
	"strconv"
	"strings"

	"hemline/internal/wholefile"
)

// outputFormat is how forecasts are written: as the file's name says, on
// standard output CSV, or JSON when asked for.
func outputFormat(out string, asJSON bool) (string, error) {
	switch ext := strings.ToLower(filepath.Ext(out)); {
	case out == "-" && asJSON, ext == ".json":
		return "json", nil
	case out == "-", ext == ".csv":
		return "csv", nil
	case ext == ".parquet":
		return "parquet", nil
	}
	return "", usage("--out %s: the name must end in .csv, .parquet or .json, or be - for standard output", out)
}

// writeOut writes a file whole or not at all, or standard output.
func (a *App) writeOut(path string, write func(io.Writer) error) error {
	buffered := func(w io.Writer) error {
		b := bufio.NewWriterSize(w, 1<<16)
		if err := write(b); err != nil {
			return err
		}
		return b.Flush()
	}
	if path == "-" {
		return buffered(a.Stdout)
	}
	return wholefile.Write(path, buffered)
}

// figure writes v so that reading it back gives v again; empty when it is not
// known.
func figure(b []byte, v float64) []byte {
	const small, large = 1e-6, 1e21 // beyond them an exponent is easier to read than zeros
	switch abs := math.Abs(v); {
	case math.IsNaN(v) || math.IsInf(v, 0):
		return b
	case v != 0 && (abs < small || abs >= large):
		return strconv.AppendFloat(b, v, 'e', -1, 64)
	}
	return strconv.AppendFloat(b, v, 'f', -1, 64)
}

// steps walks the steps of a forecast with their labels. A series of
// which nothing is known has none of the figures: NaN.
func (f *answer) steps(horizon, quantiles int, visit func(label string, mean float64, q []float64) error) error {
	n := f.wanted.Len()
	unknown := make([]float64, quantiles)
	for i := range unknown {
		unknown[i] = math.NaN()
	}
	for k := range horizon {
		mean, q := math.NaN(), unknown
		if f.known {
			mean, q = f.Steps[k].Mean, f.Steps[k].Quantiles
		}
		if err := visit(f.label(n+k), mean, q); err != nil {
			return err
		}
	}
	return nil
}

// forecastCSV writes the long form that forecasting libraries read:
// unique_id, ds, mean and the quantiles.
func forecastCSV(w io.Writer, answers []answer, levels []quantile, horizon int) error {
	header := []string{"unique_id", "ds", "mean"}
	for _, l := range levels {
		header = append(header, l.name)
	}
	out := csv.NewWriter(w)
	if err := out.Write(header); err != nil {
		return err
	}
	row := make([]string, len(header))
	var b []byte
	for i := range answers {
		row[0] = answers[i].wanted.ID
		err := answers[i].steps(horizon, len(levels), func(label string, mean float64, q []float64) error {
			row[1] = label
			b = figure(b[:0], mean)
			row[2] = string(b)
			for j, v := range q {
				b = figure(b[:0], v)
				row[3+j] = string(b)
			}
			return out.Write(row)
		})
		if err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// forecastJSON writes the same, with what is known of each series.
func forecastJSON(w io.Writer, answers []answer, levels []quantile, horizon int) error {
	var b []byte
	str := func(s string) {
		text, _ := json.Marshal(s) // a string always has one
		b = append(b, text...)
	}
	num := func(v float64) {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			b = append(b, "null"...)
			return
		}
		b = figure(b, v)
	}
	b = append(b, "[\n"...)
	for i := range answers {
		f := &answers[i]
		b = append(b, `{"unique_id":`...)
		str(f.wanted.ID)
		b = append(b, `,"freq":`...)
		str(string(f.wanted.Freq))
		b = append(b, `,"status":`...)
		str(f.remarks())
		b = append(b, `,"method":`...)
		str(f.Method)
		b = append(b, `,"direction":`...)
		str(string(f.Verdict))
		for _, c := range []struct {
			name string
			v    float64
		}{{"probability", f.Probability}, {"mase", f.MASE}, {"mase_seasonal_naive", f.Baseline}} {
			b = append(append(append(b, ',', '"'), c.name...), '"', ':')
			if !f.known {
				c.v = math.NaN()
			}
			num(c.v)
		}
		b = append(b, `,"steps":[`...)
		first := true
		err := f.steps(horizon, len(levels), func(label string, mean float64, q []float64) error {
			if !first {
				b = append(b, ',')
			}
			first = false
			b = append(b, "\n"+` {"ds":`...)
			str(label)
			b = append(b, `,"mean":`...)
			num(mean)
			for j, v := range q {
				b = append(append(append(b, ',', '"'), levels[j].name...), '"', ':')
				num(v)
			}
			b = append(b, '}')
			return nil
		})
		if err != nil {
			return err
		}
		b = append(b, "]}"...)
		if i < len(answers)-1 {
			b = append(b, ',')
		}
		b = append(b, '\n')
		if _, err := w.Write(b); err != nil {
			return err
		}
		b = b[:0]
	}
	_, err := io.WriteString(w, "]\n")
	return err
}

// statusCSV writes a line about each series: what it was, what was wrong with
// it, what made its forecast and how well that did before.
func statusCSV(w io.Writer, answers []answer) error {
	out := csv.NewWriter(w)
	if err := out.Write([]string{"unique_id", "status", "freq", "first", "last", "periods", "missing", "method", "mase", "mase_seasonal_naive"}); err != nil {
		return err
	}
	for i := range answers {
		f := &answers[i]
		n := f.wanted.Len()
		first, last, mase, baseline := "", "", "", ""
		if n > 0 {
			first, last = f.label(0), f.label(n-1)
		}
		if f.known {
			mase, baseline = string(figure(nil, f.MASE)), string(figure(nil, f.Baseline))
		}
		err := out.Write([]string{
			f.wanted.ID, f.remarks(), string(f.wanted.Freq), first, last, strconv.Itoa(n),
			strconv.Itoa(n - f.wanted.Known()), f.Method, mase, baseline,
		})
		if err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// remarks is all that was unusual about a series, in its file and to the
// engine.
func (f *answer) remarks() string {
	file, engine := f.wanted.status, f.Forecast.Status
	if strings.Contains(file, engine) {
		return file
	}
	return joined(file, engine)
}
