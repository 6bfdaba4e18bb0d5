package corpus

import (
	"cmp"
	"context"
	"database/sql/driver"
	"fmt"
	"math"
	"slices"
)

// maxRanked is how many matching documents are ranked, the latest ones when
// there are more: so broad a search is about what is new.
const maxRanked = 20_000

// Search returns the stories a query matches, best first.
//
// They are ranked by BM25 (Robertson and Zaragoza, The probabilistic relevance
// framework, 2009) with the usual k1 = 1.2 and b = 0.75, a title counted
// twice, then by recency. All words weigh the same, since each must occur, and
// the mean length is that of the matching documents: so no number in it
// depends on documents after Until. SQLite's own bm25() would see them.
func (s *Store) Search(ctx context.Context, q Query) ([]Hit, error) {
	if q.Limit < 0 || q.Offset < 0 {
		return nil, fmt.Errorf("%w: limit %d and offset %d must not be negative", ErrQuery, q.Limit, q.Offset)
	}
	if q.Limit == 0 {
		q.Limit = defaultLimit
	}
	lang := guess(q.Text, q.Lang)
	phrases, err := parseQuery(q.Text, lang)
	if err != nil {
		return nil, err
	}
	var hits []Hit
	err = s.reading(func(c *conn) error {
		dict, err := loadDictionary(ctx, c)
		if err != nil {
			return err
		}
		found, err := matching(ctx, c, q, phrases, dict)
		if err != nil {
			return err
		}
		if err := rank(ctx, c, found, phrases, dict); err != nil {
			return err
		}
		found = bestOfStory(found)
		found = found[min(q.Offset, len(found)):]
		for _, f := range found[:min(q.Limit, len(found))] {
			h, err := hit(ctx, c, f, q, phrases, dict)
			if err != nil {
				return err
			}
			hits = append(hits, h)
		}
		return nil
	})
	return hits, err
}

// found is a document that matches.
type found struct {
	n, story, time int64
	score          float64
}

// matching lists the documents that match, at most maxRanked.
func matching(ctx context.Context, c *conn, q Query, phrases []phrase, dict dictionary) ([]found, error) {
	f := Filter{Since: q.Since, Until: q.Until, Source: q.Source, Market: q.Market, Channel: q.Channel}
	where, args := f.where(dict)
	var out []found
	err := c.each(ctx, `SELECT d.n, d.story, d.time FROM terms CROSS JOIN documents d ON d.n = terms.rowid
		WHERE terms MATCH ? AND `+where, append([]driver.Value{match(phrases)}, args...), func(row []driver.Value) error {
		out = append(out, found{n: integer(row[0]), story: integer(row[1]), time: integer(row[2])})
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(out) > maxRanked {
		slices.SortFunc(out, func(a, b found) int {
			return cmp.Or(cmp.Compare(b.time, a.time), cmp.Compare(b.n, a.n))
		})
		out = out[:maxRanked]
	}
	slices.SortFunc(out, func(a, b found) int { return cmp.Compare(a.n, b.n) }) // the order of the file
	return out, nil
}

const (
	bm25K1 = 1.2
	bm25B  = 0.75
)

// rank sets the scores.
func rank(ctx context.Context, c *conn, docs []found, phrases []phrase, dict dictionary) error {
	var terms []string
	lengths := make([]float64, len(docs))
	counts := make([]int32, 0, len(docs)*len(phrases))
	mean := 0.0
	for i, f := range docs {
		row, err := c.first(ctx, "SELECT title, body, scope FROM documents WHERE n = ?", f.n)
		if err != nil {
			return err
		}
		lang := dict.scopes[integer(row[2])].lang
		terms = indexTerms(terms[:0], str(row[0]), lang)
		title := len(terms)
		terms = indexTerms(terms, str(row[1]), lang)
		for p := range phrases {
			counts = append(counts, int32(2*phrases[p].count(terms[:title])+phrases[p].count(terms[title:])))
		}
		lengths[i] = float64(len(terms))
		mean += lengths[i] / float64(len(docs))
		if i%checkEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
	}
	for i := range docs {
		for p := range phrases {
			tf := float64(counts[i*len(phrases)+p])
			docs[i].score += tf * (bm25K1 + 1) / (tf + bm25K1*(1-bm25B+bm25B*lengths[i]/math.Max(mean, 1)))
		}
	}
	return nil
}

// bestOfStory keeps the best document of each story, the earliest of equals,
// and sorts: best first, then latest.
func bestOfStory(docs []found) []found {
	slices.SortFunc(docs, func(a, b found) int {
		return cmp.Or(cmp.Compare(a.story, b.story), cmp.Compare(b.score, a.score), cmp.Compare(a.time, b.time), cmp.Compare(a.n, b.n))
	})
	docs = slices.CompactFunc(docs, func(a, b found) bool { return a.story == b.story })
	slices.SortFunc(docs, func(a, b found) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(b.time, a.time), cmp.Compare(b.n, a.n))
	})
	return docs
}

// hit fills in what is shown of a document and its story.
func hit(ctx context.Context, c *conn, f found, q Query, phrases []phrase, dict dictionary) (Hit, error) {
	row, err := c.first(ctx, "SELECT "+documentColumns+" FROM documents d WHERE d.n = ?", f.n)
	if err != nil {
		return Hit{}, err
	}
	var r record
	r.scan(row, dict)
	d := &r.Document
	h := Hit{
		ID: hexID(d.ID), Time: d.Time, Lang: d.Lang, Source: d.Source, Market: d.Market, Channel: d.Channel,
		URL: d.URL, Title: d.Title, Score: f.score,
	}
	h.Snippet, h.Start, h.End = snippet(d.Text(), phrases, d.Lang)
	row, err = c.first(ctx, "SELECT count(*), sum(heat), min(time), max(time) FROM ("+storyRows+") WHERE time < ?",
		f.story, f.story, before(q.Until))
	if err != nil {
		return Hit{}, err
	}
	h.Copies, h.Heat, h.First, h.Last = integer(row[0])-1, float(row[1]), unix(row[2]), unix(row[3])
	return h, nil
}
