package corpus

import (
	"cmp"
	"context"
	"database/sql/driver"
	"slices"
	"time"
)

// maxReasons is how many reasons of quarantine Stats lists.
const maxReasons = 20

// Stats sums up the store from its daily sums: its cost grows with the days
// and scopes, not with the documents.
func (s *Store) Stats(ctx context.Context) (Stats, error) {
	var st Stats
	err := s.reading(func(c *conn) error {
		if err := st.sums(ctx, c); err != nil {
			return err
		}
		if err := st.span(ctx, c); err != nil {
			return err
		}
		return st.quarantine(ctx, c)
	})
	if err != nil {
		return Stats{}, err
	}
	return st, nil
}

// tally counts under names.
type tally map[string]Count

func (t tally) add(name string, documents, copies int64) {
	c := t[name]
	t[name] = Count{Name: name, Documents: c.Documents + documents, Copies: c.Copies + copies}
}

// byCount lists the largest first.
func (t tally) byCount() []Count {
	return t.sorted(func(a, b Count) int {
		return cmp.Or(cmp.Compare(b.Documents+b.Copies, a.Documents+a.Copies), cmp.Compare(a.Name, b.Name))
	})
}

func (t tally) byName() []Count {
	return t.sorted(func(a, b Count) int { return cmp.Compare(a.Name, b.Name) })
}

func (t tally) sorted(order func(a, b Count) int) []Count {
	out := make([]Count, 0, len(t))
	for _, c := range t {
		out = append(out, c)
	}
	slices.SortFunc(out, order)
	return out
}

func (st *Stats) sums(ctx context.Context, c *conn) error {
	sources, languages, markets := tally{}, tally{}, tally{}
	channels, segments, months := tally{}, tally{}, tally{}
	last := map[string]int64{} // by source: the last day seen
	st.Gaps = []Gap{}
	err := c.each(ctx, `SELECT d.day, d.documents, d.copies, d.relevant, d.mentions, s.source, s.lang, s.market, s.channel, s.segment
		FROM days d JOIN scopes s ON s.id = d.scope WHERE d.documents + d.copies > 0 ORDER BY d.day, d.scope`, nil,
		func(row []driver.Value) error {
			day, documents, copies := integer(row[0]), integer(row[1]), integer(row[2])
			st.Documents += documents
			st.Copies += copies
			st.Relevant += integer(row[3])
			st.Mentions += integer(row[4])
			source := str(row[5])
			for i, t := range [...]tally{sources, languages, markets, channels, segments} {
				t.add(str(row[5+i]), documents, copies)
			}
			months.add(dayTime(day).Format("2006-01"), documents, copies)
			if before, ok := last[source]; ok && day > before+1 {
				st.Gaps = append(st.Gaps, Gap{Source: source, From: dayTime(before + 1), To: dayTime(day - 1), Days: int(day - before - 1)})
			}
			last[source] = day
			return nil
		})
	if err != nil {
		return err
	}
	slices.SortStableFunc(st.Gaps, func(a, b Gap) int { return cmp.Compare(a.Source, b.Source) })
	st.Sources, st.Languages, st.Markets = sources.byCount(), languages.byCount(), markets.byCount()
	st.Channels, st.Segments, st.Months = channels.byCount(), segments.byCount(), months.byName()
	return nil
}

func dayTime(day int64) time.Time { return time.Unix(day*daySeconds, 0).UTC() }

func (st *Stats) span(ctx context.Context, c *conn) error {
	for _, end := range [...]struct {
		sql string
		to  *time.Time
	}{
		{"SELECT time FROM documents ORDER BY time LIMIT 1", &st.First},
		{"SELECT time FROM documents ORDER BY time DESC LIMIT 1", &st.Last},
	} {
		row, err := c.first(ctx, end.sql)
		if err != nil {
			return err
		}
		if row != nil {
			*end.to = unix(row[0])
		}
	}
	return nil
}

func (st *Stats) quarantine(ctx context.Context, c *conn) error {
	st.Reasons = []Reason{}
	err := c.each(ctx, "SELECT reason, count(*) FROM quarantine GROUP BY reason ORDER BY 2 DESC, 1", nil, func(row []driver.Value) error {
		r := Reason{Reason: str(row[0]), Rows: integer(row[1])}
		st.Quarantined += r.Rows
		if len(st.Reasons) < maxReasons {
			st.Reasons = append(st.Reasons, r)
		}
		return nil
	})
	return err
}

// Quarantine returns the rows that could not be used, in the order they came,
// at most limit of them, all when limit is 0. Raw is cut to 4 KiB.
func (s *Store) Quarantine(ctx context.Context, limit int) ([]Reject, error) {
	if limit <= 0 {
		limit = -1 // SQLite's "no limit"
	}
	var out []Reject
	err := s.reading(func(c *conn) error {
		return c.each(ctx, "SELECT source, file, line, reason, raw FROM quarantine ORDER BY n LIMIT ?", []driver.Value{int64(limit)},
			func(row []driver.Value) error {
				out = append(out, Reject{Source: str(row[0]), File: str(row[1]), Line: integer(row[2]), Reason: str(row[3]), Raw: str(row[4])})
				return nil
			})
	})
	return out, err
}
