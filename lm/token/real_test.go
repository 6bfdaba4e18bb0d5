package token

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// mixed gives real texts, Chinese and English in turn, repeated to a number of
// bytes: headlines of Weibo against those of HuffPost with their descriptions.
func mixed(tb testing.TB, size int) []string {
	tb.Helper()
	dir := os.Getenv("HEMLINE_DATA")
	if dir == "" {
		tb.Skip("HEMLINE_DATA is not set: no real texts to measure on")
	}
	zh := lines(tb, filepath.Join(dir, "weibo_hot_search.tsv.gz"), func(line string) string {
		return line[strings.LastIndexByte(line, '\t')+1:]
	})
	en := lines(tb, filepath.Join(dir, "huffpost_2018_2022.jsonl.gz"), func(line string) string {
		var row struct {
			Headline string `json:"headline"`
			Short    string `json:"short_description"`
		}
		if json.Unmarshal([]byte(line), &row) != nil {
			return ""
		}
		return row.Headline + "\n" + row.Short
	})
	var out []string
	for i, j, n, m := 0, 0, 0, 0; n+m < size; {
		if n <= m {
			out = append(out, zh[i%len(zh)])
			n += len(zh[i%len(zh)])
			i++
		} else {
			out = append(out, en[j%len(en)])
			m += len(en[j%len(en)])
			j++
		}
	}
	return out
}

func lines(tb testing.TB, name string, text func(string) string) []string {
	tb.Helper()
	f, err := os.Open(name)
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		tb.Fatal(err)
	}
	var out []string
	s := bufio.NewScanner(z)
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		if t := text(s.Text()); t != "" {
			out = append(out, t)
		}
	}
	if err := s.Err(); err != nil {
		tb.Fatal(err)
	}
	return out
}

func BenchmarkTrain(b *testing.B) {
	texts := mixed(b, 50<<20)
	b.SetBytes(50 << 20)
	for b.Loop() {
		if _, err := (Trainer{Size: 8192}).Train(context.Background(), slices.Values(texts)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEncode(b *testing.B) {
	texts := mixed(b, 20<<20)
	tok, err := (Trainer{Size: 8192}).Train(context.Background(), slices.Values(texts[:len(texts)/4]))
	if err != nil {
		b.Fatal(err)
	}
	size := 0
	for _, t := range texts {
		size += len(t)
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	var ids []int32
	for b.Loop() {
		for _, t := range texts {
			ids = tok.Encode(ids[:0], t)
		}
	}
}
