package taxonomy

import (
	"reflect"
	"strings"
	"testing"
)

func TestLoad(t *testing.T) {
	p := small(t)
	if p.Name != "small" || p.Version != 1 || p.Title["zh"] != "小" {
		t.Errorf("head is %q %d %v", p.Name, p.Version, p.Title)
	}
	c := p.Concept("category/a-line-skirt")
	want := &Concept{
		ID: "category/a-line-skirt", Kind: Category,
		Labels:  map[string]string{"en": "A-line skirt", "zh": "A字裙"},
		Aliases: map[string][]string{"zh": {"A字半身裙"}},
		Parents: []string{"category/skirt"},
	}
	if !reflect.DeepEqual(c, want) {
		t.Errorf("got %+v", c)
	}
	if hex := p.Concept("colour/orange").Hex; hex != "#ff7f00" {
		t.Errorf("hex is %q", hex)
	}
	if a := p.Concept("brand/coach").Ambiguous; !reflect.DeepEqual(a, []string{"Coach", "蔻驰"}) {
		t.Errorf("ambiguous: all gives %q", a)
	}
	if a := p.Ancestors("category/leather-jacket"); !reflect.DeepEqual(a, []string{"category/jacket", "fabric/leather"}) {
		t.Errorf("ancestors are %q", a)
	}
	if p.Concept("category/none") != nil || p.Ancestors("category/none") != nil {
		t.Error("an unknown concept is not nil")
	}
	if w := strings.Join(p.Words("zh"), " "); !strings.Contains(w, "A字半身裙") || !strings.Contains(w, "穿搭") || strings.Contains(w, "skirt") {
		t.Errorf("words are %s", w)
	}
}

func TestConceptsAreInStableOrder(t *testing.T) {
	order := map[Kind]int{}
	for i, k := range Kinds {
		order[k] = i
	}
	list := small(t).Concepts()
	for i := 1; i < len(list); i++ {
		a, b := list[i-1], list[i]
		if order[a.Kind] > order[b.Kind] || a.Kind == b.Kind && a.ID >= b.ID {
			t.Errorf("%s before %s", a.ID, b.ID)
		}
	}
}

func TestAncestorsOfSeveralWays(t *testing.T) {
	p, err := Load(files("pack.yaml", packHead, "a.yaml", `
kind: category
concepts:
  - {id: a, en: aa, zh: 甲}
  - {id: b, en: bb, zh: 乙, parents: [a]}
  - {id: c, en: cc, zh: 丙, parents: [a]}
  - {id: d, en: dd, zh: 丁, parents: [c, category/b]}
`))
	if err != nil {
		t.Fatal(err)
	}
	if got := p.Ancestors("category/d"); !reflect.DeepEqual(got, []string{"category/c", "category/b", "category/a"}) {
		t.Errorf("got %q", got)
	}
}

func TestLoadSaysWhatIsWrong(t *testing.T) {
	head := "kind: category\nconcepts:\n"
	ok := "  - {id: skirt, en: skirt, zh: 裙}\n"
	for _, c := range []struct{ name, file, want string }{
		{"repeated id", head + ok + "  - {id: skirt, en: kilt, zh: 苏格兰裙}\n", "a.yaml:4: category/skirt is defined already at a.yaml:3; merge"},
		{"unknown parent", head + "  - {id: kilt, en: kilt, zh: 裙, parents: [skrit]}\n", `a.yaml:3: category/kilt: unknown parent "skrit"; define it`},
		{"own parent", head + "  - {id: kilt, en: kilt, zh: 裙, parents: [kilt]}\n", "a.yaml:3: category/kilt is its own parent; remove"},
		{"cycle", head + "  - {id: a, en: aa, zh: 甲, parents: [b]}\n  - {id: b, en: bb, zh: 乙, parents: [a]}\n", "its own ancestor (category/a -> category/b -> category/a); remove"},
		{"several parents of a slug", "concepts:\n  - {id: a, kind: fabric, en: aa, zh: 甲}\n  - {id: a, kind: style, en: bb, zh: 乙}\n  - {id: c, kind: detail, en: cc, zh: 丙, parents: [a]}\n", `parent "a" may be any of fabric/a, style/a; write one`},
		{"unknown kind", "kind: thing\nconcepts:\n" + ok, `a.yaml:1: unknown kind "thing"; use one of [category`},
		{"no kind", "concepts:\n" + ok, "a.yaml:2: skirt has no kind; give one"},
		{"no label", head + "  - {id: skirt, en: skirt}\n", "a.yaml:3: skirt has no zh label; add zh"},
		{"no slug", head + "  - {id: A Skirt, en: skirt, zh: 裙}\n", `a.yaml:3: id "A Skirt" is not a slug; use`},
		{"shared name", head + ok + "  - {id: kilt, en: kilt, zh: 裙}\n", `a.yaml:4: category/kilt: "裙" is also a name of category/skirt (a.yaml:3); remove`},
		{"shared name, marked once", head + ok + "  - {id: kilt, en: kilt, zh: 裙, ambiguous: [裙]}\n", "list it under ambiguous in both"},
		{"shared as folded", head + ok + "  - {id: kilt, en: SKIRT, zh: 短裙}\n", `"SKIRT" is also a name of category/skirt`},
		{"ambiguous stranger", head + "  - {id: skirt, en: skirt, zh: 裙, ambiguous: [kilt]}\n", `ambiguous "kilt" is not one of its names; add`},
		{"bad hex", "kind: colour\nconcepts:\n  - {id: red, en: red, zh: 红, hex: red}\n", `hex "red" is not a colour; write it like`},
		{"hex of a garment", head + "  - {id: skirt, en: skirt, zh: 裙, hex: \"#ffffff\"}\n", "only colours have a hex"},
		{"unknown key", head + "  - {id: skirt, en: skirt, zh: 裙, parent: [x]}\n", `a.yaml:3: unknown key "parent"; known are id, kind`},
		{"key twice", head + "  - {id: skirt, id: kilt, en: skirt, zh: 裙}\n", `a.yaml:3: key "id" is given twice`},
		{"unknown language", head + "  - {id: skirt, en: skirt, zh: 裙, also: {fr: [jupe]}}\n", `unknown key "fr"; known are en, zh`},
		{"empty name", head + "  - {id: skirt, en: skirt, zh: 裙, also: {en: ['']}}\n", "empty name"},
		{"sign for a name", head + "  - {id: skirt, en: skirt, zh: 裙, also: {en: ['--']}}\n", "no letter or digit"},
		{"long name", head + "  - {id: skirt, en: skirt, zh: " + strings.Repeat("裙", 65) + "}\n", "at most 64 characters"},
		{"plural", head + "  - {id: skirt, en: skirt, zh: 裙, plural: none}\n", "want true or false"},
		{"list for a text", head + "  - {id: [skirt], en: skirt, zh: 裙}\n", "a.yaml:3: want a text here"},
		{"no list", "kind: category\nconcepts: skirt\n", "a.yaml:1: want a list under the key concepts"},
		{"not a mapping", "- skirt\n", "a.yaml:1: want keys and values at the top"},
		{"empty file", "", "a.yaml:1: the file is empty"},
		{"no YAML", "concepts:\n  - {id: skirt\n", "a.yaml:"},
		{"anchors", "kind: &k category\nconcepts:\n  - {id: skirt, en: skirt, zh: 裙, parents: *k}\n", "a.yaml:1: anchors and aliases are not allowed"},
		{"deep", "concepts: " + strings.Repeat("[", 30) + strings.Repeat("]", 30) + "\n", "nested deeper"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Load(files("pack.yaml", packHead, "a.yaml", c.file))
			if err == nil {
				t.Fatal("no error")
			}
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v\nwant %s", err, c.want)
			}
		})
	}
}

