package file

// A table is one open file as rows. The calls come in this order: preview,
// bind, then next until io.EOF; while preview shows no row that could be
// read, next hands out the bad ones unbound and preview may be called again.
type table interface {
	// preview reads some rows ahead, without losing them.
	preview() (preview, error)
	// bind chooses the column of each field, as an index into the preview's
	// columns or -1, and says whether the first row is a header.
	bind(header bool, columns [numFields]int)
	// next reads one row into r, whose bytes are good until the next call.
	next(r *row) error
}

// row is one data row, its cells in the order of the fields.
type row struct {
	line    int64
	cells   [numFields][]byte
	raw     []byte // the row as it stood; may be longer than rawLimit
	problem string
}

// preview is the head of a table as strings.
type preview struct {
	named   bool       // columns are the names the format gives
	columns []string   // names, or nil when rows[0] may be a header
	rows    [][]string // cells in the order of columns; shorter when cells are missing
	queued  int        // rows read ahead, with those that could not be read
	failed  error      // of the stream, which next gives after those rows
}

// How far a preview looks: enough to see what a column holds, little enough
// to keep in memory.
const (
	previewRows  = 200
	previewBytes = 512 << 10
)
