package sheet

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"

	"hemline/series"
)

func parquetFile[T any](t testing.TB, rows []T) []byte {
	t.Helper()
	var b bytes.Buffer
	w := parquet.NewGenericWriter[T](&b)
	if _, err := w.Write(rows); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

type longRow struct {
	UniqueID string    `parquet:"unique_id"`
	DS       time.Time `parquet:"ds,timestamp(microsecond)"`
	Y        *float64  `parquet:"y"`
	Note     string    `parquet:"note"`
}

// pandas writes the index, which holds the dates, after the columns.
type wideRow struct {
	A     float32 `parquet:"a"`
	B     int64   `parquet:"b"`
	Index int32   `parquet:"__index_level_0__,date"`
}

type stepRow struct {
	Step  int64  `parquet:"step"`
	Value string `parquet:"a"`
}

func TestParquet(t *testing.T) {
	monday := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	long := func(clock time.Duration) []byte {
		var rows []longRow
		for i := range 200 { // more than the preview, and than a buffer of values
			v := float64(i)
			row := longRow{"a", monday.AddDate(0, 0, 7*i).Add(clock), &v, "x"}
			if i == 1 {
				row.Y = nil
			}
			rows = append(rows, row)
		}
		return parquetFile(t, rows)
	}
	days := int32(monday.Unix() / day)
	for _, c := range []struct {
		name        string
		file        []byte
		shape       Shape
		freq        series.Freq
		n, length   int
		begin, next string
		first, last float64
	}{
		{"long, midnight", long(0), Long, series.Week, 1, 200, "2024-01-01", "2027-11-01", 0, 199},
		{"long, nine o'clock", long(9 * time.Hour), Long, series.Week, 1, 200, "2024-01-01 09:00:00", "2027-11-01 09:00:00", 0, 199},
		{"wide", parquetFile(t, []wideRow{{0.1, 1, days}, {2, 2, days + 7}, {3, 3, days + 14}}), Wide, series.Week, 2, 3, "2024-01-01", "2024-01-22", 0.1, 3},
		{"steps, values as text", parquetFile(t, []stepRow{{7, "1"}, {8, "2"}}), Wide, series.Step, 1, 2, "7", "9", 1, 2},
	} {
		path := filepath.Join(t.TempDir(), "f.parquet")
		if err := os.WriteFile(path, c.file, 0o600); err != nil {
			t.Fatal(err)
		}
		inPlace, err := ReadFile(t.Context(), path, Options{})
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		packed, err := Read(t.Context(), strings.NewReader(zip(t, string(c.file))), "f.parquet.gz", Options{})
		if err != nil {
			t.Fatalf("%s, packed: %v", c.name, err)
		}
		for _, got := range []*Table{inPlace, packed} {
			s := got.Series[0]
			if got.Shape != c.shape || got.Freq != c.freq || len(got.Series) != c.n || s.Len() != c.length {
				t.Fatalf("%s: %s of %s, %d series of %d", c.name, got.Shape, got.Freq, len(got.Series), s.Len())
			}
			if s.Label(0) != c.begin || s.Label(s.Len()) != c.next || s.Values[0] != c.first || s.Values[s.Len()-1] != c.last {
				t.Errorf("%s: %v from %s to before %s", c.name, s.Values, s.Label(0), s.Label(s.Len()))
			}
		}
		_, err = Read(t.Context(), bytes.NewReader(c.file), "f", Options{Limits: Limits{Packed: 9}})
		var limit *LimitError
		if !errors.As(err, &limit) || limit.Limit != "Packed" {
			t.Errorf("%s: %v, want the limit Packed", c.name, err)
		}
	}
	_, err := Read(t.Context(), bytes.NewReader(parquetFile(t, []wideRow{{}})), "f", Options{Limits: Limits{Columns: 2}})
	var limit *LimitError
	if !errors.As(err, &limit) || limit.Limit != "Columns" {
		t.Errorf("%v, want the limit Columns", err)
	}
}
