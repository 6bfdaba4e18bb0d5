package demo

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"
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

// Figures elsewhere are quoted of this corpus: a seed keeps meaning the same
// posts.
func TestSeedOneIsTheCorpusItWas(t *testing.T) {
	if runtime.GOARCH != "amd64" {
		t.Skip("the sums were made on amd64: other processors round otherwise")
	}
	files, err := Write(t.TempDir(), plan(t), 1)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"4c181b203f403b88", "b7c20439c0893471", "fd7efd11c283aa2e"} {
		data, err := os.ReadFile(files[i])
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprintf("%x", sha256.Sum256(data))[:16]; got != want {
			t.Errorf("%s: sum %s, was %s", filepath.Base(files[i]), got, want)
		}
	}
}

// After the corpus a move goes on for a quarter and holds, nothing jumps at the
// edge, and what is level stays.
func TestShapesGoOn(t *testing.T) {
	const n = 48
	for _, c := range []struct {
		shape           Shape
		last, hold, far float64 // of the corpus, of the third month after it, a year on
	}{
		{Flat, 1, 1, 1},
		{Rise, 2.4, 2.4 * math.Pow(4, 3.0/18), 2.4 * math.Pow(4, 3.0/18)},
		{Late, 2.25, 3, 3},
		{Fall, 0.4, 0.4 * math.Pow(0.2, 3.0/18), 0.4 * math.Pow(0.2, 3.0/18)},
		{Fad, 0, 0, 0},
		{Winter, 1 + 0.9*math.Cos(2*math.Pi*11/12), 1 + 0.9*math.Cos(2*math.Pi*2/12), 1 + 0.9*math.Cos(2*math.Pi*11/12)},
	} {
		at := func(m int) float64 { return c.shape.level(m, n, m%12) }
		for _, p := range []struct{ got, want float64 }{{at(n - 1), c.last}, {at(n + 2), c.hold}, {at(n + 11), c.far}} {
			if math.Abs(p.got-p.want) > 1e-5 {
				t.Errorf("%s: level %g, want %g", c.shape, p.got, p.want)
			}
		}
		if c.shape == Winter {
			continue
		}
		before, after := at(n-2), at(n)
		if edge := at(n - 1); math.Abs((after-edge)-(edge-before)) > 0.05 {
			t.Errorf("%s: %g, %g, %g at the edge of the corpus: the pace changes", c.shape, before, edge, after)
		}
	}
}

// The coming months are new posts, all after the corpus, in order, the same for
// the same seed; copies have the story they copy, platforms never one in common.
func TestFuture(t *testing.T) {
	p := plan(t)
	a, err := Future(p, 1, 12)
	if err != nil {
		t.Fatal(err)
	}
	b, err := Future(p, 1, 12)
	if err != nil {
		t.Fatal(err)
	}
	other, err := Future(p, 2, 12)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(a, b) || reflect.DeepEqual(a, other) {
		t.Error("the same seed must draw the same future, another seed another")
	}
	from, to := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	first := map[int64]Post{}
	copies := 0
	for i, post := range a {
		if post.Day.Before(from) || !post.Day.Before(to) || i > 0 && post.Day.Before(a[i-1].Day) {
			t.Fatalf("post %d is of %s", i, post.Day)
		}
		if f, ok := first[post.Story]; ok {
			copies++
			if f.Platform != post.Platform || !strings.HasPrefix(post.Text, f.Text) {
				t.Errorf("story %d: %q and %q", post.Story, f.Text, post.Text)
			}
			continue
		}
		first[post.Story] = post
	}
	if want := 12 * (420 + 2*420 + 160); len(first) != want { // one platform has doubled
		t.Errorf("%d stories, want %d", len(first), want)
	}
	if part := float64(copies) / float64(len(first)); part < 0.5*p.Copies || part > 1.5*p.Copies {
		t.Errorf("%d copies of %d posts", copies, len(first))
	}
}

func TestInside(t *testing.T) {
	said := []Interval{{1, 2}, {1, 2}, {1, 2}, {1, 2}, {0, 0}, {0, 9}}
	in, of := Inside([]float64{1, 2, 2.1, 0.9, 0, math.NaN()}, said)
	if in != 3 || of != 5 {
		t.Errorf("%d of %d inside, want 3 of 5: both ends belong to it, an unknown month counts nowhere", in, of)
	}
	if in, of := Inside([]float64{1}, said); in != 1 || of != 1 {
		t.Errorf("%d of %d inside, want 1 of 1", in, of)
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
		"up":   {Found: "rise", Called: true, Inside: 3, Months: 4},
		"down": {Found: "fall"}, // leans, is not called
		"coat": {Found: "flat", Stage: "seasonal"},
		"calm": {Found: "rise", Called: true, Inside: 1, Months: 4},
	})
	if c := s.Intervals; c.Inside != 4 || c.Months != 8 || c.Part != 0.5 {
		t.Errorf("intervals %+v", c)
	}
	if up, fad := s.Intervals.ByShape[0], s.Intervals.ByShape[3]; up != (ShapeCover{Rise, 1, 0.75, 3, 4}) || fad != (ShapeCover{Shape: Fad}) {
		t.Errorf("by shape: %+v, %+v", up, fad)
	}
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
