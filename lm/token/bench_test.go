package token

import (
	"bufio"
	"compress/gzip"
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// realTexts are lines of the data folder's Chinese and English files, n bytes
// of them, over and over if need be.
func realTexts(tb testing.TB, n int) []string {
	tb.Helper()
	folder := os.Getenv("HEMLINE_DATA")
	if folder == "" {
		tb.Skip("HEMLINE_DATA is not set: it names the folder of real texts")
	}
	var lines []string
	size := 0
	for size < n {
		for _, name := range []string{"weibo_hot_search.tsv.gz", "huffpost_2018_2022.jsonl.gz", "womens_clothing_reviews.csv.gz", "zh_online_shopping.csv.gz", "huffpost_categories.tsv.gz"} {
			f, err := os.Open(filepath.Join(folder, name))
			if err != nil {
				tb.Fatal(err)
			}
			z, err := gzip.NewReader(f)
			if err != nil {
				tb.Fatal(err)
			}
			s := bufio.NewScanner(z)
			s.Buffer(nil, 1<<20)
			for s.Scan() && size < n {
				lines = append(lines, s.Text())
				size += len(s.Text())
			}
			f.Close()
		}
	}
	return lines
}

// BenchmarkTrain makes a vocabulary of 8,192 from 50 MB of mixed text.
func BenchmarkTrain(b *testing.B) {
	texts := realTexts(b, 50<<20)
	b.SetBytes(50 << 20)
	for b.Loop() {
		if _, err := Train(context.Background(), slices.Values(texts), TrainOptions{Size: 8192, Workers: 2}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkEncode encodes mixed text on one core.
func BenchmarkEncode(b *testing.B) {
	texts := realTexts(b, 50<<20)
	tok, err := Train(context.Background(), slices.Values(texts[:len(texts)/8]), TrainOptions{Size: 8192, Workers: 2})
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(50 << 20)
	var ids []int32
	for b.Loop() {
		e := tok.NewEncoder()
		for _, s := range texts {
			ids = e.Encode(ids[:0], s)
		}
	}
}
