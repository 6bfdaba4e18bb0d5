package file

import (
	"bytes"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"
)

// endless yields a repeated piece up to n bytes, between head and tail.
func endless(head, piece string, n int64, tail string) io.Reader {
	block := []byte(strings.Repeat(piece, 1+(64<<10)/len(piece)))
	return io.MultiReader(strings.NewReader(head), io.LimitReader(&repeater{block: block}, n), strings.NewReader(tail))
}

// repeater gives its block over and over.
type repeater struct {
	block []byte
	at    int
}

func (r *repeater) Read(p []byte) (int, error) {
	n := copy(p, r.block[r.at:])
	r.at = (r.at + n) % len(r.block)
	return n, nil
}

func TestGiantLineInConstantMemory(t *testing.T) {
	const size = 200 << 20
	for name, tc := range map[string]struct{ head, tail, good string }{
		"csv":        {"date,title\n2024-01-01,before\n2024-01-02,", "\n2024-01-03,after\n", "before"},
		"csv quoted": {"date,title\n2024-01-01,before\n2024-01-02,\"", "\"\n2024-01-03,after\n", "before"},
		"tsv":        {"date\ttitle\n2024-01-01\tbefore\n2024-01-02\t", "\n2024-01-03\tafter\n", "before"},
		"jsonl":      {"{\"date\":\"2024-01-01\",\"title\":\"before\"}\n{\"title\":\"", "\"}\n{\"date\":\"2024-01-03\",\"title\":\"after\"}\n", "before"},
		"json":       {"[{\"date\":\"2024-01-01\",\"title\":\"before\"},{\"title\":\"", "\"},{\"date\":\"2024-01-03\",\"title\":\"after\"}]", "before"},
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			started := time.Now()
			items, err := run(t, &Reader{Paths: []string{"-"}, Stdin: endless(tc.head, "silk and 丝绸 ", size, tc.tail)})
			if err != nil {
				t.Fatal(err)
			}
			runtime.ReadMemStats(&after)
			if len(items) != 3 || items[0].Title != "before" || items[2].Title != "after" || !strings.Contains(items[1].Problem, "longer than 1048576 bytes") {
				t.Fatalf("got %s", titles(items))
			}
			if n := len(items[1].Raw); n < rawLimit-4 || n > rawLimit {
				t.Errorf("%d bytes of the row are kept, want about %d", n, rawLimit)
			}
			if grown := after.TotalAlloc - before.TotalAlloc; grown > 16<<20 {
				t.Errorf("%d MiB were allocated on the way", grown>>20)
			}
			t.Logf("%.2f s, %d KiB allocated", time.Since(started).Seconds(), (after.TotalAlloc-before.TotalAlloc)>>10)
		})
	}
}

// bomb compresses n bytes of one repeated letter.
func bomb(t testing.TB, n int64) []byte {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(w, endless("date,title\n2024-01-01,before\n2024-01-02,", "a", n, "\n")); err != nil {
		t.Fatal(err)
	}
	w.Close()
	return b.Bytes()
}

func TestDecompressionBomb(t *testing.T) {
	data := bomb(t, 300<<20)
	var heap uint64
	r := &Reader{Paths: []string{write(t, "bomb.csv.gz", data)}, OnProgress: func(int64, int64) {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		heap = max(heap, m.HeapAlloc)
	}}
	items, err := run(t, r)
	var limit *LimitError
	if !errors.As(err, &limit) || limit.Limit != "Ratio" || len(items) != 1 {
		t.Errorf("%d items, %v", len(items), err)
	}
	if heap > 64<<20 {
		t.Errorf("%d MiB of heap", heap>>20)
	}
	r.Limits.Ratio = 2000
	if items, err = run(t, r); err != nil || len(items) != 2 || items[1].Problem == "" {
		t.Errorf("with the limit raised: %s, %v", titles(items), err)
	}
	r.Limits.Ratio, r.Limits.Expanded = 0, 100<<20
	if _, err = run(t, r); !errors.As(err, &limit) || limit.Limit != "Expanded" {
		t.Errorf("expanded: %v", err)
	}
	// The members of an archive share one allowance.
	half := append([]byte("date,title\n"), bytes.Repeat([]byte("2024-01-01,x y\n"), 60_000)...)
	r = &Reader{Paths: []string{write(t, "many.zip", zipped(t, member{"a.csv", half}, member{"b.csv", half}))}, Limits: Limits{Expanded: int64(len(half)) * 3 / 2}}
	if _, err = run(t, r); !errors.As(err, &limit) || limit.Limit != "Expanded" || limit.File != "many.zip/b.csv" {
		t.Errorf("archive: %v", err)
	}
	r = &Reader{Paths: []string{"-"}, Stdin: bytes.NewReader(zipped(t, member{"a.csv", half})), Limits: Limits{Spill: 100}, TempDir: t.TempDir()}
	if _, err = run(t, r); !errors.As(err, &limit) || limit.Limit != "Spill" {
		t.Errorf("spill: %v", err)
	}
}
