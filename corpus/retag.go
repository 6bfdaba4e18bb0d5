package corpus

import (
	"context"
	"database/sql/driver"

	"hemline/taxonomy"
	"hemline/text"
)

// Retag gives every document new mentions and a new verdict on its relevance,
// and stores under which fingerprint: all of it or, after an error, nothing.
// Readers see the old mentions until the end. tag is called in order of time
// and import and must not keep the document.
func (s *Store) Retag(ctx context.Context, fingerprint string, tag func(*text.Document) ([]taxonomy.Mention, bool)) error {
	return s.writing(func(w *writer) error {
		if err := w.c.once("DELETE FROM mentions; DELETE FROM days"); err != nil {
			return err
		}
		// The walk is over a reader's view, so that it does not meet the
		// writer's own changes.
		err := s.reading(func(c *conn) error { return w.retag(ctx, c, tag) })
		if err != nil {
			return err
		}
		if err := w.flushDays(); err != nil {
			return err
		}
		return setMeta(w.c, tagKey, fingerprint)
	})
}

func (w *writer) retag(ctx context.Context, c *conn, tag func(*text.Document) ([]taxonomy.Mention, bool)) error {
	dict, err := loadDictionary(ctx, c)
	if err != nil {
		return err
	}
	var r record
	return c.each(ctx, "SELECT "+documentColumns+" FROM documents d ORDER BY d.time, d.n", nil, func(row []driver.Value) error {
		r.scan(row, dict)
		time, was := r.Document.Time.Unix(), r.Relevant
		ms, relevant := tag(&r.Document)
		stored, err := w.mention(time, r.n, ms)
		if err != nil {
			return err
		}
		w.count(time, r.scope, r.story == r.n, relevant, 1)
		w.countMentions(time, r.scope, stored)
		if relevant == was {
			return nil
		}
		return w.c.exec("UPDATE documents SET relevant = ? WHERE n = ?", bit(relevant), r.n)
	})
}
