package corpus

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"

	"hemline/taxonomy"
	"hemline/text"
)

// rack is a store whose documents say all they can.
func rack(t *testing.T) (*Store, []Entry) {
	at := func(s, part string) taxonomy.Mention {
		i := strings.Index(s, part)
		return taxonomy.Mention{Concept: "category/" + part, Start: i, End: i + len(part)}
	}
	full := Entry{Relevant: true, Document: text.Document{
		ID: 1<<63 + 5, Time: day(3).Add(90 * time.Second), Lang: text.English, Source: "mag", Channel: "magazine", Market: "us", Segment: "edgy",
		Author: "Inez Marlow", URL: "https://example.org/a?b=1&c=2", Label: "style", Heat: 0.25,
		Title: "Coat, or \"cape\"?", Body: "A coat\nover <all>; a skirt",
	}}
	full.Mentions = []taxonomy.Mention{at(full.Document.Text(), "skirt"), at(full.Document.Text(), "cape"), at(full.Document.Text(), "cape"), {Concept: "category/coat", Start: 0, End: 4}}
	zh := titled(2, day(1), text.Simplified, "灰色羊毛大衣怎么搭配")
	zh.Relevant = true
	zh.Mentions = []taxonomy.Mention{{Concept: "category/coat", Start: 12, End: 18}}
	copied := titled(3, day(2), text.Simplified, "灰色羊毛大衣怎么搭配😍")
	copied.Document.Heat = 2.5
	copied.Mentions = zh.Mentions
	none := titled(4, day(5), text.Simplified, "今天的天气不错")
	none.Document.Source, none.Document.Market = "weather", ""
	entries := []Entry{full, zh, copied, none}
	s := newStore(t, Options{})
	rejects := []Reject{
		{Source: "mag", File: "a.csv", Line: 7, Reason: "no date", Raw: strings.Repeat("长", 3000)},
		{Source: "mag", File: "a.csv", Line: 9, Reason: "no text", Raw: ""},
		{Source: "mag", File: "a.csv", Line: 7, Reason: "no date", Raw: strings.Repeat("长", 3000)},
	}
	got, err := s.Add(context.Background(), append(entries, entries[0]), rejects)
	if want := (Added{Documents: 3, Copies: 1, Repeats: 1, Quarantined: 3}); err != nil || got != want {
		t.Fatalf("Add: %+v, %v, want %+v", got, err, want)
	}
	return s, entries
}

func TestDocumentsComeBackAsTheyWere(t *testing.T) {
	ctx := context.Background()
	s, entries := rack(t)
	var got []text.Document
	mentions := map[uint64][]taxonomy.Mention{}
	err := s.Documents(ctx, Filter{}, func(d text.Document, ms []taxonomy.Mention) error {
		got = append(got, d)
		mentions[d.ID] = slices.Clone(ms)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []text.Document{entries[1].Document, entries[2].Document, entries[0].Document, entries[3].Document}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("documents %+v\nwant %+v", got, want)
	}
	if ms := mentions[entries[0].Document.ID]; len(ms) != 3 || ms[0].Concept != "category/coat" || ms[1].Concept != "category/cape" ||
		entries[0].Document.Text()[ms[2].Start:ms[2].End] != "skirt" {
		t.Errorf("mentions %+v: want each once, in order of place", ms)
	}
	d, ms, err := s.Document(ctx, entries[0].Document.ID)
	if err != nil || d != entries[0].Document || len(ms) != 3 {
		t.Errorf("Document: %+v %v %v", d, ms, err)
	}
	if _, _, err := s.Document(ctx, 99); !errors.Is(err, ErrNotFound) {
		t.Errorf("a document that is not there: %v", err)
	}
}

func TestDocumentFilters(t *testing.T) {
	s, _ := rack(t)
	for _, c := range [...]struct {
		f    Filter
		want []uint64
	}{
		{Filter{Heads: true}, []uint64{2, 1<<63 + 5, 4}},
		{Filter{Relevant: true}, []uint64{2, 1<<63 + 5}},
		{Filter{Since: day(2), Until: day(5)}, []uint64{3, 1<<63 + 5}},
		{Filter{Source: "weather"}, []uint64{4}},
		{Filter{Market: "us", Segment: "edgy", Channel: "magazine"}, []uint64{1<<63 + 5}},
		{Filter{Market: "fr"}, nil},
		{Filter{Concepts: []string{"category/coat"}}, []uint64{2, 3, 1<<63 + 5}},
		{Filter{Concepts: []string{"category/skirt", "category/cape"}}, []uint64{1<<63 + 5}},
		{Filter{Concepts: []string{"category/coat"}, Heads: true, Until: day(3)}, []uint64{2}},
		{Filter{Concepts: []string{"never mentioned"}}, nil},
	} {
		var got []uint64
		err := s.Documents(context.Background(), c.f, func(d text.Document, _ []taxonomy.Mention) error {
			got = append(got, d.ID)
			return nil
		})
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%+v gives %v, error %v, want %v", c.f, got, err, c.want)
		}
	}
}

