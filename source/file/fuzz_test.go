package file

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"io"
	"math"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"hemline/source"
)

// checkItems runs r and checks what must hold of every item whatever the
// input; it gives the items.
func checkItems(t *testing.T, r *Reader) []source.Item {
	t.Helper()
	var items []source.Item
	line := int64(0)
	err := r.Run(context.Background(), func(it source.Item) error {
		items = append(items, it)
		if it.Origin.Line < line || it.Origin.Line < 1 {
			t.Errorf("line %d after %d", it.Origin.Line, line)
		}
		line = it.Origin.Line
		for _, s := range []string{it.Title, it.Body, it.Author, it.URL, it.Label, it.Raw, it.Problem} {
			if !utf8.ValidString(s) {
				t.Errorf("%s: %q is not UTF-8", it.Origin, s)
			}
		}
		switch {
		case len(it.Raw) > rawLimit:
			t.Errorf("%s: %d bytes of raw", it.Origin, len(it.Raw))
		case it.Problem != "":
			if it.Title != "" || it.Body != "" || !it.Time.IsZero() {
				t.Errorf("%s: half a document: %+v", it.Origin, it)
			}
		case strings.TrimSpace(it.Title+it.Body) == "" || it.Time.IsZero() || it.Raw != "":
			t.Errorf("%s: no document and no problem: %+v", it.Origin, it)
		case it.Heat < 0 || math.IsNaN(it.Heat) || it.Heat > maxHeat:
			t.Errorf("%s: heat %v", it.Origin, it.Heat)
		}
		return nil
	})
	if err != nil && (err.Error() == "" || len(items) > 0 && err == io.EOF) {
		t.Errorf("error %v", err)
	}
	return items
}

// twice runs the same input twice and compares.
func twice(t *testing.T, data []byte, f Format, m Mapping) []source.Item {
	t.Helper()
	read := func() []source.Item {
		return checkItems(t, &Reader{
			Paths: []string{"-"}, Stdin: bytes.NewReader(data), Format: f, Mapping: m, Now: clock,
			Constants: Constants{Date: "2020-01-01"}, Limits: Limits{Record: 200, Columns: 64},
		})
	}
	a, b := read(), read()
	if !reflect.DeepEqual(a, b) {
		t.Errorf("two runs differ:\n%v\n%v", a, b)
	}
	return a
}

func FuzzCSV(f *testing.F) {
	f.Add([]byte("a,b\n\"x,\"\"y\",2\n\"two\nlines\",3\n"))
	f.Add([]byte("a,b\n\"never closed,2\nc,d\n"))
	f.Add([]byte("一,二\n\"三\"四,\"五\"\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		twice(t, data, CSV, Mapping{Text: "1"})
		compareCSV(t, data)
	})
}

// compareCSV reads well-formed input with encoding/csv as well. Digits are
// left out, because a line that is plainly a dated row ends a quote here.
func compareCSV(t *testing.T, data []byte) {
	if bytes.ContainsAny(data, "\r0123456789") || !utf8.Valid(data) {
		return
	}
	for ln := range bytes.Lines(data) {
		if string(ln) != "\n" && isBlank(ln) { // encoding/csv keeps a line of spaces
			return
		}
	}
	ref := csv.NewReader(bytes.NewReader(data))
	ref.FieldsPerRecord = -1
	want, err := ref.ReadAll()
	if err != nil {
		return
	}
	recs := newCSVRecords(&lineReader{br: bufio.NewReader(bytes.NewReader(data)), limit: 1 << 20, term: '\n'}, ',')
	split := csvSplitter{delim: ','}
	for i := 0; ; i++ {
		rec, err := recs.next()
		if err == io.EOF {
			if i != len(want) {
				t.Errorf("%d records, want %d", i, len(want))
			}
			return
		}
		if err != nil || i >= len(want) || rec.bad != "" {
			t.Fatalf("record %d: %+v, %v", i, rec, err)
		}
		if got := toStrings(split.cells(rec.text, nil, 1<<20)); !reflect.DeepEqual(got, want[i]) {
			t.Errorf("record %d: got %q, want %q", i, got, want[i])
		}
	}
}

func FuzzTSV(f *testing.F) {
	f.Add([]byte("a\tb\n\n\"c\td\n"))
	f.Add([]byte("\xC4\xE3\xBA\xC3\t1\nabc\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		items := twice(t, data, TSV, Mapping{Text: "1"})
		countLines(t, data, items)
	})
}

// countLines checks that every line that is not blank is one item, where it
// is certain what a line is.
func countLines(t *testing.T, data []byte, items []source.Item) {
	if len(items) == 0 || !utf8.Valid(data) || bytes.ContainsAny(data, "\r\x00\uFEFF") {
		return
	}
	lines := 0
	for ln := range bytes.Lines(data) {
		if !isBlank(ln) {
			lines++
		}
	}
	if n := len(items); n != lines && n != lines-1 { // one may be the header
		t.Errorf("%d items of %d lines", n, lines)
	}
}

func FuzzJSONL(f *testing.F) {
	f.Add([]byte(`{"text":"a \u4e2d \ud83d\udc57","x":{"y":[1,2]}}` + "\n" + `{"text":null}` + "\n[]\n{"))
	f.Add([]byte(`{"a":{"text":"x"},"text":["p","q",{"r":1}],"n":NaN}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		items := twice(t, data, JSONL, Mapping{})
		countLines(t, data, items)
		if len(items) > bytes.Count(data, []byte("\n"))+1 && !bytes.ContainsAny(data, "\r\x00") {
			t.Errorf("%d items of %d lines", len(items), bytes.Count(data, []byte("\n"))+1)
		}
	})
}

func FuzzJSON(f *testing.F) {
	f.Add([]byte(`[{"text":"a"},{"text":"b\n"}, 3]`))
	f.Add([]byte("{\"m\":[1],\"d\":{\"rows\":[\n {\"text\":\"a\n {\"text\":\"b\"}\n]}}"))
	f.Add([]byte(`[[{"text":"a"}]`))
	f.Fuzz(func(t *testing.T, data []byte) { twice(t, data, JSON, Mapping{}) })
}

func FuzzAny(f *testing.F) {
	f.Add([]byte("date,text\n2024-01-01,x\n"))
	f.Add([]byte("\x1F\x8B\x08\x00"))
	f.Add([]byte("PK\x03\x04"))
	f.Add([]byte("\x28\xB5\x2F\xFD"))
	f.Fuzz(func(t *testing.T, data []byte) { twice(t, data, "", Mapping{}) })
}

func FuzzEncoding(f *testing.F) {
	f.Add([]byte("\xC4\xE3\xBA\xC3,\xCA\xC0\xBD\xE7\n"), false)
	f.Add([]byte("\xFF\xFEa\x00,\x00\x2D\x4E\n\x00"), true)
	f.Add([]byte("你好\xE6\xA0"), false)
	f.Fuzz(func(t *testing.T, data []byte, whole bool) {
		cs, bom := detectCharset(data, whole)
		if bom > len(data) {
			t.Fatalf("a mark of %d bytes in %d", bom, len(data))
		}
		d := lineDecoder{cs: cs}
		text, ok := d.decode(data)
		if ok && !utf8.Valid(text) {
			t.Errorf("%s: %q decodes to %q", cs, data, text)
		}
		if utf8.Valid(data) && cs == csUTF8 && (!ok || !bytes.Equal(text, data)) {
			t.Errorf("UTF-8 was changed: %q to %q", data, text)
		}
		if s := d.show(data); !utf8.ValidString(s) || len(s) > rawLimit {
			t.Errorf("shown as %q", s)
		}
	})
}
