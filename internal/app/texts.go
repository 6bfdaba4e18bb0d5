package app

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"hemline/internal/config"
	"hemline/source"
	"hemline/source/file"
)

// TextData names the texts of a file (CSV, TSV, JSON, JSONL, Parquet; .gz,
// .zst and .zip as they are). Columns go by header name or 1-based position.
type TextData struct {
	File   string
	Text   string // column of the text
	Label  string // column of the label; empty: none
	Date   string // column of the date; empty: none
	Format string // empty: by name and content
}

// textRow is one row of a file, usable or not: every row gets a number, so
// that what is written about it can be laid beside the file again.
type textRow struct {
	Row     int // from 1, without the header
	Text    string
	Label   string
	Time    time.Time // zero when no date column was named
	Problem string    // why it cannot be read; the other fields are then empty
}

// undated stands in for the date of rows that have none: the reader wants one,
// and nobody sees it.
const undated = "2000-01-01"

// readTexts hands the rows of a file over in order.
func (a *App) readTexts(ctx context.Context, d TextData, each func(textRow) error) error {
	switch {
	case d.File == "":
		return usage("no file; name one with --data FILE")
	case d.Text == "":
		return usage("which column holds the texts of %s? Say --text-column NAME, or its number from 1", d.File)
	}
	r, err := a.fileReader(config.Source{Files: []string{d.File}, Format: d.Format}, "", "")
	if err != nil {
		return err
	}
	r.Mapping = file.Mapping{Text: d.Text, Label: d.Label, Date: d.Date}
	if d.Date == "" {
		r.Constants.Date = undated
	}
	row := 0
	bar := a.bar("reading")
	r.OnProgress = bar.set
	defer bar.done()
	return r.Run(ctx, func(it source.Item) error {
		row++
		t := textRow{Row: row, Text: cmp.Or(it.Body, it.Title), Label: it.Label, Time: it.Time, Problem: it.Problem}
		if d.Date == "" {
			t.Time = time.Time{}
		}
		return each(t)
	})
}

// skipped counts the rows that could not be used, for one line at the end.
type skipped struct {
	rows  int
	first string
}

func (s *skipped) add(row int, why string) {
	if s.rows++; s.rows == 1 {
		s.first = fmt.Sprintf("row %d: %s", row, why)
	}
}

func (a *App) saySkipped(s skipped) {
	if s.rows > 0 {
		a.say("%s rows were left out (%s)", thousands(int64(s.rows)), s.first)
	}
}
