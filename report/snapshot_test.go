package report

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"hemline/forecast"
	"hemline/series"
	"hemline/signal"
)

func TestCompareWithoutReportBefore(t *testing.T) {
	changes, err := Compare(nil, []Trend{trend("a/b", nil)})
	if err != nil || changes != nil {
		t.Errorf("changes %v, error %v", changes, err)
	}
	if at, err := SnapshotAsOf(nil); err != nil || !at.IsZero() {
		t.Errorf("as of %v, error %v", at, err)
	}
}

func TestSnapshotAndCompare(t *testing.T) {
	asOf := time.Date(2025, 6, 30, 0, 0, 0, 0, time.UTC)
	before := &Report{AsOf: asOf, Rising: []Trend{trend("a/stays", nil), trend("a/turns", nil), trend("a/ripens", nil)}, Watch: []Trend{trend("a/leaves", nil)}}
	state, err := Snapshot(before)
	if err != nil {
		t.Fatal(err)
	}
	now := []Trend{
		trend("a/turns", func(t *Trend) { t.Signal.Stage, t.Forecast.Verdict = signal.Peak, forecast.Flat }),
		trend("a/stays", nil),
		trend("a/ripens", func(t *Trend) { t.Signal.Stage = signal.Peak }),
		trend("a/comes", nil),
		// The same concept elsewhere is another trend.
		trend("a/stays", func(t *Trend) { t.Signal.Scope.Market = "cn" }),
	}
	changes, err := Compare(state, now)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range changes {
		got = append(got, fmt.Sprintf("%s %s/%s>%s/%s new=%v gone=%v", c.Concept.ID, c.FromStage, c.FromDirection, c.ToStage, c.ToDirection, c.New, c.Gone))
	}
	want := `a/turns growing/rise>peak/flat new=false gone=false
a/ripens growing/rise>peak/rise new=false gone=false
a/comes />growing/rise new=true gone=false
a/stays />growing/rise new=true gone=false
a/leaves growing/rise>/ new=false gone=true`
	if strings.Join(got, "\n") != want {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), want)
	}
	if at, err := SnapshotAsOf(state); err != nil || !at.Equal(asOf) {
		t.Errorf("as of %v, error %v", at, err)
	}
}

func TestUnchangedReportHasNoChanges(t *testing.T) {
	r := sampleReport("en", series.Month)
	state, err := Snapshot(r)
	if err != nil {
		t.Fatal(err)
	}
	var all []Trend
	for _, l := range [][]Trend{r.Watch, r.SeasonalTrends, r.Falling, r.Rising} {
		all = append(all, l...)
	}
	if changes, err := Compare(state, all); err != nil || len(changes) != 0 {
		t.Errorf("changes %v, error %v", changes, err)
	}
}

func TestCompareRefuses(t *testing.T) {
	for name, in := range map[string]string{
		"no JSON":        `nonsense`,
		"another format": `{"version":2,"trends":[]}`,
		"no version":     `{"trends":[]}`,
		"a long label":   `{"version":1,"trends":[{"concept":"a","labels":{"en":"` + strings.Repeat("x", maxSnapshotText+1) + `"}}]}`,
		"a huge file":    strings.Repeat(" ", maxSnapshotBytes+1),
	} {
		_, err := Compare([]byte(in), nil)
		if err == nil || !strings.Contains(err.Error(), "to start anew") {
			t.Errorf("%s: error %v does not say what to do", name, err)
		}
	}
}

func FuzzCompare(f *testing.F) {
	state, err := Snapshot(&Report{Rising: []Trend{trend("a/b", nil)}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(state)
	f.Add([]byte(`{"version":1,"trends":[{"concept":"a/b","stage":"peak"},{"concept":"a/b"}]}`))
	f.Fuzz(func(t *testing.T, in []byte) {
		now := []Trend{trend("a/b", nil), trend("a/c", nil)}
		changes, err := Compare(in, now)
		if err != nil {
			if changes != nil {
				t.Fatal("changes beside an error")
			}
			return
		}
		seen := make(map[string]bool)
		for _, c := range changes {
			if c.New && c.Gone {
				t.Fatal("both new and gone")
			}
			if !c.New && !c.Gone && c.FromStage == c.ToStage && c.FromDirection == c.ToDirection {
				t.Fatalf("%s did not change", c.Concept.ID)
			}
			if !c.Gone {
				if seen[c.Concept.ID] {
					t.Fatalf("%s twice", c.Concept.ID)
				}
				seen[c.Concept.ID] = true
			}
		}
		if err := WriteHTML(discard{}, &Report{Since: time.Unix(0, 0), Changes: changes}); err != nil {
			t.Fatal(err)
		}
	})
}

type discard struct{}

func (discard) Write(b []byte) (int, error) { return len(b), nil }
