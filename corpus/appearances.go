package corpus

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"math"
	"slices"
	"time"
)

// Appearances calls fn with every document and copy dated before until, in
// order of time and then of import; the zero until means all. Stories are as
// known at the cut: a story never begins after its copies. It reads one state
// of the store, whatever is written meanwhile, and ends with fn's error.
func (s *Store) Appearances(ctx context.Context, until time.Time, fn func(Appearance) error) error {
	return s.reading(func(c *conn) error {
		dict, err := loadDictionary(ctx, c)
		if err != nil {
			return err
		}
		cut := before(until)
		said, err := mentionsBetween(ctx, c, dict, math.MinInt64, cut)
		if err != nil {
			return err
		}
		err = c.each(ctx, "SELECT time, n, story, scope, heat, relevant FROM documents WHERE time < ? ORDER BY time, n",
			[]driver.Value{cut}, func(row []driver.Value) error {
				time, n := integer(row[0]), integer(row[1])
				concepts, err := said.concepts(time, n)
				if err != nil {
					return err
				}
				sc := dict.scopes[integer(row[3])]
				return fn(Appearance{
					Document: n, Story: integer(row[2]), Time: unix(row[0]),
					Source: sc.source, Market: sc.market, Channel: sc.channel, Segment: sc.segment, Lang: sc.lang,
					Heat: float(row[4]), Relevant: integer(row[5]) != 0, Concepts: concepts,
				})
			})
		return errors.Join(err, said.close())
	})
}

// before turns an exclusive bound into one on whole seconds, which times are
// kept in.
func before(t time.Time) int64 {
	if t.IsZero() {
		return math.MaxInt64
	}
	if t.Nanosecond() > 0 {
		return t.Unix() + 1
	}
	return t.Unix()
}

// from is before for an inclusive bound.
func from(t time.Time) int64 {
	if t.IsZero() {
		return math.MinInt64
	}
	return before(t)
}

func unix(v driver.Value) time.Time { return time.Unix(integer(v), 0).UTC() }

// dictionary is what the tables hold numbers of.
type dictionary struct {
	scopes   map[int64]scope
	concepts []string // by number, which count from 1
}

func loadDictionary(ctx context.Context, c *conn) (dictionary, error) {
	d := dictionary{scopes: map[int64]scope{}, concepts: []string{""}}
	err := c.each(ctx, selectScopes, nil, func(row []driver.Value) error {
		id, sc := scanScope(row)
		d.scopes[id] = sc
		return nil
	})
	if err != nil {
		return d, err
	}
	err = c.each(ctx, "SELECT name FROM concepts ORDER BY id", nil, func(row []driver.Value) error {
		d.concepts = append(d.concepts, str(row[0]))
		return nil
	})
	return d, err
}

// stored is a mention as the table has it.
type stored struct {
	time, n, start, end int64
	concept             string
}

// mentionStream walks along the mentions beside a walk along the documents in
// the same order.
type mentionStream struct {
	cur   *cursor
	names []string
	at    stored // the next mention, when !done
	done  bool
	found []stored
}

func mentionsBetween(ctx context.Context, c *conn, dict dictionary, from, to int64) (*mentionStream, error) {
	cur, err := c.query(ctx, `SELECT time, doc, start, "end", concept FROM mentions WHERE time >= ? AND time < ?
		ORDER BY time, doc, start, "end", concept`, from, to)
	if err != nil {
		return nil, err
	}
	m := &mentionStream{cur: cur, names: dict.concepts}
	if err := m.next(); err != nil {
		return nil, errors.Join(err, cur.close())
	}
	return m, nil
}

func (m *mentionStream) next() error {
	row, err := m.cur.next()
	if err == io.EOF {
		m.done = true
		return nil
	}
	if err != nil {
		return err
	}
	m.at = stored{integer(row[0]), integer(row[1]), integer(row[2]), integer(row[3]), m.names[integer(row[4])]}
	return nil
}

// of returns the mentions of the document n of a time, which must not come
// before the one asked for last. The slice is used again.
func (m *mentionStream) of(time, n int64) ([]stored, error) {
	m.found = m.found[:0]
	for !m.done && (m.at.time < time || m.at.time == time && m.at.n <= n) {
		if m.at.time == time && m.at.n == n {
			m.found = append(m.found, m.at)
		}
		if err := m.next(); err != nil {
			return nil, err
		}
	}
	return m.found, nil
}

// concepts returns the distinct concepts of a document, sorted.
func (m *mentionStream) concepts(time, n int64) ([]string, error) {
	found, err := m.of(time, n)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	out := make([]string, len(found))
	for i, f := range found {
		out[i] = f.concept
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

func (m *mentionStream) close() error { return m.cur.close() }
