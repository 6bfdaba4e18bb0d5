package meaning

import (
	"cmp"
	"math"
	"slices"
)

// Name is one spelling of a concept.
type Name struct {
	Concept  string
	Spelling string
	Own      []float32 // vector of the spelling by itself
	Said     []float32 // mean vector of texts that have it
	Texts    int       // how many those are
}

// Space holds the vectors of concepts. It is made by New and does not change.
type Space struct {
	names  []point // a spelling each
	points []point // a concept each, in order of id
	near   float64 // from which cosine on two concepts are near
}

// point is a concept or a spelling of it, at unit length.
type point struct {
	concept, spelling string
	v                 []float32
}

// New places the concepts of names. All vectors have one length. What all of
// them share (the mean, for the spellings and for the texts apart) is taken
// out, as it says nothing about any of them (Mu and Viswanath 2018); then a
// spelling is the direction of both halves together, and a concept that of its
// spellings, each weighing the root of its texts.
func New(names []Name) *Space {
	s := &Space{}
	if len(names) == 0 {
		return s
	}
	names = slices.Clone(names)
	slices.SortStableFunc(names, func(a, b Name) int {
		return cmp.Or(cmp.Compare(a.Concept, b.Concept), cmp.Compare(a.Spelling, b.Spelling))
	})
	own := centred(names, func(n *Name) []float32 { return n.Own })
	said := centred(names, func(n *Name) []float32 { return n.Said })
	for i, n := range names {
		p := point{n.Concept, n.Spelling, unit(slices.Concat(unit(own[i]), unit(said[i])))}
		s.names = append(s.names, p)
		if k := len(s.points); k == 0 || s.points[k-1].concept != n.Concept {
			s.points = append(s.points, point{concept: n.Concept, v: make([]float32, len(p.v))})
		}
		sum, weight := s.points[len(s.points)-1].v, float32(math.Sqrt(float64(n.Texts)))
		for d, f := range p.v {
			sum[d] += weight * f
		}
	}
	for i := range s.points {
		s.points[i].v = unit(s.points[i].v)
	}
	s.near = thresholdOf(s.names)
	return s
}

// centred are the vectors less their mean.
func centred(names []Name, of func(*Name) []float32) [][]float32 {
	out := make([][]float32, len(names))
	mean := make([]float64, len(of(&names[0])))
	for i := range names {
		out[i] = slices.Clone(of(&names[i]))
		for d, f := range out[i] {
			mean[d] += float64(f) / float64(len(names))
		}
	}
	for _, v := range out {
		for d := range v {
			v[d] -= float32(mean[d])
		}
	}
	return out
}

// unit is v at length one, or zero when it has no direction.
func unit(v []float32) []float32 {
	n := math.Sqrt(dot(v, v))
	if !(n > 0) || math.IsInf(n, 0) {
		return make([]float32, len(v))
	}
	out := make([]float32, len(v))
	for d, f := range v {
		out[d] = float32(float64(f) / n)
	}
	return out
}

func dot(a, b []float32) float64 {
	sum := 0.0
	for d, f := range a {
		sum += float64(f) * float64(b[d])
	}
	return sum
}
