package file

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"hemline/source"
)

// Reader reads the documents of local files; it implements source.Source.
// Only Paths must be set.
type Reader struct {
	Paths     []string  // files, globs (sorted), "-" for Stdin; each file is read once
	Stdin     io.Reader // what "-" reads
	Mapping   Mapping   // zero: guessed for each file
	Constants Constants
	Format    Format // zero: by content and name, for each file

	Now       func() time.Time // the clock; a date more than 48 h after it is quarantined. nil: no date is too late
	Earliest  time.Time        // a date before it is quarantined; zero: 1990-01-01 in Location
	DateOrder DateOrder        // how 03/04/2020 is read
	Location  *time.Location   // of dates that name no zone; nil: UTC

	Limits  Limits
	TempDir string // for temporary files; "": the system's

	// OnGuess is told what was settled about a file without being said: its
	// columns, or the order of its dates. It is called before the file's
	// first row is emitted.
	OnGuess func(Guess)

	// OnProgress is told how many bytes of all inputs were read, as they are
	// stored; total is 0 when it is not known (stdin).
	OnProgress func(read, total int64)

	// OnFileError decides what an error in one file or archive member means:
	// nil goes on with the next, an error ends the run with it. Without it
	// the first error ends the run.
	OnFileError func(file string, err error) error
}

var _ source.Source = (*Reader)(nil)

// futureSlack allows for clocks that are wrong and for zones: a date of
// today is up to 14 hours ahead of UTC.
const futureSlack = 48 * time.Hour

// Check finds what is wrong before anything is read: settings that contradict
// each other, files that are not there.
func (r *Reader) Check() error {
	_, err := r.check()
	return err
}

func (r *Reader) check() ([]input, error) {
	if r.Mapping.Text != "" && r.Mapping.Body != "" {
		return nil, fmt.Errorf("file: mapping %q: text and body both fill the body: give title and body, or text alone", r.Mapping)
	}
	if d := r.Constants.Date; d != "" {
		if _, _, ok := parseDate(d, r.location(), r.DateOrder == DayFirst); !ok {
			return nil, fmt.Errorf("file: constant date %q was not understood: write it as 2024-05-01", d)
		}
	}
	return r.inputs()
}

// Run reads every file in order and emits each data row once, as a document
// or with its Problem. It returns an error of emit or ctx as it is, and
// otherwise an *EmptyError, *NotTextError, *ColumnError, *LimitError or one
// that says where reading failed; rows before the failure were emitted.
func (r *Reader) Run(ctx context.Context, emit func(source.Item) error) error {
	inputs, err := r.check()
	if err != nil {
		return err
	}
	prog := &progress{report: r.OnProgress}
	for _, in := range inputs {
		prog.total += in.size
		if !in.file {
			prog.total = 0
			break
		}
	}
	for _, in := range inputs {
		failed := func(label string, err error) error { return r.fileFailed(ctx, label, err) }
		visit := func(lf leaf) error { return r.read(ctx, in, lf, emit) }
		if err := r.walk(ctx, in, prog, visit, failed); err != nil {
			if err = failed(in.label, err); err != nil {
				var stop errStop
				errors.As(err, &stop)
				return stop.err
			}
		}
	}
	prog.flush()
	return nil
}

// read emits the rows of one table.
func (r *Reader) read(ctx context.Context, in input, lf leaf, emit func(source.Item) error) error {
	o, err := r.open(lf)
	if err != nil {
		return err
	}
	defer o.close()
	b := r.builder(lf)
	send := func(rw *row) error {
		if err := emit(b.item(rw)); err != nil {
			return errStop{err}
		}
		return nil
	}
	var rw row
	var p preview
	for len(p.rows) == 0 {
		if p, err = o.preview(); err != nil {
			return err
		}
		if p.queued == 0 && len(p.rows) == 0 {
			if err := o.next(&rw); err != io.EOF { // reading ahead met an error
				return err
			}
			if b.emitted {
				return nil
			}
			return &EmptyError{File: lf.label}
		}
		if len(p.rows) > 0 {
			break
		}
		for range p.queued {
			if err := o.next(&rw); err != nil {
				return err
			}
			if err := send(&rw); err != nil {
				return err
			}
		}
	}
	res, err := r.resolve(lf.label, p)
	if err != nil {
		if p.failed != nil {
			return p.failed // too little was read to blame the columns
		}
		return err
	}
	dates := ""
	if b.dayFirst, dates, err = r.dateOrder(ctx, in, lf, res, p); err != nil {
		return err
	}
	r.announce(lf.label, o, res, dates)
	b.bound = res.picks
	o.bind(res.header, res.picks)
	for n := 0; ; n++ {
		if n&255 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if err := o.next(&rw); err == io.EOF {
			break
		} else if err != nil {
			return err
		}
		if err := send(&rw); err != nil {
			return err
		}
	}
	if !b.emitted {
		return &EmptyError{File: lf.label, Header: res.header}
	}
	return nil
}

func (r *Reader) builder(lf leaf) *builder {
	b := &builder{
		source: r.Constants.Source, file: lf.label, bound: noPicks(), consts: r.Constants,
		loc: r.location(), earliest: r.earliest(), latest: r.latest(),
	}
	if b.source == "" {
		b.source = sourceName(lf.name)
	}
	if r.Constants.Date != "" {
		b.constAt, _, _ = parseDate(r.Constants.Date, b.loc, r.DateOrder == DayFirst)
	}
	return b
}

func (r *Reader) location() *time.Location {
	if r.Location == nil {
		return time.UTC
	}
	return r.Location
}

func (r *Reader) earliest() time.Time {
	if r.Earliest.IsZero() {
		return time.Date(1990, 1, 1, 0, 0, 0, 0, r.location())
	}
	return r.Earliest
}

// latest is zero when there is no clock.
func (r *Reader) latest() time.Time {
	if r.Now == nil {
		return time.Time{}
	}
	return r.Now().Add(futureSlack)
}
