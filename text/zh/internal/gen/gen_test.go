package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hemline/text/zh/internal/lexicon"
)

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestDictionary(t *testing.T) {
	in := write(t, "dict.txt", "裙子 343 n\n設計 5 v\n设计 9 v\nT恤 7 n\n")
	out := filepath.Join(t.TempDir(), "dict.bin.gz")
	if err := dictionary(in, out); err != nil {
		t.Fatal(err)
	}
	first, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewReader(bytes.NewReader(first))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	l, err := lexicon.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	if l.Total != 343+9+7 {
		t.Errorf("frequencies sum to %v, want 359: 設計 and 设计 are one word of 9", l.Total)
	}
	if err := dictionary(in, out); err != nil {
		t.Fatal(err)
	}
	if second, err := os.ReadFile(out); err != nil || !bytes.Equal(first, second) {
		t.Errorf("made twice, the files differ (%v)", err)
	}
}

func TestDictionaryRefusesBrokenLines(t *testing.T) {
	for _, text := range []string{"裙子\n", "裙子 many n\n"} {
		if err := dictionary(write(t, "dict.txt", text), filepath.Join(t.TempDir(), "out")); err == nil {
			t.Errorf("%q was taken", text)
		}
	}
}

func TestSimplifyTable(t *testing.T) {
	ts := write(t, "ts.txt", "# comment\n馬\t马\n乾\t干 乾\n像\t像 象\n著\t著\n㑯\t𠀀\n")
	st := write(t, "st.txt", "马\t馬\n干\t幹 乾 干\n后\t後 后\n")
	out := filepath.Join(t.TempDir(), "simplify.txt")
	if err := simplifyTable(ts, st, out); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	sections := strings.Split(string(got), "[")[1:]
	if len(sections) != 3 {
		t.Fatalf("got %q, want three sections", got)
	}
	if !strings.Contains(sections[0], "馬马") || strings.ContainsAny(sections[0], "乾像著㑯") {
		t.Errorf("pairs are %q, want only 馬马", sections[0])
	}
	for _, pair := range []string{"乾干", "著着", "鍊链"} {
		if !strings.Contains(sections[1], pair) {
			t.Errorf("also is %q, want %s in it", sections[1], pair)
		}
	}
	if strings.TrimSpace(sections[2]) != "simplified]\n马" {
		t.Errorf("simplified is %q, want only 马", sections[2])
	}
}
