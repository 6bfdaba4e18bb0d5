package file

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

func TestSniffDelimiter(t *testing.T) {
	for in, want := range map[string]byte{
		"a,b\n1,2\n":                             ',',
		"2024-01-01,silk;satin;tulle\n":          ',',
		"date;title\n2024-01-01;red, blue\n":     ';',
		"Datum;Titel, kurz;x\n1;a;2\n3;b, c;4\n": ';',
		"date|title\n2024|x\n":                   '|',
		"date\ttitle\n2024\tx, y\n":              '\t',
		"\"a;b\",c\n\"d\",e\n":                   ',',
		"only one column\nof text\n":             ',',
		"":                                       ',',
	} {
		if got := sniffDelimiter([]byte(in)); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestHasHeader(t *testing.T) {
	rows := func(s string) [][]string {
		var out [][]string
		for _, ln := range strings.Split(s, "\n") {
			out = append(out, strings.Split(ln, ","))
		}
		return out
	}
	for in, want := range map[string]bool{
		"date,title\n2024-01-01,x":                  true,
		"发布时间,内容\n2024-01-01,x":                     true,
		"2024-01-01,1,title":                        false,
		"20240101,x\n20240102,y":                    false,
		"1709618828,x\n1709618829,y":                false,
		"wann,was\n2024-01-01,x\n2024-01-02,y":      true,
		"story,Es war einmal\nstory,Noch eine":      false, // a label, for it comes again
		"a skirt,a blouse\na coat,a hat":            false,
		"same,same\n1,2":                            false,
		",Clothing ID,Age,Review Text\n0,767,33,ok": true,
	} {
		if got := hasHeader(rows(in)); got != want {
			t.Errorf("%q: got %v", in, got)
		}
	}
}

// TestJSONInOtherEncodings matters because GB18030 has bytes that look like
// backslashes and braces inside its characters.
func TestJSONInOtherEncodings(t *testing.T) {
	array := `[{"date":"2024-01-02","title":"許多誠懇的碶"},` + "\n" + `{"date":"2024-01-03","title":"琝 {长裙}","body":"儅然"}]`
	lines := strings.NewReplacer("[{", "{", "},\n", "}\n", "}]", "}").Replace(array)
	gb := simplifiedchinese.GB18030.NewEncoder()
	le := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder()
	for name, text := range map[string]string{"x.json": array, "x.jsonl": lines} {
		for encoding, encode := range map[string]func(string) (string, error){"GB18030": gb.String, "UTF-16": le.String} {
			data, err := encode(text)
			if err != nil {
				t.Fatal(err)
			}
			items, err := run(t, &Reader{Paths: []string{write(t, name, []byte(data))}})
			if got := titles(items); err != nil || got != "許多誠懇的碶 | 琝 {长裙}" || items[1].Body != "儅然" {
				t.Errorf("%s in %s: %s, %v", name, encoding, got, err)
			}
		}
	}
}

func TestJSONPaths(t *testing.T) {
	data := `{"date":"2024-01-02","a.b":"whole key","a":{"c":{"d":"deep"},"e":["x",1,null,true]},"dup":"first","dup":"last","esc\u0061pe":"key"}`
	for path, want := range map[string]string{
		"a.b": "whole key", "a.c.d": "deep", "a.e": "x, 1, true", "dup": "last", "escape": "key", "A.C.D": "deep",
	} {
		items, err := run(t, &Reader{Paths: []string{write(t, "x.jsonl", []byte(data))}, Mapping: Mapping{Date: "date", Title: path}})
		if err != nil || titles(items) != want {
			t.Errorf("%s: %s, %v; want %s", path, titles(items), err, want)
		}
	}
	_, err := run(t, &Reader{Paths: []string{write(t, "x.jsonl", []byte(data))}, Mapping: Mapping{Date: "date", Title: "a.x"}})
	if err == nil || !strings.Contains(err.Error(), `no column "a.x" to read as title; its columns are: "date", "a.b", "a.c.d"`) {
		t.Errorf("a path that is not there: %v", err)
	}
	deep := strings.Repeat("[", 1000) + strings.Repeat("]", 1000)
	items, err := run(t, &Reader{Paths: []string{write(t, "x.jsonl", []byte(`{"date":"2024-01-02","title":"fine"}`+"\n"+`{"date":"2024-01-02","title":`+deep+`}`))}})
	if err != nil || titles(items) != "fine | [not valid JSON]" {
		t.Errorf("deep nesting: %s, %v", titles(items), err)
	}
}

// TestPartialMapping checks that what a mapping leaves open is found, and
// that optional columns are then left alone.
func TestPartialMapping(t *testing.T) {
	path := write(t, "x.csv", []byte("date,title,likes\n2024-01-02,Capes,5\n"))
	var g Guess
	items, err := run(t, &Reader{Paths: []string{path}, Mapping: Mapping{Text: "title"}, OnGuess: func(got Guess) { g = got }})
	if err != nil || g.Mapping != (Mapping{Text: "title", Date: "date"}) || items[0].Heat != 1 || titles(items) != "Capes" {
		t.Errorf("%s, %+v, %v", g.Mapping, items, err)
	}
	g = Guess{}
	items, err = run(t, &Reader{Paths: []string{path}, Mapping: Mapping{Text: "2", Date: "1", Heat: "3"}, OnGuess: func(got Guess) { g = got }})
	if err != nil || g.File != "" || len(items) != 1 || items[0].Heat != 5 {
		t.Errorf("nothing was to be guessed: %+v, %+v, %v", g, items, err)
	}
	// A constant date means that the column is not looked for.
	items, err = run(t, &Reader{Paths: []string{path}, Constants: Constants{Date: "2020-02-02"}})
	if err != nil || items[0].Time.Year() != 2020 {
		t.Errorf("constant date: %+v, %v", items, err)
	}
	// A mapped date comes first and the constant fills its gaps.
	path = write(t, "y.csv", []byte("date,title\n2024-01-02,Capes\n,Muffs\n"))
	items, err = run(t, &Reader{Paths: []string{path}, Mapping: Mapping{Date: "date", Title: "title"}, Constants: Constants{Date: "2020-02-02"}})
	if err != nil || items[0].Time.Year() != 2024 || items[1].Time.Year() != 2020 {
		t.Errorf("constant for gaps: %+v, %v", items, err)
	}
}
