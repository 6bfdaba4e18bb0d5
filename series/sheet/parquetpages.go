package sheet

import (
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

const (
	// headerSize is more than the header of a page takes, statistics of long
	// texts included.
	headerSize = 64 << 10
	// pageSize is the largest page that is unpacked; writers end one at about
	// a mebibyte.
	pageSize = 128 << 20
)

// checkPages reads the headers of all pages of the plain columns. The library
// reserves what a header says before it reads the page, so that a few bytes
// could ask for gigabytes.
func (in *input) checkPages(at io.ReaderAt, size int64, f *parquet.File) error {
	corrupt := func(what string) error {
		return fmt.Errorf("sheet: %s: parquet: the file is corrupt: %s", in.name, what)
	}
	buf := make([]byte, headerSize)
	var compact thrift.CompactProtocol
	for _, group := range f.Metadata().RowGroups {
		for i := range group.Columns {
			meta := &group.Columns[i].MetaData
			off := meta.DataPageOffset
			if d := meta.DictionaryPageOffset; d > 0 && d < off {
				off = d
			}
			if off < 0 || meta.TotalCompressedSize < 0 || off > size || meta.TotalCompressedSize > size-off {
				return corrupt("a column reaches past its end")
			}
			for end := off + meta.TotalCompressedSize; off < end; {
				if err := in.ctx.Err(); err != nil {
					return err
				}
				n, err := at.ReadAt(buf[:min(headerSize, size-off)], off)
				if n == 0 && err != nil {
					return fmt.Errorf("sheet: %s: %w", in.name, err)
				}
				var page format.PageHeader
				r := compact.NewReaderFromBytes(buf[:n])
				if err := thrift.NewDecoder(r).Decode(&page); err != nil {
					return corrupt("a page has no header")
				}
				if page.CompressedPageSize < 0 || page.UncompressedPageSize < 0 {
					return corrupt("a page of less than nothing")
				}
				if page.UncompressedPageSize > pageSize || int64(page.CompressedPageSize) > end-off || in.tooMany(&page) {
					return corrupt("a page larger than any writer makes")
				}
				off += int64(r.BytesRead()) + int64(page.CompressedPageSize)
			}
		}
	}
	return nil
}

// tooMany says that a page claims more values than a file may hold.
func (in *input) tooMany(page *format.PageHeader) bool {
	n := max(page.DataPageHeader.V.NumValues, page.DictionaryPageHeader.V.NumValues, page.DataPageHeaderV2.V.NumValues)
	return int(n) > in.limits.Values
}
