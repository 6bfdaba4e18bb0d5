package app

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"hemline/corpus"
	"hemline/report"
	"hemline/series"
)

// listener takes down, while appearances stream by in order of time, what the
// corpus consists of: the figures of the report's page on data quality.
type listener struct {
	freq      series.Freq
	until     time.Time
	start     time.Time
	sources   map[string]*heard
	languages map[string]int64
	stories   map[int64]struct{}
	relevant  int64
	all       int64
}

// heard is what came from one source.
type heard struct {
	documents, copies int64
	first, last       time.Time
	volume            []float64
	gaps              []report.Gap
	days              int // days with at least one document
}

func newListener(freq series.Freq, until time.Time) *listener {
	return &listener{freq: freq, until: until, sources: map[string]*heard{}, languages: map[string]int64{}, stories: map[int64]struct{}{}}
}

func (l *listener) add(a corpus.Appearance) {
	if l.all == 0 {
		l.start = l.freq.Floor(a.Time)
	}
	l.all++
	h := l.sources[a.Source]
	day := series.Day.Floor(a.Time)
	if h == nil {
		h = &heard{first: a.Time, last: day, days: 1}
		l.sources[a.Source] = h
	}
	if day.After(h.last) {
		if silent := series.Day.Count(h.last, day) - 1; silent > 0 {
			h.gaps = append(h.gaps, report.Gap{Source: a.Source, From: series.Day.Next(h.last), To: day})
		}
		h.days++
	}
	h.last = day
	over := !l.freq.Next(l.freq.Floor(a.Time)).After(l.until)
	p := l.freq.Index(l.start, a.Time)
	for over && len(h.volume) <= p {
		h.volume = append(h.volume, 0)
	}
	if _, told := l.stories[a.Story]; told {
		h.copies++
		return
	}
	l.stories[a.Story] = struct{}{}
	h.documents++
	if over { // half a period would look like a fall
		h.volume[p]++
	}
	l.languages[string(a.Lang)]++
	if a.Relevant {
		l.relevant++
	}
}

const (
	gapDays   = 4 // a silence is told of from this many days: a long weekend is none
	gapFactor = 6 // and when it is this many times the source's usual silence
	maxGaps   = 30
)

// quality gives the figures, sources by size.
func (l *listener) quality() report.Quality {
	q := report.Quality{Freq: l.freq, Start: l.start, Relevant: l.relevant}
	periods := 0
	for _, h := range l.sources {
		periods = max(periods, len(h.volume))
	}
	for _, name := range slices.Sorted(maps.Keys(l.sources)) {
		h := l.sources[name]
		q.Documents += h.documents
		q.Copies += h.copies
		volume := make([]float64, periods)
		copy(volume, h.volume)
		for p, v := range volume {
			if v == 0 {
				volume[p] = series.Missing()
			}
		}
		q.Sources = append(q.Sources, report.Source{Name: name, Documents: h.documents, Copies: h.copies, First: h.first, Last: h.last, Volume: volume})
		q.Gaps = append(q.Gaps, h.silences(name, l.until)...)
	}
	slices.SortStableFunc(q.Sources, func(a, b report.Source) int { return cmp.Compare(b.Documents, a.Documents) })
	slices.SortStableFunc(q.Gaps, func(a, b report.Gap) int { return cmp.Compare(b.To.Sub(b.From), a.To.Sub(a.From)) })
	q.Gaps = q.Gaps[:min(len(q.Gaps), maxGaps)]
	for _, name := range slices.Sorted(maps.Keys(l.languages)) {
		q.Languages = append(q.Languages, report.Count{Name: name, Count: l.languages[name]})
	}
	slices.SortStableFunc(q.Languages, func(a, b report.Count) int { return cmp.Compare(b.Count, a.Count) })
	return q
}

// silences are the gaps long enough to tell of, up to the cut: of several days,
// and long for a source that speaks as often as this one.
func (h *heard) silences(source string, until time.Time) []report.Gap {
	if next := series.Day.Next(h.last); next.Before(until) {
		h.gaps = append(h.gaps, report.Gap{Source: source, From: next, To: until})
	}
	span := series.Day.Count(h.first, h.last) + 1
	usual := float64(span) / float64(h.days) // days per day with documents
	return slices.DeleteFunc(h.gaps, func(g report.Gap) bool {
		days := series.Day.Count(g.From, g.To)
		return days < gapDays || float64(days) < gapFactor*usual
	})
}

// maxExamples is how many quarantined rows stand for each reason.
const maxExamples = 3

// quarantine adds what could not be used. The store keeps no date of such
// rows (most have none that can be read), so they are counted whatever the
// instant of the report; no figure of a trend depends on them.
func (w *workspace) quarantine(ctx context.Context, stats corpus.Stats, q *report.Quality) error {
	q.Quarantined = stats.Quarantined
	rows, err := w.store.Quarantine(ctx, 2000)
	if err != nil {
		return err
	}
	for _, r := range stats.Reasons {
		reason := report.Reason{Reason: r.Reason, Count: r.Rows}
		for _, row := range rows {
			if row.Reason == r.Reason && len(reason.Examples) < maxExamples {
				reason.Examples = append(reason.Examples, row)
			}
		}
		q.Reasons = append(q.Reasons, reason)
	}
	return nil
}
