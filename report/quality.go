package report

import (
	"cmp"
	"html/template"
	"slices"
	"strconv"
	"strings"
	"time"

	"hemline/corpus"
	"hemline/report/chart"
)

const (
	stackedSources = 5  // named in the chart; the rest is one colour
	maxSources     = 40 // in the table
	maxGaps        = 40
	maxExamples    = 3
	maxRaw         = 160 // runes of a quarantined row
)

type qualityView struct {
	Figures   []pair
	Languages []pair
	Chart     template.HTML
	Legend    []legendItem
	Sources   []sourceView
	More      string
	Gaps      []gapView
	MoreGaps  string
	Reasons   []reasonView
}

type legendItem struct {
	Class int
	Name  string
}

type sourceView struct {
	Name, Documents, Copies, First, Last string
	Strip                                template.HTML
}

type gapView struct{ Source, From, To string }

type reasonView struct {
	Reason, Count string
	Examples      []exampleView
}

type exampleView struct{ Where, Raw string }

// quality writes out what the data was.
func (p *page) quality(r *Report) qualityView {
	q, w := &r.Quality, p.words
	relevance := unknown
	if q.Documents > 0 {
		relevance = w.percent(float64(q.Relevant) / float64(q.Documents))
	}
	v := qualityView{Figures: []pair{
		{w.T("quality.documents"), w.integer(q.Documents)},
		{w.T("quality.relevant"), relevance},
		{w.T("quality.copies"), w.integer(q.Copies)},
		{w.T("quality.repeats"), w.integer(q.Repeats)},
		{w.T("quality.quarantined"), w.integer(q.Quarantined)},
	}}
	for _, l := range q.Languages {
		part := unknown
		if q.Documents > 0 {
			part = w.percent(float64(l.Count) / float64(q.Documents))
		}
		v.Languages = append(v.Languages, pair{w.term("lang", l.Name), w.T("quality.part", "n", w.integer(l.Count), "p", part)})
	}
	p.volumes(r, &v)
	for _, g := range q.Gaps[:min(len(q.Gaps), maxGaps)] {
		source := g.Source
		if source == "" {
			source = w.T("gap.all")
		}
		// To is the first instant with data again; people name the last day without.
		v.Gaps = append(v.Gaps, gapView{source, w.date(g.From), w.date(g.To.Add(-time.Second))})
	}
	if n := len(q.Gaps) - len(v.Gaps); n > 0 {
		v.MoreGaps = w.N("more", int64(n))
	}
	for _, reason := range q.Reasons {
		rv := reasonView{Reason: reason.Reason, Count: w.integer(reason.Count)}
		for _, e := range reason.Examples[:min(len(reason.Examples), maxExamples)] {
			rv.Examples = append(rv.Examples, w.example(e))
		}
		v.Reasons = append(v.Reasons, rv)
	}
	return v
}

// volumes draws the documents a period: the largest sources stacked, then a
// strip for each source.
func (p *page) volumes(r *Report, v *qualityView) {
	q, w := &r.Quality, p.words
	freq := q.Freq
	if freq == "" {
		freq = r.Freq
	}
	sources := slices.Clone(q.Sources)
	slices.SortStableFunc(sources, func(a, b Source) int {
		return cmp.Or(cmp.Compare(b.Documents, a.Documents), cmp.Compare(a.Name, b.Name))
	})
	n := 0
	for _, s := range sources {
		n = max(n, len(s.Volume))
	}
	stacks := make([][]float64, 0, stackedSources+1)
	for i, s := range sources {
		if i < stackedSources {
			stacks = append(stacks, s.Volume)
			v.Legend = append(v.Legend, legendItem{i, s.Name})
			continue
		}
		if i == stackedSources {
			stacks = append(stacks, missing(n))
			v.Legend = append(v.Legend, legendItem{i, w.T("quality.others")})
		}
		add(stacks[stackedSources], s.Volume)
	}
	if n > 0 {
		var hints []string
		for i := range n {
			sum := missing(1)
			for _, s := range stacks {
				if i < len(s) {
					add(sum, s[i:i+1])
				}
			}
			value := w.T("chart.missing")
			if finite(sum[0]) {
				value = w.count(sum[0])
			}
			hints = append(hints, w.period(freq, freq.Add(q.Start, i))+": "+value)
		}
		v.Chart = template.HTML(chart.Bars{
			ID: "volume", Title: w.T("quality.chart"), Desc: w.T("quality.chart.desc"), Height: 180,
			Stacks: stacks, Ticks: w.ticks(freq, q.Start, n), Hints: hints, Number: w.axis,
		}.SVG())
	}
	for i, s := range sources[:min(len(sources), maxSources)] {
		sv := sourceView{s.Name, w.integer(s.Documents), w.integer(s.Copies), w.date(s.First), w.date(s.Last), ""}
		if len(s.Volume) > 0 {
			sv.Strip = template.HTML(chart.Bars{
				ID: "source" + strconv.Itoa(i), Title: w.T("quality.strip", "name", s.Name), Class: "strip", Height: 24,
				Stacks: [][]float64{s.Volume},
			}.SVG())
		}
		v.Sources = append(v.Sources, sv)
	}
	if rest := len(sources) - len(v.Sources); rest > 0 {
		v.More = w.N("more", int64(rest))
	}
}

func (w words) example(e corpus.Reject) exampleView {
	where := e.File
	if where == "" {
		where = e.Source
	}
	if e.Line > 0 {
		where = w.T("quality.line", "file", where, "line", w.integer(e.Line))
	}
	return exampleView{where, clip(strings.ToValidUTF8(e.Raw, "\uFFFD"), maxRaw)}
}
