package taxonomy

import (
	"testing"

	"hemline/text"
)

// Sentences in which the fashion pack has to tell a garment from its
// namesakes. "" means that nothing may be found.
func TestFashionPackReadsSentences(t *testing.T) {
	m := fashionMatcher(t)
	for _, c := range []struct{ text, want string }{
		{"The orange growers asked the government for help.", ""},
		{"An orange midi skirt with leather sandals", "orange:orange midi-skirt:midi skirt leather:leather sandal:sandals"},
		{"The coach said the gap between the teams had closed.", ""},
		{"A Coach handbag and Gap jeans", "coach:Coach handbag:handbag gap:Gap jeans:jeans"},
		{"Celine Dion sang for two hours.", ""},
		{"A vintage Celine blazer", "vintage:vintage celine:Celine blazer:blazer"},
		{"He ate a mango on the way to the Supreme Court.", ""},
		{"#widelegjeans and a #trenchcoat", "wide-leg-jeans:widelegjeans trench-coat:trenchcoat"},
		{"black leather jackets", "black:black leather-jacket:leather jackets"},
		{"这里有亚洲最大衣柜", ""},
		{"受强冷空气影响，大片地区将降温", ""},
		{"她在时装周拍的大片", "fashion-week:时装周 fashion-editorial:大片"},
		{"背LV包穿oversize衬衫", "louis-vuitton:LV oversized-shirt:oversize衬衫"},
		{"瓜迪奥拉谈球队的防守", ""},
		{"黑色絲絨連衣裙配高跟鞋", "black:黑色 velvet-dress:絲絨連衣裙 heels:高跟鞋"},
		{"早餐吃面包还是包子", ""},
	} {
		if got := found(m, c.text); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.text, got, c.want)
		}
	}
}

func TestFashionPackJudgesSentences(t *testing.T) {
	m := fashionMatcher(t)
	j := NewRuleJudge(m)
	for _, c := range []struct {
		text string
		want bool
	}{
		{"Pleated skirts and cropped knits are back for autumn", true},
		{"What to wear when the office is cold", true},
		{"Gucci and Prada shares fell in Milan", false},
		{"The senate will vote on the budget on Friday", false},
		{"马面裙的三种搭配", true},
		{"今年秋冬流行什么颜色的大衣", true},
		{"央行宣布下调存款准备金率", false},
		{"红色预警：多地将有暴雨", false},
	} {
		doc := &text.Document{Title: c.text}
		if got := j.Relevant(doc, m.Match(nil, c.text)); got != c.want {
			t.Errorf("%s: relevant is %v", c.text, got)
		}
	}
}
