package corpus

import (
	"cmp"
	"slices"
)

const daySeconds = 24 * 60 * 60

// dayScope is one row of the table of daily sums.
type dayScope struct{ day, scope int64 }

// dayCount is what is summed. relevant counts stories.
type dayCount struct{ documents, copies, relevant, mentions int64 }

// dayOf is the number of whole days since 1970 (negative before).
func dayOf(time int64) int64 {
	d := time / daySeconds
	if time%daySeconds < 0 {
		d--
	}
	return d
}

// count adds by documents to the sums of a day and scope.
func (w *writer) count(time, scope int64, head, relevant bool, by int64) {
	k := dayScope{dayOf(time), scope}
	c := w.days[k]
	switch {
	case !head:
		c.copies += by
	case relevant:
		c.relevant += by
		fallthrough
	default:
		c.documents += by
	}
	w.days[k] = c
}

func (w *writer) countMentions(time, scope int64, by int) {
	if by == 0 {
		return
	}
	k := dayScope{dayOf(time), scope}
	c := w.days[k]
	c.mentions += int64(by)
	w.days[k] = c
}

// flushDays writes the changes of a transaction.
func (w *writer) flushDays() error {
	keys := make([]dayScope, 0, len(w.days))
	for k := range w.days {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b dayScope) int {
		if c := cmp.Compare(a.day, b.day); c != 0 {
			return c
		}
		return cmp.Compare(a.scope, b.scope)
	})
	for _, k := range keys {
		c := w.days[k]
		err := w.c.exec(`INSERT INTO days (day, scope, documents, copies, relevant, mentions) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (day, scope) DO UPDATE SET documents = documents + excluded.documents, copies = copies + excluded.copies,
				relevant = relevant + excluded.relevant, mentions = mentions + excluded.mentions`,
			k.day, k.scope, c.documents, c.copies, c.relevant, c.mentions)
		if err != nil {
			return err
		}
	}
	clear(w.days)
	return nil
}
