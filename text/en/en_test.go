package en

import (
	"strings"
	"sync"
	"testing"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
	"pgregory.net/rapid"
)

func TestTokenize(t *testing.T) {
	for s, want := range map[string]string{
		"Don't miss the off-the-shoulder tops!":   "Don't|miss|the|off-the-shoulder|tops",
		"women’s - 'quoted' -dash- 2,000, or 3.5": "women’s|quoted|dash|2,000|or|3.5",
		"U.S. H&M A&W's a,b x..y":                 "U.S|H&M|A&W's|a|b|x|y",
		"Été, naïve e\u0301te\u0301 Łódź":         "Été|naïve|e\u0301te\u0301|Łódź",
		"iPhone-手机 T恤 2024秋冬 의류":                  "iPhone|T|2024",
		"":                                        "",
	} {
		var words []string
		for _, span := range Tokenize(nil, s) {
			words = append(words, s[span[0]:span[1]])
		}
		if got := strings.Join(words, "|"); got != want {
			t.Errorf("words of %q\n got %s\nwant %s", s, got, want)
		}
	}
}

func TestTokenizeProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`[a-z0-9'’.,& \-é裙]{0,40}`).Draw(t, "s")
		end := 0
		for _, span := range Tokenize(nil, s) {
			if span[0] < end || span[1] <= span[0] || span[1] > len(s) {
				t.Fatalf("span %v after byte %d of %q", span, end, s)
			}
			if n := WordLen(s[span[0]:]); n != span[1]-span[0] {
				t.Fatalf("word at %v of %q has length %d", span, s, n)
			}
			end = span[1]
		}
	})
}

func TestStem(t *testing.T) {
	for word, want := range map[string]string{
		"skirts": "skirt", "skirt": "skirt", "knitted": "knit", "knitting": "knit", "dresses": "dress", "bodies": "bodi",
		"body": "bodi", "pleated": "pleat", "fashionable": "fashion", "as": "as", "": "", "robes": "robe",
	} {
		if got := Stem(word); got != want {
			t.Errorf("Stem(%q) is %q, want %q", word, got, want)
		}
	}
	long := strings.Repeat("knit", 20) + "s"
	if got := Stem(long); got != long {
		t.Errorf("a word of %d bytes was stemmed to %q", len(long), got)
	}
}

// TestStemRemembersRightly compares with the stemmer called afresh, for more
// words than are remembered and from several goroutines.
func TestStemRemembersRightly(t *testing.T) {
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i := range 2 * maxMemo {
				word := "s" + strings.Repeat("ab", i%7) + string(rune('a'+i%26)) + string(rune('a'+i/26%26)) + string(rune('a'+i/676%26)) + "ings"
				env := snowballstem.NewEnv(word)
				english.Stem(env)
				if got := Stem(word); got != env.Current() {
					t.Errorf("Stem(%q) is %q, want %q", word, got, env.Current())
					return
				}
			}
		})
	}
	wg.Wait()
}

func TestStop(t *testing.T) {
	for _, w := range []string{"the", "yourselves", "don't", "don", "themselves"} {
		if !Stop(w) {
			t.Errorf("%q is no stop word", w)
		}
	}
	for _, w := range []string{"", "The", "dress", "black", "new", "spring", "t", "notwithstanding"} {
		if Stop(w) {
			t.Errorf("%q is a stop word", w)
		}
	}
	for w := range stops {
		if len(w) > longestStop {
			t.Errorf("%q is longer than the longest stop word", w)
		}
	}
}

func TestPlural(t *testing.T) {
	for word, want := range map[string]string{
		"dress": "dresses", "scarf": "scarves", "jersey": "jerseys", "body": "bodies", "skirt": "skirts", "clutch": "clutches",
		"brush": "brushes", "box": "boxes", "cuff": "cuffs", "belief": "beliefs", "shoe": "shoes", "kimono": "kimonos",
		"poncho": "ponchos", "woman": "women", "salesman": "salesmen", "ottoman": "ottomans", "foot": "feet", "jeans": "jeans",
		"a-line skirt": "a-line skirts", "t-shirt": "t-shirts", "evening dress": "evening dresses", "ruby": "rubies",
		"toy": "toys", "lens": "lenses", "series": "series", "y": "ys", "": "", "beanie": "beanies", "shelf": "shelves",
	} {
		if got := Plural(word); got != want {
			t.Errorf("the plural of %q is %q, want %q", word, got, want)
		}
	}
}

func BenchmarkStem(b *testing.B) {
	words := strings.Fields("the skirts and knitted dresses that were pleated look fashionable with leather boots this season")
	size := 0
	for _, w := range words {
		size += len(w)
	}
	b.SetBytes(int64(size))
	for b.Loop() {
		for _, w := range words {
			Stem(w)
		}
	}
}
