package report

import (
	"strings"
	"testing"
	"unicode/utf8"

	"hemline/taxonomy"
)

func TestSafeURL(t *testing.T) {
	for in, want := range map[string]string{
		"https://example.org/a?b=1#c":         "https://example.org/a?b=1#c",
		" http://example.org ":                "http://example.org",
		"HTTPS://example.org/":                "https://example.org/",
		"javascript:alert(1)":                 "",
		"JaVaScRiPt://example.org/%0aalert()": "",
		"java\nscript:alert(1)":               "",
		"data:text/html,<script>1</script>":   "",
		"//example.org/":                      "",
		"/etc/passwd":                         "",
		"file:///etc/passwd":                  "",
		"ftp://example.org/":                  "",
		"https:///nohost":                     "",
		"https:opaque":                        "",
		"http://[::1":                         "",
		"":                                    "",
		"https://example.org/" + strings.Repeat("a", maxURL): "",
	} {
		if got := safeURL(in); got != want {
			t.Errorf("%.60q: got %q, want %q", in, got, want)
		}
	}
}

func TestMark(t *testing.T) {
	jacket := taxonomy.Concept{
		Labels:  map[string]string{"en": "Barn jacket", "zh": "谷仓夹克"},
		Aliases: map[string][]string{"en": {"jacket", "red"}, "zh": {"夹克"}},
	}
	for _, c := range []struct{ in, want string }{
		{"A barn jacket and a jacket", "A [barn jacket] and a jacket"},
		{"Two jackets, one jacket.", "Two [jackets], one jacket."},
		{"Two jacketless men", "Two jacketless men"},
		{"She was bored", "She was bored"},
		{"这件谷仓夹克很好看", "这件[谷仓夹克]很好看"},
		{"一件jacket很好", "一件[jacket]很好"},
		{"İ jacket", "İ jacket"}, // lower-casing changes its length
		{"", ""},
	} {
		before, found, after := mark(c.in, jacket)
		if before+found+after != c.in {
			t.Errorf("%q came apart", c.in)
		}
		got := before
		if found != "" {
			got += "[" + found + "]"
		}
		if got += after; got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestClip(t *testing.T) {
	if got := clip("一二三四五", 5); got != "一二三四五" {
		t.Errorf("got %q", got)
	}
	if got := clip("一二 三四五", 4); got != "一二…" {
		t.Errorf("got %q", got)
	}
}

func FuzzQuotes(f *testing.F) {
	f.Add("A barn jacket", "barn jacket", "https://example.org")
	f.Add("\xff\xfe谷仓", "谷仓", "javascript:1")
	f.Add("ſtraße", "S", "http://a")
	f.Fuzz(func(t *testing.T, quote, alias, address string) {
		w := language(t, "en")
		c := taxonomy.Concept{Aliases: map[string][]string{"en": {alias}}}
		for _, q := range w.quotes(c, []Evidence{{Quote: quote, URL: address}}) {
			text := q.Before + q.Mark + q.After
			if !utf8.ValidString(text) || utf8.RuneCountInString(text) > MaxQuote {
				t.Fatalf("quote %q", text)
			}
			if q.URL != "" && !strings.HasPrefix(q.URL, "http://") && !strings.HasPrefix(q.URL, "https://") {
				t.Fatalf("address %q", q.URL)
			}
		}
	})
}
