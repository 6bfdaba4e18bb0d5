package token

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"sync"
)

// TrainOptions say what vocabulary to make.
type TrainOptions struct {
	Size    int // tokens: 256 bytes, EndOfText and the merges
	Workers int // goroutines that count; 0: 1. The vocabulary does not depend on it
}

// pieceLimit is the longest stretch in which pairs are counted: a longer run of
// letters, of which Chinese is full, is counted in several.
const pieceLimit = 48

// leastPairs is how often a pair has to occur to become a token: what occurs
// once teaches nothing.
const leastPairs = 2

// Train makes a tokenizer from texts by byte-pair encoding. The same texts, in
// any order, give the same vocabulary; of two pairs equally frequent the one of
// lower ids is merged first. It ends early when no pair is left.
func Train(ctx context.Context, texts iter.Seq[string], o TrainOptions) (*Tokenizer, error) {
	if o.Size < 257 || o.Size > 1<<20 {
		return nil, fmt.Errorf("token: a vocabulary of %d: it has to be between 257 (every byte and the end of text) and %d", o.Size, 1<<20)
	}
	counts := countPieces(ctx, texts, max(o.Workers, 1))
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if len(counts) == 0 {
		return nil, errors.New("token: there is no text to learn from")
	}
	t := base(Qwen2())
	l := newLearner(counts)
	ids := map[string]int32{}
	for len(t.tokens) < o.Size {
		if len(t.order)%64 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		best, ok := l.best()
		if !ok {
			break
		}
		// Two pairs may spell one token: a+bc and ab+c.
		s := t.tokens[best[0]] + t.tokens[best[1]]
		id, known := ids[s]
		if !known {
			id = int32(len(t.tokens))
			ids[s] = id
			t.tokens = append(t.tokens, s)
		}
		t.order = append(t.order, best)
		l.merge(best, id)
	}
	if err := t.finish(); err != nil {
		return nil, err
	}
	return t, nil
}

// base is a vocabulary of EndOfText and every byte.
func base(p Pattern) *Tokenizer {
	t := &Tokenizer{pattern: p, tokens: []string{EndOfText}, special: []bool{true}}
	for b := range 256 {
		t.tokens = append(t.tokens, string([]byte{byte(b)}))
	}
	return t
}

// countPieces counts the pieces of all texts, in goroutines of their own.
func countPieces(ctx context.Context, texts iter.Seq[string], workers int) map[string]int64 {
	const chunk = 512 // texts handed over at once
	jobs := make(chan []string, workers)
	partial := make([]map[string]int64, workers)
	var done sync.WaitGroup
	for w := range workers {
		partial[w] = map[string]int64{}
		done.Add(1)
		go func() {
			defer done.Done()
			for batch := range jobs {
				for _, s := range batch {
					countText(partial[w], s)
				}
			}
		}()
	}
	batch := make([]string, 0, chunk)
	for s := range texts {
		if batch = append(batch, s); len(batch) == chunk {
			if ctx.Err() != nil {
				break
			}
			jobs <- batch
			batch = make([]string, 0, chunk)
		}
	}
	jobs <- batch
	close(jobs)
	done.Wait()
	for _, m := range partial[1:] {
		for s, n := range m {
			partial[0][s] += n
		}
	}
	return partial[0]
}

func countText(counts map[string]int64, s string) {
	p := Qwen2()
	for len(s) > 0 {
		n := p.next(s)
		for piece := s[:n]; len(piece) > 1; {
			m := min(len(piece), pieceLimit)
			for m < len(piece) && m > 1 && piece[m]&0xc0 == 0x80 {
				m--
			}
			counts[piece[:m]]++
			piece = piece[m:]
		}
		s = s[n:]
	}
}

// learner holds the pieces as tokens and counts their pairs.
type learner struct {
	words [][]int32
	times []int64
	pairs map[uint64]*pair
	heap  []candidate
}

// pair is how often two tokens stand side by side, and in which words they may.
type pair struct {
	count int64
	words []int32
}

// candidate is a pair in the heap with its count when it was put there.
type candidate struct {
	count int64
	key   uint64
}

