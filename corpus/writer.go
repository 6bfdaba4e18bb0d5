package corpus

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"math"

	"hemline/text"
)

// writer is the one connection that writes, with what it remembers of the
// file between transactions. Everything it remembers can be read again, and
// is, after a transaction that failed.
type writer struct {
	c     *conn
	rule  rule
	fresh bool // the fields below agree with the file

	next     int64 // row number of the next document
	scopes   map[scope]int64
	concepts map[string]int64
	group    *grouper

	days map[dayScope]dayCount // changes of the transaction under way
	args []driver.Value
	text []byte
	cut  []string
}

// scope is what documents share, stored once.
type scope struct {
	source, market, channel, segment string
	lang                             text.Lang
}

func scopeOf(d *text.Document) scope {
	return scope{source: d.Source, market: d.Market, channel: d.Channel, segment: d.Segment, lang: d.Lang}
}

func newWriter(c *conn) *writer {
	return &writer{c: c, days: map[dayScope]dayCount{}}
}

// start reads what the writer remembers.
func (w *writer) start(ctx context.Context, r rule) error {
	w.rule = r
	w.scopes, w.concepts = map[scope]int64{}, map[string]int64{}
	clear(w.days)
	err := w.c.each(ctx, selectScopes, nil, func(row []driver.Value) error {
		id, sc := scanScope(row)
		w.scopes[sc] = id
		return nil
	})
	if err != nil {
		return err
	}
	err = w.c.each(ctx, "SELECT id, name FROM concepts", nil, func(row []driver.Value) error {
		w.concepts[str(row[1])] = integer(row[0])
		return nil
	})
	if err != nil {
		return err
	}
	last, err := w.c.number(ctx, "SELECT max(n) FROM documents")
	if err != nil {
		return err
	}
	w.next = last + 1
	// The index of near-duplicates fills itself when the first new document
	// comes: most openings never need it.
	w.group = &grouper{rule: r, slabs: map[int64]*slab{}, load: func(from, to int64, add func(member) error) error {
		return w.c.each(ctx, "SELECT id, time, n, story, title, body FROM documents WHERE time >= ? AND time < ?",
			[]driver.Value{from, to}, func(row []driver.Value) error {
				return add(member{
					id: uint64(integer(row[0])), time: integer(row[1]), n: integer(row[2]),
					story: integer(row[3]), title: str(row[4]), body: str(row[5]),
				})
			})
	}}
	w.fresh = true
	return nil
}

func (w *writer) transaction(fn func(w *writer) error) (err error) {
	if !w.fresh {
		if err := w.start(context.Background(), w.rule); err != nil {
			return err
		}
	}
	if err := w.c.once("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			w.fresh = false
			if e := w.c.once("ROLLBACK"); e != nil && !ended(e) {
				err = errors.Join(err, e)
			}
		}
	}()
	if err := fn(w); err != nil {
		return err
	}
	return w.c.once("COMMIT")
}

// scopeOf returns the number of a scope, giving it one when it is new.
func (w *writer) scopeOf(sc scope) (int64, error) {
	if id, ok := w.scopes[sc]; ok {
		return id, nil
	}
	id := int64(len(w.scopes)) + 1
	err := w.c.exec("INSERT INTO scopes (id, source, market, channel, segment, lang) VALUES (?, ?, ?, ?, ?, ?)",
		id, sc.source, sc.market, sc.channel, sc.segment, string(sc.lang))
	if err != nil {
		return 0, err
	}
	w.scopes[sc] = id
	return id, nil
}

// conceptOf is scopeOf for the ids of concepts.
func (w *writer) conceptOf(name string) (int64, error) {
	if id, ok := w.concepts[name]; ok {
		return id, nil
	}
	id := int64(len(w.concepts)) + 1
	if err := w.c.exec("INSERT INTO concepts (id, name) VALUES (?, ?)", id, name); err != nil {
		return 0, err
	}
	w.concepts[name] = id
	return id, nil
}

// numbers reserves row numbers for n documents and returns the first.
func (w *writer) numbers(n int) (int64, error) {
	first := w.next
	if first+int64(n) > math.MaxUint32 {
		return 0, fmt.Errorf("corpus: a workspace holds at most %d documents: start another one", uint32(math.MaxUint32))
	}
	w.next += int64(n)
	return first, nil
}

const selectScopes = "SELECT id, source, market, channel, segment, lang FROM scopes"

func scanScope(row []driver.Value) (int64, scope) {
	return integer(row[0]), scope{
		source: str(row[1]), market: str(row[2]), channel: str(row[3]), segment: str(row[4]),
		lang: text.Lang(str(row[5])),
	}
}
