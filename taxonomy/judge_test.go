package taxonomy

import (
	"strings"
	"testing"

	"hemline/text"
)

func TestRuleJudge(t *testing.T) {
	m := matcherOf(t, small(t), testWords)
	var j Judge = NewRuleJudge(m)
	long := strings.Repeat("Nothing of the kind was said for quite a while. ", 50) // more than dilute
	for _, c := range []struct {
		name, title, body string
		want              bool
	}{
		{"two garments", "A skirt and a leather jacket", "", true},
		{"a garment and a fabric", "真丝连衣裙", "", true},
		{"a garment and a context word", "My outfit: a dress", "", true},
		{"two context words", "时尚穿搭", "", true},
		{"one core word", "The lookbook is out", "", true},
		{"one core word, Chinese", "怎么穿衣", "", true},
		{"a context word and hints", "Outfit trend", "气质", true},
		{"hints", "A trend", "气质", false},
		{"one garment", "The jacket hung there", "", false},
		{"one garment twice", "The jacket, a jacket", "", false},
		{"one context word twice", "outfit outfit", "", false},
		{"brands, people and colours", "Twiggy and LV in black", "", false},
		{"a brand and a garment", "LV bags", "LV dress", true},
		{"nothing", "全国多地大范围降温", "", false},
		{"in title and body", "A dress", "of silk", true},
		{"lost in a long text", "A dress", "of silk. " + long, false},
		{"enough for a long text", "Outfit: silk dress, black skirt, leather jacket", long, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc := &text.Document{Title: c.title, Body: c.body}
			if got := j.Relevant(doc, m.Match(nil, doc.Text())); got != c.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestRuleJudgeIgnoresStrangers(t *testing.T) {
	j := NewRuleJudge(matcherOf(t, small(t), nil))
	if got := j.Score("", []Mention{{Concept: "category/of-another-pack"}}); got != 0 {
		t.Errorf("score is %v", got)
	}
}
