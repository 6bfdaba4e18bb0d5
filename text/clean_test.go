package text

import (
	"errors"
	"math"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"hemline/source"
)

func TestCleanText(t *testing.T) {
	for raw, want := range map[string]string{
		"<p>Silk &amp; lace</p><p>are <b>ba</b>ck</p>":               "Silk & lace\nare back",
		"&lt;p&gt;escaped twice: H&amp;amp;M&lt;/p&gt;":              "escaped twice: H&M",
		"<style>p{color:red}</style>看<script>alert('<p>')</script>秀": "看秀",
		"新款<br/>到店&nbsp;&nbsp;8折":                                    "新款\n到店 8折",
		"ＬＶ　２０２５　秋冬":                                                 "LV 2025 秋冬",
		"＜b＞粗体＜／b＞":                                                  "粗体",
		"zero\u200bwidth\ufeff and \u202ebidi\u00ad":                 "zerowidth and bidi",
		"e\u200b\u0301te\u0301":                                      "été",
		"👩\u200d🎨 painter, ❤️ 1️⃣ a\u200db a️":                       "👩\u200d🎨 painter, ❤️ 1️⃣ ab a",
		"  tabs\tand \r\n\r\n lines \u2028 here  ":                   "tabs and\nlines\nhere",
		"bell\x07 nul\x00 del\x7f":                                   "bell nul del",
		"bad \xff\xfe bytes":                                         "bad \ufffd\ufffd bytes",
		"Ã©tÃ© stays":                                                "Ã©tÃ© stays", // decoded wrongly before us
		"size < M && price <50 <3":                                   "size < M && price <50 <3",
		"wearing <insert brand here> & I <love this":                 "wearing <insert brand here> & I <love this",
		"cut off in a tag <a href=\"https://":                        "cut off in a tag",
		"x<!-- note -->y":                                            "xy",
		"":                                                           "",
		" \u200b<br>&nbsp; ":                                         "",
	} {
		d, err := new(Cleaner).Clean(source.Item{Title: "title", Body: raw})
		if err != nil {
			t.Fatal(err)
		}
		if d.Body != want {
			t.Errorf("%q cleaned is %q, want %q", raw, d.Body, want)
		}
	}
}

func TestCleanDocument(t *testing.T) {
	at := time.Date(2024, 3, 1, 8, 0, 0, 0, time.FixedZone("CST", 8*3600))
	d, err := new(Cleaner).Clean(source.Item{
		Source: "blog", Time: at, Title: "马面裙\n为什么&amp;怎么火了", Body: "<p>这条裙子卖断货了。</p>",
		Author: " 小王 ", URL: "https://example.com/?a=1&amp=2", Market: "cn", Channel: "social", Segment: "edgy",
		Label: "fashion", Heat: 0.5,
	})
	if err != nil {
		t.Fatal(err)
	}
	want := Document{
		ID: d.ID, Time: time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC), Lang: Simplified, Source: "blog", Channel: "social",
		Market: "cn", Segment: "edgy", Author: "小王", URL: "https://example.com/?a=1&amp=2", Label: "fashion", Heat: 0.5,
		Title: "马面裙 为什么&怎么火了", Body: "这条裙子卖断货了。",
	}
	if d != want {
		t.Errorf("got  %+v\nwant %+v", d, want)
	}
	if d.Time.Location() != time.UTC {
		t.Errorf("the time is in %v, want UTC", d.Time.Location())
	}
}

// idOfTestItem is the ID of the item of TestCleanID, computed from the
// definition by another program (Python's hashlib).
const idOfTestItem = 0x264aecfa25c95780

// TestCleanID pins an ID: stores hold them, so the hash must never change.
func TestCleanID(t *testing.T) {
	item := source.Item{Source: "s", Time: time.Unix(1700000000, 0), Author: "a", URL: "u", Title: "A title", Body: "A body"}
	id := func(change func(*source.Item)) uint64 {
		changed := item
		change(&changed)
		d, err := new(Cleaner).Clean(changed)
		if err != nil {
			t.Fatal(err)
		}
		return d.ID
	}
	first := id(func(*source.Item) {})
	if want := uint64(idOfTestItem); first != want {
		t.Errorf("ID %#x, want %#x", first, want)
	}
	same := map[string]func(*source.Item){
		"markup":  func(i *source.Item) { i.Body = "<p>A  body</p>" },
		"zone":    func(i *source.Item) { i.Time = i.Time.In(time.FixedZone("x", 3600)) },
		"heat":    func(i *source.Item) { i.Heat = 7 },
		"market":  func(i *source.Item) { i.Market = "us" },
		"origin":  func(i *source.Item) { i.Origin = source.Origin{File: "other", Line: 9} },
		"channel": func(i *source.Item) { i.Channel = "news" },
	}
	for what, change := range same {
		if id(change) != first {
			t.Errorf("another %s makes another ID", what)
		}
	}
	different := map[string]func(*source.Item){
		"source": func(i *source.Item) { i.Source = "t" },
		"time":   func(i *source.Item) { i.Time = i.Time.Add(time.Nanosecond) },
		"author": func(i *source.Item) { i.Author = "b" },
		"url":    func(i *source.Item) { i.URL = "v" },
		"title":  func(i *source.Item) { i.Title = "B title" },
		"body":   func(i *source.Item) { i.Body = "B body" },
		"border": func(i *source.Item) { i.Author, i.URL = "au", "" },
	}
	for what, change := range different {
		if id(change) == first {
			t.Errorf("another %s makes the same ID", what)
		}
	}
}

