package text

import (
	"bufio"
	"compress/gzip"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hemline/source"
)

// corpus is a named list of texts to measure on.
type corpus struct {
	name  string
	lang  Lang
	texts []string
}

// corpora are the titles of testdata and, where HEMLINE_DATA names a folder
// of public data, Weibo titles and English reviews (whole rows: the numbers
// in them are little).
func corpora(b *testing.B) []corpus {
	list := []corpus{{"own-zh", Simplified, fileLines(b, "testdata/identify/zh-Hans.txt")}, {"own-en", English, fileLines(b, "testdata/identify/en.txt")}}
	if dir := os.Getenv("HEMLINE_DATA"); dir != "" {
		list = append(list,
			corpus{"weibo", Simplified, fileLines(b, filepath.Join(dir, "weibo_hot_search.tsv.gz"))},
			corpus{"reviews", English, fileLines(b, filepath.Join(dir, "womens_clothing_reviews.csv.gz"))})
	}
	return list
}

// fileLines reads up to 20,000 lines, of a table the last column.
func fileLines(b *testing.B, path string) []string {
	b.Helper()
	f, err := os.Open(path)
	if err != nil {
		b.Skipf("HEMLINE_DATA lacks a file: %v", err)
	}
	defer f.Close()
	sc := bufio.NewScanner(f)
	if strings.HasSuffix(path, ".gz") {
		z, err := gzip.NewReader(f)
		if err != nil {
			b.Fatal(err)
		}
		sc = bufio.NewScanner(z)
	}
	sc.Buffer(nil, 1<<20)
	var lines []string
	for len(lines) < 20_000 && sc.Scan() {
		lines = append(lines, sc.Text()[strings.LastIndexByte(sc.Text(), '\t')+1:])
	}
	return lines
}

// measure runs f over every text of every corpus, once a round.
func measure(b *testing.B, f func(s string, lang Lang)) {
	for _, c := range corpora(b) {
		b.Run(c.name, func(b *testing.B) {
			size := 0
			for _, s := range c.texts {
				size += len(s)
			}
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				for _, s := range c.texts {
					f(s, c.lang)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(c.texts)), "ns/text")
		})
	}
}

func BenchmarkTerms(b *testing.B) {
	var terms []string
	measure(b, func(s string, lang Lang) { terms = Terms(terms[:0], s, lang) })
}

func BenchmarkClean(b *testing.B) {
	var c Cleaner
	measure(b, func(s string, _ Lang) {
		if _, err := c.Clean(source.Item{Source: "bench", Title: s, Heat: 1}); err != nil && !errors.Is(err, NoText) {
			b.Fatal(err)
		}
	})
}

func BenchmarkIdentify(b *testing.B) {
	measure(b, func(s string, _ Lang) { Identify(s) })
}

func BenchmarkWords(b *testing.B) {
	seg := testSegmenter(b)
	measure(b, func(s string, lang Lang) { Words(s, lang, seg) })
}

func BenchmarkSentences(b *testing.B) {
	measure(b, func(s string, _ Lang) { Sentences(s) })
}

func BenchmarkFold(b *testing.B) {
	measure(b, func(s string, _ Lang) { FoldString(s) })
}
