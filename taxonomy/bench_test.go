package taxonomy

import "testing"

// BenchmarkMatch reads real text with the fashion pack, one call a row; at
// least 40 MB/s on one core are wanted in either language.
func BenchmarkMatch(b *testing.B) {
	texts := map[string][]string{}
	texts["weibo"] = weiboTitles(b)[:200_000]
	for _, s := range huffpost(b) {
		texts["news"] = append(texts["news"], s.text)
	}
	for _, s := range reddit(b) {
		texts["fashion"] = append(texts["fashion"], s.text)
	}
	m := fashionMatcher(b)
	for _, name := range []string{"weibo", "news", "fashion"} {
		b.Run(name, func(b *testing.B) {
			size := 0
			for _, s := range texts[name] {
				size += len(s)
			}
			b.SetBytes(int64(size))
			b.ReportAllocs()
			var dst []Mention
			for b.Loop() {
				for _, s := range texts[name] {
					dst = m.Match(dst[:0], s)
				}
			}
		})
	}
}

func BenchmarkNewMatcher(b *testing.B) {
	p := mustFashion(b)
	for b.Loop() {
		matcherOf(b, p, nil)
	}
}
