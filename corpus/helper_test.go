package corpus

import (
	"context"
	"database/sql/driver"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"hemline/text"
)

// newStore opens an empty store that the test closes.
func newStore(t testing.TB, opts Options) *Store {
	t.Helper()
	s, err := Open(context.Background(), filepath.Join(t.TempDir(), "hemline.db"), opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// add stores entries in batches, as a caller would.
func add(t testing.TB, s *Store, entries ...Entry) (sum Added) {
	t.Helper()
	const batch = 5000
	for len(entries) > 0 {
		n := min(batch, len(entries))
		a, err := s.Add(context.Background(), entries[:n], nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := a.Documents + a.Copies + a.Repeats + a.Quarantined; got != int64(n) {
			t.Fatalf("Add of %d rows counted %+v", n, a)
		}
		sum.Documents += a.Documents
		sum.Copies += a.Copies
		sum.Repeats += a.Repeats
		entries = entries[n:]
	}
	return sum
}

// storiesOf maps each document's id to the id of its story's first document.
func storiesOf(t testing.TB, s *Store) map[uint64]uint64 {
	t.Helper()
	out := map[uint64]uint64{}
	err := s.reading(func(c *conn) error {
		return c.each(context.Background(), "SELECT d.id, h.id FROM documents d JOIN documents h ON h.n = d.story", nil, func(row []driver.Value) error {
			out[uint64(integer(row[0]))] = uint64(integer(row[1]))
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// day is midnight n days into 2024.
func day(n int) time.Time { return time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, n) }

// titled makes an entry with an id of its own.
func titled(id uint64, at time.Time, lang text.Lang, title string) Entry {
	return Entry{Document: text.Document{ID: id, Time: at, Lang: lang, Source: "test", Market: "cn", Channel: "social", Title: title, Heat: 1}}
}

// check compares the grouper's memory with what is stored.
func (g *grouper) check(stories map[uint64]uint64) error {
	for _, s := range g.slabs {
		ids := map[uint32]uint64{}
		for _, d := range s.slots {
			ids[d.n] = d.id
		}
		for _, d := range s.slots {
			if want, ok := stories[d.id]; !ok || ids[d.story] != 0 && ids[d.story] != want {
				return fmt.Errorf("document %x is in the index with story %x, stored with %x (there: %v)", d.id, ids[d.story], want, ok)
			}
		}
	}
	return nil
}
