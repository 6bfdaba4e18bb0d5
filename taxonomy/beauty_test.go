package taxonomy

import (
	"os"
	"testing"

	"hemline/text"
	"hemline/text/zh"
)

// Another domain is another folder: the same code loads it and reads both
// languages.
func TestBeautyPack(t *testing.T) {
	p, err := Load(os.DirFS("../examples/packs/beauty"))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(p.Concepts()); n < 120 {
		t.Errorf("%d concepts", n)
	}
	var words []zh.Word
	for _, w := range p.Words("zh") {
		words = append(words, zh.Word{Text: w})
	}
	seg, err := zh.New(words...)
	if err != nil {
		t.Fatal(err)
	}
	m := matcherOf(t, p, seg)
	j := NewRuleJudge(m)
	for _, c := range []struct {
		text, want string
		relevant   bool
	}{
		{
			"A dewy finish: niacinamide serum, then MAC lipsticks in brick red.",
			"dewy-skin:dewy finish niacinamide:niacinamide serum:serum mac:MAC lipstick:lipsticks brick-red:brick red", true,
		},
		{"The charitable foundation laid the foundation for a new school.", "", false},
		{"His foundation oxidised; the concealer did not.", "foundation:foundation concealer:concealer", true},
		{"#glassskin with hyaluronic acid", "glass-skin:glassskin hyaluronic-acid:hyaluronic acid", true},
		{"花西子新出的豆沙色口紅配偽素顏太好看", "florasis:花西子 rose-bean:豆沙色 lipstick:口紅 no-makeup-makeup:偽素顏", true},
		{"早C晚A之后敏感肌还能用A醇精华吗", "early-c-late-a:早C晚A retinol:A醇 serum:精华", true},
		{"论坛精华帖汇总", "", false},
	} {
		if got := found(m, c.text); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.text, got, c.want)
		}
		doc := &text.Document{Title: c.text}
		if got := j.Relevant(doc, m.Match(nil, c.text)); got != c.relevant {
			t.Errorf("%s: relevant is %v", c.text, got)
		}
	}
}

// A workspace adds a folder to the embedded pack.
func TestBeautyPackJoinsFashion(t *testing.T) {
	own, err := Load(os.DirFS("../examples/packs/beauty"))
	if err != nil {
		t.Fatal(err)
	}
	p, err := Merge(mustFashion(t), own)
	if err != nil {
		t.Fatal(err)
	}
	m := matcherOf(t, p, nil)
	for _, id := range []string{"category/lipstick", "category/dress"} {
		c := p.Concept(id)
		if c == nil {
			t.Errorf("%s is lost", id)
			continue
		}
		s := "x " + c.Labels["en"] + " x"
		if got := m.Match(nil, s); len(got) != 1 || got[0].Concept != id {
			t.Errorf("%q gives %v", s, got)
		}
	}
}
