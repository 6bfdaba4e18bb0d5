package sheet

import (
	"bytes"
	"compress/gzip"
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"hemline/series"
)

// want is a series as a test writes it: its values with _ for missing, its
// first label, the label after its end, its status.
type want struct{ id, values, begin, next, status string }

func show(values []float64) string {
	var parts []string
	for _, v := range values {
		if math.IsNaN(v) {
			parts = append(parts, "_")
			continue
		}
		parts = append(parts, strconv.FormatFloat(v, 'g', -1, 64))
	}
	return strings.Join(parts, " ")
}

func check(t *testing.T, got *Table, wants []want) {
	t.Helper()
	if len(got.Series) != len(wants) {
		t.Fatalf("%d series, want %d", len(got.Series), len(wants))
	}
	for i, w := range wants {
		s := &got.Series[i]
		g := want{s.ID, show(s.Values), s.Label(0), s.Label(s.Len()), s.Status()}
		if g != w {
			t.Errorf("series %d:\n got %+v\nwant %+v", i, g, w)
		}
	}
}

func TestRead(t *testing.T) {
	for _, c := range []struct {
		name, text string
		o          Options
		shape      Shape
		freq       series.Freq
		wants      []want
		notes      []string
	}{
		{
			name: "wide, weeks from Thursday", text: "week,a,b\n2024-02-22,1,4\n2024-02-29,2,5\n2024-03-07,3,6\n",
			shape: Wide, freq: series.Week,
			wants: []want{{"a", "1 2 3", "2024-02-22", "2024-03-14", ""}, {"b", "4 5 6", "2024-02-22", "2024-03-14", ""}},
		},
		{
			name: "long, months, the ends of them", text: "unique_id,ds,y\na,2024-01-31,1\na,2024-02-29,2\na,2024-03-31,3\n",
			shape: Long, freq: series.Month,
			wants: []want{{"a", "1 2 3", "2024-01-31", "2024-04-30", ""}},
		},
		{
			name: "integer steps, apart by ten, each to its own end", text: "ds,a,b\n10,1,\n20,2,7\n40,4,\n",
			shape: Wide, freq: series.Step,
			wants: []want{{"a", "1 2 _ 4", "10", "50", "gaps 1"}, {"b", "7", "20", "30", "one value"}},
		},
		{
			name: "hours", text: "t;a\n2024-03-31 22:30;1\n2024-03-31 23:30;2,5\n", shape: Wide, freq: series.Hour,
			wants: []want{{"a", "1 2.5", "2024-03-31 22:30", "2024-04-01 00:30", ""}},
		},
		{
			name: "zones stay", text: "ds,a\n2024-01-01T00:00:00+08:00,1\n2024-02-01T00:00:00+08:00,2\n", shape: Wide, freq: series.Month,
			wants: []want{{"a", "1 2", "2024-01-01T00:00:00+08:00", "2024-03-01T00:00:00+08:00", ""}},
		},
		{
			name: "quarters", text: "q,a\n2023-Q3,1\n2023-Q4,2\n2024-Q1,3\n", shape: Wide, freq: series.Quarter,
			wants: []want{{"a", "1 2 3", "2023-Q3", "2024-Q2", ""}},
		},
		{
			name: "fiscal years", text: "ds,a\n2021-07-01,1\n2022-07-01,2\n2023-07-01,3\n", shape: Wide, freq: series.Year,
			wants: []want{{"a", "1 2 3", "2021-07-01", "2024-07-01", ""}},
		},
		{
			name: "ISO weeks", text: "ds,a\n2020-W52,1\n2020-W53,2\n2021-W01,3\n", shape: Wide, freq: series.Week,
			wants: []want{{"a", "1 2 3", "2020-W52", "2021-W02", ""}},
		},
		{
			name: "every 14 days", text: "ds,a\n2024-01-01,1\n2024-01-15,2\n2024-01-29,3\n", shape: Wide, freq: series.Step,
			wants: []want{{"a", "1 2 3", "2024-01-01", "2024-02-12", ""}},
		},
		{
			name: "day first, as one date shows", text: "ds,a\n03/01/2024,1\n10/01/2024,2\n17/01/2024,3\n", shape: Wide, freq: series.Week,
			wants: []want{{"a", "1 2 3", "03/01/2024", "24/01/2024", ""}},
		},
		{
			name: "compact months", text: "ds,a\n202311,1\n202312,2\n202401,3\n", shape: Wide, freq: series.Month,
			wants: []want{{"a", "1 2 3", "202311", "202402", ""}},
		},
		{
			name: "years are steps", text: "ds,a\n2021,1\n2022,2\n", shape: Wide, freq: series.Step,
			wants: []want{{"a", "1 2", "2021", "2023", ""}},
		},
		{
			name: "out of order, duplicates, conflicts", text: "ds,a\n2024-01-08,2\n2024-01-01,1\n2024-01-08,2\n2024-01-15,3\n2024-01-15,4\n",
			shape: Wide, freq: series.Week,
			wants: []want{{"a", "1 2 4", "2024-01-01", "2024-01-22", `unordered 1 (first in row 3); duplicates 1 (first in row 4: "2024-01-08"); conflicts 1 (first in row 6: "2024-01-15")`}},
		},
		{
			name: "odd cells", text: "ds,a,b\n2024-01-01,x y,-inf\n2024-01-08,NA,3\n2024-01-15,1e400,#N/A\n2024-01-22,\"1,234.5\",0x10\n",
			shape: Wide, freq: series.Week,
			wants: []want{
				{"a", "1234.5", "2024-01-22", "2024-01-29", `one value; text 1 (first in row 2: "x y"); infinite 1 (first in row 4: "1e400")`},
				{"b", "3 _ _", "2024-01-08", "2024-01-29", `one value; text 1 (first in row 5: "0x10"); infinite 1 (first in row 2: "-inf"); gaps 2`},
			},
		},
		{
			name: "a negative share", text: "ds,a\n1,1\n2,-1\n3,1\n4,1\n5,1\n6,1\n7,1\n8,1\n9,1\n10,1\n", shape: Wide, freq: series.Step,
			wants: []want{{"a", "1 -1 1 1 1 1 1 1 1 1", "1", "11", "negative 1"}},
		},
		{
			name: "a year mistyped", text: "id,date,value\na,2024-01-01,1\na,2024-01-08,2\na,0204-01-15,3\na,2024-01-22,4\n", shape: Long, freq: series.Week,
			wants: []want{{"a", "1 2 _ 4", "2024-01-01", "2024-01-29", `unordered 1 (first in row 4); far 1 (first in row 4: "0204-01-15"); gaps 1`}},
		},
		{
			name: "mixed frequencies", text: "id,ds,y\nw,2024-01-01,1\nw,2024-01-08,2\nw,2024-01-15,3\nw,2024-01-22,4\nw,2024-01-29,5\n" +
				"m,2023-10-01,1\nm,2023-11-01,2\nm,2023-12-01,3\nm,2024-01-01,4\n", shape: Long, freq: series.Week,
			wants: []want{{"w", "1 2 3 4 5", "2024-01-01", "2024-02-05", ""}, {"m", "1 2 3 4", "2023-10-01", "2024-02-01", "mixed (month, the file week)"}},
		},
		{
			name: "a holiday moves a week's date", text: "ds,a\n2024-01-01,1\n2024-01-09,2\n2024-01-15,3\n2024-01-22,4\n", shape: Wide, freq: series.Week,
			wants: []want{{"a", "1 2 3 4", "2024-01-01", "2024-01-29", ""}},
		},
		{
			name: "a form to be filled in", text: "ds,a,b\n2024-01-01,1,2\n2024-01-08,2,\n2024-01-15,,\n", shape: Wide, freq: series.Week,
			wants: []want{{"a", "1 2", "2024-01-01", "2024-01-15", ""}, {"b", "2 _", "2024-01-01", "2024-01-15", "one value; gaps 1"}},
		},
		{
			name: "names: none, twice, invalid", text: "ds,,x,x,\"a\nb\"\n2024-01-01,1,2,3,4\n2024-01-08,1,2,3,4\n", shape: Wide, freq: series.Week,
			wants: []want{
				{"column 2", "1 1", "2024-01-01", "2024-01-15", ""},
				{"x", "2 2", "2024-01-01", "2024-01-15", ""},
				{"x (2)", "3 3", "2024-01-01", "2024-01-15", "renamed 1"},
				{"a b", "4 4", "2024-01-01", "2024-01-15", ""},
			},
		},
		{
			name: "rows a series", text: "\"V1\",\"V2\",\"V3\",\"V4\"\n\"W1\",\"5\",\"6\",\"7\"\n\"W2\",\"8\",,\n", shape: Rows, freq: series.Step,
			wants: []want{{"W1", "5 6 7", "1", "4", ""}, {"W2", "8", "1", "2", "one value"}},
		},
		{
			name: "no header", text: "2024-01-01,1\n2024-01-08,2\n", shape: Wide, freq: series.Week,
			wants: []want{{"1", "1 2", "2024-01-01", "2024-01-15", ""}},
		},
		{
			name: "further columns, rows that cannot be read", text: "keyword,source,week,index\nred,x,2024-01-01,1\nred,x,2024-01-08,2\n,x,2024-01-08,2\nred,x,soon,2\nred\n",
			shape: Long, freq: series.Week,
			wants: []want{{"red", "1 2", "2024-01-01", "2024-01-15", ""}},
			notes: []string{
				`series from "keyword", dates from "week", values from "index"; not read: "source"`,
				"rows left out: no name of a series: 1, the first is row 4",
				"rows left out: the date was not understood: 1, the first is row 5",
				"rows left out: fewer cells than it needs: 1, the first is row 6",
			},
		},
		{
			name: "named columns, a quote never closed", text: "a,b,c\n1,k,\"7\n2,k,8\n3,k,9\n", o: Options{Columns: Columns{ID: "b", Time: "A", Value: "c"}},
			shape: Long, freq: series.Step,
			wants: []want{{"k", "8 9", "2", "4", `text 1 (first in row 2: "\"7")`}},
		},
		{
			name: "months of days, by wish", text: "ds,a\n2024-01-01,1\n2024-01-31,2\n2024-02-01,3\n", o: Options{Freq: series.Month}, shape: Wide, freq: series.Month,
			wants: []want{{"a", "2 3", "2024-01-01", "2024-03-01", `uneven 1 (first in row 3: "2024-01-31")`}},
		},
		{
			name: "steps that are weeks", text: "ds,a\n1,1\n2,2\n", o: Options{Freq: series.Week}, shape: Wide, freq: series.Week,
			wants: []want{{"a", "1 2", "1", "3", ""}},
		},
		{
			name: "one date", text: "ds,a\n2024-01-01,1\n", shape: Wide, freq: series.Day,
			wants: []want{{"a", "1", "2024-01-01", "2024-01-02", "one value"}},
			notes: []string{"no two dates tell the distance between periods: taken as days; say so with --freq"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, form := range []struct {
				name string
				text string
			}{
				{"as it is", c.text},
				{"Windows line ends and a mark", "\xEF\xBB\xBF" + strings.ReplaceAll(c.text, "\n", "\r\n")},
				{"UTF-16", utf16(c.text)},
				{"gzip", zip(t, c.text)},
				{"zstd", zst(t, c.text)},
			} {
				got, err := Read(t.Context(), strings.NewReader(form.text), "file.csv", c.o)
				if err != nil {
					t.Fatalf("%s: %v", form.name, err)
				}
				if got.Shape != c.shape || got.Freq != c.freq {
					t.Errorf("%s: %s of %s, want %s of %s", form.name, got.Shape, got.Freq, c.shape, c.freq)
				}
				if !slices.Equal(got.Notes, c.notes) {
					t.Errorf("%s: notes %q, want %q", form.name, got.Notes, c.notes)
				}
				check(t, got, c.wants)
			}
		})
	}
}