func TestByConcept(t *testing.T) {
	ctx := context.Background()
	s, entries := rack(t)
	hits, err := s.ByConcept(ctx, []string{"category/coat"}, Filter{}, 0)
	if err != nil || len(hits) != 2 {
		t.Fatalf("%+v, %v", hits, err)
	}
	if h := hits[0]; h.Document.ID != 2 || h.Heat != 3.5 || h.Copies != 1 || len(h.Mentions) != 1 {
		t.Errorf("hottest story %+v, want document 2 with its copy's heat", h)
	}
	if h := hits[1]; h.Document != entries[0].Document || h.Heat != 0.25 || h.Copies != 0 || len(h.Mentions) != 3 {
		t.Errorf("second story %+v", h)
	}
	hits, err = s.ByConcept(ctx, []string{"category/coat"}, Filter{Until: day(2)}, 1)
	if err != nil || len(hits) != 1 || hits[0].Heat != 1 || hits[0].Copies != 0 {
		t.Errorf("before the copy: %+v, %v", hits, err)
	}
}

func TestAppearances(t *testing.T) {
	s, _ := rack(t)
	var got []Appearance
	err := s.Appearances(context.Background(), day(3).Add(time.Hour), func(a Appearance) error { got = append(got, a); return nil })
	want := []Appearance{
		{Document: 2, Story: 2, Time: day(1), Source: "test", Market: "cn", Channel: "social", Lang: text.Simplified, Heat: 1, Relevant: true, Concepts: []string{"category/coat"}},
		{Document: 3, Story: 2, Time: day(2), Source: "test", Market: "cn", Channel: "social", Lang: text.Simplified, Heat: 2.5, Concepts: []string{"category/coat"}},
		{
			Document: 1, Story: 1, Time: day(3).Add(90 * time.Second), Source: "mag", Market: "us", Channel: "magazine", Segment: "edgy", Lang: text.English, Heat: 0.25, Relevant: true,
			Concepts: []string{"category/cape", "category/coat", "category/skirt"},
		},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("appearances %+v, error %v\nwant %+v", got, err, want)
	}
}

func TestStats(t *testing.T) {
	s, _ := rack(t)
	got, err := s.Stats(context.Background())
	want := Stats{
		Documents: 3, Copies: 1, Quarantined: 2, Relevant: 2, Mentions: 5, First: day(1), Last: day(5),
		Sources:   []Count{{"test", 1, 1}, {"mag", 1, 0}, {"weather", 1, 0}},
		Languages: []Count{{"zh-Hans", 2, 1}, {"en", 1, 0}},
		Markets:   []Count{{"cn", 1, 1}, {"", 1, 0}, {"us", 1, 0}},
		Channels:  []Count{{"social", 2, 1}, {"magazine", 1, 0}},
		Segments:  []Count{{"", 2, 1}, {"edgy", 1, 0}},
		Months:    []Count{{"2024-01", 3, 1}},
		Gaps:      []Gap{},
		Reasons:   []Reason{{"no date", 1}, {"no text", 1}},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("stats %+v, error %v\nwant  %+v", got, err, want)
	}
	add(t, s, titled(9, day(-40), text.Simplified, "去年的大衣"))
	got, err = s.Stats(context.Background())
	if want := []Gap{{"test", day(-39), day(0), 40}}; err != nil || !reflect.DeepEqual(got.Gaps, want) {
		t.Errorf("gaps %+v, error %v, want %+v", got.Gaps, err, want)
	}
	empty, err := newStore(t, Options{}).Stats(context.Background())
	if err != nil || empty.Documents != 0 || !empty.First.IsZero() {
		t.Errorf("an empty store: %+v, %v", empty, err)
	}
}

func TestHeatThatIsNoNumber(t *testing.T) {
	s := newStore(t, Options{})
	for i, h := range [...]float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		e := titled(uint64(i+1), day(i), text.English, "A wide coat over a narrow skirt")
		e.Document.Heat = h
		add(t, s, e)
	}
	hits, err := s.Search(context.Background(), Query{Text: "coat"})
	if err != nil || len(hits) != 1 || hits[0].Heat != 3 {
		t.Errorf("%+v, error %v, want one story with heat 3", hits, err)
	}
}

func TestQuarantine(t *testing.T) {
	s, _ := rack(t)
	got, err := s.Quarantine(context.Background(), 0)
	if err != nil || len(got) != 2 || got[0].Line != 7 || got[1].Reason != "no text" || !strings.HasPrefix(got[0].Raw, "长长") || len(got[0].Raw) > maxRaw+3 {
		t.Errorf("%d rejects, first %d bytes, error %v", len(got), len(got[0].Raw), err)
	}
	if got, err = s.Quarantine(context.Background(), 1); err != nil || len(got) != 1 {
		t.Errorf("limit 1 gives %d, %v", len(got), err)
	}
}

