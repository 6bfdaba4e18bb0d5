package corpus

import (
	"cmp"
	"context"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"hemline/taxonomy"
	"hemline/text"
)

// ErrNotFound says that no document has the id asked for.
var ErrNotFound = errors.New("corpus: no such document")

// Document returns the document with an id and its mentions in order of
// place; ErrNotFound when there is none.
func (s *Store) Document(ctx context.Context, id uint64) (d text.Document, ms []taxonomy.Mention, err error) {
	err = s.reading(func(c *conn) error {
		dict, err := loadDictionary(ctx, c)
		if err != nil {
			return err
		}
		row, err := c.first(ctx, "SELECT "+documentColumns+" FROM documents d WHERE d.id = ?", int64(id))
		if err != nil {
			return err
		}
		if row == nil {
			return fmt.Errorf("%w: %016x", ErrNotFound, id)
		}
		var r record
		r.scan(row, dict)
		d = r.Document
		ms, err = mentionsOf(ctx, c, dict, d.Time.Unix(), r.n)
		return err
	})
	return d, ms, err
}

// record is a row of documents.
type record struct {
	Entry
	n, story, scope int64
}

// documentColumns are what scan reads, from documents as d.
const documentColumns = "d.n, d.id, d.time, d.scope, d.heat, d.title, d.body, d.author, d.url, d.label, d.story, d.relevant"

// scan reads a row; its mentions are in another table.
func (r *record) scan(row []driver.Value, dict dictionary) {
	r.n, r.scope, r.story, r.Relevant = integer(row[0]), integer(row[3]), integer(row[10]), integer(row[11]) != 0
	sc := dict.scopes[r.scope]
	r.Document = text.Document{
		ID: uint64(integer(row[1])), Time: unix(row[2]), Lang: sc.lang,
		Source: sc.source, Channel: sc.channel, Market: sc.market, Segment: sc.segment,
		Heat: float(row[4]), Title: str(row[5]), Body: str(row[6]), Author: str(row[7]), URL: str(row[8]), Label: str(row[9]),
	}
}

func mentionsOf(ctx context.Context, c *conn, dict dictionary, time, n int64) ([]taxonomy.Mention, error) {
	var ms []taxonomy.Mention
	err := c.each(ctx, `SELECT start, "end", concept FROM mentions WHERE time = ? AND doc = ? ORDER BY start, "end", concept`,
		[]driver.Value{time, n}, func(row []driver.Value) error {
			ms = append(ms, taxonomy.Mention{Concept: dict.concepts[integer(row[2])], Start: int(integer(row[0])), End: int(integer(row[1]))})
			return nil
		})
	return ms, err
}

// Documents calls fn with the documents and copies a filter lets through, in
// order of time and then of import, with all their mentions. The mentions are
// only fn's until it returns. It reads one state of the store.
func (s *Store) Documents(ctx context.Context, f Filter, fn func(text.Document, []taxonomy.Mention) error) error {
	return s.reading(func(c *conn) error {
		return eachDocument(ctx, c, f, func(r *record) error { return fn(r.Document, r.Mentions) })
	})
}

// eachDocument is Documents for rows with all that is known of them.
func eachDocument(ctx context.Context, c *conn, f Filter, fn func(*record) error) error {
	dict, err := loadDictionary(ctx, c)
	if err != nil {
		return err
	}
	if len(f.Concepts) > 0 {
		return mentioning(ctx, c, f, dict, fn)
	}
	where, args := f.where(dict)
	said, err := mentionsBetween(ctx, c, dict, from(f.Since), before(f.Until))
	if err != nil {
		return err
	}
	var r record
	err = c.each(ctx, "SELECT "+documentColumns+" FROM documents d WHERE "+where+" ORDER BY d.time, d.n", args, func(row []driver.Value) error {
		r.scan(row, dict)
		found, err := said.of(integer(row[2]), r.n)
		if err != nil {
			return err
		}
		r.Mentions = r.Mentions[:0]
		for _, m := range found {
			r.Mentions = append(r.Mentions, taxonomy.Mention{Concept: m.concept, Start: int(m.start), End: int(m.end)})
		}
		return fn(&r)
	})
	return errors.Join(err, said.close())
}

// mentioning walks along the documents of some concepts, which are few beside
// all of them: it starts from the mentions.
func mentioning(ctx context.Context, c *conn, f Filter, dict dictionary, fn func(*record) error) error {
	from, args, err := f.mentioned(dict)
	if err != nil {
		return err
	}
	var r record
	return c.each(ctx, "SELECT "+documentColumns+from, args, func(row []driver.Value) error {
		r.scan(row, dict)
		if r.Mentions, err = mentionsOf(ctx, c, dict, integer(row[2]), r.n); err != nil {
			return err
		}
		return fn(&r)
	})
}

