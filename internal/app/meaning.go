package app

import (
	"cmp"
	"context"
	"maps"
	"math"
	"slices"

	"hemline/lm"
	"hemline/report"
	"hemline/signal/meaning"
	"hemline/taxonomy"
)

// leastNamed is in how many texts a spelling has to stand for its company to
// tell what it means.
const leastNamed = 8

// space places the concepts by the company of their spellings and by the
// spellings themselves.
func (l *language) space(ctx context.Context) (*meaning.Space, error) {
	keys := slices.SortedFunc(maps.Keys(l.readings.naming), func(a, b spelling) int {
		return cmp.Or(cmp.Compare(a.concept, b.concept), cmp.Compare(a.name, b.name))
	})
	keys = slices.DeleteFunc(keys, func(k spelling) bool { return l.readings.naming[k].seen < leastNamed })
	var texts []string
	for _, k := range keys {
		texts = append(texts, k.name)
		texts = append(texts, l.readings.naming[k].texts...)
	}
	vectors, err := l.model.Embed(ctx, l.dev, texts)
	if err != nil {
		return nil, err
	}
	names := make([]meaning.Name, len(keys))
	at := 0
	for i, k := range keys {
		s := l.readings.naming[k]
		names[i] = meaning.Name{
			Concept: k.concept, Spelling: k.name, Texts: s.seen,
			Own: vectors.Vector(at), Said: mean(vectors, at+1, at+1+len(s.texts)),
		}
		at += 1 + len(s.texts)
	}
	return meaning.New(names), nil
}

// listen finds the mean vector of texts about anything.
func (l *language) listen(ctx context.Context) error {
	vectors, err := l.model.Embed(ctx, l.dev, l.readings.any.texts)
	if err != nil {
		return err
	}
	l.common = mean(vectors, 0, vectors.Len())
	return nil
}

// telling chooses the quotes that say most about what all of them are about,
// the louder counting more.
func (l *language) telling(ctx context.Context, from []report.Evidence, want int) ([]report.Evidence, error) {
	texts, weight := make([]string, len(from)), make([]float64, len(from))
	for i, e := range from {
		texts[i], weight[i] = e.Quote, math.Log1p(max(e.Heat, 0))
	}
	x, err := l.model.Embed(ctx, l.dev, texts)
	if err != nil {
		return nil, err
	}
	vectors := make([][]float32, len(from))
	for i := range vectors {
		vectors[i] = x.Vector(i)
	}
	var out []report.Evidence
	for _, i := range meaning.Telling(vectors, weight, l.common, want) {
		out = append(out, from[i])
	}
	return out, nil
}

// nearest is how many concepts of like meaning a card names.
const nearest = 3

// relate adds to each trend the concepts spoken of alike. A concept's own parents and children are left
// out: that they are near is why they are parents and children.
func (an *analysis) relate(ctx context.Context, pack *taxonomy.Pack) error {
	if an.language == nil {
		return nil
	}
	space, err := an.language.space(ctx)
	if err != nil {
		return err
	}
	an.space = space
	of := map[string]*report.Trend{}
	for i := range an.trends {
		of[an.trends[i].Concept.ID] = &an.trends[i]
	}
	for id, t := range of {
		for _, n := range space.Near(id, nearest, func(other string) bool {
			return of[other] == nil || slices.Contains(pack.Ancestors(other), id) || slices.Contains(pack.Ancestors(id), other)
		}) {
			t.Near = append(t.Near, report.Near{Concept: of[n.Concept].Concept, Cosine: n.Cosine})
		}
	}
	return nil
}

// mean is the mean of vectors [from, to).
func mean(x *lm.Index, from, to int) []float32 {
	out := make([]float32, x.Dim)
	for i := from; i < to; i++ {
		for d, f := range x.Vector(i) {
			out[d] += f / float32(to-from)
		}
	}
	return out
}
