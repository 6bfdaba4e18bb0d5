package zh

import (
	"strings"
	"testing"
)

func TestSimplify(t *testing.T) {
	for trad, simp := range map[string]string{
		"馬面裙與羽絨服":   "马面裙与羽绒服",
		"穿著項鍊和拉鍊":   "穿着项链和拉链",
		"裡面裏面後來":    "里面里面后来",
		"繡花綢緞蕾絲":    "绣花绸缎蕾丝",
		"瞭解週年慶":     "了解周年庆",
		"已經是简体的文字":  "已经是简体的文字",
		"dress 👗 ワ": "dress 👗 ワ",
	} {
		if got := strings.Map(Simplify, trad); got != simp {
			t.Errorf("%s simplified is %s, want %s", trad, got, simp)
		}
	}
}

func TestSimplifyTwiceIsOnce(t *testing.T) {
	changed := 0
	for r := rune(-1); r < 0x30000; r++ {
		s := Simplify(r)
		if Simplify(s) != s {
			t.Fatalf("%q becomes %q becomes %q", r, s, Simplify(s))
		}
		if s != r {
			changed++
		}
	}
	if changed < 2900 {
		t.Errorf("%d characters change, want at least 2900: is the table whole?", changed)
	}
}

func TestFormOf(t *testing.T) {
	for form, chars := range map[Form]string{
		OnlyTraditional: "馬與絨繡裡這個",
		OnlySimplified:  "马与绒绣这个头",
		Both:            "衣服的后里著台干a👗の",
	} {
		for _, r := range chars {
			if got := FormOf(r); got != form {
				t.Errorf("form of %q is %d, want %d", r, got, form)
			}
		}
	}
}

func TestStop(t *testing.T) {
	for _, w := range []string{"的", "我们", "我們", "這個", "因为", "一下子"} {
		if !Stop(w) {
			t.Errorf("%s is no stop word", w)
		}
	}
	for _, w := range []string{"", "裙子", "红色", "大衣", "春天", "的确良", "adress", strings.Repeat("的", 5)} {
		if Stop(w) {
			t.Errorf("%s is a stop word", w)
		}
	}
	for w := range stops {
		if len(w) > longestStop {
			t.Errorf("%s is longer than the longest stop word", w)
		}
	}
}
