package app

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strings"
	"time"

	"hemline/corpus"
	"hemline/lm"
	"hemline/taxonomy"
	"hemline/text"
)

// readings is what one pass over the stories before an instant keeps for the
// language model: the texts to train on, and small samples to ask it about.
type readings struct {
	texts  []lm.Text
	bytes  int64
	print  []byte               // fingerprint of the texts and their times
	any    sample               // texts about anything
	naming map[spelling]*sample // texts that name a concept in a certain way
}

// spelling is one way of writing a concept, folded.
type spelling struct{ concept, name string }

const (
	anySample    = 2048 // texts whose mean is what all texts share
	namingSample = 64   // texts of a spelling: their mean moves little with more
	// maxReading bounds the memory of the texts: more than any budget trains on.
	maxReading = 256 << 20
)

// read makes the pass. Of more than maxReading bytes the older half is
// dropped, as often as needed.
func (w *workspace) read(ctx context.Context, until time.Time) (*readings, error) {
	r := &readings{any: sample{size: anySample}, naming: map[spelling]*sample{}}
	h := sha256.New()
	err := w.store.Documents(ctx, corpus.Filter{Until: until, Heads: true}, func(d text.Document, ms []taxonomy.Mention) error {
		s := d.Text()
		var head [16]byte
		binary.LittleEndian.PutUint64(head[:], uint64(d.Time.Unix()))
		binary.LittleEndian.PutUint64(head[8:], uint64(len(s)))
		h.Write(head[:])
		h.Write([]byte(s))
		r.texts = append(r.texts, lm.Text{Text: s, Time: d.Time})
		if r.bytes += int64(len(s)); r.bytes > maxReading {
			r.forget()
		}
		r.any.add(d.ID, clip(s, maxSampled))
		r.name(d.ID, s, ms)
		return nil
	})
	r.print = h.Sum(nil)
	return r, err
}

// forget drops the older half of the texts.
func (r *readings) forget() {
	half := len(r.texts) / 2
	for _, t := range r.texts[:half] {
		r.bytes -= int64(len(t.Text))
	}
	r.texts = slices.Clone(r.texts[half:])
}

// name puts a document into the samples of the spellings in it.
func (r *readings) name(id uint64, s string, ms []taxonomy.Mention) {
	for i, m := range ms {
		key := spelling{m.Concept, text.FoldString(s[m.Start:m.End])}
		if slices.ContainsFunc(ms[:i], func(o taxonomy.Mention) bool {
			return o.Concept == key.concept && text.FoldString(s[o.Start:o.End]) == key.name
		}) {
			continue
		}
		if r.naming[key] == nil {
			r.naming[key] = &sample{size: namingSample}
		}
		r.naming[key].add(id, clip(s, maxSampled))
	}
}

// maxSampled is how much of a text is kept: the model reads no more of it than
// its context, and a mention's company is near.
const maxSampled = 1 << 10

// sample keeps the texts with the smallest ids. Ids are hashes, so it is a fair
// draw that does not depend on the order of the documents, and it changes
// little when documents are added.
type sample struct {
	size  int
	seen  int // texts offered
	ids   []uint64
	texts []string
}

func (s *sample) add(id uint64, text string) {
	s.seen++
	i, _ := slices.BinarySearch(s.ids, id)
	if i == s.size {
		return
	}
	if len(s.ids) == s.size {
		s.ids, s.texts = s.ids[:s.size-1], s.texts[:s.size-1]
	}
	// A copy: the text may be a small part of one that can go.
	s.ids, s.texts = slices.Insert(s.ids, i, id), slices.Insert(s.texts, i, strings.Clone(text))
}
