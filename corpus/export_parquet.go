package corpus

import (
	"io"

	"github.com/parquet-go/parquet-go"
)

const (
	// parquetBatch is how many rows go to the Parquet writer at once.
	parquetBatch = 512
	// parquetGroup bounds what the writer holds in memory before it writes.
	parquetGroup = 50_000
)

func exportParquet(w io.Writer) (write func(*Exported) error, finish func() error) {
	out := parquet.NewGenericWriter[Exported](w, parquet.Compression(&parquet.Zstd), parquet.MaxRowsPerRowGroup(parquetGroup))
	batch := make([]Exported, 0, parquetBatch)
	flush := func() error {
		_, err := out.Write(batch)
		batch = batch[:0]
		return err
	}
	write = func(e *Exported) error {
		// The record's mentions are written over by the next one.
		row := *e
		row.Mentions = append([]ExportedMention(nil), e.Mentions...)
		if batch = append(batch, row); len(batch) == parquetBatch {
			return flush()
		}
		return nil
	}
	finish = func() error {
		if err := flush(); err != nil {
			return err
		}
		return out.Close()
	}
	return write, finish
}
