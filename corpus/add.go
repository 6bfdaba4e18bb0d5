package corpus

import (
	"cmp"
	"context"
	"database/sql/driver"
	"slices"
	"strings"
)

// indexed is how many documents the index of near-duplicates may hold between
// batches, about 50 MB of headlines. One batch may need more, when its dates
// lie far apart.
const indexed = 400_000

// Add stores entries and rejects, in one transaction: when it returns an
// error nothing of them is kept. Callers batch about 5,000 rows.
//
// An entry whose Document.ID is there already, or came earlier in the same
// call, is a repeat and changes nothing, so an import that was stopped can be
// run again. A reject is stored once by source, file, line and content. The
// counts say what each row was when it came and always sum to the number of
// rows; a story can later turn out to be a copy of an earlier one, and Stats
// has the counts as they are.
func (s *Store) Add(ctx context.Context, entries []Entry, rejects []Reject) (added Added, err error) {
	err = s.writing(func(w *writer) error {
		var err error
		added, err = w.add(ctx, entries, rejects)
		return err
	})
	if err != nil {
		return Added{}, err
	}
	return added, nil
}

func (w *writer) add(ctx context.Context, entries []Entry, rejects []Reject) (Added, error) {
	fresh, err := w.unknown(ctx, entries)
	if err != nil {
		return Added{}, err
	}
	members, err := w.members(entries, fresh)
	if err != nil {
		return Added{}, err
	}
	moves, err := w.group.group(members)
	if err != nil {
		return Added{}, err
	}
	if err := ctx.Err(); err != nil {
		return Added{}, err
	}
	if err := w.documents(entries, fresh, members); err != nil {
		return Added{}, err
	}
	if err := w.index(ctx, entries, fresh, members); err != nil {
		return Added{}, err
	}
	if err := w.move(ctx, moves); err != nil {
		return Added{}, err
	}
	if err := w.mentions(entries, fresh, members); err != nil {
		return Added{}, err
	}
	if err := w.rejects(rejects); err != nil {
		return Added{}, err
	}
	if err := w.flushDays(); err != nil {
		return Added{}, err
	}
	w.group.trim(indexed)
	added := Added{Repeats: int64(len(entries) - len(fresh)), Quarantined: int64(len(rejects))}
	for _, m := range members {
		if m.story == m.n {
			added.Documents++
		} else {
			added.Copies++
		}
	}
	return added, ctx.Err()
}

// lookup is how many ids one query asks for.
const lookup = 128

var (
	selectID  = "SELECT id FROM documents WHERE id = ?"
	selectIDs = "SELECT id FROM documents WHERE id IN (" + strings.Repeat("?,", lookup-1) + "?)"
)

// unknown returns the places of the entries that are new, in order.
func (w *writer) unknown(ctx context.Context, entries []Entry) ([]int, error) {
	byID := make([]int, len(entries))
	for i := range byID {
		byID[i] = i
	}
	slices.SortFunc(byID, func(a, b int) int {
		if c := cmp.Compare(entries[a].Document.ID, entries[b].Document.ID); c != 0 {
			return c
		}
		return cmp.Compare(a, b)
	})
	byID = slices.CompactFunc(byID, func(a, b int) bool { return entries[a].Document.ID == entries[b].Document.ID })

	known := map[uint64]bool{}
	for rest := byID; len(rest) > 0; {
		sql, n := selectID, 1
		if len(rest) >= lookup {
			sql, n = selectIDs, lookup
		}
		w.args = w.args[:0]
		for _, i := range rest[:n] {
			w.args = append(w.args, int64(entries[i].Document.ID))
		}
		err := w.c.each(ctx, sql, w.args, func(row []driver.Value) error {
			known[uint64(integer(row[0]))] = true
			return nil
		})
		if err != nil {
			return nil, err
		}
		rest = rest[n:]
	}
	fresh := slices.DeleteFunc(byID, func(i int) bool { return known[entries[i].Document.ID] })
	slices.Sort(fresh)
	return fresh, nil
}

func (w *writer) members(entries []Entry, fresh []int) ([]member, error) {
	first, err := w.numbers(len(fresh))
	if err != nil {
		return nil, err
	}
	members := make([]member, len(fresh))
	for i, e := range fresh {
		d := &entries[e].Document
		members[i] = member{id: d.ID, time: d.Time.Unix(), n: first + int64(i), title: d.Title, body: d.Body}
	}
	return members, nil
}
