package file

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"

	"hemline/source"
)

type parquetPost struct {
	ID    int64     `parquet:"id"`
	At    time.Time `parquet:"created_at,timestamp(microsecond)"`
	Day   int32     `parquet:"day,date"`
	Title string    `parquet:"title"`
	Body  *string   `parquet:"body,optional"`
	Likes int32     `parquet:"likes"`
	Tags  []string  `parquet:"tags,list"`
	User  struct {
		Name string `parquet:"name"`
	} `parquet:"user"`
	Image []byte `parquet:"image"`
}

// parquetFile writes n posts in row groups of 100.
func parquetFile(t testing.TB, n int) []byte {
	t.Helper()
	var b bytes.Buffer
	w := parquet.NewGenericWriter[parquetPost](&b, parquet.Compression(&parquet.Zstd), parquet.PageBufferSize(4<<10))
	for i := range n {
		p := parquetPost{
			ID: int64(i), At: time.Date(2024, 5, 1, 10, 0, i, 500_000, time.UTC), Day: int32(19844 + i%300),
			Title: "Post 标题", Likes: int32(i - 1), Tags: []string{"silk", "红"}[:i%3], Image: bytes.Repeat([]byte{0xFF}, 2000),
		}
		p.User.Name = "ana"
		if i%2 == 1 {
			body := "a body\nof two lines"
			p.Body = &body
		}
		if i == 7 {
			p.Title = "bad \xff\xfe bytes"
		}
		if _, err := w.Write([]parquetPost{p}); err != nil {
			t.Fatal(err)
		}
		if i%100 == 99 {
			if err := w.Flush(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestParquet(t *testing.T) {
	data := parquetFile(t, 250)
	for name, r := range map[string]*Reader{
		"path":    {Paths: []string{write(t, "posts.parquet", data)}},
		"gz":      {Paths: []string{write(t, "posts.parquet.gz", gz(t, data))}},
		"archive": {Paths: []string{write(t, "a.zip", zipped(t, member{"posts.parquet", data}))}},
		"stdin":   {Paths: []string{"-"}, Stdin: bytes.NewReader(data), Constants: Constants{Source: "posts"}},
	} {
		t.Run(name, func(t *testing.T) {
			var g Guess
			r.OnGuess = func(got Guess) { g = got }
			r.TempDir = t.TempDir()
			items, err := run(t, r)
			if err != nil {
				t.Fatal(err)
			}
			if want := "title=title,body=body,date=created_at,author=user.name,heat=likes,label=tags"; g.Mapping.String() != want || g.Format != Parquet {
				t.Errorf("guessed %s %s, want %s", g.Format, g.Mapping, want)
			}
			if len(items) != 250 || items[249].Origin.Line != 250 {
				t.Fatalf("%d items", len(items))
			}
			want := source.Item{
				Source: "posts", Origin: source.Origin{File: items[5].Origin.File, Line: 6}, Time: time.Date(2024, 5, 1, 10, 0, 5, 500_000, time.UTC),
				Title: "Post 标题", Body: "a body\nof two lines", Author: "ana", Label: "silk, 红", Heat: 4,
			}
			if items[5] != want {
				t.Errorf("got %+v, want %+v", items[5], want)
			}
			if items[0].Heat != 0 || items[0].Body != "" || items[0].Label != "" {
				t.Errorf("first: %+v", items[0])
			}
			if bad := items[7]; bad.Problem == "" || !strings.HasPrefix(bad.Raw, "title=bad \uFFFD") {
				t.Errorf("bytes that are no text: %+v", bad)
			}
			if left, _ := os.ReadDir(r.TempDir); len(left) > 0 {
				t.Errorf("temporary file %s was left", left[0].Name())
			}
		})
	}
	items, err := run(t, &Reader{Paths: []string{write(t, "posts.parquet", data)}, Mapping: Mapping{Date: "day", Text: "title"}})
	if err != nil || items[3].Time.Format(time.DateOnly) != "2024-05-04" {
		t.Errorf("a column of days: %v, %v", items[3].Time, err)
	}
}

func FuzzParquet(f *testing.F) {
	data := parquetFile(f, 12)
	f.Add(len(data)/2, []byte{0xFF}, 0)
	f.Add(len(data)-20, []byte{0x7F, 0xFF, 0xFF}, 3)
	f.Fuzz(func(t *testing.T, at int, patch []byte, cut int) {
		bad := bytes.Clone(data)
		if at >= 0 && at < len(bad) {
			copy(bad[at:], patch)
		}
		if cut > 0 && cut < len(bad) {
			bad = bad[:len(bad)-cut]
		}
		checkItems(t, &Reader{Paths: []string{write(t, "x.parquet", bad)}, Now: clock})
	})
}

func BenchmarkParquet(b *testing.B) {
	data := parquetFile(b, 20_000)
	r := &Reader{Paths: []string{write(b, "x.parquet", data)}, Now: clock}
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if err := r.Run(context.Background(), func(source.Item) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}