// mentioned gives the rest of a SELECT for the documents, as d, that mention
// any of the filter's concepts and that it lets through, in order of time.
func (f *Filter) mentioned(dict dictionary) (string, []driver.Value, error) {
	list, err := numbersOf(dict.concepts, f.Concepts)
	if err != nil {
		return "", nil, err
	}
	where, args := f.where(dict)
	return ` FROM (
			SELECT DISTINCT time, doc FROM mentions
			WHERE concept IN (SELECT value FROM json_each(?)) AND time >= ? AND time < ?
		) m CROSS JOIN documents d ON d.n = m.doc WHERE ` + where + " ORDER BY m.time, m.doc",
		append([]driver.Value{list, from(f.Since), before(f.Until)}, args...), nil
}

// numbersOf lists the numbers of concepts as JSON; those never mentioned have
// none.
func numbersOf(names, concepts []string) (string, error) {
	ids := []int{}
	for i, name := range names {
		if i > 0 && slices.Contains(concepts, name) {
			ids = append(ids, i)
		}
	}
	b, err := json.Marshal(ids)
	return string(b), err
}

// where gives the conditions of a filter, its concepts apart, on documents as
// d. The text is one of a few, so that statements stay prepared.
func (f *Filter) where(dict dictionary) (string, []driver.Value) {
	cond := []string{"d.time >= ?", "d.time < ?"}
	args := []driver.Value{from(f.Since), before(f.Until)}
	if f.Relevant {
		cond = append(cond, "d.relevant = 1")
	}
	if f.Heads {
		cond = append(cond, "d.story = d.n")
	}
	if f.Source != "" || f.Market != "" || f.Channel != "" || f.Segment != "" {
		cond = append(cond, "d.scope IN (SELECT value FROM json_each(?))")
		args = append(args, f.inScopes(dict))
	}
	return strings.Join(cond, " AND "), args
}

// inScopes lists the numbers of the scopes the filter lets through, as JSON.
func (f *Filter) inScopes(dict dictionary) string {
	ids := []int64{}
	for id, sc := range dict.scopes {
		if either(f.Source, sc.source) && either(f.Market, sc.market) && either(f.Channel, sc.channel) && either(f.Segment, sc.segment) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	b, err := json.Marshal(ids)
	if err != nil {
		return "[]" // a list of integers always has a JSON form
	}
	return string(b)
}

func either(want, have string) bool { return want == "" || want == have }

// ByConcept returns the hottest stories that mention any of the concepts: of
// each, the first document that does, with the heat and number of all the
// story's appearances the filter's times and scope let through. Limit 0 means
// 20.
func (s *Store) ByConcept(ctx context.Context, concepts []string, f Filter, limit int) ([]DocumentHit, error) {
	if limit <= 0 {
		limit = defaultLimit
	}
	f.Concepts = concepts
	var hits []DocumentHit
	err := s.reading(func(c *conn) error {
		dict, err := loadDictionary(ctx, c)
		if err != nil {
			return err
		}
		stories, err := loudest(ctx, c, f, dict)
		if err != nil {
			return err
		}
		for _, st := range stories[:min(limit, len(stories))] {
			row, err := c.first(ctx, "SELECT "+documentColumns+" FROM documents d WHERE d.n = ?", st.n)
			if err != nil {
				return err
			}
			var r record
			r.scan(row, dict)
			ms, err := mentionsOf(ctx, c, dict, r.Document.Time.Unix(), st.n)
			if err != nil {
				return err
			}
			hits = append(hits, DocumentHit{Document: r.Document, Mentions: ms, Heat: st.heat, Copies: st.count - 1})
		}
		return nil
	})
	return hits, err
}

// loud is a story with its appearances summed.
type loud struct {
	n, story int64 // the first document that mentions the concept, and its story
	heat     float64
	count    int64
}

// loudest lists the stories of the filter's concepts, hottest first, then in
// order of time.
func loudest(ctx context.Context, c *conn, f Filter, dict dictionary) ([]loud, error) {
	from, args, err := f.mentioned(dict)
	if err != nil {
		return nil, err
	}
	var out []loud
	seen := map[int64]bool{}
	err = c.each(ctx, "SELECT d.n, d.story"+from, args, func(row []driver.Value) error {
		if story := integer(row[1]); !seen[story] {
			seen[story] = true
			out = append(out, loud{n: integer(row[0]), story: story})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	f.Heads, f.Relevant = false, false // the story is summed as a whole
	where, args := f.where(dict)
	for i := range out {
		row, err := c.first(ctx, "SELECT sum(heat), count(*) FROM ("+storyRows+") d WHERE "+where,
			append([]driver.Value{out[i].story, out[i].story}, args...)...)
		if err != nil {
			return nil, err
		}
		out[i].heat, out[i].count = float(row[0]), integer(row[1])
	}
	slices.SortStableFunc(out, func(a, b loud) int { return cmp.Compare(b.heat, a.heat) })
	return out, nil
}

// storyRows selects all of a story: its first document by row number, the
// rest by the index of copies.
const storyRows = `SELECT n, time, scope, heat, relevant, story FROM documents WHERE n = ?
	UNION ALL SELECT n, time, scope, heat, relevant, story FROM documents WHERE story = ? AND story <> n`
