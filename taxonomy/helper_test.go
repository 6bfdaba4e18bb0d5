package taxonomy

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"
)

// dictionary is a segmenter for tests: forward maximum matching.
type dictionary []string

func (d dictionary) Cut(dst []int, s string) []int {
	for i := 0; i < len(s); {
		_, n := utf8.DecodeRuneInString(s[i:])
		for _, w := range d {
			if strings.HasPrefix(s[i:], w) {
				n = max(n, len(w))
			}
		}
		i += n
		dst = append(dst, i)
	}
	return dst
}

// files makes a pack folder of "name", "content" pairs.
func files(pairs ...string) fstest.MapFS {
	out := fstest.MapFS{}
	for i := 0; i+1 < len(pairs); i += 2 {
		out[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return out
}

const packHead = `
name: small
version: 1
title: {en: Small, zh: 小}
`

// small is a pack with one case of everything.
func small(t testing.TB) *Pack {
	t.Helper()
	p, err := Load(files("pack.yaml", packHead+`
core: {en: [lookbook], zh: [穿衣]}
hints: {en: [trend], zh: [气质]}
context: {en: [outfit, runway show], zh: [穿搭, 时尚]}
stop: {en: [head coach, orange juice], zh: [大片地区, 包子]}
proper: [brand]
company: {kinds: [category, fabric, style], window: 120}
relevance:
  threshold: 1
  weights: {category: 0.6, fabric: 0.5, style: 0.6, colour: 0.3, brand: 0.6, person: 0.6}
  core: 2
  context: 0.6
  hint: 0.3
  weak: {kinds: [colour, brand, person], cap: 0.9}
  dilute: 2000
`, "garments.yaml", `
kind: category
concepts:
  - {id: skirt, en: skirt, zh: 裙, also: {zh: [裙子, 半身裙]}}
  - {id: a-line-skirt, en: A-line skirt, zh: A字裙, also: {zh: [A字半身裙]}, parents: [skirt]}
  - {id: dress, en: dress, zh: 连衣裙}
  - {id: jacket, en: jacket, zh: 夹克}
  - {id: leather-jacket, en: leather jacket, zh: 皮夹克, parents: [jacket], implies: [leather]}
  - {id: coat, en: coat, zh: 大衣}
  - {id: bag, en: bag, zh: 包, also: {zh: [包包]}, ambiguous: [包]}
  - {id: hanfu, en: hanfu, zh: 汉服, plural: false}
`, "rest/more.yaml", `
concepts:
  - {id: leather, kind: fabric, en: leather, zh: 皮革, plural: false}
  - {id: silk, kind: fabric, en: silk, zh: 丝绸, also: {zh: [真丝]}}
  - {id: denim, kind: fabric, en: denim, zh: 牛仔, ambiguous: [牛仔], plural: false}
  - {id: black, kind: colour, en: black, zh: 黑色, hex: "#000000"}
  - {id: orange, kind: colour, en: orange, zh: 橙色, hex: "#FF7F00", ambiguous: [orange]}
  - {id: mango-yellow, kind: colour, en: mango, zh: 芒果色, ambiguous: [mango]}
  - {id: oversize, kind: style, en: oversized, zh: 宽松, also: {en: [oversize], zh: [oversize风]}}
  - {id: editorial, kind: style, en: fashion editorial, zh: 大片, ambiguous: [大片]}
  - {id: lv, kind: brand, en: Louis Vuitton, zh: 路易威登, also: {en: [LV], zh: [LV包]}, plural: false}
  - {id: coach, kind: brand, en: Coach, zh: 蔻驰, also: {en: [coach bag]}, ambiguous: [Coach, 蔻驰]}
  - {id: mango, kind: brand, en: Mango, zh: 芒果服装, ambiguous: [Mango], plural: false}
  - {id: twiggy, kind: person, en: Twiggy, zh: 崔姬}
`))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// matcherOf builds a matcher or fails the test.
func matcherOf(t testing.TB, p *Pack, seg Segmenter) *Matcher {
	t.Helper()
	m, err := NewMatcher(p, seg)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// found renders mentions as "slug:text slug:text".
func found(m *Matcher, s string) string {
	var out []string
	for _, x := range m.Match(nil, s) {
		out = append(out, x.Concept[strings.IndexByte(x.Concept, '/')+1:]+":"+s[x.Start:x.End])
	}
	return strings.Join(out, " ")
}

// dataFile is the path of a real data set, or skips the test.
func dataFile(t testing.TB, name string) string {
	t.Helper()
	dir := os.Getenv("HEMLINE_DATA")
	if dir == "" {
		t.Skip("HEMLINE_DATA is not set: needs " + name)
	}
	return filepath.Join(dir, name)
}

func mustFashion(t testing.TB) *Pack {
	t.Helper()
	p, err := Fashion()
	if err != nil {
		t.Fatal(err)
	}
	return p
}
