package corpus

import (
	"cmp"
	"context"
	"database/sql/driver"
	"hash/fnv"
	"io"
	"math"
	"slices"
	"strings"

	"hemline/taxonomy"
	"hemline/text"
)

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
		return append(args, m.n, int64(m.id), m.story, m.time, sc, heat(d.Heat), bit(e.Relevant),
			orNull(d.Title), orNull(d.Body), orNull(d.Author), orNull(d.URL), orNull(d.Label)), nil
	})
}

// heat keeps out what is not a number, or not a sum's: one such row would
// spoil every total. Like an unknown heat it counts as one.
func heat(h float64) float64 {
	if math.IsNaN(h) || math.IsInf(h, 0) {
		return 1
	}
	return h
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
