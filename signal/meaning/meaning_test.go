package meaning_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"hemline/signal/meaning"
)

// dressed is a small space by hand: the first axis is coats, the second
// dresses, the third what every text has.
func dressed() []meaning.Name {
	name := func(concept, spelling string, coat, dress float32) meaning.Name {
		return meaning.Name{
			Concept: concept, Spelling: spelling, Texts: 9,
			Own: []float32{coat, dress, 5}, Said: []float32{coat, dress, 7},
		}
	}
	return []meaning.Name{
		name("category/coat", "大衣", 1, 0), name("category/coat", "呢大衣", 0.9, 0.1),
		name("category/trench", "风衣", 0.95, 0.2), name("category/dress", "连衣裙", 0, 1),
		name("category/slip-dress", "吊带裙", 0.1, 0.95), name("category/slip-dress", "slip dress", 0.2, 0.9),
		name("colour/red", "red", -3, -3),
	}
}

func TestNear(t *testing.T) {
	s := meaning.New(dressed())
	for concept, want := range map[string]string{
		"category/coat": "category/trench", "category/trench": "category/coat",
		"category/dress": "category/slip-dress", "category/slip-dress": "category/dress",
	} {
		near := s.Near(concept, 1, nil)
		if len(near) != 1 || near[0].Concept != want {
			t.Errorf("near %s is %v, want %s", concept, near, want)
		}
	}
	if near := s.Near("colour/red", 5, nil); len(near) != 0 {
		t.Errorf("red lies apart and yet is near %v", near)
	}
	if near := s.Near("category/coat", 1, func(id string) bool { return id == "category/trench" }); len(near) > 0 && near[0].Concept == "category/trench" {
		t.Error("what is skipped is listed")
	}
	if s.Near("nobody", 3, nil) != nil || meaning.New(nil).Near("nobody", 3, nil) != nil {
		t.Error("an unknown concept has neighbours")
	}
}

func TestGroups(t *testing.T) {
	s := meaning.New(dressed())
	got := s.Groups([]string{"category/slip-dress", "colour/red", "category/coat", "category/dress", "category/trench", "nobody"})
	want := [][]string{{"category/slip-dress", "category/dress"}, {"category/coat", "category/trench"}}
	if !slices.EqualFunc(got, want, slices.Equal[[]string]) {
		t.Errorf("groups are %v, want %v", got, want)
	}
}

func TestCheckCountsSpellings(t *testing.T) {
	c := meaning.New(dressed()).Check()
	// By angle 大衣 finds 呢大衣 and slip dress finds 吊带裙, which themselves
	// are nearer to 风衣 and 连衣裙. By characters the coats find each other.
	if c.Names != 4 || c.Found != 0.5 || c.Letters != 0.5 {
		t.Errorf("check is %+v", c)
	}
	if want := 1.0 / 6; c.Expected < want-1e-9 || c.Expected > want+1e-9 {
		t.Errorf("by chance %v, want %v", c.Expected, want)
	}
}

func TestTellingPassesOverEchoesAndStrangers(t *testing.T) {
	common := []float32{1, 1, 1}
	vectors := [][]float32{
		{3, 1, 1},   // about the thing
		{3, 1.1, 1}, // the same again
		{1, -4, 1},  // about something else
		{2.5, 1, 2}, // about the thing, another side of it
		{2.6, 1, 1.9},
	}
	got := meaning.Telling(vectors, nil, common, 2)
	slices.Sort(got)
	for _, pair := range [][]int{{0, 3}, {0, 4}, {1, 3}, {1, 4}} {
		if slices.Equal(got, pair) {
			return
		}
	}
	t.Errorf("chose %v: want one of each side", got)
}

func TestWeightMovesTheCentre(t *testing.T) {
	common := []float32{0, 0}
	vectors := [][]float32{{1, 0}, {0, 1}}
	if got := meaning.Telling(vectors, []float64{1, 10}, common, 1); got[0] != 1 {
		t.Errorf("chose %v although the other weighs more", got)
	}
}

// Order does not decide who is near whom, and no vector, however odd, breaks
// the space.
func TestOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		vector := rapid.SliceOfN(rapid.Float32(), 3, 3)
		names := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) meaning.Name {
			return meaning.Name{
				Concept:  rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(t, "concept"),
				Spelling: rapid.StringN(1, 4, 8).Draw(t, "spelling"),
				Own:      vector.Draw(t, "own"), Said: vector.Draw(t, "said"), Texts: rapid.IntRange(1, 9).Draw(t, "texts"),
			}
		}), 1, 12).Draw(t, "names")
		seen := map[string]bool{}
		names = slices.DeleteFunc(names, func(n meaning.Name) bool {
			key := n.Concept + "\x00" + n.Spelling
			defer func() { seen[key] = true }()
			return seen[key]
		})
		turned := slices.Clone(names)
		slices.Reverse(turned)
		one, two := meaning.New(names), meaning.New(turned)
		for _, id := range []string{"a", "b", "c", "d"} {
			if x, y := one.Near(id, 3, nil), two.Near(id, 3, nil); len(x) != len(y) {
				t.Errorf("near %s: %v, turned round %v", id, x, y)
			}
		}
		one.Groups([]string{"a", "b", "c", "d"})
		one.Check()
	})
}
