package classify

import (
	"compress/gzip"
	"context"
	"encoding/csv"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write testdata/quality.golden anew")

// Accuracy on real texts that were held out. Sixths of the large sets keep it
// within a minute. A change of the table is for a review to see: run with
// -update.
func TestQuality(t *testing.T) {
	data := os.Getenv("HEMLINE_DATA")
	if data == "" {
		t.Skip("HEMLINE_DATA is not set: it names the folder of the data sets")
	}
	dev, ctx := device(t), context.Background()
	var out strings.Builder
	out.WriteString("set            kind    learnt  held out  accuracy  linear\n")
	for _, set := range []struct {
		name  string
		all   []Example
		part  uint64 // one in so many
		kinds []Kind
	}{
		{"zh_headlines", tsv(t, filepath.Join(data, "zh_headlines.tsv.gz"), 0), 6, []Kind{CNN, Best}},
		{"clothes mood", clothes(t, filepath.Join(data, "zh_online_shopping.csv.gz")), 1, []Kind{CNN, Best}},
		{"huffpost", tsv(t, filepath.Join(data, "huffpost_categories.tsv.gz"), 1), 6, []Kind{Best}},
	} {
		var some []Example
		for _, e := range set.all {
			if rank(e.Text, 5)%set.part == 0 {
				some = append(some, e)
			}
		}
		learn, held := Split(some, 0.2, 100)
		texts, truth := make([]string, len(held)), make([]string, len(held))
		for i, e := range held {
			texts[i], truth[i] = e.Text, e.Label
		}
		for _, kind := range set.kinds {
			c, err := Train(ctx, dev, learn, Options{Kind: kind, Seed: 1})
			if err != nil {
				t.Fatal(err)
			}
			p, err := c.Predict(ctx, dev, texts)
			if err != nil {
				t.Fatal(err)
			}
			b, err := c.Baseline(ctx, dev, texts)
			if err != nil {
				t.Fatal(err)
			}
			r, err := Evaluate(c.Labels(), p, truth)
			if err != nil {
				t.Fatal(err)
			}
			l, err := Evaluate(c.Labels(), b, truth)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&out, "%-14s %-6s %7d  %8d  %8.3f  %6.3f\n", set.name, kind, len(learn), len(held), r.Accuracy, l.Accuracy)
		}
	}
	golden := filepath.Join("testdata", "quality.golden")
	if *update {
		if err := os.WriteFile(golden, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if out.String() != string(want) {
		t.Errorf("the table is now\n%s\nand was\n%s", out.String(), want)
	}
}

func unzip(t *testing.T, path string) io.Reader {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// tsv reads lines of two fields, the label being field 0 or 1.
func tsv(t *testing.T, path string, label int) []Example {
	raw, err := io.ReadAll(unzip(t, path))
	if err != nil {
		t.Fatal(err)
	}
	var out []Example
	for line := range strings.Lines(string(raw)) {
		if f := strings.SplitN(strings.TrimSuffix(line, "\n"), "\t", 2); len(f) == 2 {
			out = append(out, Example{f[1-label], f[label]})
		}
	}
	return out
}

func clothes(t *testing.T, path string) []Example {
	r := csv.NewReader(unzip(t, path))
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []Example
	for _, row := range rows {
		if row[0] == "衣服" {
			out = append(out, Example{row[2], row[1]})
		}
	}
	return out
}
