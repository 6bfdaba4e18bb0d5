package taxonomy

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"
)

func TestFashionPack(t *testing.T) {
	p := mustFashion(t)
	if n := len(p.Concepts()); n < 1000 {
		t.Errorf("%d concepts", n)
	}
	kinds := map[Kind]int{}
	owner := map[string]*Concept{}
	for i := range p.Concepts() {
		c := &p.Concepts()[i]
		kinds[c.Kind]++
		ambiguous := c.ambiguousKeys()
		seen := map[string]bool{}
		c.names(func(lang, name string) {
			k := key(name)
			if seen[lang+k] {
				t.Errorf("%s has the name %q twice", c.ID, name)
			}
			seen[lang+k] = true
			old := owner[k]
			if old != nil && old != c && (!ambiguous[k] || !old.ambiguousKeys()[k]) {
				t.Errorf("%q is a name of %s and %s", name, old.ID, c.ID)
			}
			owner[k] = c
		})
		if c.Labels["en"] == "" || c.Labels["zh"] == "" {
			t.Errorf("%s lacks a label", c.ID)
		}
		if c.Kind == Colour && c.Hex == "" {
			t.Errorf("%s has no hex", c.ID)
		}
		for _, parent := range c.Parents {
			if p.Concept(parent) == nil {
				t.Errorf("%s has the unknown parent %s", c.ID, parent)
			}
		}
	}
	for _, k := range Kinds {
		if kinds[k] == 0 {
			t.Errorf("no concept is a %s", k)
		}
	}
	t.Logf("%d concepts: %v", len(p.Concepts()), kinds)
}

// A stop string in which no name occurs stops nothing.
func TestFashionStopStringsStopSomething(t *testing.T) {
	p := mustFashion(t)
	spelled := map[string]bool{}
	longest := 0
	for _, s := range p.spellings() {
		spelled[s.key] = true
		longest = max(longest, len(s.key))
	}
	for _, lang := range languages {
		for _, w := range p.Rules.Context[lang] {
			spelled[key(w)] = true
		}
		for _, w := range p.Rules.Stop[lang] {
			k := key(w)
			if spelled[k] {
				t.Errorf("%q is a name and a stop string", w)
			}
			stops := false
			for i := range k {
				for n := i + 1; n <= len(k); n++ {
					stops = stops || spelled[k[i:n]]
				}
			}
			if !stops {
				t.Errorf("no name occurs in the stop string %q; remove it", w)
			}
		}
	}
}

// TestFashionPackCoversKnownOntologies uses two published lists of garments
// and attributes as a checklist.
func TestFashionPackCoversKnownOntologies(t *testing.T) {
	m := matcherOf(t, mustFashion(t), nil)
	for _, c := range []struct {
		name   string
		labels []string
	}{
		{"Fashionpedia", fashionpediaLabels(t)},
		{"iMaterialist", imaterialistLabels(t)},
	} {
		var missing []string
		for _, l := range c.labels {
			// The names stand without company: give them some.
			s := "outfit: " + l
			if len(m.Match(nil, s)) == 0 {
				missing = append(missing, l)
			}
		}
		share := 1 - ratio(len(missing), len(c.labels))
		t.Logf("%s: %.1f %% of %d labels; missing: %s", c.name, 100*share, len(c.labels), strings.Join(missing, ", "))
		if share < 0.9 {
			t.Errorf("%s: %.1f %% of the labels are matched, want 90", c.name, 100*share)
		}
	}
}

// fashionpediaLabels writes "polo (shirt)" as "polo shirt" and cuts "shirt,
// blouse" in two.
func fashionpediaLabels(t *testing.T) (out []string) {
	data, err := os.ReadFile(dataFile(t, "fashionpedia_category_attributes_descriptions.json"))
	if err != nil {
		t.Fatal(err)
	}
	var lists struct {
		Categories, Attributes []struct{ Name string }
	}
	if err := json.Unmarshal(data, &lists); err != nil {
		t.Fatal(err)
	}
	inner := regexp.MustCompile(`\(([^)]*)\)`)
	for _, x := range append(lists.Categories, lists.Attributes...) {
		for part := range strings.SplitSeq(x.Name, ", ") {
			part = strings.TrimSuffix(part, "(a)") // an attribute named like a category
			out = append(out, strings.TrimSpace(inner.ReplaceAllString(part, "$1")))
		}
	}
	return out
}

func imaterialistLabels(t *testing.T) (out []string) {
	f, err := os.Open(dataFile(t, "iMat_fashion_2018_label_map_228.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows[1:] {
		out = append(out, r[2])
	}
	return out
}