func TestCleanReasons(t *testing.T) {
	for want, item := range map[Reason]source.Item{
		NoText:     {Title: "<br>\u200b", Body: "<script>x</script> "},
		TooLong:    {Title: "a", Body: strings.Repeat("x", MaxBytes+1)},
		Unreadable: {Title: "a", Problem: "the date column is empty"},
	} {
		_, err := new(Cleaner).Clean(item)
		if !errors.Is(err, want) {
			t.Errorf("error %v, want %v", err, want)
		}
		if item.Problem != "" && !strings.Contains(err.Error(), item.Problem) {
			t.Errorf("error %v does not say what the source said", err)
		}
	}
}

func TestCleanHeat(t *testing.T) {
	for raw, want := range map[float64]float64{3: 3, 0: 0, -2: 0, math.Inf(1): 1, math.NaN(): 1} {
		d, err := new(Cleaner).Clean(source.Item{Title: "a", Heat: raw})
		if err != nil || d.Heat != want {
			t.Errorf("heat %v becomes %v (%v), want %v", raw, d.Heat, err, want)
		}
	}
}

func TestCleanHostileNesting(t *testing.T) {
	s := "&lt;b&gt;x"
	for range 50 {
		s = strings.ReplaceAll(s, "&", "&amp;")
	}
	checkClean(t, s)
	checkClean(t, strings.Repeat("<div>", 20000)+"deep"+strings.Repeat("</div>", 20000))
	checkClean(t, strings.Repeat("<", 5000)+strings.Repeat("&", 5000))
}

func TestCustomFilters(t *testing.T) {
	c := Cleaner{Filters: []CharFilter{OneLine{}}}
	d, err := c.Clean(source.Item{Title: "<b>a\nb"})
	if err != nil || d.Title != "<b>a b" {
		t.Errorf("got %q, %v; want only line feeds changed", d.Title, err)
	}
}

// checkClean checks what holds of every cleaned text.
func checkClean(t failer, raw string) {
	var c Cleaner
	item := source.Item{Title: raw, Body: raw}
	d, err := c.Clean(item)
	if err != nil {
		if !errors.Is(err, NoText) && !errors.Is(err, TooLong) {
			t.Fatalf("cleaning %q: %v", raw, err)
		}
		return
	}
	for _, s := range []string{d.Title, d.Body} {
		if !utf8.ValidString(s) || !norm.NFKC.IsNormalString(s) || strings.TrimSpace(s) != s {
			t.Fatalf("%q cleaned is %q: not valid, not NFKC or not trimmed", raw, s)
		}
		if i := strings.IndexFunc(s, func(r rune) bool { return r < ' ' && r != '\n' || r == '\u200b' || r == '\ufeff' }); i >= 0 {
			t.Fatalf("%q cleaned is %q, with a control or zero-width character", raw, s)
		}
	}
	if strings.Contains(d.Title, "\n") {
		t.Fatalf("title %q has two lines", d.Title)
	}
	again, err := c.Clean(source.Item{Title: d.Title, Body: d.Body})
	if err != nil || again != d {
		t.Fatalf("%q cleaned is %+v, cleaned again %+v (%v)", raw, d, again, err)
	}
}

type failer interface{ Fatalf(string, ...any) }

func TestCleanTwiceIsOnce(t *testing.T) {
	piece := rapid.SampledFrom([]string{
		"裙子", "coat", " ", "\n", "\u3000", "&", "amp;", "lt;", "<", ">", "/", "b", "p", "script", "＜", "＆",
		"\u200b", "\u200d", "👗", "\ufe0f", "e", "\u0301", "\u0338", "´", "ﬁ", "№", "\xff", "#", "x27;", "!--", "-->", "=\"", "\r",
	})
	rapid.Check(t, func(t *rapid.T) {
		checkClean(t, strings.Join(rapid.SliceOfN(piece, 0, 24).Draw(t, "pieces"), ""))
	})
	rapid.Check(t, func(t *rapid.T) { checkClean(t, rapid.String().Draw(t, "s")) })
}

func TestCleanConcurrently(t *testing.T) {
	var c Cleaner
	want, err := c.Clean(source.Item{Title: "<b>Wide</b> trousers &amp; flat shoes for the autumn"})
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 100 {
				if got, err := c.Clean(source.Item{Title: "<b>Wide</b> trousers &amp; flat shoes for the autumn"}); err != nil || got != want {
					t.Errorf("got %+v, %v", got, err)
					return
				}
			}
		})
	}
	wg.Wait()
}

func FuzzClean(f *testing.F) {
	f.Add("<p>Silk &amp; lace</p> 裙子\u200b ＜b＞")
	f.Add("&amp;amp;lt;script&gt;<!-- <![CDATA[ \xff")
	f.Add("<title></title><textarea><plaintext>")
	f.Fuzz(func(t *testing.T, s string) { checkClean(t, s) })
}

func FuzzStripHTML(f *testing.F) {
	f.Add("<div><p class='a'>one<br>two</p><style>x</style></div>")
	f.Add("<a <b <c> </ > <!x> <? & &#0; &#x110000; &notin")
	f.Fuzz(func(t *testing.T, s string) {
		got := StripHTML{}.FilterText(s)
		if !strings.ContainsAny(s, "<&") && got != s {
			t.Fatalf("%q has no markup but became %q", s, got)
		}
		// The longest growth is an entity that names two characters.
		if len(got) > 2*len(s) {
			t.Fatalf("%d bytes grew to %d", len(s), len(got))
		}
	})
}
