package corpus

import (
	"bufio"
	"compress/gzip"
	"context"
	"hash/fnv"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"hemline/taxonomy"
	"hemline/text"
)

// dataFile names a file of the real data, or skips the test.
func dataFile(t testing.TB, name string) string {
	t.Helper()
	dir := os.Getenv("HEMLINE_DATA")
	if dir == "" {
		t.Skip("HEMLINE_DATA is not set: point it at the folder with the real data sets to run this test")
	}
	return filepath.Join(dir, name)
}

// eachWeibo calls fn with batches of the hot-search titles as entries.
func eachWeibo(t testing.TB, size int, fn func([]Entry)) {
	t.Helper()
	f, err := os.Open(dataFile(t, "weibo_hot_search.tsv.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	batch := make([]Entry, 0, size)
	lines := bufio.NewScanner(z)
	for lines.Scan() {
		date, rest, _ := strings.Cut(lines.Text(), "\t")
		rank, title, _ := strings.Cut(rest, "\t")
		at, err := time.Parse(time.DateOnly, date)
		if err != nil {
			t.Fatal(err)
		}
		r, err := strconv.Atoi(rank)
		if err != nil {
			t.Fatal(err)
		}
		h := fnv.New64a()
		h.Write([]byte(date))
		h.Write([]byte(title))
		e := Entry{Document: text.Document{
			ID: mix(h.Sum64()), Time: at, Lang: text.Simplified, Source: "weibo", Market: "cn", Channel: "social",
			Title: title, Heat: 1 / math.Log2(1+float64(r)),
		}}
		for _, word := range [...]string{"衣", "裙", "鞋", "穿搭", "新中式", "造型", "红毯"} {
			if i := strings.Index(title, word); i >= 0 {
				e.Mentions = append(e.Mentions, taxonomy.Mention{Concept: "style/" + word, Start: i, End: i + len(word)})
				e.Relevant = true
			}
		}
		if batch = append(batch, e); len(batch) == size {
			fn(batch)
			batch = batch[:0]
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	fn(batch)
}

// TestWeiboImport holds the store to its speed on real rows: short Chinese
// titles, three in a hundred with a mention. The limits are two to seven times
// what one undisturbed core needs.
func TestWeiboImport(t *testing.T) {
	dataFile(t, "")
	if testing.Short() {
		t.Skip("imports all of HEMLINE_DATA's largest file within time limits; skipped with -short")
	}
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "weibo.db")
	s, err := Open(ctx, path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var peak uint64
	pass := func() (sum Added, took time.Duration) {
		eachWeibo(t, 5000, func(batch []Entry) {
			start := time.Now()
			a, err := s.Add(ctx, batch, nil)
			took += time.Since(start)
			if err != nil {
				t.Fatal(err)
			}
			sum.Documents += a.Documents
			sum.Copies += a.Copies
			sum.Repeats += a.Repeats
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			peak = max(peak, m.HeapInuse)
		})
		return sum, took
	}
	added, took := pass()
	t.Logf("first pass %v: %+v, heap %d MB", took, added, peak>>20)
	if took > 60*time.Second || peak > 300<<20 {
		t.Errorf("first pass took %v and a heap of %d MB, want at most 60 s and 300 MB", took, peak>>20)
	}
	again, took := pass()
	t.Logf("second pass %v: %+v, heap %d MB", took, again, peak>>20)
	if took > 15*time.Second {
		t.Errorf("second pass took %v, want at most 15 s", took)
	}
	if again.Documents+again.Copies != 0 {
		t.Errorf("second pass stored %+v", again)
	}
	timed := func(what string, limit time.Duration, fn func() error) {
		start := time.Now()
		if err := fn(); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		took := time.Since(start)
		t.Logf("%s %v", what, took)
		if took > limit {
			t.Errorf("%s took %v, want at most %v", what, took, limit)
		}
	}
	var st Stats
	timed("stats", 1500*time.Millisecond, func() (err error) { st, err = s.Stats(ctx); return err })
	if st.Documents+st.Copies != added.Documents+added.Copies {
		t.Errorf("stats count %d documents and %d copies, Add counted %+v", st.Documents, st.Copies, added)
	}
	rows := int64(0)
	timed("appearances", 2500*time.Millisecond, func() error {
		return s.Appearances(ctx, time.Time{}, func(Appearance) error { rows++; return nil })
	})
	if rows != st.Documents+st.Copies {
		t.Errorf("%d appearances, want %d", rows, st.Documents+st.Copies)
	}
	timed("documents", 5*time.Second, func() error {
		return s.Documents(ctx, Filter{}, func(text.Document, []taxonomy.Mention) error { return nil })
	})
	for _, q := range [...]string{"新中式", "大衣", "裙", "回應", "穿搭 明星", "2023"} {
		var hits []Hit
		timed("search "+q, time.Second, func() (err error) { hits, err = s.Search(ctx, Query{Text: q}); return err })
		if len(hits) == 0 {
			t.Errorf("search %s found nothing", q)
		}
	}
	timed("by concept", time.Second, func() error {
		hits, err := s.ByConcept(ctx, []string{"style/裙"}, Filter{}, 10)
		if len(hits) != 10 {
			t.Errorf("by concept gave %d", len(hits))
		}
		return err
	})
	for _, f := range [...]Format{JSONL, CSV, Parquet} {
		timed("export "+string(f), 10*time.Second, func() error { return s.Export(ctx, io.Discard, f) })
	}
	timed("retag", 10*time.Second, func() error {
		return s.Retag(ctx, "other", func(d *text.Document) ([]taxonomy.Mention, bool) { return nil, len(d.Title)%20 == 0 })
	})
	s.Close()
	timed("open and add one", time.Second, func() error {
		if s, err = Open(ctx, path, Options{}); err != nil {
			return err
		}
		_, err := s.Add(ctx, []Entry{{Document: text.Document{ID: 1, Time: st.Last, Title: "新款风衣今天上市"}}}, nil)
		return err
	})
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("file %d MB", info.Size()>>20)
}
