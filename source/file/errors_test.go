package file

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

func TestErrors(t *testing.T) {
	elf := append([]byte("\x7FELF\x02\x01\x01\x00"), make([]byte, 200)...)
	random := make([]byte, 4096)
	for i := range random {
		random[i] = byte(i * i * 31 >> 3)
	}
	for name, tc := range map[string]struct {
		data []byte
		want string // in the message
		as   any    // the type
	}{
		"empty.csv":       {nil, "expected rows of CSV", new(*EmptyError)},
		"blank.csv":       {[]byte(" \n\n"), "is empty", new(*EmptyError)},
		"bom.csv":         {[]byte("\xEF\xBB\xBF"), "is empty", new(*EmptyError)},
		"header.csv":      {[]byte("date,title\n"), "has a header but no rows", new(*EmptyError)},
		"empty.json":      {[]byte("[]"), "is empty", new(*EmptyError)},
		"empty.csv.gz":    {gz(t, nil), "is empty", new(*EmptyError)},
		"image.csv":       {[]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), "is not text but a PNG image", new(*NotTextError)},
		"program":         {elf, "program", new(*NotTextError)},
		"random.csv":      {random, "is not text", new(*NotTextError)},
		"zeros.csv.gz":    {gz(t, make([]byte, 1<<20)), "is not text", new(*NotTextError)},
		"sheet.xlsx":      {zipped(t, member{"[Content_Types].xml", []byte("<x/>")}), "save the sheet as CSV", new(*NotTextError)},
		"nothing.zip":     {zipped(t, member{"notes.doc", []byte("x")}), `its members are: "notes.doc"`, nil},
		"nodate.csv":      {[]byte("colour,title\nred,Skirts\n"), `"colour", "title"; say which it is, e.g. --map 'title=title,date=COLUMN'`, new(*ColumnError)},
		"notext.csv":      {[]byte("date,n\n2024-01-01,5\n"), "found no text column", new(*ColumnError)},
		"noarray.json":    {[]byte("{\n\"a\": 1\n}"), "holds no array of objects", nil},
		"two.json":        {[]byte(`{"a":[{"date":"2024-01-01","title":"x"}],"b":[{}]}`), "more than one array of objects (a, b)", nil},
		"cut.json":        {[]byte(`[{"date":"2024-01-01","title":"x"},`), "partial copy", nil},
		"broken.json":     {[]byte(`[{"date":"2024-01-01","title":"x"}:]`), "unexpected ':'", nil},
		"cut.csv.gz":      {gz(t, []byte(small))[:40], "unexpected EOF", nil},
		"cut.parquet":     {[]byte("PAR1\x00\x00\x00\x00\x00\x00\x00\x00PAR1"), "parquet", nil},
		"nest.gz.gz.gz":   {gz(t, gz(t, gz(t, gz(t, []byte(small))))), "more than 3 times", nil},
		"window.csv.zst":  {zst(t, bytes.Repeat([]byte(small), 1<<17)), "unpack it first (limit Window)", new(*LimitError)},
		"members.zip":     {zipped(t, member{"a.csv", nil}, member{"b.csv", nil}, member{"c.csv", nil}), "unpack it first (limit Members)", new(*LimitError)},
		"columns.csv":     {[]byte(strings.Repeat("a,", 60) + "b\n"), "more than 50 columns", new(*LimitError)},
		"expanded.csv.gz": {gz(t, append([]byte("date,title\n"), bytes.Repeat([]byte("2024-01-01,x\n"), 1<<18)...)), "unpack it first (limit Expanded)", new(*LimitError)},
	} {
		t.Run(name, func(t *testing.T) {
			r := &Reader{Paths: []string{write(t, name, tc.data)}, Limits: Limits{Members: 2, Columns: 50, Window: 1 << 16, Expanded: 3 << 20}}
			if name == "window.csv.zst" {
				r.Limits.Expanded = 0
			}
			_, err := run(t, r)
			if err == nil || !strings.Contains(err.Error(), tc.want) || !strings.Contains(err.Error(), name) {
				t.Fatalf("got %v, want %q", err, tc.want)
			}
			if tc.as != nil && !errors.As(err, tc.as) {
				t.Errorf("%T is not a %T", err, tc.as)
			}
			if strings.Count(err.Error(), "file: ") != 1 {
				t.Errorf("the message repeats itself: %v", err)
			}
		})
	}
}
