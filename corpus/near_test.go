package corpus

import (
	"strings"
	"testing"

	"hemline/text"
)

func standard() rule {
	return newRule(defaultSimilarity, defaultContainment, int64(defaultWindow.Seconds()))
}

func TestNear(t *testing.T) {
	long := strings.Repeat("The coat is cut wide at the shoulder and narrow at the hem. It closes with one horn button. ", 3)
	for _, c := range [...]struct {
		a, b string
		want bool
	}{
		{"林小满秋季大片释出", "林小满秋季大片释出", true},
		{"林小满秋季大片释出", "林小满秋季大片释出😍😍", true},
		{"林小满秋季大片释出", "#林小满秋季大片释出#", true},
		{"林小满秋季大片释出", "林小满，秋季大片释出！", true},
		{"林小满秋季大片释出", "林小满 秋季大片释出", true},
		{"林小满秋季大片释出", "林小滿秋季大片釋出", true},
		{"林小满秋季大片释出", "林小满秋季大片释", true},
		{"设计师谈今年秋冬为什么流行灰色羊毛大衣", "设计师谈今年秋冬为什么流行灰色羊", true},
		{"设计师谈今年秋冬为什么流行灰色羊毛大衣", "设计师谈今年秋冬为什么流行灰色羊毛大衣视频", true},
		{"ＡＢＣ品牌新品发布会", "abc品牌新品发布会", true},

		{"林小满新剧开播", "林小满新剧官宣", false},
		{"林小满机场穿搭", "林小满红毯造型", false},
		{"林小满", "林小满机场", false},
		{"林小满A", "林小满B", false},
		{"海州秋季时装周开幕式红毯", "云州秋季时装周开幕式红毯", false},
		{"林小满出席秋季时装周红毯造型获赞无数", "周一白出席秋季时装周红毯造型获赞无数", false},
		{"新增55家门店开业的羽绒服品牌是哪家", "新增56家门店开业的羽绒服品牌是哪家", false},
		{"8月8日秋季新品发布会现场直播回看", "8月9日秋季新品发布会现场直播回看", false},
		{"蓝鲸队战胜白鹤队", "白鹤队战胜蓝鲸队", false},
		{"裁缝日记第二季", "裁缝日记", false},
		{"裁缝日记3", "裁缝日记", false},
		{"秋季大衣预售", "秋季大衣预售破5000万", false},

		{"Ten ways to wear a grey wool coat this winter", "TEN WAYS TO WEAR A GREY WOOL COAT THIS WINTER!", true},
		{"Ten ways to wear a grey wool coat this winter", "Ten ways to wear a grey wool coat this win…", true},
		{"Ten ways to wear a grey wool coat this winter", "“Ten ways to wear a grey wool-coat this winter” 🧥", true},
		{"Ten ways to wear a grey wool coat this winter", "Ten ways to wear a gray wool coat this winter", true},
		{"10 ways to wear a grey wool coat this winter", "12 ways to wear a grey wool coat this winter", false},
		{"Over 12,000 dresses were returned last week", "Over 12000 dresses were returned last week", true},
		{"Outfit of the day", "Outfit of the day: denim", false},
		{"Inez Marlow opens the Milan show in velvet", "Oda Brandt opens the Milan show in velvet", false},
		{long, long + "A belt is sold apart.", true},
		{long, strings.ReplaceAll(long, "coat", "cardigan knitted from undyed local wool"), false},

		{"👗", "👗", true},
		{"👗", "👠", false},
		{"裙", "裙", true},
		{"裙", "裤", false},
	} {
		var g shingler
		a, b := g.signature(nil, c.a, ""), g.signature(nil, c.b, "")
		r := standard()
		if got := r.near(viewOf(a), viewOf(b)); got != c.want {
			t.Errorf("near(%.60q, %.60q) = %v", c.a, c.b, got)
		}
		if c.want && !r.mayBeNear(briefOf(viewOf(a)), briefOf(viewOf(b))) {
			t.Errorf("%.60q and %.60q are near, but their briefs deny it", c.a, c.b)
		}
		if r.near(viewOf(a), viewOf(b)) != r.near(viewOf(b), viewOf(a)) {
			t.Errorf("near(%.60q, %.60q) depends on the order", c.a, c.b)
		}
	}
}

// A text of ten thousand shingles and the same with one part in twelve
// replaced: the sketch must say about what the whole sets say.
func TestSketchJaccard(t *testing.T) {
	var g shingler
	var a, b strings.Builder
	for i := range 3000 {
		r := rune(0x4E00 + mix(uint64(i))%8000)
		a.WriteRune(r)
		if i%24 == 0 {
			r++
		}
		b.WriteRune(r)
	}
	va, vb := viewOf(g.signature(nil, a.String(), "")), viewOf(g.signature(nil, "", b.String()))
	if va.size <= maxShingles || len(va.shingles) != maxShingles {
		t.Fatalf("sketch of %d shingles keeps %d", va.size, len(va.shingles))
	}
	// Two of 24 pairs are replaced: J = 22/26 = 0.846.
	if j := sketchJaccard(va.shingles, vb.shingles); j < 0.70 || j > 0.97 {
		t.Errorf("estimate %.3f, want about 0.85", j)
	}
	if j := sketchJaccard(va.shingles, va.shingles); j != 1 {
		t.Errorf("a text is %.3f like itself", j)
	}
}

// The bands must let through what the rule would call near.
func TestBandRecall(t *testing.T) {
	pairs, missed := 0, 0
	for i := range uint64(3000) {
		var a, b []uint32
		for k := range uint64(10) {
			x := uint32(mix(i*100 + k))
			a = append(a, x)
			if k > 0 {
				b = append(b, x)
			}
		}
		b = append(b, uint32(mix(i*100+50)))
		ka, kb := bandKeys(view{shingles: a}), bandKeys(view{shingles: b}) // J = 9/11 = 0.82
		pairs++
		hit := false
		for k := range ka {
			hit = hit || ka[k] == kb[k]
		}
		if !hit {
			missed++
		}
	}
	if rate := float64(missed) / float64(pairs); rate > 0.01 {
		t.Errorf("bands miss %.3f of pairs at J=0.82, want 0.002", rate)
	}
}

func FuzzSignature(f *testing.F) {
	f.Add("林小满A字裙3.5折", "body 12,000")
	f.Add("", "")
	f.Add("\xff👗", "ａ１")
	f.Fuzz(func(t *testing.T, title, body string) {
		var g shingler
		sig := g.signature(nil, title, body)
		v := viewOf(sig)
		if v.size == 0 || len(v.shingles) == 0 || len(v.shingles) > maxShingles || 1+len(v.numbers)+len(v.shingles) != len(sig) {
			t.Fatalf("signature of %q %q: %d words, size %d, %d numbers, %d shingles", title, body, len(sig), v.size, len(v.numbers), len(v.shingles))
		}
		again := g.signature(nil, text.FoldString(title)+"❤", body)
		r := standard()
		if v.size < maxShingles && len(v.shingles) > 1 && !r.near(v, viewOf(again)) {
			t.Fatalf("%q is not near itself with a heart", title)
		}
	})
}