func utf16(s string) string {
	out := []byte("\xFF\xFE")
	for _, r := range s { // of the basic plane only
		out = append(out, byte(r), byte(r>>8))
	}
	return string(out)
}

func zip(t *testing.T, s string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(s)); err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	return b.String()
}

func zst(t *testing.T, s string) string {
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return string(w.EncodeAll([]byte(s), nil))
}

func TestReadErrors(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"empty":      {"", "is empty"},
		"blank":      {"\n \n", "is empty"},
		"header":     {"date,a\n", "has a header but no rows"},
		"no dates":   {"name,price\nx,1\n", `column "name" holds no dates`},
		"one column": {"date\n2024-01-01\n", "one column only"},
		"which":      {"id,date,price,weight\nx,2024-01-01,1,2\n", "which column holds the values"},
		"picture":    {"\x89PNG\r\n\x1a\n\x00\x00", "is not text"},
		"cut gzip":   {zip(t, "ds,a\n2024-01-01,1\n")[:20], "partial copy"},
		"cut parquet": {
			"PAR1....", "not a whole Parquet file",
		},
	} {
		_, err := Read(t.Context(), strings.NewReader(c.text), "f.csv", Options{})
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "f.csv") {
			t.Errorf("%s: %v, want %q with the file's name", name, err, c.want)
		}
	}
	if _, err := ReadFile(t.Context(), t.TempDir(), Options{}); err == nil || !strings.Contains(err.Error(), "is a folder") {
		t.Errorf("a folder: %v", err)
	}
}

