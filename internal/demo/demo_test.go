package demo

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func plan(t *testing.T) *Plan {
	t.Helper()
	p, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestSameSeedSameBytes(t *testing.T) {
	write := func(seed uint64) []byte {
		files, err := Write(t.TempDir(), plan(t), seed)
		if err != nil {
			t.Fatal(err)
		}
		var all bytes.Buffer
		for _, f := range files {
			data, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			all.Write(data)
		}
		return all.Bytes()
	}
	a, b, c := write(1), write(1), write(2)
	if !bytes.Equal(a, b) {
		t.Error("the same seed wrote two corpora")
	}
	if bytes.Equal(a, c) {
		t.Error("two seeds wrote one corpus")
	}
}

// What is planted is in the files: counted by year, without the rest of the
// path.
func TestPlantedShapesAreInThePosts(t *testing.T) {
	files, err := Write(t.TempDir(), plan(t), 1)
	if err != nil {
		t.Fatal(err)
	}
	perYear := map[string]map[string]float64{} // word, year: posts in 10,000
	posts := map[string]float64{}
	words := []string{"butter yellow", "skinny jeans", "Klein blue", "houndstooth", "马面裙", "豹纹"}
	for _, f := range files {
		for _, r := range rows(t, f) {
			year := r[0][:4]
			if r[0] == "soon" {
				continue
			}
			chinese := filepath.Base(f) == "hanger.csv"
			key := year
			if chinese {
				key += "zh"
			}
			posts[key]++
			for _, w := range words {
				if strings.Contains(r[2], w) {
					if perYear[w] == nil {
						perYear[w] = map[string]float64{}
					}
					perYear[w][key]++
				}
			}
		}
	}
	rate := func(word, key string) float64 { return perYear[word][key] / posts[key] }
	for _, c := range []struct {
		what string
		ok   bool
	}{
		{"a late rise is unheard of in 2024", rate("butter yellow", "2024") == 0 && rate("butter yellow", "2025") > 0.01},
		{"a fall has halved by 2025", rate("skinny jeans", "2025") < 0.6*rate("skinny jeans", "2023")},
		{"a fad is loudest in 2024", rate("Klein blue", "2024") > 2*rate("Klein blue", "2025")},
		{"the flat stay", rate("houndstooth", "2025") < 1.3*rate("houndstooth", "2023") && rate("houndstooth", "2023") < 1.3*rate("houndstooth", "2025")},
		{"a rise shows in Chinese", rate("马面裙", "2025zh") > 1.5*rate("马面裙", "2023zh")},
		{"a platform that doubles moves no rate", rate("豹纹", "2025zh") < 1.3*rate("豹纹", "2023zh")},
		{"the platform doubled", posts["2024zh"] > 1.9*posts["2023zh"]},
	} {
		if !c.ok {
			t.Errorf("not so: %s; rates %v", c.what, perYear)
		}
	}
}

func rows(t *testing.T, path string) [][]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return all[1:]
}

func TestJudge(t *testing.T) {
	p := &Plan{Concepts: []Planted{{ID: "up", Shape: Rise}, {ID: "down", Shape: Fad}, {ID: "coat", Shape: Winter}, {ID: "calm", Shape: Flat}}}
	s := Judge(p, map[string]Row{
		"up":   {Found: "rise", Called: true},
		"down": {Found: "fall"}, // leans, is not called
		"coat": {Found: "flat", Stage: "seasonal"},
		"calm": {Found: "rise", Called: true},
	})
	if s.Planted != 2 || s.Found != 1 || s.Recall != 0.5 || s.Precision != 0.5 || s.FlatRises != 0.5 || s.Seasons != 1 || s.SeasonsOK != 1 {
		t.Errorf("score %+v", s)
	}
	if empty := Judge(p, nil); empty.Precision != 0 || empty.Recall != 0 || len(empty.Rows) != 4 {
		t.Errorf("nothing found: %+v", empty)
	}
}

// A slot that the grammar does not know would leave a hole in posts.
func TestGrammarFillsItsSlots(t *testing.T) {
	for lang, g := range plan(t).Grammar {
		for _, patterns := range [][]string{g.Open, g.Says, g.Close, g.Idle} {
			for _, pattern := range patterns {
				for rest := pattern; ; {
					_, after, found := strings.Cut(rest, "{")
					if !found {
						break
					}
					name, tail, _ := strings.Cut(after, "}")
					if name != "x" && len(g.Slots[name]) == 0 {
						t.Errorf("%s: no words for {%s} in %q", lang, name, pattern)
					}
					rest = tail
				}
			}
		}
	}
}
