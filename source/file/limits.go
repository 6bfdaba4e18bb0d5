package file

// Limits bounds what an input may cost. A zero field means its default.
type Limits struct {
	// Record is the largest row in bytes: a line, a quoted CSV record, one
	// JSON value. A larger one is quarantined and reading goes on after it.
	// Default 1 MiB, a few hundred times a long article.
	Record int64

	// Expanded is how many bytes one compressed input (all members of an
	// archive together) may expand to. Default 64 GiB: it costs time only,
	// since nothing expanded is kept.
	Expanded int64

	// Ratio is how many times its compressed size a stream may expand to,
	// looked at only after the first 256 MiB. Default 500: text compresses 3
	// to 20 times, repetitive logs about 100 times, and deflate ends at 1032.
	Ratio int64

	// Members is how many files one zip archive may list. Default 10,000.
	Members int

	// Spill is the largest temporary file, needed when a Parquet file or a
	// zip archive arrives compressed or on stdin. Default 4 GiB.
	Spill int64

	// Window is the largest zstd window, which is memory. Default 128 MiB,
	// what zstd itself accepts without --long.
	Window int64

	// Columns is the most columns a table may have. Default 4,096.
	Columns int
}

// Sizes that are properties of the method and not of the user's machine.
const (
	rawLimit   = 4 << 10   // bytes of a row kept with its Problem
	ratioFloor = 256 << 20 // bytes expanded before Limits.Ratio is looked at
	headSize   = 64 << 10  // bytes looked at to recognise a file
	maxLayers  = 3         // e.g. a zip of gzip members
	maxDepth   = 64        // nesting of a JSON value
)

// orDefault fills the zero fields.
func (l Limits) orDefault() Limits {
	set := func(v *int64, d int64) {
		if *v <= 0 {
			*v = d
		}
	}
	set(&l.Record, 1<<20)
	set(&l.Expanded, 64<<30)
	set(&l.Ratio, 500)
	set(&l.Spill, 4<<30)
	set(&l.Window, 128<<20)
	if l.Members <= 0 {
		l.Members = 10_000
	}
	if l.Columns <= 0 {
		l.Columns = 4096
	}
	return l
}
