package report

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"hemline/forecast"
	"hemline/signal"
	"hemline/taxonomy"
)

// Change is how a concept stands differently than in the report before. New
// means it was not there, Gone that it is not there any more; their From or
// To is then empty.
type Change struct {
	Concept                    taxonomy.Concept
	FromStage, ToStage         signal.Stage
	FromDirection, ToDirection forecast.Verdict
	New, Gone                  bool
}

// A snapshot comes back from a file that anybody may have edited.
const (
	snapshotVersion   = 1
	maxSnapshotBytes  = 16 << 20
	maxSnapshotTrends = 100_000
	maxSnapshotText   = 4096 // bytes of an id, a label, a stage
)

type snapshot struct {
	Version int             `json:"version"`
	AsOf    time.Time       `json:"as_of"`
	Trends  []snapshotTrend `json:"trends"`
}

type snapshotTrend struct {
	Concept   string     `json:"concept"`
	Kind      string     `json:"kind"`
	Labels    labelsJSON `json:"labels"`
	Scope     string     `json:"scope"`
	Stage     string     `json:"stage"`
	Direction string     `json:"direction"`
}

// Snapshot is what the next report needs to know of this one, as JSON.
func Snapshot(r *Report) ([]byte, error) {
	s := snapshot{Version: snapshotVersion, AsOf: r.AsOf.UTC(), Trends: []snapshotTrend{}}
	for _, list := range [][]Trend{r.Rising, r.Falling, r.SeasonalTrends, r.Watch} {
		for i := range list {
			t := &list[i]
			s.Trends = append(s.Trends, snapshotTrend{
				Concept:   t.Concept.ID,
				Kind:      string(t.Concept.Kind),
				Labels:    labelsJSON{En: conceptName(t.Concept, "en"), Zh: conceptName(t.Concept, "zh")},
				Scope:     t.Signal.Scope.String(),
				Stage:     string(t.Signal.Stage),
				Direction: string(t.Forecast.Verdict),
			})
		}
	}
	slices.SortStableFunc(s.Trends, func(a, b snapshotTrend) int {
		return cmp.Or(cmp.Compare(a.Concept, b.Concept), cmp.Compare(a.Scope, b.Scope))
	})
	b, err := json.MarshalIndent(s, "", " ")
	if err != nil {
		return nil, fmt.Errorf("report: snapshot: %w", err)
	}
	return append(b, '\n'), nil
}

// Compare says what changed between the report that left the snapshot prev
// and the trends now. An empty prev is no report: there is nothing to compare
// and no error. Changes come in the order of now, then what is gone by id.
func Compare(prev []byte, now []Trend) ([]Change, error) {
	if len(prev) == 0 {
		return nil, nil
	}
	before, err := readSnapshot(prev)
	if err != nil {
		return nil, err
	}
	type key struct{ concept, scope string }
	was := make(map[key]*snapshotTrend, len(before.Trends))
	for i := range before.Trends {
		t := &before.Trends[i]
		was[key{t.Concept, t.Scope}] = t
	}
	var changes []Change
	here := make(map[key]bool, len(now))
	for i := range now {
		t := &now[i]
		k := key{t.Concept.ID, t.Signal.Scope.String()}
		if here[k] {
			continue
		}
		here[k] = true
		c := Change{Concept: t.Concept, ToStage: t.Signal.Stage, ToDirection: t.Forecast.Verdict}
		if old := was[k]; old != nil {
			c.FromStage, c.FromDirection = signal.Stage(old.Stage), forecast.Verdict(old.Direction)
			if c.FromStage == c.ToStage && c.FromDirection == c.ToDirection {
				continue
			}
		} else {
			c.New = true
		}
		changes = append(changes, c)
	}
	for i := range before.Trends {
		t := &before.Trends[i]
		k := key{t.Concept, t.Scope}
		if here[k] {
			continue
		}
		here[k] = true
		changes = append(changes, Change{
			Concept:   taxonomy.Concept{ID: t.Concept, Kind: taxonomy.Kind(t.Kind), Labels: map[string]string{"en": t.Labels.En, "zh": t.Labels.Zh}},
			FromStage: signal.Stage(t.Stage), FromDirection: forecast.Verdict(t.Direction),
			Gone: true,
		})
	}
	return changes, nil
}

// SnapshotAsOf is the instant of the report that left the snapshot, for
// Report.Since; zero for an empty one.
func SnapshotAsOf(prev []byte) (time.Time, error) {
	if len(prev) == 0 {
		return time.Time{}, nil
	}
	s, err := readSnapshot(prev)
	return s.AsOf, err
}

func readSnapshot(b []byte) (snapshot, error) {
	var s snapshot
	if len(b) > maxSnapshotBytes {
		return s, fmt.Errorf("report: snapshot: %d bytes, more than %d: delete the file to start anew", len(b), maxSnapshotBytes)
	}
	if err := json.Unmarshal(b, &s); err != nil {
		return snapshot{}, fmt.Errorf("report: snapshot: delete the file to start anew: %w", err)
	}
	if s.Version != snapshotVersion {
		return snapshot{}, fmt.Errorf("report: snapshot: version %d, this program reads %d: delete the file to start anew", s.Version, snapshotVersion)
	}
	if len(s.Trends) > maxSnapshotTrends {
		return snapshot{}, fmt.Errorf("report: snapshot: %d trends, more than %d: delete the file to start anew", len(s.Trends), maxSnapshotTrends)
	}
	for i := range s.Trends {
		t := &s.Trends[i]
		for _, text := range []string{t.Concept, t.Kind, t.Labels.En, t.Labels.Zh, t.Scope, t.Stage, t.Direction} {
			if len(text) > maxSnapshotText {
				return snapshot{}, fmt.Errorf("report: snapshot: trend %d holds a text of %d bytes: delete the file to start anew", i, len(text))
			}
		}
	}
	return s, nil
}
