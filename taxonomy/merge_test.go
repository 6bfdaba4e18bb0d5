package taxonomy

import (
	"reflect"
	"strings"
	"testing"
)

func load(t *testing.T, head, concepts string) *Pack {
	t.Helper()
	p, err := Load(files("pack.yaml", packHead+head, "a.yaml", concepts))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestMerge(t *testing.T) {
	own := load(t, "extends: fashion\ncontext: {en: [thrifting]}\nstop: {zh: [大衣哥]}\n", `
kind: category
concepts:
  - {id: skirt, en: Skirt, zh: 裙装, also: {en: [skirtlet]}}
  - {id: midi-skirt, en: midi skirt, zh: 中长裙, parents: [skirt]}
  - {id: jerkin, en: jerkin, zh: 夹克}
`)
	p, err := Merge(small(t), own)
	if err != nil {
		t.Fatal(err)
	}
	m := matcherOf(t, p, nil)
	for _, c := range []struct{ name, text, want string }{
		{"old name", "a skirt, 裙子", "skirt:skirt skirt:裙子"},
		{"new name", "skirtlets", "skirt:skirtlets"},
		{"old label", "裙", "skirt:裙"},
		{"new concept", "midi skirts", "midi-skirt:midi skirts"},
		{"name taken by the later pack", "夹克", "jerkin:夹克"},
		{"its owner keeps the others", "jacket", "jacket:jacket"},
		{"context of both", "orange thrifting outfit", "orange:orange"},
		{"stop strings of both", "大衣哥 包子", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := found(m, c.text); got != c.want {
				t.Errorf("got %s\nwant %s", got, c.want)
			}
		})
	}
	if l := p.Concept("category/skirt").Labels["zh"]; l != "裙装" {
		t.Errorf("label is %s", l)
	}
	if a := p.Ancestors("category/midi-skirt"); !reflect.DeepEqual(a, []string{"category/skirt"}) {
		t.Errorf("ancestors are %q", a)
	}
	if p.Name != "small+small" {
		t.Errorf("name is %q", p.Name)
	}
}

func TestMergeLeavesItsPacksAlone(t *testing.T) {
	a, b := small(t), load(t, "", "kind: category\nconcepts: [{id: skirt, en: kilt, zh: 短裙}]\n")
	was, other := a.Fingerprint(), b.Fingerprint()
	if _, err := Merge(a, b); err != nil {
		t.Fatal(err)
	}
	if a.Fingerprint() != was || b.Fingerprint() != other {
		t.Error("merging changed a pack")
	}
}

func TestMergeRefuses(t *testing.T) {
	lost := load(t, "extends: fashion\n", "kind: category\nconcepts: [{id: a, en: aa, zh: 甲, parents: [none]}]\n")
	loop := load(t, "extends: fashion\n", "kind: category\nconcepts: [{id: skirt, en: aa, zh: 甲, parents: [a-line-skirt]}]\n")
	for _, c := range []struct {
		name  string
		packs []*Pack
		want  string
	}{
		{"nothing", nil, "none given"},
		{"unknown parent", []*Pack{small(t), lost}, `unknown parent "category/none"; merge the pack`},
		{"cycle", []*Pack{small(t), loop}, "is its own ancestor"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := Merge(c.packs...); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestFingerprintChangesWithWhatTags(t *testing.T) {
	const concepts = "kind: category\nconcepts: [{id: a, en: aa, zh: 甲}]\n"
	base := load(t, "", concepts)
	if base.Fingerprint() != load(t, "", concepts).Fingerprint() {
		t.Error("the same pack has two fingerprints")
	}
	seen := map[string]string{base.Fingerprint(): "the base"}
	for name, p := range map[string]*Pack{
		"alias":     load(t, "", "kind: category\nconcepts: [{id: a, en: aa, zh: 甲, also: {en: [b]}}]\n"),
		"ambiguous": load(t, "", "kind: category\nconcepts: [{id: a, en: aa, zh: 甲, ambiguous: [aa]}]\n"),
		"plural":    load(t, "", "kind: category\nconcepts: [{id: a, en: aa, zh: 甲, plural: false}]\n"),
		"kind":      load(t, "", "kind: style\nconcepts: [{id: a, en: aa, zh: 甲}]\n"),
		"core":      load(t, "core: {en: [x]}\n", concepts),
		"hints":     load(t, "hints: {en: [x]}\n", concepts),
		"context":   load(t, "context: {en: [x]}\n", concepts),
		"stop":      load(t, "stop: {en: [x]}\n", concepts),
		"proper":    load(t, "proper: [brand]\n", concepts),
		"company":   load(t, "company: {window: 9}\n", concepts),
		"relevance": load(t, "relevance: {threshold: 2}\n", concepts),
	} {
		if other, ok := seen[p.Fingerprint()]; ok {
			t.Errorf("%s has the fingerprint of %s", name, other)
		}
		seen[p.Fingerprint()] = name
	}
}
