package taxonomy

import (
	"strings"
	"sync"
	"testing"
)

// words of the test segmenter.
var testWords = dictionary{"衣柜", "大衣柜", "最大", "军大衣", "面包", "大衣", "裙子", "裙摆", "书包", "包括", "买", "了", "条", "裙", "包", "个", "新", "穿"}

func TestMatch(t *testing.T) {
	m := matcherOf(t, small(t), testWords)
	for _, c := range []struct{ name, text, want string }{
		{"longest", "She wore a black leather jacket.", "black:black leather-jacket:leather jacket"},
		{"longest, not the part", "a leather bag", "leather:leather bag:bag"},
		{"hyphen", "an A-Line Skirt", "a-line-skirt:A-Line Skirt"},
		{"space for hyphen", "an a line skirt", "a-line-skirt:a line skirt"},
		{"underscore", "#a_line_skirt", "a-line-skirt:a_line_skirt"},
		{"hyphen for space", "leather-jacket season", "leather-jacket:leather-jacket"},
		{"joined only as a hashtag", "alineskirt #ALineSkirt #leatherjackets", "a-line-skirt:ALineSkirt leather-jacket:leatherjackets"},
		{"joined hashtag ends", "#leatherjacketshop", ""},
		{"hashtag of one word", "#denim and #skirts", "denim:denim skirt:skirts"},
		{"full-width hashtag", "＃leatherjacket＃", "leather-jacket:leatherjacket"},
		{"plural", "two dresses, three A-line skirts", "dress:dresses a-line-skirt:A-line skirts"},
		{"no plural", "hanfus", ""},
		{"no part of a word", "redressing the baggage of overskirts", ""},
		{"digits are letters", "skirt2 2skirt", ""},
		{"possessive", "the skirt's hem; Louis Vuitton’s bags", "skirt:skirt lv:Louis Vuitton bag:bags"},
		{"full width", "ＬＶ ｓｋｉｒｔ", "lv:ＬＶ skirt:ｓｋｉｒｔ"},
		{"capitals", "BLACK DENIM DRESS", "black:BLACK denim:DENIM dress:DRESS"},
		{"accents", "a Dréss", "dress:Dréss"},
		{"line feed is no space", "leather\njacket", "leather:leather jacket:jacket"},
		{"empty", "", ""},
		{"broken bytes", "\xffskirt\xc3", "skirt:skirt"},

		{"Latin against Chinese", "背LV包包配oversize风", "lv:LV bag:包包 oversize:oversize风"},
		{"Latin inside Latin", "背LVMH", ""},
		{"Latin start of a Chinese name", "BA字裙 A字裙", "skirt:裙 a-line-skirt:A字裙"},
		{"longest in Chinese", "买了条A字半身裙", "a-line-skirt:A字半身裙"},
		{"traditional", "皮夾克與真絲連衣裙", "leather-jacket:皮夾克 silk:真絲 dress:連衣裙"},
		{"word over the edge", "最大衣柜", ""},
		{"longer word", "一个大衣柜", ""},
		{"longer word that is one", "军大衣", "coat:大衣"},
		{"alone", "买了大衣", "coat:大衣"},
		{"one rune in a word", "穿新裙买面包", "skirt:裙"},
		{"one rune, first in a word", "裙摆", ""},

		{"stop string", "the Head Coach in a coat", "coat:coat"},
		{"stop string, Chinese", "大片地区降温，穿大衣", "coat:大衣"},
		{"stop before a name", "包子 和 裙子", "skirt:裙子"},
		{"not the stop string", "Coach bags", "coach:Coach bag:bags"},

		{"ambiguous alone", "an orange a day", ""},
		{"ambiguous with a garment", "an orange dress", "orange:orange dress:dress"},
		{"ambiguous before", "a dress in orange", "dress:dress orange:orange"},
		{"ambiguous with a colour only", "orange and black", "black:black"},
		{"ambiguous with a context word", "an orange outfit", "orange:orange"},
		{"ambiguous with a core word", "the orange lookbook", "orange:orange"},
		{"ambiguous with a hint", "the orange trend", ""},
		{"ambiguous with a brand only", "LV orange", "lv:LV"},
		{"two ambiguous do not vouch", "an orange Coach", ""},
		{"ambiguous Chinese", "时尚大片", "editorial:大片"},
		{"ambiguous Chinese alone", "看大片", ""},
		{"proper name in lower case", "the coach had a coat", "coat:coat"},
		{"proper name in upper case", "COACH COAT", "coach:COACH coat:COAT"},
		{"brand and garment", "my coach-bags", "coach:coach bag:bags"},
		{"brand and garment, joined", "#coachbag", "coach:coachbag"},
		{"brand and garment, Chinese", "ＬＶ包和LV裙", "lv:ＬＶ bag:包 lv:LV skirt:裙"},
		{"shared: the brand", "a Mango dress", "mango:Mango dress:dress"},
		{"shared: the colour", "a mango dress", "mango-yellow:mango dress:dress"},
		{"person is no company", "Twiggy in orange", "twiggy:Twiggy"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := found(m, c.text); got != c.want {
				t.Errorf("%q\n got %s\nwant %s", c.text, got, c.want)
			}
		})
	}
}

func TestCompanyKeepsItsDistance(t *testing.T) {
	m := matcherOf(t, small(t), nil) // window 120
	far := strings.Repeat("word ", 40)
	for _, c := range []struct{ name, text, want string }{
		{"near", "skirt word word orange", "skirt:skirt orange:orange"},
		{"far", "word skirt " + far + "orange " + far, "skirt:skirt"},
		{"far behind", "orange " + far + "skirt", "skirt:skirt"},
		{"title", "Skirts again\n" + far + "orange", "skirt:Skirts orange:orange"},
		{"second line", "Again\nskirts\n" + far + "orange", "skirt:skirts"},
		{"long first line", far + "skirt\n" + far + "orange", "skirt:skirt"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := found(m, c.text); got != c.want {
				t.Errorf("got %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestWithoutSegmenterEveryOccurrenceCounts(t *testing.T) {
	m := matcherOf(t, small(t), nil)
	if got, want := found(m, "最大衣柜"), "coat:大衣"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestMatchAppends(t *testing.T) {
	m := matcherOf(t, small(t), nil)
	dst := m.Match([]Mention{{Concept: "x/y"}}, "a skirt")
	if len(dst) != 2 || dst[0].Concept != "x/y" || dst[1] != (Mention{"category/skirt", 2, 7}) {
		t.Errorf("got %v", dst)
	}
}

func TestMatchConcurrently(t *testing.T) {
	m := matcherOf(t, small(t), testWords)
	const text = "军大衣, an orange dress, #leatherjacket, 面包"
	want := found(m, text)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 200 {
				if got := found(m, text); got != want {
					t.Errorf("got %s, want %s", got, want)
				}
			}
		})
	}
	group.Wait()
}

func TestMatchDoesNotAllocate(t *testing.T) {
	m := matcherOf(t, small(t), nil)
	dst := make([]Mention, 0, 16)
	for _, s := range []string{"nothing here at all", "an orange dress and 皮夹克"} {
		if n := testing.AllocsPerRun(100, func() { dst = m.Match(dst[:0], s) }); n > 2 { // under the race detector the pool forgets
			t.Errorf("%q: %v allocations a call", s, n)
		}
	}
}

func TestNewMatcherWantsConcepts(t *testing.T) {
	for _, p := range []*Pack{nil, {}} {
		if _, err := NewMatcher(p, nil); err == nil {
			t.Error("no error")
		}
	}
}
