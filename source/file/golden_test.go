package file

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hemline/source"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestGolden reads every testdata file that has a golden; a file NAME.map
// beside it holds a mapping in its first line and constants in its second.
// With -update, files without a golden get one.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.*")
	if err != nil {
		t.Fatal(err)
	}
	tested := 0
	for _, path := range files {
		if ext := filepath.Ext(path); ext == ".golden" || ext == ".map" {
			continue
		}
		tested++
		t.Run(filepath.Base(path), func(t *testing.T) {
			got := render(t, path)
			golden := path + ".golden"
			if *update {
				if err := os.WriteFile(golden, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
	if tested < 8 {
		t.Errorf("only %d fixtures found", tested)
	}
}

// render gives the guess, every item and the error as JSON lines.
func render(t *testing.T, path string) []byte {
	t.Helper()
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	r := &Reader{Paths: []string{path}, Now: clock, OnGuess: func(g Guess) {
		enc.Encode(map[string]any{"guess": strings.Split(g.String(), "\n")})
	}}
	if settings, err := os.ReadFile(path + ".map"); err == nil {
		mapping, constants, _ := strings.Cut(strings.TrimSpace(string(settings)), "\n")
		if r.Mapping, err = ParseMapping(mapping); err != nil {
			t.Fatal(err)
		}
		if r.Constants, err = ParseConstants(constants); err != nil {
			t.Fatal(err)
		}
	}
	err := r.Run(context.Background(), func(it source.Item) error {
		if it.Problem != "" {
			return enc.Encode(map[string]any{"at": it.Origin.String(), "problem": it.Problem, "raw": it.Raw})
		}
		return enc.Encode(it)
	})
	if err != nil {
		enc.Encode(map[string]string{"error": err.Error()})
	}
	return out.Bytes()
}
