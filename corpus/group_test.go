package corpus

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hemline/text"
)

// chains are titles each near its neighbours and not to those further on, so
// that who begins a story decides who else can.
var chains = [...]string{
	"设计师谈今年秋冬流行灰色羊毛大衣",
	"设计师谈今年秋冬流行灰色羊毛大",
	"设计师谈今年秋冬流行灰色羊毛",
	"设计师谈今年秋冬流行灰色羊",
	"设计师谈今年秋冬流行灰色",
	"设计师谈今年秋冬流行灰",
	"设计师谈今年秋冬流行",
	"汉服",
	"汉服!",
	"Ten ways to wear a grey wool coat this winter",
	"Ten ways to wear a grey wool coat this win",
	"Ten ways to wear a grey wool coat thi",
	"Ten ways to wear a grey wool coa",
}

func drawEntries(t *rapid.T) []Entry {
	n := rapid.IntRange(1, 40).Draw(t, "rows")
	entries := make([]Entry, n)
	for i := range entries {
		title := rapid.SampledFrom(chains[:]).Draw(t, "title")
		at := day(rapid.IntRange(-200, 200).Draw(t, "day"))
		entries[i] = titled(mix(uint64(i)), at, text.Simplified, title)
		entries[i].Relevant = i%3 == 0
	}
	return entries
}

// store imports entries in batches of up to size and returns the stories.
func importAll(t *rapid.T, dir func() string, entries []Entry, size int) (map[uint64]uint64, Stats) {
	ctx := context.Background()
	s, err := Open(ctx, dir()+"/p.db", Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for rest := entries; len(rest) > 0; {
		n := min(size, len(rest))
		if _, err := s.Add(ctx, rest[:n], nil); err != nil {
			t.Fatal(err)
		}
		rest = rest[n:]
	}
	st, err := s.Stats(ctx)
	if err != nil {
		t.Fatal(err)
	}
	out := map[uint64]uint64{}
	err = s.reading(func(c *conn) error {
		cur, err := c.query(ctx, "SELECT d.id, h.id FROM documents d JOIN documents h ON h.n = d.story")
		if err != nil {
			return err
		}
		for {
			row, err := cur.next()
			if err != nil {
				return cur.close()
			}
			out[uint64(integer(row[0]))] = uint64(integer(row[1]))
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out) != len(entries) {
		t.Fatalf("%d rows stored of %d", len(out), len(entries))
	}
	return out, st
}

// reference groups by the definition: in order of time and id, each document
// joins the first story near to it and at most a window old.
func reference(entries []Entry) map[uint64]uint64 {
	sorted := slices.Clone(entries)
	slices.SortFunc(sorted, func(a, b Entry) int {
		return cmp.Or(a.Document.Time.Compare(b.Document.Time), cmp.Compare(a.Document.ID, b.Document.ID))
	})
	r := standard()
	var g shingler
	var heads []Entry
	out := map[uint64]uint64{}
	for _, e := range sorted {
		d := e.Document
		out[d.ID] = d.ID
		v := viewOf(g.signature(nil, d.Title, d.Body))
		keys := bandKeys(v)
		for _, h := range heads {
			w := viewOf(g.signature(nil, h.Document.Title, h.Document.Body))
			compared := false
			for b, k := range bandKeys(w) {
				compared = compared || k == keys[b]
			}
			if compared && d.Time.Sub(h.Document.Time) <= defaultWindow && r.near(v, w) {
				out[d.ID] = h.Document.ID
				break
			}
		}
		if out[d.ID] == d.ID {
			heads = append(heads, e)
		}
	}
	return out
}

// TestGroupingIsHonest: whatever the order of import and the size of batches,
// the stories are those of the definition; and those of the rows dated up to
// T are what a store with only these rows has.
func TestGroupingIsHonest(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		entries := rapid.Permutation(drawEntries(rt)).Draw(rt, "order")
		size := rapid.IntRange(1, 12).Draw(rt, "batch")
		all, st := importAll(rt, t.TempDir, entries, size)
		if want := reference(entries); !maps.Equal(all, want) {
			rt.Fatalf("stories %v, by definition %v", all, want)
		}
		heads, relevant := int64(0), int64(0)
		for _, e := range entries {
			if all[e.Document.ID] == e.Document.ID {
				heads++
				relevant += bit(e.Relevant)
			}
		}
		if st.Documents != heads || st.Copies != int64(len(entries))-heads || st.Relevant != relevant {
			rt.Fatalf("stats %d+%d, %d relevant; stories are %d of %d, %d relevant",
				st.Documents, st.Copies, st.Relevant, heads, len(entries), relevant)
		}
		cut := day(rapid.IntRange(-200, 200).Draw(rt, "cut"))
		early := slices.DeleteFunc(slices.Clone(entries), func(e Entry) bool { return e.Document.Time.After(cut) })
		if len(early) == 0 {
			return
		}
		known, _ := importAll(rt, t.TempDir, early, size)
		for id, story := range known {
			if all[id] != story {
				rt.Fatalf("document %x is of story %x, of %x without the rows after %v", id, all[id], story, cut)
			}
		}
	})
}

func TestWindow(t *testing.T) {
	s := newStore(t, Options{Dedupe: Dedupe{Window: 10 * 24 * time.Hour}})
	for i, c := range [...]struct {
		day   int
		story uint64
	}{{0, 1}, {6, 1}, {10, 1}, {11, 4}, {16, 4}, {21, 4}, {22, 7}} {
		add(t, s, titled(uint64(i+1), day(c.day), text.Simplified, "汉服"))
		if got := storiesOf(t, s)[uint64(i+1)]; got != c.story {
			t.Errorf("day %d belongs to story %d, want %d: a story lasts a window from its beginning, not from its last copy", c.day, got, c.story)
		}
	}
}

// The index lives in memory by stretches of time; dropping them must change
// nothing.
func TestGroupingAfterTrim(t *testing.T) {
	s := newStore(t, Options{})
	var entries []Entry
	for i := range 400 {
		entries = append(entries, titled(mix(uint64(i)), day(int(mix(uint64(i))%900)), text.Simplified, chains[i%len(chains)]))
	}
	for i := 0; i < len(entries); i += 20 {
		add(t, s, entries[i:i+20]...)
		s.w.group.trim(0)
		if i%100 == 0 {
			s.w.fresh = false // as after a failed batch
		}
	}
	if got, want := storiesOf(t, s), reference(entries); !maps.Equal(got, want) {
		t.Error("stories differ from the definition after the index was dropped")
	}
}
