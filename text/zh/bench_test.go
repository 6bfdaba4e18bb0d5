package zh

import (
	"bufio"
	"compress/gzip"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// BenchmarkNew is the time to load the dictionary.
func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		if _, err := New(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSegment measures cutting on the sentences of testdata, which are
// few and so stay in the caches, and on public collections of many.
func BenchmarkSegment(b *testing.B) {
	own, err := os.ReadFile("testdata/corpus.txt")
	if err != nil {
		b.Fatal(err)
	}
	b.Run("own", func(b *testing.B) { benchmarkCut(b, strings.Split(string(own), "\n")) })
	for _, name := range []string{"zh_online_shopping.csv.gz", "weibo_hot_search.tsv.gz"} {
		b.Run(strings.TrimSuffix(strings.TrimSuffix(name, ".csv.gz"), ".tsv.gz"), func(b *testing.B) {
			benchmarkCut(b, dataLines(b, name))
		})
	}
}

func benchmarkCut(b *testing.B, texts []string) {
	s := stock(b)
	size := 0
	for i, t := range texts {
		t = t[strings.LastIndexByte(t, '\t')+1:] // titles stand behind date and rank
		texts[i] = t
		size += len(t)
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	var ends []int
	for b.Loop() {
		for _, t := range texts {
			ends = s.Cut(ends[:0], t)
		}
	}
}

// dataLines reads up to 100,000 lines of a compressed public data set.
func dataLines(b *testing.B, name string) []string {
	dir := os.Getenv("HEMLINE_DATA")
	if dir == "" {
		b.Skip("HEMLINE_DATA is not set: it names the folder with " + name)
	}
	f, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		b.Skipf("HEMLINE_DATA has no %s: %v", name, err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		b.Fatal(err)
	}
	sc := bufio.NewScanner(z)
	sc.Buffer(nil, 1<<20)
	var lines []string
	for len(lines) < 100_000 && sc.Scan() {
		lines = append(lines, sc.Text())
	}
	return lines
}
