package sheet

import (
	"os"
	"path/filepath"
	"testing"

	"hemline/series"
)

// data is the folder of the public data sets.
func data(t *testing.T, name string) string {
	t.Helper()
	dir := os.Getenv("HEMLINE_DATA")
	if dir == "" {
		t.Skip("HEMLINE_DATA is not set: the public data sets are not there")
	}
	return filepath.Join(dir, name)
}

func TestRealFiles(t *testing.T) {
	for _, c := range []struct {
		file        string
		shape       Shape
		freq        series.Freq
		n           int
		first       string // name of the first series
		begin, next string // its first label, and the first after its end
		length      int
	}{
		{"hermes_main_100.csv", Wide, series.Week, 100, "br_female_outerwear_7", "2015-01-05", "2019-01-07", 209},
		{"google_trends_fashion.csv", Long, series.Week, 36, "color_sage_green", "2020-08-04", "2025-02-11", 236},
		{"m4_weekly_train.csv.gz", Rows, series.Step, 359, "W1", "1", "2180", 2179},
		{"m4_hourly_train.csv.gz", Rows, series.Step, 414, "H1", "1", "701", 700},
	} {
		got, err := ReadFile(t.Context(), data(t, c.file), Options{})
		if err != nil {
			t.Errorf("%s: %v", c.file, err)
			continue
		}
		s := got.Series[0]
		if got.Shape != c.shape || got.Freq != c.freq || len(got.Series) != c.n {
			t.Errorf("%s: %s of %s, %d series; want %s, %s, %d", c.file, got.Shape, got.Freq, len(got.Series), c.shape, c.freq, c.n)
		}
		if s.ID != c.first || s.Label(0) != c.begin || s.Label(s.Len()) != c.next || s.Len() != c.length {
			t.Errorf("%s: %s from %s to before %s, %d values; want %s, %s, %s, %d",
				c.file, s.ID, s.Label(0), s.Label(s.Len()), s.Len(), c.first, c.begin, c.next, c.length)
		}
		for _, s := range got.Series {
			if len(s.Problems) > 0 {
				t.Logf("%s: %s: %s", c.file, s.ID, s.Status())
			}
		}
		t.Log(got.Notes)
	}
}
