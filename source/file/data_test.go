package file

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hemline/source"
)

func dataPath(t testing.TB, name string) string {
	t.Helper()
	dir := os.Getenv("HEMLINE_DATA")
	if dir == "" {
		t.Skip("HEMLINE_DATA is not set: it names the folder of the real data sets")
	}
	return filepath.Join(dir, name)
}

func clock() time.Time { return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC) }

func TestRealWeibo(t *testing.T) {
	m, err := ParseMapping("date=1,rank=2,text=3")
	if err != nil {
		t.Fatal(err)
	}
	r := &Reader{Paths: []string{dataPath(t, "weibo_hot_search.tsv.gz")}, Mapping: m, Now: clock}
	rows, days := 0, map[time.Time]bool{}
	lines := int64(0)
	err = r.Run(context.Background(), func(it source.Item) error {
		if it.Problem != "" {
			t.Errorf("%s: %s: %q", it.Origin, it.Problem, it.Raw)
		}
		if it.Title == "" || it.Body != "" && rows < 1000 {
			t.Errorf("%s: title %q body %q", it.Origin, it.Title, it.Body)
		}
		if it.Heat <= 0 || it.Heat > 1 {
			t.Errorf("%s: heat %v", it.Origin, it.Heat)
		}
		if it.Origin.Line <= lines {
			t.Errorf("line %d after %d", it.Origin.Line, lines)
		}
		lines = it.Origin.Line
		rows++
		days[it.Time] = true
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if rows != 706670 {
		t.Errorf("%d rows, want 706670", rows)
	}
	if len(days) < 1600 {
		t.Errorf("%d distinct days", len(days))
	}
}

func TestRealGuesses(t *testing.T) {
	for _, tc := range []struct {
		name, mapping string
		header        bool
		rows          int
	}{
		{"weibo_hot_search.tsv.gz", "text=3,date=1,rank=2", false, 706670},
		{"reddit_fashion.jsonl.gz", "title=title,body=selftext,date=date,author=author,heat=score,url=permalink,label=subreddit", false, 15466},
		{"huffpost_2018_2022.jsonl.gz", "title=headline,body=short_description,date=date,author=authors,url=link,label=category", false, 8602},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var got Guess
			r := &Reader{Paths: []string{dataPath(t, tc.name)}, Now: clock, OnGuess: func(g Guess) { got = g }}
			rows, bad := 0, 0
			err := r.Run(context.Background(), func(it source.Item) error {
				rows++
				if it.Problem != "" {
					bad++
					t.Logf("%s: %s: %.80s", it.Origin, it.Problem, it.Raw)
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			if got.Mapping.String() != tc.mapping || got.Header != tc.header {
				t.Errorf("guessed %s, header %v; want %s, %v", got.Mapping, got.Header, tc.mapping, tc.header)
			}
			if rows != tc.rows || bad != 0 {
				t.Errorf("%d rows, %d bad; want %d, 0", rows, bad, tc.rows)
			}
			t.Logf("\n%s", got)
		})
	}
}

func TestRealWithoutDate(t *testing.T) {
	for name, columns := range map[string]string{
		"womens_clothing_reviews.csv.gz": "Review Text",
		"zh_online_shopping.csv.gz":      "review",
		"fashion_product_styles.csv.gz":  "productDisplayName",
		"zh_headlines.tsv.gz":            "2",
		"huffpost_categories.tsv.gz":     "1",
		"zh_advertisegen.jsonl.gz":       "summary",
	} {
		err := (&Reader{Paths: []string{dataPath(t, name)}, Now: clock}).Run(context.Background(), func(source.Item) error { return nil })
		var missing *ColumnError
		if !errors.As(err, &missing) || missing.Field != "date" {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !strings.Contains(err.Error(), columns) || !strings.Contains(err.Error(), "--map 'text=") && !strings.Contains(err.Error(), "--map 'title=") {
			t.Errorf("%s: the error does not help: %v", name, err)
		}
		t.Log(err)
	}
}

// BenchmarkWeibo measures the whole way of the largest real file; b.SetBytes
// counts decompressed bytes.
func BenchmarkWeibo(b *testing.B) {
	path := dataPath(b, "weibo_hot_search.tsv.gz")
	b.SetBytes(32_980_274)
	b.ReportAllocs()
	for b.Loop() {
		r := &Reader{Paths: []string{path}, Mapping: Mapping{Date: "1", Rank: "2", Text: "3"}, Now: clock}
		rows := 0
		if err := r.Run(context.Background(), func(source.Item) error { rows++; return nil }); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(rows), "rows")
	}
}
