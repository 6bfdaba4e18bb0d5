package text

import (
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

func TestSentences(t *testing.T) {
	for _, want := range []string{
		"Skirts are back.|Are coats?|Yes!",
		"Dr. Ana Reyes, e.g. in her U.S. shop, asked $3.5 a yard.|She paid.",
		"It sold out in the U.S.|The coat by J. Crew, size 4.5, cost £99.",
		"Hats, gloves, etc. were sold.|Apple Inc.|Shares fell.",
		"No. 5 is out.|She said no.|Then she left.",
		"“Really?” she asked.|“Yes!”|He nodded (twice.)|Wow!!!",
		"Visit vogue.com today... or not.|Ok",
		"Mrs. Li and Prof. Wu met at 5 p.m. on Monday.|Fine.",
		"First line without a stop|second line",
		"这条裙子太美了！|“真的吗？”|她问。|是的……|我爱它；|版本3.5折很划算。|U.S.市场",
		"「好看嗎？」|設計師說。|當然！！|(完。)|下一句",
		"新款到店.|快来",
		"he waited… and left",
		"I. agree",
	} {
		text := strings.NewReplacer("second line", "\nsecond line", "|", " ").Replace(want)
		if strings.ContainsFunc(want, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			text = strings.ReplaceAll(want, "|", "")
		}
		var parts []string
		for _, s := range Sentences(text) {
			parts = append(parts, text[s[0]:s[1]])
		}
		if got := strings.Join(parts, "|"); got != want {
			t.Errorf("sentences of %q\n got %s\nwant %s", text, got, want)
		}
	}
}

// checkSentences checks that spans are trimmed, in order and leave out white
// space only.
func checkSentences(t failer, s string) {
	end := 0
	for _, span := range Sentences(s) {
		if span[0] < end || span[1] <= span[0] || span[1] > len(s) {
			t.Fatalf("span %v after byte %d of %q", span, end, s)
		}
		if strings.TrimSpace(s[end:span[0]]) != "" {
			t.Fatalf("%q of %q is in no sentence", s[end:span[0]], s)
		}
		if part := s[span[0]:span[1]]; strings.TrimSpace(part) != part {
			t.Fatalf("sentence %q is not trimmed", part)
		}
		end = span[1]
	}
	if strings.TrimSpace(s[end:]) != "" {
		t.Fatalf("%q of %q is in no sentence", s[end:], s)
	}
}

func TestSentencesProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { checkSentences(t, messy(t)) })
}

func FuzzSentences(f *testing.F) {
	f.Add("Dr. A said “no.” U.S. 3.5. 好。”真的……\xff\n")
	f.Fuzz(func(t *testing.T, s string) { checkSentences(t, s) })
}
