package meaning

import "slices"

// A pack knows some concepts by several spellings: pairs that are known to
// mean the same. They say how near synonyms are in a space, and whether the
// space knows synonyms at all.

const (
	// plainThreshold stands in while there are too few pairs to read one off:
	// about the median that was read off in 480,000 Chinese titles.
	plainThreshold = 0.45
	leastPairs     = 20
)

// thresholdOf is the median cosine of two spellings of one concept: what is
// nearer than half of the pairs that mean the same.
func thresholdOf(names []point) float64 {
	var cosines []float64
	for i, a := range names {
		for j := i + 1; j < len(names) && names[j].concept == a.concept; j++ {
			cosines = append(cosines, dot(a.v, names[j].v))
		}
	}
	if len(cosines) < leastPairs {
		return plainThreshold
	}
	slices.Sort(cosines)
	return cosines[len(cosines)/2]
}

// Check says how often a space knows what means the same.
type Check struct {
	Names    int     // spellings of concepts that have another spelling
	Found    float64 // part of them whose nearest spelling, of all there are, is of the same concept
	Letters  float64 // the same by shared characters alone (Jaccard): what a space has to beat
	Expected float64 // the same by chance
}

// Check looks for the other spellings of each concept.
func (s *Space) Check() Check {
	var c Check
	sets := make([]map[rune]bool, len(s.names))
	for i, p := range s.names {
		sets[i] = map[rune]bool{}
		for _, r := range p.spelling {
			sets[i][r] = true
		}
	}
	for i, p := range s.names {
		others := 0
		for j, q := range s.names {
			if i != j && q.concept == p.concept {
				others++
			}
		}
		if others == 0 {
			continue
		}
		c.Names++
		c.Expected += float64(others) / float64(len(s.names)-1)
		if s.same(i, func(j int) float64 { return dot(p.v, s.names[j].v) }) {
			c.Found++
		}
		if s.same(i, func(j int) float64 { return jaccard(sets[i], sets[j]) }) {
			c.Letters++
		}
	}
	if n := float64(c.Names); n > 0 {
		c.Found, c.Letters, c.Expected = c.Found/n, c.Letters/n, c.Expected/n
	}
	return c
}

// same reports whether the spelling nearest to spelling i is of its concept.
func (s *Space) same(i int, near func(j int) float64) bool {
	best := -1
	top := 0.0
	for j := range s.names {
		if j == i {
			continue
		}
		if c := near(j); best < 0 || c > top {
			best, top = j, c
		}
	}
	return best >= 0 && s.names[best].concept == s.names[i].concept
}

func jaccard(a, b map[rune]bool) float64 {
	both := 0
	for r := range a {
		if b[r] {
			both++
		}
	}
	return float64(both) / float64(max(len(a)+len(b)-both, 1))
}