func TestLimits(t *testing.T) {
	wide := "ds,a,b,c\n2024-01-01,1,2,3\n2024-01-08,1,2,3\n"
	long := "id,ds,y\na,2024-01-01,1\nb,2024-01-08,2\nc,2024-01-15,3\n"
	for _, c := range []struct {
		limit string
		l     Limits
		texts []string
	}{
		{"Series", Limits{Series: 2}, []string{wide, long, "V1,V2,V3\na,1,2\nb,1,2\nc,1,2\n"}},
		{"Values", Limits{Values: 2}, []string{wide, long, "V1,V2,V3,V4\na,1,2,3\n"}},
		{"Values", Limits{Values: 20}, []string{"ds,a\n2024-01-01,1\n2024-01-02,1\n2024-01-03,1\n2024-02-28,2\n"}},
		{"Line", Limits{Line: 80_000}, []string{"ds," + strings.Repeat("a", 300_000) + "\n2024-01-01,1\n"}},
		{"Expanded", Limits{Expanded: 20}, []string{zip(t, wide), zst(t, wide)}},
	} {
		for _, text := range c.texts {
			_, err := Read(t.Context(), strings.NewReader(text), "f.csv", Options{Limits: c.l})
			var limit *LimitError
			if !errors.As(err, &limit) || limit.Limit != c.limit || !strings.Contains(err.Error(), c.limit) {
				t.Errorf("%.40q with %+v: %v, want a LimitError of %s", text, c.l, err, c.limit)
			}
		}
	}
}
