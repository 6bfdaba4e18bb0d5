package corpus

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"hemline/text"
)

// shop is a small store in two languages.
func shop(t testing.TB) *Store {
	s := newStore(t, Options{})
	zh, en := text.Simplified, text.English
	entries := []Entry{
		titled(1, day(0), zh, "灰色羊毛大衣怎么搭配"),
		titled(2, day(1), zh, "大衣外套打折"),
		titled(3, day(2), zh, "汉服爱好者的周末"),
		titled(4, day(3), zh, "新中式穿搭走红,大家都在买马面裙"),
		titled(5, day(4), zh, "大的衣服怎么改小"), // 大…衣 apart
		titled(6, day(5), text.Traditional, "國風大衣與漢服"),
		titled(7, day(6), en, "Red carpet dresses we loved"),
		titled(8, day(7), en, "A dress for the carpet fair, in red"),
		titled(9, day(8), en, "How to wear wide trousers"),
		titled(10, day(9), zh, "灰色羊毛大衣怎么搭配!!"), // copy of 1
		titled(11, day(300), zh, "灰色羊毛大衣怎么搭配"), // next year's story
		titled(12, day(10), en, "Wool"),
	}
	entries[11].Document.Body = "Long after the sheep are shorn, the wool is carded.\nWool coats follow in a co-ord set by O'Neill & Sons, with women's sizes."
	entries[3].Document.Channel = "news"
	entries[9].Document.Heat = 3
	entries[6].Document.URL = "https://example.org/red"
	add(t, s, entries...)
	return s
}

func foundIDs(t *testing.T, s *Store, q Query) (ids []int) {
	t.Helper()
	hits, err := s.Search(context.Background(), q)
	if err != nil {
		t.Fatalf("search %+v: %v", q, err)
	}
	for _, h := range hits {
		var id int
		fmt.Sscanf(h.ID, "%x", &id)
		ids = append(ids, id)
	}
	return ids
}

func TestSearch(t *testing.T) {
	s := shop(t)
	for _, c := range [...]struct {
		q    string
		want []int // sorted
	}{
		{"大衣", []int{1, 2, 6, 11}}, // a word of two characters, adjacent
		{"汉服", []int{3, 6}},
		{"漢服", []int{3, 6}}, // the traditional form finds the simplified
		{"國風", []int{6}},
		{"国风", []int{6}},
		{"灰色羊毛", []int{1, 11}},
		{"羊毛 搭配", []int{1, 11}},
		{"羊毛　汉服", nil},
		{`"大衣外套"`, []int{2}},
		{"裙", []int{4}},
		{"衣", []int{1, 2, 5, 6, 11}},
		{"马", []int{4}},
		{"dress", []int{7, 8}}, // stems
		{"DRESSES", []int{7, 8}},
		{"red carpet", []int{7, 8}},   // both words
		{`"red carpet"`, []int{7}},    // in this order
		{"red-carpet", []int{7}},      // one word of two terms
		{"trousers wide", []int{9}},   //
		{"trousers coats", nil},       //
		{"women", []int{12}},          // women's
		{"co-ord", []int{12}},         //
		{"O'Neill & Sons", []int{12}}, //
		{`"shorn the wool"`, []int{12}},
		{"ｄｒｅｓｓ", []int{7, 8}},
	} {
		got := foundIDs(t, s, Query{Text: c.q})
		slices.Sort(got)
		if !slices.Equal(got, c.want) {
			t.Errorf("%q found %v, want %v", c.q, got, c.want)
		}
	}
}

