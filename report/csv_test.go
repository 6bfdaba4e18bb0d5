package report

import (
	"bytes"
	"encoding/csv"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hemline/forecast"
	"hemline/series"
	"hemline/signal"
)

func TestSeriesCSV(t *testing.T) {
	s := signal.Signal{
		Concept: "colour/red, warm", Freq: series.Month, Start: time.Date(2024, 11, 1, 0, 0, 0, 0, time.UTC),
		Mentions: []float64{3, math.NaN(), 0}, Heat: []float64{1.5, math.NaN(), 0},
		Share: []float64{0.30000000000000004, math.NaN(), 0}, Documents: []float64{1e5, 0, 12},
	}
	w := signal.Signal{Concept: "style/work", Freq: series.Week, Start: time.Date(2024, 12, 30, 0, 0, 0, 0, time.UTC), Share: []float64{1, 2}}
	var b bytes.Buffer
	if err := WriteSeriesCSV(&b, s, w); err != nil {
		t.Fatal(err)
	}
	want := `unique_id,ds,mentions,heat,share,documents
"colour/red, warm",2024-11-01,3,1.5,0.30000000000000004,100000
"colour/red, warm",2024-12-01,,,,0
"colour/red, warm",2025-01-01,0,0,0,12
style/work,2024-12-30,,,1,
style/work,2025-01-06,,,2,
`
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}

// The scope of the report keeps the plain id; any other is told apart by it.
func TestSeriesCSVTellsScopesApart(t *testing.T) {
	in := func(scope signal.Scope) signal.Signal {
		return signal.Signal{Concept: "a/b", Scope: scope, Freq: series.Month, Start: time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), Share: []float64{1}}
	}
	cn, all := signal.Scope{Market: "cn"}, signal.Scope{}
	for _, c := range []struct {
		first, second signal.Scope
		want          []string
	}{
		{all, cn, []string{"a/b", "a/b@cn/all/all"}},
		{cn, all, []string{"a/b", "a/b@all/all/all"}},
		{cn, cn, []string{"a/b", "a/b"}},
	} {
		var b bytes.Buffer
		if err := WriteSeriesCSV(&b, in(c.first), in(c.second)); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(b.String(), "\n")
		for i, want := range c.want {
			if got, _, _ := strings.Cut(lines[i+1], ","); got != want {
				t.Errorf("%v then %v: row %d has id %q, want %q", c.first, c.second, i, got, want)
			}
		}
	}
}

func TestForecastsCSV(t *testing.T) {
	f := forecast.Forecast{ID: "a/b", Steps: []forecast.Step{
		{Period: time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC), Mean: 2, Q10: 1, Q50: 1.9, Q90: 3},
		{Period: time.Date(2025, 2, 1, 0, 0, 0, 0, time.UTC), Mean: math.NaN(), Q10: math.Inf(-1), Q50: 2, Q90: math.Inf(1)},
	}}
	var b bytes.Buffer
	if err := WriteForecastsCSV(&b, f); err != nil {
		t.Fatal(err)
	}
	want := "unique_id,ds,mean,q10,q50,q90\na/b,2025-01-01,2,1,1.9,3\na/b,2025-02-01,,,2,\n"
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}

// Every finite value comes back as it was.
func TestSeriesCSVRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := signal.Signal{Concept: rapid.StringMatching(`[a-z]+/[ -~羽绒服]+`).Draw(t, "id"), Freq: series.Week, Start: time.Date(2020, 1, 6, 0, 0, 0, 0, time.UTC)}
		s.Share = rapid.SliceOfN(rapid.Float64(), 1, 20).Draw(t, "share")
		var b bytes.Buffer
		if err := WriteSeriesCSV(&b, s); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(&b).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range s.Share {
			row := rows[i+1]
			if row[0] != s.Concept || row[1] != s.Start.AddDate(0, 0, 7*i).Format(time.DateOnly) {
				t.Fatalf("row %v", row)
			}
			if got, err := strconv.ParseFloat(row[4], 64); err != nil || got != v {
				t.Fatalf("%v came back as %q", v, row[4])
			}
		}
	})
}
