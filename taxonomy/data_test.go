package taxonomy

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"hemline/text/zh"
)

// lines calls f with every line of a gzipped data set.
func lines(t testing.TB, name string, f func(line string)) {
	t.Helper()
	file, err := os.Open(dataFile(t, name))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	z, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	in := bufio.NewScanner(z)
	in.Buffer(nil, 4<<20)
	for in.Scan() {
		f(in.Text())
	}
	if err := in.Err(); err != nil {
		t.Fatal(err)
	}
}

// sample is a text with whether it is about fashion.
type sample struct {
	label    string
	text     string
	relevant bool
}

func weiboTitles(t testing.TB) (out []string) {
	lines(t, "weibo_hot_search.tsv.gz", func(line string) {
		if f := strings.SplitN(line, "\t", 3); len(f) == 3 {
			out = append(out, f[2])
		}
	})
	return out
}

func zhHeadlines(t testing.TB) (out []sample) {
	lines(t, "zh_headlines.tsv.gz", func(line string) {
		label, words, ok := strings.Cut(line, "\t")
		if ok {
			out = append(out, sample{label, strings.ReplaceAll(words, " ", ""), label == "fashion"})
		}
	})
	return out
}

func huffpost(t testing.TB) (out []sample) {
	lines(t, "huffpost_2018_2022.jsonl.gz", func(line string) {
		var row struct{ Category, Headline, Short_description string }
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatal(err)
		}
		out = append(out, sample{row.Category, row.Headline + "\n" + row.Short_description, row.Category == "STYLE & BEAUTY"})
	})
	return out
}

func huffpostCategories(t testing.TB) (out []sample) {
	lines(t, "huffpost_categories.tsv.gz", func(line string) {
		if s, label, ok := strings.Cut(line, "\t"); ok {
			out = append(out, sample{label, s, label == "STYLE"})
		}
	})
	return out
}

func reddit(t testing.TB) (out []sample) {
	lines(t, "reddit_fashion.jsonl.gz", func(line string) {
		var row struct{ Subreddit, Title, Selftext string }
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatal(err)
		}
		s := row.Title
		if row.Selftext != "" {
			s += "\n" + row.Selftext
		}
		out = append(out, sample{row.Subreddit, s, true})
	})
	return out
}

// fashionMatcher is the embedded pack's, with the segmenter in use.
func fashionMatcher(t testing.TB) *Matcher {
	t.Helper()
	p := mustFashion(t)
	var words []zh.Word
	for _, w := range p.Words("zh") {
		words = append(words, zh.Word{Text: w})
	}
	seg, err := zh.New(words...)
	if err != nil {
		t.Fatal(err)
	}
	return matcherOf(t, p, seg)
}