func TestSearchScopeAndTime(t *testing.T) {
	s := shop(t)
	for _, c := range [...]struct {
		q    Query
		want []int
	}{
		{Query{Text: "大衣", Since: day(1), Until: day(6)}, []int{2, 6}},
		{Query{Text: "大衣", Until: day(1).Add(time.Millisecond)}, []int{1, 2}},
		{Query{Text: "新中式", Channel: "news"}, []int{4}},
		{Query{Text: "新中式", Channel: "social"}, nil},
		{Query{Text: "新中式", Market: "cn", Source: "test"}, []int{4}},
		{Query{Text: "新中式", Source: "other"}, nil},
		{Query{Text: "大衣", Limit: 1, Offset: 4}, nil},
	} {
		got := foundIDs(t, s, c.q)
		slices.Sort(got)
		if !slices.Equal(got, c.want) {
			t.Errorf("%+v found %v, want %v", c.q, got, c.want)
		}
	}
	all := foundIDs(t, s, Query{Text: "大衣"})
	if paged := append(foundIDs(t, s, Query{Text: "大衣", Limit: 2}), foundIDs(t, s, Query{Text: "大衣", Limit: 5, Offset: 2})...); !slices.Equal(all, paged) {
		t.Errorf("pages give %v, all at once %v", paged, all)
	}
	if i, j := slices.Index(all, 11), slices.Index(all, 1); i > j {
		t.Errorf("of two equal matches the later comes first: %v", all)
	}
}

func TestHit(t *testing.T) {
	s := shop(t)
	hits, err := s.Search(context.Background(), Query{Text: "羊毛大衣", Until: day(300)})
	if err != nil || len(hits) != 1 {
		t.Fatalf("%d hits, error %v", len(hits), err)
	}
	h := hits[0]
	if h.Score <= 0 || h.Snippet[h.Start:h.End] != "羊毛大衣" {
		t.Errorf("score %g, match %q of %q", h.Score, h.Snippet[h.Start:h.End], h.Snippet)
	}
	h.Score, h.Snippet, h.Start, h.End = 0, "", 0, 0
	want := Hit{
		ID: "0000000000000001", Time: day(0), Lang: text.Simplified, Source: "test", Market: "cn", Channel: "social",
		Title: "灰色羊毛大衣怎么搭配", Copies: 1, Heat: 4, First: day(0), Last: day(9),
	}
	if !reflect.DeepEqual(h, want) {
		t.Errorf("hit %+v\nwant %+v", h, want)
	}
	// The copy is not there yet.
	hits, err = s.Search(context.Background(), Query{Text: "羊毛大衣", Until: day(9)})
	if err != nil || len(hits) != 1 || hits[0].Copies != 0 || hits[0].Heat != 1 {
		t.Errorf("before the copy: %+v, error %v", hits, err)
	}
}

func TestSnippet(t *testing.T) {
	long := strings.Repeat("Nothing to see here, move along. ", 20)
	for _, c := range [...]struct{ text, query, want string }{
		{long + "She wore red carpets as DRESSES to the fair." + long, "dress", "DRESSES"},
		{long + "A red — and very wide — carpet, then the red carpet itself.", `"red carpet"`, "red carpet"},
		{strings.Repeat("今天没有新闻。", 30) + "國風大衣走紅", "国风大衣", "國風大衣"},
		{"party art", "art", "art"},
		{"裙", "裙", "裙"},
		{"半身裙", "裙", "裙"},
		{"no match", "coat", ""},
	} {
		lang := guess(c.query, "")
		phrases, err := parseQuery(c.query, lang)
		if err != nil {
			t.Fatal(err)
		}
		cut, start, end := snippet(c.text, phrases, lang)
		if got := cut[start:end]; got != c.want {
			t.Errorf("snippet of %q marks %q, want %q", c.query, got, c.want)
		}
		if !strings.Contains(c.text, cut) || len([]rune(cut)) > snippetBefore+snippetAfter+40 {
			t.Errorf("snippet %q is not a short part of the text", cut)
		}
	}
	_, start, end := snippet("party art", []phrase{{words: "art", terms: []string{"art"}}}, text.English)
	if start != 6 || end != 9 {
		t.Errorf("art found at %d:%d of \"party art\"", start, end)
	}
}