func TestLoadChecksThePack(t *testing.T) {
	for _, c := range []struct{ name, file, want string }{
		{"no name", "version: 1\ntitle: {en: A, zh: 甲}\n", `pack.yaml:1: name "" is not a slug`},
		{"no version", "name: a\ntitle: {en: A, zh: 甲}\n", "version is missing; start with 1"},
		{"no title", "name: a\nversion: 1\ntitle: {en: A}\n", `title has no "zh"`},
		{"unknown key", packHead + "stops: {}\n", `pack.yaml:5: unknown key "stops"`},
		{"no threshold", packHead + "relevance: {threshold: 0}\n", "threshold 0 would call every document relevant"},
		{"bad weight", packHead + "relevance: {weights: {category: much}}\n", "want a number"},
		{"weight of no kind", packHead + "relevance: {weights: {shape: 1}}\n", `unknown kind "shape"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Load(files("pack.yaml", c.file, "a.yaml", "kind: category\nconcepts: [{id: a, en: aa, zh: 甲}]\n"))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v\nwant %s", err, c.want)
			}
		})
	}
}

func TestLoadWantsAPackFolder(t *testing.T) {
	const one = "kind: category\nconcepts: [{id: a, en: aa, zh: 甲}]\n"
	for _, c := range []struct {
		name  string
		files []string
		want  string
	}{
		{"nothing", nil, "a pack is a folder with a pack.yaml"},
		{"no pack.yaml", []string{"a.yaml", one}, "a pack is a folder with a pack.yaml"},
		{"no concepts", []string{"pack.yaml", packHead}, "the pack has no concepts; add"},
		{"too deep", []string{"pack.yaml", packHead, "a/b/c/d/e.yaml", one}, "folders nest deeper than 3"},
		{"too large", []string{"pack.yaml", packHead, "a.yaml", one + strings.Repeat("#", maxFile)}, "a.yaml: larger than 4 MiB"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Load(files(c.files...))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v\nwant %s", err, c.want)
			}
		})
	}
}

func TestLoadReportsManyProblemsOnce(t *testing.T) {
	bad := "kind: category\nconcepts:\n" + strings.Repeat("  - {id: skirt, en: skirt}\n", 50)
	_, err := Load(files("pack.yaml", packHead, "a.yaml", bad))
	if err == nil {
		t.Fatal("no error")
	}
	if n := strings.Count(err.Error(), "no zh label"); n != maxProblems {
		t.Errorf("%d problems told", n)
	}
	if !strings.Contains(err.Error(), "and 30 more") {
		t.Errorf("got %v", err)
	}
}

func FuzzLoad(f *testing.F) {
	f.Add(packHead, "kind: category\nconcepts:\n  - {id: a-skirt, en: A skirt, zh: 裙, also: {en: [b]}, parents: [x], ambiguous: all}\n")
	f.Add(packHead+"context: {en: [a]}\nrelevance: {weak: {kinds: [brand], cap: 1}}\n", "concepts: [{id: a, kind: colour, hex: '#123456', en: a, zh: 甲}]")
	f.Add("- &a [*a]", "concepts: {a: b}")
	f.Fuzz(func(t *testing.T, pack, concepts string) {
		p, err := Load(files("pack.yaml", pack, "a.yaml", concepts))
		if err != nil {
			return
		}
		m := matcherOf(t, p, nil)
		for _, c := range p.Concepts() {
			if len(p.Ancestors(c.ID)) >= len(p.Concepts()) {
				t.Errorf("%s has itself as an ancestor", c.ID)
			}
			m.Match(nil, c.Labels["en"]+" "+c.Labels["zh"])
		}
		if p.Fingerprint() == "" {
			t.Error("no fingerprint")
		}
	})
}
