package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hemline/series"
)

func TestParseFillsDefaults(t *testing.T) {
	c, err := Parse([]byte("title: 秋冬趋势\nperiod: week\nreport: {top: 5}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if c.Title != "秋冬趋势" || c.Period != series.Week || c.Report.Top != 5 || c.Report.Evidence != 4 {
		t.Errorf("got %+v", c)
	}
	if c.Ahead() != 52 {
		t.Errorf("a weekly workspace looks %d weeks ahead, want 52", c.Ahead())
	}
	if empty, err := Parse(nil); err != nil || empty.Packs[0] != "fashion" {
		t.Errorf("an empty file gives %+v, %v", empty, err)
	}
}

func TestErrorsNameLineAndRemedy(t *testing.T) {
	for _, c := range []struct{ name, yaml, line, remedy string }{
		{"unknown key", "title: x\nperiode: week\n", "2: ", "known here: title, language"},
		{"unknown nested key", "report:\n  topp: 3\n", "2: ", "known here: top, evidence"},
		{"period", "title: x\n\nperiod: fortnight\n", "3: ", "write day, week or month"},
		{"language", "language: klingon\n", "1: ", "write en or zh"},
		{"range", "report:\n  top: 3\n  threshold: 7\n", "3: ", "from 0.001 to 1"},
		{"not a number", "report:\n  threshold: .nan\n", "2: ", "from 0.001 to 1"},
		{"unknown source key", "sources:\n  - files: [x]\n    colums: {}\n", "3: ", "name, files, map, set, format, timezone"},
		{"type", "title: a\nhorizon: soon\n", "2: ", "hemline init"},
		{"source without files", "sources:\n  - name: a\n    files: [x]\n  - name: b\n", "4: ", "files:"},
		{"empty file name", "sources:\n  - name: a\n    files: [\"\"]\n", "3: ", "files:"},
		{"timezone", "sources:\n  - files: [x]\n    timezone: Mars/Base\n", "3: ", "Asia/Shanghai"},
		{"budget without a unit", "title: x\nlm:\n  budget: 180\n", "3: ", "90s or 3m"},
		{"size of a model", "lm: {size: huge}\n", "1: ", "tiny, small or base"},
		{"unknown key of the model", "lm:\n  buget: 3m\n", "2: ", "budget, size"},
		{"labelled texts without columns", "relevance:\n  file: a.csv\n", "1: ", "positive:"},
		{"syntax", "title: [a\nlanguage: en\n", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Parse([]byte(c.yaml))
			if err == nil {
				t.Fatal("no error")
			}
			if !strings.HasPrefix(err.Error(), c.line) || !strings.Contains(err.Error(), c.remedy) {
				t.Errorf("error %q, want line %q and remedy %q", err, c.line, c.remedy)
			}
		})
	}
}

func TestLoadResolvesAgainstItsFolder(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, FileName)
	if err := os.WriteFile(path, []byte("title: x\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	c, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Path("packs/mine"); got != filepath.Join(dir, "packs/mine") {
		t.Errorf("relative path resolved to %s", got)
	}
	if _, err := Load(filepath.Join(dir, "none.yaml")); err == nil || !strings.Contains(err.Error(), "hemline init") {
		t.Errorf("missing file: %v", err)
	}
}

func TestExpand(t *testing.T) {
	t.Setenv("HEMLINE_TEST_FOLDER", "/data")
	if got, err := Expand("${HEMLINE_TEST_FOLDER}/a.csv"); err != nil || got != "/data/a.csv" {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := Expand("${HEMLINE_TEST_NOWHERE}/a.csv"); err == nil || !strings.Contains(err.Error(), "export HEMLINE_TEST_NOWHERE") {
		t.Errorf("unset name: %v", err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("title: x\nsources:\n  - files: [a]\n    map: {date: 1}\n"))
	f.Add([]byte("a: &a [*a]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if c, err := Parse(data); err == nil && (c.Ahead() <= 0 || len(c.Packs) == 0) {
			t.Errorf("accepted unusable settings %+v", c)
		}
	})
}