func TestMeta(t *testing.T) {
	ctx := context.Background()
	s, _ := rack(t)
	if v, err := s.Meta(ctx, "report"); v != "" || err != nil {
		t.Errorf("missing key: %q, %v", v, err)
	}
	for _, v := range [...]string{"one", "two"} {
		if err := s.SetMeta(ctx, "report", v); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Meta(ctx, "report"); got != v || err != nil {
			t.Errorf("got %q, %v, want %q", got, err, v)
		}
	}
	if err := s.SetTagFingerprint(ctx, "f1"); err != nil {
		t.Fatal(err)
	}
	if got, err := s.TagFingerprint(ctx); got != "f1" || err != nil {
		t.Errorf("fingerprint %q, %v", got, err)
	}
}

func TestRetag(t *testing.T) {
	ctx := context.Background()
	s, _ := rack(t)
	if err := s.SetTagFingerprint(ctx, "old"); err != nil {
		t.Fatal(err)
	}
	before := digest(t, s)
	broken := errors.New("pack is broken")
	canceled, cancel := context.WithCancelCause(ctx)
	cancel(broken)
	if err := s.Retag(canceled, "new", func(*text.Document) ([]taxonomy.Mention, bool) { return nil, true }); err == nil {
		t.Error("a canceled Retag succeeded")
	}
	if digest(t, s) != before {
		t.Error("a canceled Retag changed something")
	}
	var order []uint64
	err := s.Retag(ctx, "new", func(d *text.Document) ([]taxonomy.Mention, bool) {
		order = append(order, d.ID)
		if i := strings.Index(d.Text(), "天气"); i >= 0 {
			return []taxonomy.Mention{{Concept: "event/weather", Start: i, End: i + 6}}, true
		}
		return nil, false
	})
	if err != nil || !slices.Equal(order, []uint64{2, 3, 1<<63 + 5, 4}) {
		t.Fatalf("retagged %v, error %v", order, err)
	}
	st, err := s.Stats(ctx)
	if err != nil || st.Documents != 3 || st.Copies != 1 || st.Relevant != 1 || st.Mentions != 1 {
		t.Errorf("stats after: %+v, %v", st, err)
	}
	hits, err := s.ByConcept(ctx, []string{"event/weather", "category/coat"}, Filter{Relevant: true}, 0)
	if err != nil || len(hits) != 1 || hits[0].Document.ID != 4 {
		t.Errorf("mentions after: %+v, %v", hits, err)
	}
	if f, err := s.TagFingerprint(ctx); f != "new" || err != nil {
		t.Errorf("fingerprint %q, %v", f, err)
	}
	again := titled(10, day(6), text.English, "Another coat")
	again.Mentions = []taxonomy.Mention{{Concept: "category/coat", Start: 8, End: 12}}
	add(t, s, again)
	if st, err = s.Stats(ctx); err != nil || st.Mentions != 2 || st.Documents != 4 {
		t.Errorf("stats after another Add: %+v, %v", st, err)
	}
}

func TestExport(t *testing.T) {
	ctx := context.Background()
	s, entries := rack(t)
	out := map[Format][]byte{}
	for _, f := range [...]Format{JSONL, CSV, Parquet} {
		var a, b bytes.Buffer
		if err := errors.Join(s.Export(ctx, &a, f), s.Export(ctx, &b, f)); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(a.Bytes(), b.Bytes()) {
			t.Errorf("%s: two exports differ", f)
		}
		out[f] = a.Bytes()
	}
	var lines []Exported
	dec := json.NewDecoder(bytes.NewReader(out[JSONL]))
	for dec.More() {
		var e Exported
		if err := dec.Decode(&e); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, e)
	}
	d := entries[0].Document
	if len(lines) != 4 || lines[1].Story != lines[0].ID || lines[2].ID != "8000000000000005" || lines[2].Title != d.Title || lines[2].Body != d.Body ||
		!lines[2].Time.Equal(d.Time) || len(lines[2].Mentions) != 3 || lines[3].Mentions == nil {
		t.Errorf("JSON lines: %+v", lines)
	}
	rows, err := parquet.Read[Exported](bytes.NewReader(out[Parquet]), int64(len(out[Parquet])))
	if err != nil || len(rows) != len(lines) {
		t.Fatalf("%d Parquet rows, error %v", len(rows), err)
	}
	for i := range rows {
		rows[i].Time = rows[i].Time.UTC()
		if len(rows[i].Mentions) == 0 {
			rows[i].Mentions = lines[i].Mentions
		}
	}
	if !reflect.DeepEqual(rows, lines) {
		t.Errorf("Parquet %+v\nJSON lines %+v", rows, lines)
	}
	table, err := csv.NewReader(bytes.NewReader(out[CSV])).ReadAll()
	if err != nil || len(table) != 5 || table[0][0] != "id" || table[3][14] != d.Body || table[3][15] != "category/coat:0:4;category/cape:10:14;category/skirt:38:43" {
		t.Errorf("CSV %q, error %v", table, err)
	}
	wantError(t, s.Export(ctx, &bytes.Buffer{}, "xml"), "unknown format", "jsonl")
	var empty bytes.Buffer
	if err := newStore(t, Options{}).Export(ctx, &empty, CSV); err != nil || !strings.HasPrefix(empty.String(), "id,story,") {
		t.Errorf("an empty store exports %q, error %v", empty.String(), err)
	}
}
