package ledger

import (
	"bytes"
	"flag"
	"strings"
	"testing"

	"hemline/series"
)

var update = flag.Bool("update", false, "write testdata/ledger.jsonl anew; only when Schema has changed")

// A ledger that was written once can be read for ever, and what is written
// today is written the same way.
func TestSchema(t *testing.T) {
	dir := sample(t)
	if *update {
		for _, name := range []string{FileName, HeadName} {
			write(t, "testdata", name, contents(t, dir, name))
		}
	}
	if got, want := contents(t, dir, FileName), contents(t, "testdata", FileName); !bytes.Equal(got, want) {
		t.Errorf("written today:\n%s\nof old:\n%s", got, want)
	}
	l := whole(t, "testdata")
	if len(l.Entries) != 3 || l.Head.Line != 9 || len(l.Entries[1].Scores) != 2 {
		t.Errorf("%d forecasts in %d lines", len(l.Entries), l.Head.Line)
	}
	// sed -n 4p ledger.jsonl | tr -d '\n' | sha256sum
	if raw := bytes.Split(contents(t, "testdata", FileName), []byte("\n")); hashOf(raw[3]) != l.hashes[3] || !bytes.Contains(raw[4], []byte(`"prev":"`+hashOf(raw[3])+`"`)) {
		t.Error("the hash of a line is not that of its bytes")
	}
}

// printf 'hemline series 1\nmonth\n2022-01-01T00:00:00Z\n0.5\nNaN\n0.00000012\n' | sha256sum
func TestFingerprint(t *testing.T) {
	s := series.Series{ID: "a", Freq: series.Month, Start: date(2022, 1, 1), Values: []float64{0.5, series.Missing(), 1.2e-7}}
	const want = "34819d6157b0926d002852524aa7b29701c885dfb3b74ab735ed6da7d1602550"
	if got := Fingerprint(s); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	b := s
	b.ID, b.Values = "b", []float64{1}
	if FingerprintSet([]series.Series{s, b}) != FingerprintSet([]series.Series{b, s}) {
		t.Error("the order of the series changes the fingerprint of the set")
	}
	b.Values = []float64{2}
	if FingerprintSet([]series.Series{s, b}) == FingerprintSet([]series.Series{s}) {
		t.Error("another series does not change the fingerprint of the set")
	}
}

func TestNoLedger(t *testing.T) {
	l := whole(t, t.TempDir())
	if l.Head.Line != 0 || l.Head.Hash != genesis || l.Holds(genesis) != 0 {
		t.Errorf("%+v", l)
	}
	if _, ok := l.Find(sampleCall(t, "colour/red")); ok {
		t.Error("found in nothing")
	}
}

// Lines that say what cannot be, though their bytes are canonical and chained.
func TestWhatIsNoLine(t *testing.T) {
	for what, raw := range map[string]string{
		"not JSON":        `{"v":1`,
		"newer schema":    `{"v":2,"n":1,"prev":"` + genesis + `","type":"note"}`,
		"no schema":       `{"n":1}`,
		"neither":         `{"v":1,"n":1,"prev":"` + genesis + `","type":"forecast"}`,
		"unknown field":   `{"v":1,"n":1,"prev":"` + genesis + `","type":"score","more":1}`,
		"two values":      `{"v":1,"n":1,"prev":"` + genesis + `","type":"score"} {}`,
		"nothing":         ``,
		"number too big":  `{"v":1e999}`,
		"too long a line": `{"v":1,"x":"` + strings.Repeat("y", maxLine) + `"}`,
		"deep":            strings.Repeat("[", 100_000),
	} {
		if _, err := parse(strings.NewReader(raw + "\n")); err == nil {
			t.Errorf("%s: no error", what)
		}
	}
}

func FuzzParse(f *testing.F) {
	// One period each: what is small is mutated faster.
	dir := f.TempDir()
	change(f, dir, func(w *Writer) error {
		for _, id := range []string{"a/b", "c/d"} {
			c := sampleCall(f, id)
			c.Mean, c.Q10, c.Q50, c.Q90, c.Naive = c.Mean[:1], c.Q10[:1], c.Q50[:1], c.Q90[:1], c.Naive[:1]
			if _, err := w.Publish(c); err != nil {
				return err
			}
		}
		return nil
	})
	score(f, dir, date(2024, 4, 1), nil)
	raw := contents(f, dir, FileName)
	lines := bytes.SplitAfter(raw, []byte("\n"))
	f.Add(raw)
	f.Add(bytes.Join([][]byte{lines[1], lines[0], lines[2]}, nil))
	f.Add(raw[:700])
	f.Add([]byte("\n\n{}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := parse(bytes.NewReader(data))
		if err != nil {
			return
		}
		// What was taken is what would be written.
		var again bytes.Buffer
		for i := range bytes.Lines(data[:l.size]) {
			line, err := decode(bytes.TrimSuffix(i, []byte("\n")))
			if err != nil {
				t.Fatal(err)
			}
			b, err := encode(line)
			if err != nil {
				t.Fatal(err)
			}
			again.Write(append(b, '\n'))
		}
		if !bytes.Equal(again.Bytes(), data[:l.size]) {
			t.Fatalf("%q is written as %q", data[:l.size], again.Bytes())
		}
		l.Report(AsRevised, date(2030, 1, 1), 5)
	})
}

func FuzzHead(f *testing.F) {
	f.Add("0 " + genesis + "\n")
	f.Add("12 " + hashOf(nil))
	f.Fuzz(func(t *testing.T, s string) {
		if h, err := parseHead(s); err == nil && (h.Line < 0 || !isHash(h.Hash)) {
			t.Errorf("%q gives %+v", s, h)
		}
	})
}
