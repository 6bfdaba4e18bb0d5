package corpus

import (
	"cmp"
	"context"
	"database/sql/driver"
	"hash/fnv"
	"io"
	"slices"
	"strings"

	"hemline/taxonomy"
	"hemline/text"
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

// many is how many rows one INSERT takes: past a dozen the statement's own
// cost no longer shows.
const many = 16

// insert is a statement for one row and for many.
type insert struct{ one, many string }

func newInsert(into string, columns int) insert {
	row := "(" + strings.Repeat("?,", columns-1) + "?)"
	return insert{
		one:  "INSERT INTO " + into + " VALUES " + row,
		many: "INSERT INTO " + into + " VALUES " + strings.Repeat(row+",", many-1) + row,
	}
}

// rows runs an insert over n rows whose values fill appends.
func (w *writer) rows(in insert, n int, fill func(args []driver.Value, i int) ([]driver.Value, error)) error {
	for i := 0; i < n; {
		sql, step := in.one, 1
		if n-i >= many {
			sql, step = in.many, many
		}
		args := w.args[:0]
		for k := i; k < i+step; k++ {
			var err error
			if args, err = fill(args, k); err != nil {
				return err
			}
		}
		if err := w.c.exec(sql, args...); err != nil {
			return err
		}
		w.args = args
		i += step
	}
	return nil
}

var insertDocuments = newInsert("documents (n, id, story, time, scope, heat, relevant, title, body, author, url, label)", 12)

func (w *writer) documents(entries []Entry, fresh []int, members []member) error {
	return w.rows(insertDocuments, len(fresh), func(args []driver.Value, i int) ([]driver.Value, error) {
		e, m := &entries[fresh[i]], &members[i]
		d := &e.Document
		sc, err := w.scopeOf(scopeOf(d))
		if err != nil {
			return nil, err
		}
		w.count(m.time, sc, m.story == m.n, e.Relevant, 1)
		return append(args, m.n, int64(m.id), m.story, m.time, sc, d.Heat, bit(e.Relevant),
			orNull(d.Title), orNull(d.Body), orNull(d.Author), orNull(d.URL), orNull(d.Label)), nil
	})
}

var insertTerms = newInsert("terms (rowid, title, body)", 3)

// index feeds the search index.
func (w *writer) index(ctx context.Context, entries []Entry, fresh []int, members []member) error {
	return w.rows(insertTerms, len(fresh), func(args []driver.Value, i int) ([]driver.Value, error) {
		d := &entries[fresh[i]].Document
		return append(args, members[i].n, w.terms(d.Title, d.Lang), w.terms(d.Body, d.Lang)), ctx.Err()
	})
}

// terms joins the search terms of a text.
func (w *writer) terms(s string, lang text.Lang) driver.Value {
	if s == "" {
		return nil
	}
	w.cut = indexTerms(w.cut[:0], s, lang)
	w.text = w.text[:0]
	for _, t := range w.cut {
		w.text = append(append(w.text, t...), ' ')
	}
	return string(w.text)
}

// mentions stores what each new document mentions.
func (w *writer) mentions(entries []Entry, fresh []int, members []member) error {
	for i, e := range fresh {
		stored, err := w.mention(members[i].time, members[i].n, entries[e].Mentions)
		if err != nil {
			return err
		}
		if stored == 0 {
			continue
		}
		sc, err := w.scopeOf(scopeOf(&entries[e].Document))
		if err != nil {
			return err
		}
		w.countMentions(members[i].time, sc, stored)
	}
	return nil
}

// mention stores the mentions of one document and returns how many they are:
// the same span of the same concept counts once.
func (w *writer) mention(time, n int64, ms []taxonomy.Mention) (int, error) {
	if len(ms) == 0 {
		return 0, nil
	}
	ms = distinct(ms)
	for _, m := range ms {
		id, err := w.conceptOf(m.Concept)
		if err != nil {
			return 0, err
		}
		if err := w.c.exec(insertMention, time, n, int64(m.Start), int64(m.End), id); err != nil {
			return 0, err
		}
	}
	return len(ms), nil
}

// distinct returns mentions in order of place, each once.
func distinct(ms []taxonomy.Mention) []taxonomy.Mention {
	ms = slices.Clone(ms)
	slices.SortFunc(ms, func(a, b taxonomy.Mention) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End), cmp.Compare(a.Concept, b.Concept))
	})
	return slices.Compact(ms)
}

const insertMention = `INSERT INTO mentions (time, doc, start, "end", concept) VALUES (?, ?, ?, ?, ?)`

// move stores that documents changed their story.
func (w *writer) move(ctx context.Context, moves []moved) error {
	for _, m := range moves {
		row, err := w.c.first(ctx, "SELECT story, time, scope, relevant FROM documents WHERE n = ?", m.n)
		if err != nil {
			return err
		}
		story, time, sc, relevant := integer(row[0]), integer(row[1]), integer(row[2]), integer(row[3]) != 0
		w.count(time, sc, story == m.n, relevant, -1)
		w.count(time, sc, m.story == m.n, relevant, 1)
		if err := w.c.exec("UPDATE documents SET story = ? WHERE n = ?", m.story, m.n); err != nil {
			return err
		}
	}
	return nil
}

// maxRaw is how much of an unusable row is kept, in bytes.
const maxRaw = 4096

func (w *writer) rejects(rejects []Reject) error {
	for _, r := range rejects {
		h := fnv.New64a()
		io.WriteString(h, r.Raw) // never fails
		raw := strings.ToValidUTF8(r.Raw[:min(len(r.Raw), maxRaw)], "\uFFFD")
		err := w.c.exec("INSERT OR IGNORE INTO quarantine (source, file, line, hash, reason, raw) VALUES (?, ?, ?, ?, ?, ?)",
			r.Source, r.File, r.Line, int64(h.Sum64()), r.Reason, raw)
		if err != nil {
			return err
		}
	}
	return nil
}
