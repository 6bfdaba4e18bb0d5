package report

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"hemline/forecast"
	"hemline/signal"
)

const (
	topCalls   = 10
	maxChanges = 60
)

// page is a report with every word and figure written out, what the
// templates read.
type page struct {
	words   words
	total   int
	anchors map[*Trend]string // trends that have a card
	hrefs   map[string]string // the same by concept

	Lang      string
	Title     string
	Scope     string
	Horizon   string
	AsOf      string
	Generated string
	Synthetic bool
	Nav       []link
	Facts     []pair
	Lead      [][]span
	Calls     []rowView
	Calendar  calendarView
	First     bool // no report came before
	Since     string
	Changes   []changeView
	More      string
	Sections  []sectionView
	Groups    []groupView
	Watch     []rowView
	Quality   qualityView
	Method    methodView
}

type link struct{ Href, Text string }

type sectionView struct {
	ID, Title, Intro string
	Cards            []cardView
}

type changeView struct {
	Name, Href, From, To, Class string
}

// T is the message of a key, for the templates.
func (p *page) T(key string) string { return p.words.T(key) }

func newPage(r *Report, w words) *page {
	p := &page{words: w, Lang: w.lang, anchors: make(map[*Trend]string), hrefs: make(map[string]string)}
	p.Title = cmp.Or(strings.TrimSpace(r.Title), w.T("title"))
	p.Scope, p.Horizon, p.AsOf = w.scope(r.Scope), w.horizon(r), w.date(r.AsOf)
	p.Generated, p.Synthetic = w.date(r.Generated), r.Synthetic
	p.total = len(r.Rising) + len(r.Falling) + len(r.SeasonalTrends) + len(r.Watch)

	sections := []struct {
		id     string
		trends []Trend
	}{{"rising", r.Rising}, {"falling", r.Falling}, {"seasonal", r.SeasonalTrends}}
	used := make(map[string]bool)
	for _, s := range sections {
		for i := range s.trends {
			t := &s.trends[i]
			p.anchors[t] = anchor(t.Concept.ID, used)
			p.hrefs[t.Concept.ID] = p.anchors[t]
		}
	}
	for _, s := range sections {
		v := sectionView{ID: s.id, Title: w.T("section." + s.id), Intro: w.T("section." + s.id + ".intro")}
		for i := range s.trends {
			card := w.card(&s.trends[i], p.anchors[&s.trends[i]])
			card.Near = p.near(&s.trends[i])
			v.Cards = append(v.Cards, card)
		}
		p.Sections = append(p.Sections, v)
	}
	p.calls(r)
	p.alike(r)
	for i := range r.Watch {
		p.Watch = append(p.Watch, w.row(&r.Watch[i], ""))
	}
	p.Lead = p.lead(r)
	p.Calendar = p.calendar(r)
	p.changes(r)
	p.Quality = p.quality(r)
	p.Method = p.method(r)
	p.facts(r)
	p.nav()
	return p
}

// calls are the most newsworthy of the rising and the falling.
func (p *page) calls(r *Report) {
	var top []*Trend
	for _, list := range [][]Trend{r.Rising, r.Falling} {
		for i := range list {
			top = append(top, &list[i])
		}
	}
	slices.SortStableFunc(top, func(a, b *Trend) int { return byNews(*a, *b) })
	for i, t := range top[:min(len(top), topCalls)] {
		row := p.words.row(t, p.anchors[t])
		row.Rank = i + 1
		p.Calls = append(p.Calls, row)
	}
}

func (p *page) changes(r *Report) {
	w := p.words
	p.First, p.Since = r.Since.IsZero(), w.date(r.Since)
	state := func(s signal.Stage, v forecast.Verdict) string {
		if v == "" {
			return w.term("stage", string(s))
		}
		return w.T("change.state", "stage", w.term("stage", string(s)), "direction", w.term("direction", string(v)))
	}
	for _, c := range r.Changes[:min(len(r.Changes), maxChanges)] {
		v := changeView{Name: capital(conceptName(c.Concept, w.lang)), Href: p.hrefs[c.Concept.ID], Class: directionClass(c.ToDirection)}
		v.From, v.To = state(c.FromStage, c.FromDirection), state(c.ToStage, c.ToDirection)
		if c.New {
			v.From = w.T("change.new")
		}
		if c.Gone {
			v.To, v.Class = w.T("change.gone"), "flat"
		}
		p.Changes = append(p.Changes, v)
	}
	if n := len(r.Changes) - len(p.Changes); n > 0 {
		p.More = w.N("more", int64(n))
	}
}

func (p *page) facts(r *Report) {
	w := p.words
	rising, falling, seasonal := r.Calls()
	p.Facts = []pair{
		{w.T("fact.documents"), w.integer(r.Quality.Documents)},
		{w.T("fact.concepts"), w.integer(int64(p.total))},
		{w.T("fact.rising"), w.integer(int64(rising))},
		{w.T("fact.falling"), w.integer(int64(falling))},
		{w.T("fact.seasonal"), w.integer(int64(seasonal))},
	}
	if mase, naive := r.Method.pooled(); finite(mase) && naive > 0 {
		p.Facts = append(p.Facts, pair{w.T("fact.error"), w.growth(mase/naive - 1)})
	}
}

// nav lists the parts that are there.
func (p *page) nav() {
	add := func(id string) { p.Nav = append(p.Nav, link{"#" + id, p.T("nav." + id)}) }
	add("summary")
	if len(p.Calls) > 0 {
		add("calls")
	}
	if len(p.Calendar.Rows) > 0 {
		add("calendar")
	}
	add("changes")
	for _, s := range p.Sections {
		if len(s.Cards) > 0 {
			add(s.ID)
		}
	}
	if len(p.Groups) > 0 {
		add("groups")
	}
	if len(p.Watch) > 0 {
		add("watch")
	}
	add("data")
	add("method")
}

// scope says which part of the corpus was read.
func (w words) scope(s signal.Scope) string {
	if s == (signal.Scope{}) {
		return w.T("scope.all")
	}
	part := func(key, v string) string {
		if v == "" || v == "all" {
			return w.T("scope." + key + ".all")
		}
		return w.T("scope."+key, "v", v)
	}
	return strings.Join([]string{part("market", s.Market), part("channel", s.Channel), part("segment", w.term("segment", s.Segment))}, w.T("list.comma"))
}

func (w words) horizon(r *Report) string {
	if r.Horizon <= 0 || w.text["horizon."+string(r.Freq)+".one"] == "" {
		return unknown
	}
	return w.N("horizon."+string(r.Freq), int64(r.Horizon))
}

// anchor makes an id that is stable between reports, safe in markup and in an
// address, and not yet used on the page.
func anchor(id string, used map[string]bool) string {
	clean := []byte("c-")
	for _, c := range []byte(strings.ToLower(id)) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			c = '-'
		}
		clean = append(clean, c)
	}
	a := string(clean)
	for n := 2; used[a]; n++ {
		a = string(clean) + "-" + strconv.Itoa(n)
	}
	used[a] = true
	return a
}
