package text

import (
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"hemline/text/zh"
)

// segmenter is loaded once for all tests, with the words a fashion pack adds.
var segmenter = sync.OnceValues(func() (*zh.Segmenter, error) {
	return zh.New(zh.Word{Text: "马面裙"}, zh.Word{Text: "新中式"}, zh.Word{Text: "A字裙"}, zh.Word{Text: "穿搭"})
})

func testSegmenter(tb testing.TB) *zh.Segmenter {
	tb.Helper()
	s, err := segmenter()
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// marks shows a token's type before its text; words have none.
var marks = map[Type]string{Word: "", Number: "n:", Hashtag: "#:", AtName: "@:", URL: "u:", Emoji: "e:"}

func shown(tokens []Token) string {
	var parts []string
	for _, t := range tokens {
		parts = append(parts, marks[t.Type]+t.Text)
	}
	return strings.Join(parts, " ")
}

func TestWords(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Don't miss off-the-shoulder tops, 2,000 of them at H&M!", "Don't miss off-the-shoulder tops n:2,000 of them at H&M"},
		{"新中式马面裙配T恤和A字裙。", "新中式 马面裙 配 T恤 和 A字裙"},
		{"馬面裙與羽絨服的銷量", "馬面裙 與 羽絨服 的 銷量"},
		{"iPhone15手机壳3.5折，LV2025秋冬", "iPhone15 手机 壳 n:3.5 折 LV2025 秋冬"},
		{"#新中式 穿搭# 好看", "#:新中式 穿搭 好看"},
		{"#春夏 #秋冬 #1 上新", "#:春夏 #:秋冬 n:1 上 新"},
		{"New #StreetStyle_2024 by @Vogue.Runway. Mail me@x.com", "New #:StreetStyle_2024 by @:Vogue.Runway Mail me x.com"},
		{"@小红书 发了 https://t.cn/A6xyz，(www.x.com/a?b=1).", "@:小红书 发 了 u:https://t.cn/A6xyz u:www.x.com/a?b=1"},
		{"👗👩\u200d🎨❤️ 1️⃣ 🇫🇷👍🏽 ok", "e:👗 e:👩\u200d🎨 e:❤️ e:1️⃣ e:🇫🇷 e:👍🏽 ok"},
		{"今日のコーデはロングスカート 니트", "今日 の コーデ は ロングスカート 니트"},
		{"L’été à Łódź", "L’été à Łódź"},
		{"看https://t.cn/A6好看1️⃣", "看 u:https://t.cn/A6 好看 e:1️⃣"},
		{"… !!! # @ ", ""},
	} {
		if got := shown(Words(c.text, Identify(c.text), testSegmenter(t))); got != c.want {
			t.Errorf("words of %q\n got %s\nwant %s", c.text, got, c.want)
		}
	}
}

func TestWordsWithoutSegmenter(t *testing.T) {
	if got, want := shown(Words("红裙子T恤 coat", Simplified, nil)), "红 裙 子 T 恤 coat"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// checkWords checks what holds of all tokens: places in order, inside the
// text, of whole characters, and the text the place holds.
func checkWords(t failer, s string, lang Lang, seg *zh.Segmenter) {
	end := 0
	for _, tok := range Words(s, lang, seg) {
		if tok.Start < end || tok.End <= tok.Start || tok.End > len(s) || tok.Text == "" || marks[tok.Type] == "" && tok.Type != Word {
			t.Fatalf("token %+v after byte %d of %q", tok, end, s)
		}
		if !strings.Contains(s[tok.Start:tok.End], tok.Text) {
			t.Fatalf("token %+v stands for %q", tok, s[tok.Start:tok.End])
		}
		if (tok.Type == Word || tok.Type == Number || tok.Type == Emoji || tok.Type == URL) && s[tok.Start:tok.End] != tok.Text {
			t.Fatalf("token %+v stands for %q", tok, s[tok.Start:tok.End])
		}
		end = tok.End
	}
}

func TestWordsProperties(t *testing.T) {
	seg := testSegmenter(t)
	rapid.Check(t, func(t *rapid.T) {
		s, lang := messy(t), rapid.SampledFrom(langs).Draw(t, "lang")
		checkWords(t, s, lang, seg)
		checkWords(t, s, lang, nil)
	})
}

func FuzzWords(f *testing.F) {
	f.Add("#新中式# T恤 @a.b www.x 👩\u200d🎨1️⃣\xff")
	seg := testSegmenter(f)
	f.Fuzz(func(t *testing.T, s string) {
		checkWords(t, s, Simplified, seg)
		checkWords(t, s, English, nil)
	})
}

func TestAnalyzer(t *testing.T) {
	a := Analyzer{
		CharFilters:  DefaultFilters(),
		Tokenizer:    Tokenizer{Segmenter: testSegmenter(t)},
		TokenFilters: []TokenFilter{Lower{}, Stop{English}, Stem{}},
	}
	s, tokens := a.Analyze("<p>The Skirts &amp; KNITTED scarves of #FashionWeek, in Été</p>", English)
	if want := "The Skirts & KNITTED scarves of #FashionWeek, in Été"; s != want {
		t.Errorf("filtered text %q, want %q", s, want)
	}
	if got, want := shown(tokens), "skirt knit scarv #:fashionweek ete"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if first := tokens[0]; s[first.Start:first.End] != "Skirts" {
		t.Errorf("the first token stands for %q, want Skirts", s[first.Start:first.End])
	}
	a.TokenFilters = []TokenFilter{Lower{}, Stop{Simplified}}
	if _, tokens := a.Analyze("這是我們的馬面裙", Traditional); shown(tokens) != "马面裙" {
		t.Errorf("got %s, want 马面裙", shown(tokens))
	}
}

func TestIsStop(t *testing.T) {
	for _, c := range []struct {
		lang Lang
		word string
		want bool
	}{
		{English, "the", true},
		{English, "themselves", true},
		{English, "dress", false},
		{English, "的", false},
		{Simplified, "的", true},
		{Traditional, "我們", true},
		{Simplified, "the", true},
		{Simplified, "裙子", false},
		{German, "the", false},
		{Und, "of", true},
	} {
		if got := IsStop(c.lang, c.word); got != c.want {
			t.Errorf("IsStop(%s, %q) is %v", c.lang, c.word, got)
		}
	}
}