// TestSearchSyntax: nothing a person types is taken for FTS5's syntax.
func TestSearchSyntax(t *testing.T) {
	s := shop(t)
	ctx := context.Background()
	for _, q := range [...]string{
		`dress OR carpet`, `dress AND NOT red`, `NEAR(red carpet, 5)`, `title:dress`, `{title body}:dress`, `dress*`, `^dress`, `-dress`,
		`"dress`, `dress"`, `""dress""`, `"" "`, `dress') --`, `'; DROP TABLE documents; --`, `dress + red`, "dress\x00red", "dress\xffred",
		`(dress`, `dress)`, `col : dress`, `大衣 OR 汉服`, `"大衣" NOT "汉服"`, `大"衣`, `*`, `大*`,
	} {
		if _, err := s.Search(ctx, Query{Text: q}); err != nil && !errors.Is(err, ErrQuery) {
			t.Errorf("%q: %v", q, err)
		}
	}
	for _, q := range [...]string{"", "   ", `""`, "!!!", "👗", "the", strings.Repeat("a ", 600), strings.Repeat("w1 ", 40)} {
		if _, err := s.Search(ctx, Query{Text: q}); !errors.Is(err, ErrQuery) {
			t.Errorf("%.20q: error %v, want ErrQuery", q, err)
		}
	}
	if _, err := s.Search(ctx, Query{Text: "dress", Limit: -1}); !errors.Is(err, ErrQuery) {
		t.Errorf("limit -1: %v", err)
	}
	if got := foundIDs(t, s, Query{Text: "dress OR trousers"}); got != nil {
		t.Errorf("OR is not an operator, but found %v", got)
	}
}

// What is dated at or after Until must change neither hits nor their order
// nor scores.
func TestSearchIsHonest(t *testing.T) {
	ctx := context.Background()
	early, all := newStore(t, Options{}), newStore(t, Options{})
	cut := day(350)
	for b := range 6 {
		entries, _ := childBatch(b)
		for i := range entries {
			if i%3 == 0 {
				entries[i].Document.Body = strings.Repeat("a coat and a skirt. ", 1+i%9)
			}
		}
		add(t, all, entries...)
		add(t, early, slices.DeleteFunc(entries, func(e Entry) bool { return !e.Document.Time.Before(cut) })...)
	}
	for _, q := range [...]string{"大衣", "coat skirt", "skirt", "秋冬 款式"} {
		a, err := all.Search(ctx, Query{Text: q, Until: cut, Limit: 500})
		if err != nil {
			t.Fatal(err)
		}
		b, err := early.Search(ctx, Query{Text: q, Limit: 500})
		if err != nil {
			t.Fatal(err)
		}
		if len(a) == 0 || !reflect.DeepEqual(a, b) {
			t.Errorf("%q: %d hits with Until, %d in a store of the earlier rows, or they differ", q, len(a), len(b))
		}
	}
}

func TestIndexTerms(t *testing.T) {
	for _, c := range [...]struct {
		text string
		want []string
	}{
		{"半身裙", []string{"半身", "身裙", "裙"}},
		{"半身裙，马面裙", []string{"半身", "身裙", "裙", "马面", "面裙", "裙"}},
		{"裙", []string{"裙"}},
		{"裙,裙子", []string{"裙", "裙子", "子"}},
		{"T恤", []string{"t", "t恤", "恤"}},
		{"T恤衫", []string{"t", "t恤", "恤衫", "衫"}},
		{"red", []string{"red"}},
	} {
		if got := indexTerms([]string{"before"}, c.text, text.Simplified); !slices.Equal(got[1:], c.want) || got[0] != "before" {
			t.Errorf("%q gives %q, want %q", c.text, got, c.want)
		}
	}
}

func FuzzSearch(f *testing.F) {
	for _, q := range [...]string{"大衣", `"red carpet" dress`, `裙*`, "'\"\x00", "NEAR(a b)", "\U0001F457 ａ"} {
		f.Add(q, "灰色羊毛大衣 Red carpet dresses")
	}
	s := shop(f)
	f.Fuzz(func(t *testing.T, q, title string) {
		hits, err := s.Search(context.Background(), Query{Text: q})
		if err != nil && !errors.Is(err, ErrQuery) {
			t.Fatalf("%q: %v", q, err)
		}
		for _, h := range hits {
			if h.Start < 0 || h.End < h.Start || h.End > len(h.Snippet) {
				t.Fatalf("%q: match %d:%d of %q", q, h.Start, h.End, h.Snippet)
			}
		}
		phrases, err := parseQuery(q, text.English)
		if err != nil {
			return
		}
		if cut, start, end := snippet(title, phrases, text.English); !strings.Contains(title, cut) || start < 0 || end < start || end > len(cut) {
			t.Fatalf("snippet of %q for %q: %q %d:%d", title, q, cut, start, end)
		}
	})
}
