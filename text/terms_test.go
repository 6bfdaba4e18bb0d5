package text

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

func TestTerms(t *testing.T) {
	for _, c := range []struct {
		text string
		lang Lang
		want string
	}{
		{"The skirts she was wearing", English, "skirt wear"},
		{"Women’s A-line dresses aren't back", English, "women line dress back"},
		{"Off-the-shoulder, 3.5 inches; H&M at U.K. prices", English, "shoulder 3 5 inch h m u k price"},
		{"Été à Paris: les robes", French, "ete a pari les robe"},
		{"Die neuen Kleider", German, "die neuen kleider"},
		{"die hard fashion", English, "die hard fashion"},
		{"馬面裙", Traditional, "马面 面裙"},
		{"马面裙火了", Simplified, "马面 面裙 裙火 火了"},
		{"买，裙", Simplified, "买 裙"},
		{"短款T恤配A字裙", Simplified, "短款 t t恤 恤配 a字 字裙"},
		{"T恤", Simplified, "t t恤"},
		{"iPhone15手机2025秋冬", Simplified, "iphone15 手机 2025 秋冬"},
		{"#新中式# @小红书 #street_style", Simplified, "新中 中式 小红 红书 street style"},
		{"看 https://t.cn/A6xyz?a=1，好看 WWW.example.com/裙子", Simplified, "看 好看 裙子"},
		{"ロングスカートの春", Japanese, "ロン ング グス スカ カー ート の 春"},
		{"올겨울 니트", Korean, "올겨 겨울 니트"},
		{"модные платья", Und, "модные платья"},
		{"👗 !!! …", Und, ""},
		{"", English, ""},
	} {
		if got := strings.Join(Terms(nil, c.text, c.lang), " "); got != c.want {
			t.Errorf("terms of %q (%s)\n got %s\nwant %s", c.text, c.lang, got, c.want)
		}
	}
}

// TestQueriesMeetDocuments checks what search is for: a query's terms are
// all among the document's.
func TestQueriesMeetDocuments(t *testing.T) {
	for query, text := range map[string]string{
		"羽绒":          "今年的羽絨服賣斷貨了",
		"馬面裙":         "新中式马面裙搭配指南",
		"skirts":      "A pleated skirt for every day",
		"Knit":        "Knitted vests, knits and knitting patterns",
		"T恤":          "白色T恤怎么搭",
		"T恤 ":         "夏天只穿T恤",
		"秋冬":          "LV2025秋冬大秀",
		"#新中式穿搭#":     "今天的新中式穿搭很好看",
		"ＺＡＲＡ":        "Zara opens a shop",
		"décolleté":   "a deep decollete",
		"women's bag": "Bags for women",
		"robes":       "La robe noire",
	} {
		terms := Terms(nil, text, Identify(text))
		for _, q := range Terms(nil, query, Identify(query)) {
			if !slices.Contains(terms, q) {
				t.Errorf("query %q: term %q is not among %q of %q", query, q, terms, text)
			}
		}
	}
}

// checkTerms checks what holds of all terms.
func checkTerms(t failer, s string, lang Lang) {
	terms := Terms([]string{"kept"}, s, lang)
	if terms[0] != "kept" {
		t.Fatalf("Terms overwrote dst")
	}
	for _, term := range terms[1:] {
		if term == "" || FoldString(term) != term {
			t.Fatalf("term %q of %q is empty or not folded", term, s)
		}
		for _, r := range term {
			if !unicode.In(r, unicode.L, unicode.M, unicode.N) {
				t.Fatalf("term %q of %q holds %q", term, s, r)
			}
		}
	}
	if again := Terms(nil, s, lang); !slices.Equal(again, terms[1:]) {
		t.Fatalf("terms of %q differ from one call to the next", s)
	}
}

var langs = []Lang{English, Simplified, Traditional, Japanese, Korean, French, Italian, Spanish, German, Portuguese, Und}

func TestTermsProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		checkTerms(t, messy(t), rapid.SampledFrom(langs).Draw(t, "lang"))
	})
}

// messy draws text of everything the package distinguishes.
func messy(t *rapid.T) string {
	piece := rapid.OneOf(rapid.SampledFrom([]string{
		"skirts", "Don't", "T", "恤", "裙子", "馬面", "の", "スカート", "니트", "#", "＃", "@", "_",
		"https://t.cn/a", "www.", "3.5", ",", ".", "。", "！", "”", " ", "\n", "👗", "👩\u200d🎨", "\ufe0f", "\u20e3", "1", "é", "’", "U.S.", "\xff",
	}),
		rapid.String())
	return strings.Join(rapid.SliceOfN(piece, 0, 20).Draw(t, "pieces"), "")
}

func FuzzTerms(f *testing.F) {
	f.Add("The 裙子 T恤 #tag# www.x.com don't\xff")
	f.Add("\U00016fe2")  // punctuation of the Chinese script
	f.Add("\U0003c9990") // no character, on a plane of Chinese ones
	f.Fuzz(func(t *testing.T, s string) {
		checkTerms(t, s, English)
		checkTerms(t, s, French)
	})
}
