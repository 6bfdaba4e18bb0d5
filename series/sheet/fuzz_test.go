package sheet

import (
	"bytes"
	"math"
	"strings"
	"testing"
	"time"
)

// tight keeps what a fuzzer finds from taking long without being wrong.
var tight = Limits{Series: 1000, Values: 100_000, Periods: 10_000, Line: 1 << 20, Expanded: 1 << 20, Packed: 1 << 20, Columns: 100}

func sane(t *testing.T, got *Table, err error) {
	t.Helper()
	if err != nil {
		if !strings.HasPrefix(err.Error(), "sheet: ") {
			t.Fatalf("error without its package: %v", err)
		}
		return
	}
	if len(got.Series) == 0 || got.Freq == "" {
		t.Fatal("no series, no frequency, and no error")
	}
	names := map[string]bool{}
	total := 0
	for i := range got.Series {
		s := &got.Series[i]
		if s.ID == "" || names[s.ID] {
			t.Fatalf("name %q is empty or not its own", s.ID)
		}
		names[s.ID] = true
		total += s.Len()
		known := 0
		for _, v := range s.Values {
			if math.IsInf(v, 0) {
				t.Fatal("an infinite value")
			}
			if !math.IsNaN(v) {
				known++
			}
		}
		if s.Len() > 0 && math.IsNaN(s.Values[0]) {
			t.Fatal("a series begins with a missing value")
		}
		if (known == 0) != strings.Contains(s.Status(), string(None)) {
			t.Fatalf("%d known values, but status %q", known, s.Status())
		}
		if !s.Start.Equal(s.Freq.Floor(s.Start)) {
			t.Fatalf("%v does not begin a %s", s.Start, s.Freq)
		}
		for _, i := range []int{0, s.Len(), s.Len() + 52} {
			if s.Label(i) == "" {
				t.Fatalf("period %d has no label", i)
			}
		}
	}
	if total > tight.Values {
		t.Fatalf("%d values pass the limit", total)
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{
		"ds,a\n2024-01-01,1\n2024-01-08,2\n", "unique_id;ds;y\r\na;1;1,5\r\na;2;x\r\n", "V1,V2,V3\nW1,1,2\n",
		"\"ds\"\t\"a\"\"b\"\n1\t2\n", "ds,a\n0001-01-01,1\n9999-12-31,2\n", "q,a\n2024-Q1,1\n2024-Q3,2\n", "2020-W53,1\n2021-W02,1\n",
		"id,ds,y\na,2024-02-31,1\na,2024-01-31 00:00:01,2\nb,2024-01-01T00:00:00+08:00,3\n", "ds,\"a\n\nb\"\n1,2\n", "ds,a\n-1000000000000000,1\n1000000000000000,1\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := Read(t.Context(), bytes.NewReader(data), "f.csv", Options{Limits: tight})
		sane(t, got, err)
	})
}

func FuzzParquet(f *testing.F) {
	v := 1.5
	f.Add(parquetFile(f, []longRow{{"a", time.Unix(0, 0), &v, ""}, {"a", time.Unix(86400, 0), nil, ""}}))
	f.Add(parquetFile(f, []wideRow{{0.1, 1, 0}, {2, 2, 7}}))
	f.Fuzz(func(t *testing.T, data []byte) {
		if !bytes.HasPrefix(data, []byte("PAR1")) {
			return
		}
		got, err := Read(t.Context(), bytes.NewReader(data), "f.parquet", Options{Limits: tight})
		sane(t, got, err)
	})
}

// FuzzNumber: what is read as a number is finite, and what comes out of a file
// of ours goes in again.
func FuzzNumber(f *testing.F) {
	for _, s := range []string{"1", "-1.5e3", "1,5", "1.234,5", "1,234.5", "1,234,567", "inf", "NaN", "1e400", "0x1p3", ",", "1_0", "--1", "1,,2", "- 1"} {
		f.Add(s, true)
		f.Add(s, false)
	}
	f.Fuzz(func(t *testing.T, s string, comma bool) {
		v, kind := number([]byte(s), comma)
		if (kind == isNumber) == (math.IsNaN(v) || math.IsInf(v, 0)) {
			t.Fatalf("number(%q) = %v, %d", s, v, kind)
		}
	})
}

func FuzzDate(f *testing.F) {
	for _, s := range []string{"2024-02-29", "2024-W53", "2024-Q4", "2024Q1", "20240101", "202401", "1/2/2024", "12", "12.0", "2024-01-01T00:00:00+14:00", "2024年1月1日"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, n := newDates([]string{s})
		v, ok := d.read([]byte(s))
		if ok != (n == 1) {
			t.Fatalf("read(%q) = %v, but %d of 1 were understood", s, ok, n)
		}
		if !ok {
			return
		}
		again, ok := d.read([]byte(d.write(v)))
		if _, zoned, _ := parse(d.spelling, s); zoned {
			return // a zone may be written in more than one way
		}
		if !ok || again != v {
			t.Fatalf("%q is %d, written %q, which is %d (%v)", s, v, d.write(v), again, ok)
		}
	})
}

func TestNumber(t *testing.T) {
	for _, c := range []struct {
		cell  string
		comma bool
		want  float64
		kind  cellKind
	}{
		{"1.5", false, 1.5, isNumber},
		{" -2 ", true, -2, isNumber},
		{"1,5", true, 1.5, isNumber},
		{"1,5", false, 1.5, isNumber},
		{"1,234", true, 1.234, isNumber},
		{"1,234", false, 1234, isNumber},
		{"1.234,5", true, 1234.5, isNumber},
		{"1,234,567.25", true, 1234567.25, isNumber},
		{"-1,234,567", false, -1234567, isNumber},
		{"12,34,567", false, 0, isText},
		{"n/a", false, 0, isMissing},
		{"", false, 0, isMissing},
		{"-Inf", false, 0, isInfinite},
		{"1e999", false, 0, isInfinite},
		{"5%", false, 0, isText},
		{"1_000", false, 0, isText},
	} {
		v, kind := number([]byte(c.cell), c.comma)
		if kind != c.kind || kind == isNumber && v != c.want {
			t.Errorf("number(%q, %v) = %v, %d; want %v, %d", c.cell, c.comma, v, kind, c.want, c.kind)
		}
	}
}
