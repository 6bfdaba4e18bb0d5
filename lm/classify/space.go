package classify

import (
	"cmp"
	"math"
	"slices"
	"sync"

	"hemline/neural/kernel"
)

// space is the features a model kept, with their weights of rarity.
type space struct {
	ngrams Ngrams
	reach  float32           // the value of a text's size, beside n-grams of length one
	bucket [groups][]uint32  // sorted; the features, group after group, in this order
	idf    [groups][]float32 // log((1+n)/(1+df)) + 1 (Sparck Jones 1972, smoothed)
}

// vectors are sparse rows: row i is index and value [start[i], start[i+1]).
type vectors struct {
	start []int
	index []int32
	value []float32
}

func (v *vectors) row(i int) ([]int32, []float32) {
	return v.index[v.start[i]:v.start[i+1]], v.value[v.start[i]:v.start[i+1]]
}

func (v *vectors) rows() int { return len(v.start) - 1 }

func (s *space) size() (n int) {
	for _, b := range s.bucket {
		n += len(b)
	}
	return n
}

// newSpace keeps the n-grams that occur in at least two texts, at most limit
// of them, the most frequent first.
func newSpace(dev *kernel.Device, texts []string, n Ngrams, reach float32, limit int) *space {
	df := [groups][]int32{}
	for g := range df {
		df[g] = make([]int32, bucketsOf(g))
	}
	var mu sync.Mutex
	dev.Rows(len(texts), 256, func(_, lo, hi int) {
		x := extractor{Ngrams: n}
		for ; lo < hi; lo++ {
			x.read(texts[lo])
			mu.Lock()
			for g, b := range x.buckets {
				for i := range b {
					if i == 0 || b[i] != b[i-1] {
						df[g][b[i]]++
					}
				}
			}
			mu.Unlock()
		}
	})
	s := &space{ngrams: n, reach: reach}
	least := leastDF(df, limit)
	for g := range df {
		for b, d := range df[g] {
			if d >= least {
				s.bucket[g] = append(s.bucket[g], uint32(b))
				s.idf[g] = append(s.idf[g], float32(math.Log(float64(1+len(texts))/float64(1+d))+1))
			}
		}
	}
	return s
}

// leastDF is the smallest number of texts, two or more, at which no more than
// limit n-grams are left.
func leastDF(df [groups][]int32, limit int) int32 {
	counts := map[int32]int{}
	for g := range df {
		for _, d := range df[g] {
			if d > 1 {
				counts[d]++
			}
		}
	}
	total := 0
	var all []int32
	for d, n := range counts {
		total += n
		all = append(all, d)
	}
	slices.SortFunc(all, cmp.Compare[int32])
	least := int32(2)
	for _, d := range all {
		if total <= limit {
			break
		}
		total -= counts[d]
		least = d + 1
	}
	return least
}

// vectors makes the rows of texts: (1 + log tf) * idf, the n-grams of each
// group scaled to the same length and all to length one, and beside them the
// size of the text.
func (s *space) vectors(dev *kernel.Device, texts []string) *vectors {
	parts := make([]vectors, dev.Workers())
	dev.Rows(len(texts), 64, func(w, lo, hi int) {
		x := extractor{Ngrams: s.ngrams}
		for ; lo < hi; lo++ {
			x.read(texts[lo])
			s.append(&parts[w], &x)
			parts[w].start = append(parts[w].start, len(parts[w].index))
		}
	})
	out := vectors{start: []int{0}}
	for _, p := range parts {
		base := len(out.index)
		for _, e := range p.start {
			out.start = append(out.start, base+e)
		}
		out.index, out.value = append(out.index, p.index...), append(out.value, p.value...)
	}
	return &out
}

func (s *space) append(v *vectors, x *extractor) {
	var ends [groups + 1]int
	ends[0] = len(v.index)
	offset, filled := 0, 0
	for g, b := range x.buckets {
		at := 0 // both lists are sorted: one pass would do, but texts are short and spaces large
		for i := 0; i < len(b); {
			n := i + 1
			for n < len(b) && b[n] == b[i] {
				n++
			}
			if k, ok := slices.BinarySearch(s.bucket[g][at:], b[i]); ok {
				v.index = append(v.index, int32(offset+at+k))
				v.value = append(v.value, float32(1+math.Log(float64(n-i)))*s.idf[g][at+k])
				at += k + 1
			} else {
				at += k
			}
			i = n
		}
		offset += len(s.bucket[g])
		ends[g+1] = len(v.index)
		if ends[g+1] > ends[g] && g != sizeGroup {
			filled++
		}
	}
	for g := range groups {
		row := v.value[ends[g]:ends[g+1]]
		switch {
		case len(row) == 0:
		case g == sizeGroup:
			row[0] = s.reach
		default:
			sum := 0.0
			for _, f := range row {
				sum += float64(f) * float64(f)
			}
			scale := float32(1 / math.Sqrt(sum*float64(filled)))
			for i := range row {
				row[i] *= scale
			}
		}
	}
}