func newLearner(counts map[string]int64) *learner {
	pieces := make([]string, 0, len(counts))
	for s := range counts {
		pieces = append(pieces, s)
	}
	slices.Sort(pieces)
	l := &learner{pairs: map[uint64]*pair{}}
	for _, s := range pieces {
		w := make([]int32, len(s))
		for i := range len(s) {
			w[i] = int32(s[i]) + 1 // ids of bytes follow EndOfText
		}
		n := int32(len(l.words))
		l.words, l.times = append(l.words, w), append(l.times, counts[s])
		for i := range len(w) - 1 {
			l.add(pairKey(w[i], w[i+1]), n, counts[s])
		}
	}
	for key, p := range l.pairs {
		l.heap = append(l.heap, candidate{p.count, key})
	}
	for i := len(l.heap)/2 - 1; i >= 0; i-- {
		l.down(i)
	}
	return l
}

// add counts a pair in a word.
func (l *learner) add(key uint64, word int32, times int64) {
	p := l.pairs[key]
	if p == nil {
		p = &pair{}
		l.pairs[key] = p
	}
	p.count += times
	if n := len(p.words); n == 0 || p.words[n-1] != word {
		p.words = append(p.words, word)
	}
}

// best takes the most frequent pair out of the heap; false when none is left
// that is frequent enough.
func (l *learner) best() ([2]int32, bool) {
	for len(l.heap) > 0 {
		c := l.heap[0]
		p := l.pairs[c.key]
		switch {
		case p == nil || p.count < leastPairs:
			l.heap[0] = l.heap[len(l.heap)-1]
			l.heap = l.heap[:len(l.heap)-1]
		case p.count != c.count: // it has become rarer since
			l.heap[0].count = p.count
		default:
			return [2]int32{int32(c.key >> 32), int32(uint32(c.key - 1))}, true
		}
		l.down(0)
	}
	return [2]int32{}, false
}

// merge replaces a pair by a token in every word.
func (l *learner) merge(ab [2]int32, id int32) {
	key := pairKey(ab[0], ab[1])
	words := l.pairs[key].words
	fresh := map[uint64]bool{}
	for _, n := range words {
		w, times := l.words[n], l.times[n]
		out := 0
		for i := 0; i < len(w); i++ {
			if i+1 == len(w) || w[i] != ab[0] || w[i+1] != ab[1] {
				w[out] = w[i]
				out++
				continue
			}
			if out > 0 {
				l.drop(pairKey(w[out-1], ab[0]), times)
				k := pairKey(w[out-1], id)
				l.add(k, n, times)
				fresh[k] = true
			}
			if i+2 < len(w) {
				l.drop(pairKey(ab[1], w[i+2]), times)
				// The neighbour may be about to merge too; then this pair is
				// dropped again when it is its turn.
				k := pairKey(id, w[i+2])
				l.add(k, n, times)
				fresh[k] = true
			}
			w[out] = id
			out++
			i++
		}
		l.words[n] = w[:out]
	}
	delete(l.pairs, key)
	keys := make([]uint64, 0, len(fresh))
	for k := range fresh {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		if p := l.pairs[k]; p != nil && p.count >= leastPairs {
			l.heap = append(l.heap, candidate{p.count, k})
			l.up(len(l.heap) - 1)
		}
	}
}

func (l *learner) drop(key uint64, times int64) {
	if p := l.pairs[key]; p != nil {
		p.count -= times
	}
}

// before orders candidates: more frequent, then lower ids.
func (a candidate) before(b candidate) bool {
	return a.count > b.count || a.count == b.count && a.key < b.key
}

func (l *learner) up(i int) {
	h := l.heap
	for i > 0 && h[i].before(h[(i-1)/2]) {
		h[i], h[(i-1)/2] = h[(i-1)/2], h[i]
		i = (i - 1) / 2
	}
}

func (l *learner) down(i int) {
	h := l.heap
	for {
		c := 2*i + 1
		if c >= len(h) {
			return
		}
		if c+1 < len(h) && h[c+1].before(h[c]) {
			c++
		}
		if !h[c].before(h[i]) {
			return
		}
		h[i], h[c] = h[c], h[i]
		i = c
	}
}
