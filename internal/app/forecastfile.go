package app

import (
	"context"
	"fmt"
	"strings"

	"hemline/series"
	"hemline/series/sheet"
)

// askFile reads the series of a file, and those that lead them.
func (a *App) askFile(ctx context.Context, o ForecastOptions) (*question, error) {
	var so sheet.Options
	var err error
	if o.Freq != "" {
		if so.Freq, err = series.ParseFreq(o.Freq); err != nil {
			return nil, &UsageError{err}
		}
	}
	if so.Columns, err = parseColumns(o.Columns); err != nil {
		return nil, err
	}
	t, err := a.readSheet(ctx, o.Input, so)
	if err != nil {
		return nil, err
	}
	q := &question{freq: t.Freq}
	ends := make(map[string]*sheet.Series, len(t.Series))
	for i := range t.Series {
		s := &t.Series[i]
		ends[s.ID] = s
		q.series = append(q.series, wanted{Series: aligned(s, s), label: s.Label, status: s.Status(), steps: s.Axis.Integer()})
	}
	if o.Leading == "" {
		return q, nil
	}
	if so.Freq == "" && !t.Series[0].Axis.Integer() {
		so.Freq = t.Freq
	}
	l, err := a.readSheet(ctx, o.Leading, so)
	if err != nil {
		return nil, fmt.Errorf("leading series: %w", err)
	}
	q.leading = make(map[string]series.Series, len(l.Series))
	strangers := 0
	for i := range l.Series {
		s := &l.Series[i]
		of := ends[s.ID]
		if of == nil || of.Freq != s.Freq || of.Axis.Integer() != s.Axis.Integer() {
			strangers++
			continue
		}
		// Nothing later than the series it leads is handed on.
		q.leading[s.ID] = aligned(s, of).Until(aligned(of, of).End())
	}
	a.say("%s: leads %d of %d series", o.Leading, len(q.leading), len(q.series))
	if strangers > 0 {
		a.say("%s: %d series lead none of %s with the same name and frequency", o.Leading, strangers, o.Input)
	}
	return q, nil
}

// aligned is s as the engine sees it. Integer steps of different series have
// no calendar in common, so there the last step of each is its now: all series
// end together, and learn from one another. of is the series whose end counts.
func aligned(s, of *sheet.Series) series.Series {
	out := s.Series
	if of.Axis.Integer() {
		out.Start = s.Freq.Add(s.Start, -s.Freq.Index(s.Freq.At(0), of.End()))
	}
	return out
}

func (a *App) readSheet(ctx context.Context, path string, so sheet.Options) (*sheet.Table, error) {
	bar := a.bar("reading")
	defer bar.done()
	so.Progress = bar.set
	var t *sheet.Table
	var err error
	if path == "-" {
		t, err = sheet.Read(ctx, a.Stdin, "stdin", so)
	} else {
		t, err = sheet.ReadFile(ctx, path, so)
	}
	if err != nil {
		return nil, err
	}
	bar.done()
	for _, n := range t.Notes {
		a.say("%s: %s", path, n)
	}
	return t, nil
}

// parseColumns reads "id=term,ds=week,y=index".
func parseColumns(s string) (c sheet.Columns, err error) {
	if s == "" {
		return c, nil
	}
	for pair := range strings.SplitSeq(s, ",") {
		key, name, ok := strings.Cut(pair, "=")
		at := map[string]*string{"id": &c.ID, "unique_id": &c.ID, "ds": &c.Time, "y": &c.Value}[strings.TrimSpace(key)]
		if !ok || at == nil || strings.TrimSpace(name) == "" {
			return c, usage("--columns %s: write id=NAME,ds=NAME,y=NAME; those left out are found by their usual names", s)
		}
		*at = strings.TrimSpace(name)
	}
	return c, nil
}
