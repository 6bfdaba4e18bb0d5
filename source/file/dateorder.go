package file

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"
)

// DateOrder says how a date like 03/04/2020 is read.
type DateOrder int

const (
	// AutoOrder decides for each file: the order most of its dates that can
	// be read in one order only have (25/12/2020), looking through the whole
	// file when its first rows have none; month first when there is none at
	// all. Of stdin only the first rows are looked at.
	AutoOrder  DateOrder = iota
	MonthFirst           // 03/04/2020 is the 4th of March
	DayFirst             // 03/04/2020 is the 3rd of April
)

// orderEvidence counts the dates that tell an order.
type orderEvidence struct{ either, day, month int }

func (e *orderEvidence) see(cell string) {
	_, kind, ok := parseDate(cell, time.UTC, false)
	if !ok {
		return
	}
	switch kind {
	case dateEither:
		e.either++
	case dateDayFirst:
		e.day++
	case dateMonthFirst:
		e.month++
	}
}

// dateOrder settles the order of a table's dates, and tells how if there was
// anything to settle.
func (r *Reader) dateOrder(ctx context.Context, in input, lf leaf, res resolution, p preview) (dayFirst bool, told string, err error) {
	at := res.picks[fDate]
	if r.DateOrder != AutoOrder || at < 0 {
		return r.DateOrder == DayFirst, "", nil
	}
	var e orderEvidence
	for _, row := range p.rows {
		if at < len(row) {
			e.see(row[at])
		}
	}
	if e.either == 0 && e.day == 0 {
		// A later 03/04 would then be the first of its kind, which only a
		// mixed file has: month first, as documented.
		return false, "", nil
	}
	if e.day == e.month && in.file {
		if err := r.searchOrder(ctx, in, lf, res, &e); err != nil {
			return false, "", err
		}
	}
	switch {
	case e.day > e.month:
		return true, fmt.Sprintf("03/04/2020 is read as 3 April: day first in %d, month first in %d", e.day, e.month), nil
	case e.month > 0:
		return false, fmt.Sprintf("03/04/2020 is read as March 4: month first in %d, day first in %d", e.month, e.day), nil
	}
	return false, "03/04/2020 is read as March 4, month first: no date tells", nil
}

// errSeen ends the search once the leaf was read.
var errSeen = errors.New("seen")

// searchOrder reads the whole file once more for its dates alone.
func (r *Reader) searchOrder(ctx context.Context, in input, lf leaf, res resolution, e *orderEvidence) error {
	*e = orderEvidence{}
	columns := noPicks()
	columns[fDate] = res.picks[fDate]
	visit := func(again leaf) error {
		if again.label != lf.label {
			return nil
		}
		o, err := r.open(again)
		if err != nil {
			return err
		}
		defer o.close()
		if _, err := o.preview(); err != nil {
			return err
		}
		o.bind(res.header, columns)
		var rw row
		for {
			if err := o.next(&rw); err == io.EOF {
				return errSeen
			} else if err != nil {
				return err
			}
			e.see(string(rw.cells[fDate]))
		}
	}
	other := func(_ string, err error) error {
		if errors.Is(err, errSeen) {
			return err
		}
		return nil
	}
	r.walk(ctx, in, nil, visit, other) // an error comes again where the rows are read
	return ctx.Err()
}
