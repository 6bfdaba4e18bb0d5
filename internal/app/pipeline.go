package app

import (
	"context"

	"golang.org/x/sync/errgroup"

	"hemline/corpus"
	"hemline/source"
	"hemline/text"
)

const (
	chunkRows = 256  // rows a worker takes at once: large enough that handing over costs nothing
	batchRows = 8192 // rows in a transaction: a kill loses at most this much work
)

// chunk is a run of rows on its way through the workers.
type chunk struct {
	items   []source.Item
	entries []corpus.Entry
	rejects []corpus.Reject
	done    chan struct{}
}

// fill reads src to its end into the workspace. Texts are cleaned and tagged
// by several goroutines; rows reach the store in the order of the source, so
// that the result does not depend on their number. On an error or a cancelled
// context the counts say what was committed until then.
func (w *workspace) fill(ctx context.Context, src source.Source, n int) (corpus.Added, error) {
	if err := w.reader(); err != nil {
		return corpus.Added{}, err
	}
	group, ctx := errgroup.WithContext(ctx)
	jobs := make(chan *chunk)
	ordered := make(chan *chunk, 4*n) // bounds what is read ahead of the store

	var broken error // why the source ended early; what it gave before is kept
	group.Go(func() error {
		defer close(jobs)
		defer close(ordered)
		broken = split(ctx, src, func(c *chunk) error {
			for _, to := range []chan<- *chunk{ordered, jobs} {
				select {
				case to <- c:
				case <-ctx.Done():
					return ctx.Err()
				}
			}
			return nil
		})
		return nil
	})
	for range n {
		group.Go(func() error {
			cleaner := &text.Cleaner{}
			for c := range jobs {
				w.process(cleaner, c)
				close(c.done)
			}
			return nil
		})
	}
	var total corpus.Added
	group.Go(func() error {
		var err error
		total, err = w.commit(ctx, ordered)
		return err
	})
	if err := group.Wait(); err != nil {
		return total, err
	}
	return total, broken
}

// split hands the items of src over in chunks.
func split(ctx context.Context, src source.Source, hand func(*chunk) error) error {
	fresh := func() *chunk {
		return &chunk{items: make([]source.Item, 0, chunkRows), done: make(chan struct{})}
	}
	c := fresh()
	err := src.Run(ctx, func(it source.Item) error {
		c.items = append(c.items, it)
		if len(c.items) < chunkRows {
			return nil
		}
		full := c
		c = fresh()
		return hand(full)
	})
	// What was read before a source failed is still worth keeping.
	if len(c.items) > 0 {
		if e := hand(c); err == nil {
			err = e
		}
	}
	return err
}

// process cleans and tags a chunk.
func (w *workspace) process(cleaner *text.Cleaner, c *chunk) {
	c.entries = make([]corpus.Entry, 0, len(c.items))
	for i := range c.items {
		it := &c.items[i]
		if it.Problem != "" {
			c.rejects = append(c.rejects, corpus.Reject{Source: it.Source, File: it.Origin.File, Line: it.Origin.Line, Reason: it.Problem, Raw: it.Raw})
			continue
		}
		doc, err := cleaner.Clean(*it)
		if err != nil {
			c.rejects = append(c.rejects, corpus.Reject{Source: it.Source, File: it.Origin.File, Line: it.Origin.Line, Reason: err.Error(), Raw: clip(it.Title+"\n"+it.Body, maxRaw)})
			continue
		}
		mentions, relevant := w.tag(&doc)
		c.entries = append(c.entries, corpus.Entry{Document: doc, Mentions: mentions, Relevant: relevant})
	}
	c.items = nil
}

// maxRaw bounds what quarantine keeps of a row that was read but not usable.
const maxRaw = 4096

// commit stores chunks in order, a transaction every batchRows rows.
func (w *workspace) commit(ctx context.Context, ordered <-chan *chunk) (corpus.Added, error) {
	var total corpus.Added
	var entries []corpus.Entry
	var rejects []corpus.Reject
	flush := func() error {
		added, err := w.store.Add(ctx, entries, rejects)
		if err != nil {
			return err
		}
		total.Documents += added.Documents
		total.Copies += added.Copies
		total.Repeats += added.Repeats
		total.Quarantined += added.Quarantined
		entries, rejects = entries[:0], rejects[:0]
		return nil
	}
	for c := range ordered {
		select {
		case <-c.done:
		case <-ctx.Done():
			return total, ctx.Err()
		}
		entries = append(entries, c.entries...)
		rejects = append(rejects, c.rejects...)
		if len(entries)+len(rejects) >= batchRows {
			if err := flush(); err != nil {
				return total, err
			}
		}
	}
	if len(entries)+len(rejects) == 0 {
		return total, nil
	}
	return total, flush()
}

// clip shortens s to at most n bytes, at a rune's edge.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n]
}
