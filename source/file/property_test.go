package file

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/parquet-go/parquet-go"
	"pgregory.net/rapid"

	"hemline/source"
)

// drawn is a row of the property test and what must become of it.
type drawn struct {
	Date  string `json:"date" parquet:"date"`
	Text  string `json:"text" parquet:"text"`
	Likes string `json:"likes" parquet:"likes"`
	bad   bool
}

func drawRow(t *rapid.T) drawn {
	text := rapid.StringOfN(rapid.SampledFrom([]rune("ab ,\"\n;'\\{}[]:裙子é👗")), 0, 150, -1)
	r := drawn{
		Date:  fmt.Sprintf("2021-%02d-%02d", rapid.IntRange(1, 12).Draw(t, "month"), rapid.IntRange(1, 28).Draw(t, "day")),
		Text:  text.Draw(t, "text"),
		Likes: fmt.Sprint(rapid.IntRange(0, 1e6).Draw(t, "likes")),
	}
	switch rapid.IntRange(0, 5).Draw(t, "kind") {
	case 0:
		r.Date, r.bad = rapid.SampledFrom([]string{"soon", "3000-01-01", "1970-01-01", "2021-02-30", ""}).Draw(t, "date"), true
	case 1:
		r.Text = "  "
	}
	r.bad = r.bad || strings.TrimSpace(r.Text) == ""
	return r
}

// encodings writes the same rows in every format that can hold any text.
func encodings(t *rapid.T, rows []drawn) map[string][]byte {
	var c, lines bytes.Buffer
	w := csv.NewWriter(&c)
	w.Write([]string{"date", "text", "likes"})
	enc := json.NewEncoder(&lines)
	for _, r := range rows {
		w.Write([]string{r.Date, r.Text, r.Likes})
		w.Flush()
		c.WriteString(rapid.SampledFrom([]string{"", "\n", " \n\n"}).Draw(t, "blank"))
		enc.Encode(r)
	}
	array, _ := json.MarshalIndent(map[string]any{"count": len(rows), "rows": rows}, "", rapid.SampledFrom([]string{"", "  "}).Draw(t, "indent"))
	var p bytes.Buffer
	if err := parquet.Write(&p, rows); err != nil {
		t.Fatal(err)
	}
	return map[string][]byte{"csv": c.Bytes(), "jsonl": lines.Bytes(), "json": array, "parquet": p.Bytes()}
}

// TestEveryRowOnce checks that each row comes out once and in order, as a
// document with its exact text or as a problem, in every format alike.
func TestEveryRowOnce(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		rows := rapid.SliceOfN(rapid.Custom(drawRow), 1, 30).Draw(rt, "rows")
		for format, data := range encodings(rt, rows) {
			var items []source.Item
			r := &Reader{Paths: []string{"-"}, Stdin: bytes.NewReader(data), Format: Format(format), Now: clock, Mapping: Mapping{Date: "date", Text: "text", Heat: "likes"}}
			if err := r.Run(t.Context(), func(it source.Item) error { items = append(items, it); return nil }); err != nil {
				rt.Fatalf("%s: %v", format, err)
			}
			if len(items) != len(rows) {
				rt.Fatalf("%s: %d items of %d rows", format, len(items), len(rows))
			}
			for i, row := range rows {
				it := items[i]
				if (it.Problem != "") != row.bad {
					rt.Fatalf("%s: row %d %+v: problem %q", format, i, row, it.Problem)
				}
				if row.bad {
					continue
				}
				short := !strings.Contains(row.Text, "\n") && utf8.RuneCountInString(row.Text) <= maxTitle
				if short && it.Title != row.Text || !short && it.Body != row.Text || it.Title+it.Body != row.Text {
					rt.Fatalf("%s: text %q became title %q, body %q", format, row.Text, it.Title, it.Body)
				}
				if it.Time.Format(time.DateOnly) != row.Date || fmt.Sprint(int(it.Heat)) != row.Likes {
					rt.Fatalf("%s: %+v became %+v", format, row, it)
				}
			}
		}
	})
}

// TestStrayQuoteLosesOneRow puts one unclosed quote into good rows: all the
// others must come out.
func TestStrayQuoteLosesOneRow(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(2, 60).Draw(rt, "rows")
		at := rapid.IntRange(0, n-1).Draw(rt, "broken")
		var b strings.Builder
		b.WriteString("title,date,likes\n")
		for i := range n {
			title := rapid.SampledFrom([]string{"plain", `"quoted, well"`, `5"" heel`, "\"two\nlines\"", `"in ""quotes"""`, "长裙"}).Draw(rt, "title")
			if i == at {
				title = `"never closed`
			}
			fmt.Fprintf(&b, "%s,2024-01-%02d,%d\n", title, 1+i%28, i)
		}
		var items []source.Item
		r := &Reader{Paths: []string{"-"}, Stdin: strings.NewReader(b.String()), Now: clock}
		if err := r.Run(t.Context(), func(it source.Item) error { items = append(items, it); return nil }); err != nil {
			rt.Fatal(err)
		}
		bad := 0
		for _, it := range items {
			if it.Problem != "" {
				bad++
			}
		}
		if len(items) < n || bad > 2 {
			rt.Fatalf("%d rows, %d items, %d bad in\n%s", n, len(items), bad, b.String())
		}
	})
}

// TestUnclosedQuotesTakeLinearTime reads a file in which every line opens a
// quote that nothing closes; looking ahead from each would take hours.
func TestUnclosedQuotesTakeLinearTime(t *testing.T) {
	const lines = 1 << 20
	started := time.Now()
	n := 0
	r := &Reader{Paths: []string{"-"}, Stdin: endless("title\n", "x,\"\"\"a\n", 7*lines, ""), Now: clock, Constants: Constants{Date: "2024-01-01"}, Mapping: Mapping{Title: "title"}}
	if err := r.Run(t.Context(), func(it source.Item) error { n++; return nil }); err != nil {
		t.Fatal(err)
	}
	if n != lines {
		t.Errorf("%d items of %d lines", n, lines)
	}
	if took := time.Since(started); took > 20*time.Second {
		t.Errorf("took %s", took)
	}
}
