package file

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"hemline/source"
)

// run reads everything r yields.
func run(t testing.TB, r *Reader) ([]source.Item, error) {
	t.Helper()
	if r.Now == nil {
		r.Now = clock
	}
	var items []source.Item
	err := r.Run(context.Background(), func(it source.Item) error {
		items = append(items, it)
		return nil
	})
	return items, err
}

// write puts data into a file of a fresh folder.
func write(t testing.TB, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// titles lists what was read, problems in brackets.
func titles(items []source.Item) string {
	var out []string
	for _, it := range items {
		switch {
		case it.Problem != "":
			out = append(out, "["+it.Problem+"]")
		case it.Title == "":
			out = append(out, it.Body)
		default:
			out = append(out, it.Title)
		}
	}
	return strings.Join(out, " | ")
}

func gz(t testing.TB, data []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write(data)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func zst(t testing.TB, data []byte) []byte {
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return w.EncodeAll(data, nil)
}

type member struct {
	name string
	data []byte
}

func zipped(t testing.TB, members ...member) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, m := range members {
		f, err := w.Create(m.name)
		if err != nil {
			t.Fatal(err)
		}
		f.Write(m.data)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const small = "date,title\n2024-01-02,Ballet flats\n2024-01-03,格纹大衣\n"

func TestLayersByContent(t *testing.T) {
	want := "Ballet flats | 格纹大衣"
	for name, data := range map[string][]byte{
		"plain.csv":         []byte(small),
		"a.csv.gz":          gz(t, []byte(small)),
		"a.csv.zst":         zst(t, []byte(small)),
		"lying.csv":         gz(t, []byte(small)), // the bytes decide, not the name
		"twice.csv.gz":      gz(t, zst(t, []byte(small))),
		"a.zip":             zipped(t, member{"README.md", []byte("# x")}, member{"in/side.csv", []byte(small)}, member{"__MACOSX/side.csv", []byte("\x00\x01")}),
		"gz-in.zip":         zipped(t, member{"side.csv.gz", gz(t, []byte(small))}),
		"noextension":       []byte(small),
		"bom.csv":           []byte("\xEF\xBB\xBF" + small),
		"crlf.csv":          []byte(strings.ReplaceAll(small, "\n", "\r\n")),
		"mac.csv":           []byte(strings.ReplaceAll(small, "\n", "\r")),
		"semicolon.csv":     []byte(strings.ReplaceAll(small, ",", ";")),
		"tabs.txt":          []byte(strings.ReplaceAll(small, ",", "\t")),
		"lines.json":        []byte("{\"date\":\"2024-01-02\",\"title\":\"Ballet flats\"}\n{\"date\":\"2024-01-03\",\"title\":\"格纹大衣\"}"),
		"array.jsonl":       []byte(`[{"date":"2024-01-02","title":"Ballet flats"}, {"date":"2024-01-03","title":"格纹大衣"}]`),
		"object.json":       []byte(`{"n":2,"rows":[{"date":"2024-01-02","title":"Ballet flats"},{"date":"2024-01-03","title":"格纹大衣"}]}`),
		"concatenated.json": []byte("[\n{\"date\":\"2024-01-02\",\"title\":\"Ballet flats\"}\n{\"date\":\"2024-01-03\",\"title\":\"格纹大衣\"}]"),
	} {
		t.Run(name, func(t *testing.T) {
			for _, stdin := range []bool{false, true} {
				r := &Reader{Paths: []string{write(t, name, data)}, TempDir: t.TempDir()}
				if stdin {
					r.Paths, r.Stdin = []string{"-"}, bytes.NewReader(data)
				}
				items, err := run(t, r)
				if err != nil {
					t.Fatal(err)
				}
				if got := titles(items); got != want {
					t.Errorf("stdin %v: got %q, want %q", stdin, got, want)
				}
				if left, _ := os.ReadDir(r.TempDir); len(left) > 0 {
					t.Errorf("temporary file %s was left", left[0].Name())
				}
			}
		})
	}
}

func TestOriginAndSource(t *testing.T) {
	items, err := run(t, &Reader{Paths: []string{write(t, "a.zip", zipped(t,
		member{"../../etc/evil.csv", []byte(small)}, member{`C:\temp\win.csv`, []byte(small)}))}})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, it := range items {
		got = append(got, it.Source+" "+it.Origin.String())
	}
	want := "evil a.zip/evil.csv:2, evil a.zip/evil.csv:3, win a.zip/win.csv:2, win a.zip/win.csv:3"
	if strings.Join(got, ", ") != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestEncodings(t *testing.T) {
	text := "日期,标题,正文\n2024-01-02,新中式外套,一件缎面的外套，配盘扣\n2024-01-03,马面裙,裙摆有褶\n"
	encode := func(e interface{ String(string) (string, error) }) []byte {
		s, err := e.String(text)
		if err != nil {
			t.Fatal(err)
		}
		return []byte(s)
	}
	gb := encode(simplifiedchinese.GB18030.NewEncoder())
	for name, tc := range map[string]struct {
		data []byte
		cs   charset
	}{
		"utf8":         {[]byte(text), csUTF8},
		"gb18030":      {gb, csGB18030},
		"utf16le-bom":  {encode(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder()), csUTF16LE},
		"utf16be-bom":  {encode(unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder()), csUTF16BE},
		"utf16le":      {encode(unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder()), csUTF16LE},
		"utf16be":      {encode(unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewEncoder()), csUTF16BE},
		"gb-then-utf8": {append(bytes.Clone(gb), "2024-01-04,羽绒服,保暖\n"...), csGB18030},
		"utf8-then-gb": {append([]byte(text+text[len("日期,标题,正文\n"):]), gb[bytes.IndexByte(gb, '\n')+1:]...), csUTF8},
	} {
		t.Run(name, func(t *testing.T) {
			var g Guess
			items, err := run(t, &Reader{Paths: []string{write(t, "x.csv", tc.data)}, OnGuess: func(got Guess) { g = got }})
			if err != nil {
				t.Fatal(err)
			}
			if g.Encoding != string(tc.cs) {
				t.Errorf("encoding %q, want %q", g.Encoding, tc.cs)
			}
			all := titles(items)
			if !strings.HasPrefix(all, "新中式外套 | 马面裙") || strings.Contains(all, "[") || items[0].Body != "一件缎面的外套，配盘扣" {
				t.Errorf("got %s", all)
			}
			if name == "gb-then-utf8" && !strings.HasSuffix(all, "羽绒服") {
				t.Errorf("the line in the other encoding: %s", all)
			}
			if name == "utf8-then-gb" && all != "新中式外套 | 马面裙 | 新中式外套 | 马面裙 | 新中式外套 | 马面裙" {
				t.Errorf("the lines in the other encoding: %s", all)
			}
		})
	}
}

func TestLinesInNoEncoding(t *testing.T) {
	data := "date,title\n2024-01-02,caf\xe9s of Paris\n2024-01-03,好的\xe6\xa0\n2024-01-04,fine\n"
	items, err := run(t, &Reader{Paths: []string{write(t, "x.csv", []byte(data))}})
	if err != nil {
		t.Fatal(err)
	}
	const bad = "[not valid UTF-8 or GB18030: save the file as UTF-8]"
	if got := titles(items); got != bad+" | "+bad+" | fine" {
		t.Errorf("got %s", got)
	}
	if items[0].Raw != "2024-01-02,caf\uFFFDs of Paris" {
		t.Errorf("raw %q", items[0].Raw)
	}
}

func TestPathsGlobsAndOrder(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"b.csv", "a.csv", "c[1].csv", "d.tsv"} {
		os.WriteFile(filepath.Join(dir, name), []byte("date,title\n2024-01-02,"+name+"\n"), 0o644)
	}
	os.WriteFile(filepath.Join(dir, "d.tsv"), []byte("2024-01-02\td.tsv and more\n"), 0o644)
	var progress [][2]int64
	r := &Reader{
		Paths:      []string{filepath.Join(dir, "d.tsv"), filepath.Join(dir, "c[1].csv"), filepath.Join(dir, "*.csv"), filepath.Join(dir, "./a.csv")},
		OnProgress: func(read, total int64) { progress = append(progress, [2]int64{read, total}) },
	}
	for range 2 { // the same again
		items, err := run(t, r)
		if err != nil {
			t.Fatal(err)
		}
		if got := titles(items); got != "d.tsv and more | c[1].csv | a.csv | b.csv" {
			t.Errorf("got %s", got)
		}
	}
	if last := progress[len(progress)-1]; last[0] != last[1] || last[1] == 0 {
		t.Errorf("progress ended at %v", last)
	}
	for path, want := range map[string]string{"*.parquet": "no file matches", "gone.csv": "no such file", ".": "is a folder"} {
		if _, err := run(t, &Reader{Paths: []string{filepath.Join(dir, path)}}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", path, err, want)
		}
	}
	if _, err := run(t, &Reader{}); err == nil {
		t.Error("no paths are no error")
	}
	if _, err := run(t, &Reader{Paths: []string{"-"}}); err == nil {
		t.Error("no stdin is no error")
	}
}

func TestOnFileErrorGoesOn(t *testing.T) {
	path := write(t, "a.zip", zipped(t, member{"empty.csv", nil}, member{"good.csv", []byte(small)}, member{"bad.csv", []byte("a,b\nc,d\n")}))
	var failed []string
	r := &Reader{Paths: []string{path, write(t, "c.csv", []byte(small))}, OnFileError: func(file string, err error) error {
		failed = append(failed, file)
		return nil
	}}
	items, err := run(t, r)
	if err != nil || len(items) != 4 || fmt.Sprint(failed) != "[a.zip/empty.csv a.zip/bad.csv]" {
		t.Errorf("%d items, failed %v, %v", len(items), failed, err)
	}
	mine := errors.New("mine")
	r.OnFileError = func(string, error) error { return mine }
	if _, err := run(t, r); err != mine {
		t.Errorf("got %v, want the error OnFileError gave", err)
	}
}

func TestStopping(t *testing.T) {
	full := errors.New("full")
	r := &Reader{Paths: []string{write(t, "a.csv", []byte(small))}, Now: clock, OnFileError: func(string, error) error { return nil }}
	if err := r.Run(context.Background(), func(source.Item) error { return full }); err != full {
		t.Errorf("got %v, want the error of emit", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	r = &Reader{Paths: []string{"-"}, Stdin: endless("date,title\n", "2024-01-02,again\n", 1<<40, ""), Now: clock}
	n := 0
	err := r.Run(ctx, func(source.Item) error {
		if n++; n == 1000 {
			cancel()
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) || n > 10_000 {
		t.Errorf("%v after %d items", err, n)
	}
}

func TestDayOrderFromTheWholeFile(t *testing.T) {
	var b strings.Builder
	b.WriteString("date,title\n")
	for i := range 3000 {
		fmt.Fprintf(&b, "%02d/%02d/2021,row %d\n", 1+i%12, 1+i%12, i)
	}
	undecided := b.String()
	b.WriteString("02/01/2021,second of January\n25/01/2021,the evidence\n")
	for name, tc := range map[string]struct {
		r    Reader
		want time.Month
	}{
		"file":     {Reader{Paths: []string{write(t, "a.csv.gz", gz(t, []byte(b.String())))}}, time.January},
		"archive":  {Reader{Paths: []string{write(t, "a.zip", zipped(t, member{"x.csv", []byte("a,b\n1,2\n")}, member{"y.csv", []byte(b.String())}))}, OnFileError: func(string, error) error { return nil }}, time.January},
		"no proof": {Reader{Paths: []string{write(t, "a.csv", []byte(undecided+"02/01/2021,first of February\n03/01/2021,x\n"))}}, time.February},
		"told":     {Reader{Paths: []string{write(t, "a.csv", []byte(undecided+"02/01/2021,y\n03/01/2021,x\n"))}, DateOrder: DayFirst}, time.January},
	} {
		t.Run(name, func(t *testing.T) {
			items, err := run(t, &tc.r)
			if err != nil {
				t.Fatal(err)
			}
			if got := items[len(items)-2].Time; got.Month() != tc.want {
				t.Errorf("02/01/2021 was read as %s", got.Format(time.DateOnly))
			}
		})
	}
}
