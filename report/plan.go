package report

import (
	"cmp"
	"slices"

	"hemline/signal"
)

// lead is the paragraph at the top: a plan of sentences, each said only when
// there are figures for it. Nothing in it is not a figure or a name that the
// report was given.
func (p *page) lead(r *Report) [][]span {
	w := p.words
	if p.total == 0 {
		return [][]span{plain(w.T("lead.empty", "day", w.date(r.AsOf)))}
	}
	var out [][]span
	say := func(s []span) {
		if len(s) > 0 {
			s[0].Text = capital(s[0].Text) // a sentence may begin with a concept's name
			out = append(out, s)
		}
	}
	say(p.sayBase(r))
	say(p.sayFirst("rise", r.Rising))
	say(p.sayMore("rise", r.Rising))
	say(p.sayFirst("fall", r.Falling))
	say(p.sayMore("fall", r.Falling))
	peaking, coming := seasons(r)
	say(p.saySeason("lead.season.now", peaking))
	say(p.saySeason("lead.season.next", coming))
	if !r.Since.IsZero() {
		say(plain(w.N("lead.changes", int64(len(r.Changes)), "day", w.date(r.Since))))
	}
	say(p.sayTrust(r))
	return out
}

func (p *page) sayBase(r *Report) []span {
	w := p.words
	concepts := w.N("lead.concepts", int64(p.total))
	if r.Quality.Documents == 0 {
		return plain(w.T("lead.bare", "day", w.date(r.AsOf), "concepts", concepts))
	}
	return plain(w.N("lead.base", r.Quality.Documents, "day", w.date(r.AsOf), "concepts", concepts))
}

// named is how many trends a sentence names after the first.
const named = 3

func (p *page) sayFirst(direction string, trends []Trend) []span {
	if len(trends) == 0 {
		return nil
	}
	w, t := p.words, &trends[0]
	prob := t.probability()
	if prob == nil {
		return nil
	}
	key := "lead.first." + direction
	grown := w.growthWords(t)
	if grown == "" || !finite(t.Share()) {
		key += ".bare"
	}
	return w.phrase(key, map[string][]span{
		"name":   p.name(t),
		"call":   plain(w.call(&t.Forecast)),
		"p":      plain(w.percent(*prob)),
		"growth": plain(grown),
		"share":  plain(w.figure(t.Share())),
	})
}

func (p *page) sayMore(direction string, trends []Trend) []span {
	if len(trends) < 2 {
		return nil
	}
	rest := trends[1:min(len(trends), 1+named)]
	form := ".other"
	if len(rest) == 1 {
		form = ".one"
	}
	var names [][]span
	for i := range rest {
		names = append(names, p.name(&rest[i]))
	}
	return p.words.phrase("lead.more."+direction+form, map[string][]span{"list": p.words.list(names)})
}

// seasons are the seasonal trends that peak in the month of the report, and
// those to come, the nearest first.
func seasons(r *Report) (peaking, coming []*Trend) {
	if r.AsOf.IsZero() {
		return nil, nil
	}
	now := int(r.AsOf.UTC().Month())
	for i := range r.SeasonalTrends {
		t := &r.SeasonalTrends[i]
		switch untilPeak(&t.Signal, now) {
		case 0:
			peaking = append(peaking, t)
		case noPeak:
		default:
			coming = append(coming, t)
		}
	}
	slices.SortStableFunc(coming, func(a, b *Trend) int { return cmp.Compare(untilPeak(&a.Signal, now), untilPeak(&b.Signal, now)) })
	return peaking, coming
}

// saySeason names the first few of some seasonal trends with their months.
func (p *page) saySeason(key string, trends []*Trend) []span {
	if len(trends) == 0 {
		return nil
	}
	w := p.words
	var items [][]span
	for _, t := range trends[:min(len(trends), named)] {
		items = append(items, w.phrase("lead.season.item", map[string][]span{"name": p.name(t), "months": plain(w.months(t.Signal.PeakPeriods))}))
	}
	form := ".other"
	if len(items) == 1 {
		form = ".one"
	}
	return w.phrase(key+form, map[string][]span{"list": w.list(items)})
}

// noPeak is how far away the peak of a trend without one is.
const noPeak = 12

// untilPeak is how many months lie between month now and the next start of
// the signal's peak; 0 while it peaks, noPeak when it has none.
func untilPeak(s *signal.Signal, now int) int {
	least := noPeak
	for _, m := range s.PeakPeriods {
		if m >= 1 && m <= 12 {
			least = min(least, (m-now+12)%12)
		}
	}
	return least
}

func (p *page) sayTrust(r *Report) []span {
	w := p.words
	how := w.compare(r.Method.pooled())
	doubtful := 0
	calls := 0
	for _, list := range [][]Trend{r.Rising, r.Falling} {
		for i := range list {
			calls++
			if len(list[i].doubts()) > 0 {
				doubtful++
			}
		}
	}
	key := ""
	switch {
	case how != "" && finite(r.Method.Coverage):
		key = "lead.trust.both"
	case how != "":
		key = "lead.trust.error"
	}
	text := ""
	if key != "" {
		text = w.T(key, "how", how, "coverage", w.percent(r.Method.Coverage))
	}
	if doubtful > 0 {
		if text != "" {
			text += w.T("sentence.join")
		}
		text += w.N("lead.doubt", int64(doubtful), "total", w.integer(int64(calls)))
	}
	if text == "" {
		return nil
	}
	return plain(text)
}

// pooled is the MASE of the whole procedure and of seasonal naive on the same
// windows. Where it was not replayed, the methods stand in, weighted by
// their share in the forecasts; NaN when nothing was tested.
func (m *Method) pooled() (mase, naive float64) {
	if m.Overall != nil {
		return m.Overall.MASE, m.Overall.Baseline
	}
	weight := 0.0
	for _, s := range m.Scores {
		if finite(s.MASE) && finite(s.Baseline) && s.Share > 0 {
			mase += s.Share * s.MASE
			naive += s.Share * s.Baseline
			weight += s.Share
		}
	}
	return mase / weight, naive / weight
}

// name is a trend's name, linked to its card.
func (p *page) name(t *Trend) []span {
	s := span{Text: conceptName(t.Concept, p.words.lang)}
	if a := p.anchors[t]; a != "" {
		s.Href = "#" + a
	}
	return []span{s}
}
