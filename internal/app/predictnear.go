package app

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"hemline/lm"
	"hemline/neural/kernel"
	"hemline/text"
)

// nearStory is a past story found near a text.
type nearStory struct {
	number int
	score  float64
}

// asked is a text to find neighbours of, with the concepts in it.
type asked struct {
	text     string
	concepts []string
}

// nearer finds the k past stories nearest to a text, best first.
type nearer interface {
	near(ctx context.Context, q asked, k int) ([]nearStory, error)
}

// leastNear is how many are asked for at least: two rankings meet below their
// tops.
const leastNear = 200

// neighbours gives the k nearest stories of different texts.
func (p *past) neighbours(ctx context.Context, by nearer, q asked, k int) ([]nearStory, error) {
	found, err := by.near(ctx, q, max(4*k, leastNear)) // some say the same
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	var out []nearStory
	for _, f := range found {
		key := text.FoldString(p.stories[f.number].Text)
		if len(out) < k && !seen[key] {
			seen[key] = true
			out = append(out, f)
		}
	}
	return out, nil
}

// byWordsNear ranks stories by the words they share with a text: BM25
// (Robertson and Zaragoza 2009) over search terms, which are word stems and
// Chinese bigrams. All it counts is of the stories themselves, so nothing later
// than they are has a say.
type byWordsNear struct {
	postings map[string][]posting
	length   []float64
	mean     float64
}

type posting struct {
	story int32
	times int32
}

// BM25's usual parameters.
const (
	bm25Saturation = 1.2
	bm25Length     = 0.75
)

func newByWords(stories []labelled) *byWordsNear {
	n := &byWordsNear{postings: map[string][]posting{}, length: make([]float64, len(stories))}
	var terms []string
	for i := range stories {
		s := stories[i].Text
		terms = text.Terms(terms[:0], s, text.Identify(s))
		n.length[i] = float64(len(terms))
		n.mean += float64(len(terms)) / float64(len(stories))
		for _, t := range terms {
			if of := n.postings[t]; len(of) > 0 && of[len(of)-1].story == int32(i) {
				of[len(of)-1].times++
				continue
			}
			n.postings[t] = append(n.postings[t], posting{int32(i), 1})
		}
	}
	return n
}

func (n *byWordsNear) near(_ context.Context, q asked, k int) ([]nearStory, error) {
	terms := text.Terms(nil, q.text, text.Identify(q.text))
	slices.Sort(terms)
	score := map[int32]float64{}
	for _, t := range slices.Compact(terms) {
		of := n.postings[t]
		rare := math.Log1p((float64(len(n.length)-len(of)) + 0.5) / (float64(len(of)) + 0.5))
		for _, p := range of {
			times := float64(p.times)
			norm := bm25Saturation * (1 - bm25Length + bm25Length*n.length[p.story]/max(n.mean, 1))
			score[p.story] += rare * times * (bm25Saturation + 1) / (times + norm)
		}
	}
	out := make([]nearStory, 0, len(score))
	for i, v := range score {
		out = append(out, nearStory{int(i), v})
	}
	best(out)
	return out[:min(k, len(out))], nil
}

// best sorts stories, the best first and the later of equals.
func best(s []nearStory) {
	slices.SortFunc(s, func(a, b nearStory) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(b.number, a.number))
	})
}

// byMeaning ranks stories by the cosine of a language model's vectors, and lets
// the words they share have a say: a small model knows what a text is like, the
// words what it is about (reciprocal rank fusion; Cormack, Clarke and Buettcher
// 2009). By meaning only stories that mention a concept of the text are looked
// for, if it has any: what became of others says nothing about it. The mean of
// all stories is taken off the vectors first: it is what every text shares, and
// hides what tells them apart.
type byMeaning struct {
	model   *lm.Model
	dev     *kernel.Device
	common  []float32
	index   *lm.Index
	words   *byWordsNear
	stories []labelled
}

// fusionRank is the constant of the fusion, as its authors set it.
const fusionRank = 60

// newByMeaning makes the index from the stories' vectors.
func newByMeaning(model *lm.Model, dev *kernel.Device, vectors *lm.Index, stories []labelled) (*byMeaning, error) {
	n := &byMeaning{
		model: model, dev: dev, common: mean(vectors, 0, vectors.Len()), index: &lm.Index{Dim: vectors.Dim},
		words: newByWords(stories), stories: stories,
	}
	for i := range vectors.Len() {
		if _, err := n.index.Add(n.centred(vectors.Vector(i))); err != nil {
			return nil, err
		}
	}
	return n, nil
}

func (n *byMeaning) centred(v []float32) []float32 {
	out := make([]float32, len(v))
	for d, f := range v {
		out[d] = f - n.common[d]
	}
	return out
}

// near ranks by both; the scores are cosines.
func (n *byMeaning) near(ctx context.Context, q asked, k int) ([]nearStory, error) {
	x, err := n.model.Embed(ctx, n.dev, []string{q.text})
	if err != nil {
		return nil, err
	}
	unit := &lm.Index{Dim: n.index.Dim}
	if _, err := unit.Add(n.centred(x.Vector(0))); err != nil {
		return nil, err
	}
	v := unit.Vector(0)
	alike, err := n.index.Nearest(n.dev, v, k, func(i int) bool {
		return len(q.concepts) == 0 || slices.ContainsFunc(q.concepts, func(c string) bool { return slices.Contains(n.stories[i].Concepts, c) })
	})
	if err != nil {
		return nil, err
	}
	worded, err := n.words.near(ctx, q, k)
	if err != nil {
		return nil, err
	}
	score := map[int]float64{}
	for rank, a := range alike {
		score[a.Number] += 1 / float64(fusionRank+rank+1)
	}
	for rank, w := range worded {
		score[w.number] += 1 / float64(fusionRank+rank+1)
	}
	out := make([]nearStory, 0, len(score))
	for i, s := range score {
		out = append(out, nearStory{i, s})
	}
	best(out)
	out = out[:min(k, len(out))]
	for i := range out {
		cosine := 0.0
		for d, f := range n.index.Vector(out[i].number) {
			cosine += float64(f) * float64(v[d])
		}
		out[i].score = cosine
	}
	return out, nil
}

// maxStoryText is how many bytes of a story are kept to be learnt from and
// found again: a title and the opening.
const maxStoryText = 2 << 10

// languageFor is the folder of the model to find neighbours by: the one named,
// else the workspace's of that instant; empty with the reason when there is
// none, or when it has read what was not known yet.
func (w *workspace) languageFor(named string, until time.Time, asked bool) (dir string, why string) {
	if named != "" {
		return named, ""
	}
	dir = modelFolder(w.dir, modelName(until, asked))
	if isModel(dir) {
		return dir, ""
	}
	run := "hemline run --workspace " + w.dir
	if asked {
		run += " --as-of " + until.AddDate(0, 0, -1).Format(time.DateOnly)
	}
	return "", fmt.Sprintf("%s is not there; `%s` trains it", dir, run)
}
