package meaning

import (
	"cmp"
	"slices"
)

// Neighbour is a concept near another.
type Neighbour struct {
	Concept string
	Cosine  float64
}

// Near lists the concepts nearest to one, best first, k at most, passing over
// those that skip names (nil: none) and all that are farther than two spellings of one
// concept usually are.
func (s *Space) Near(concept string, k int, skip func(string) bool) []Neighbour {
	at, ok := slices.BinarySearchFunc(s.points, concept, func(p point, id string) int { return cmp.Compare(p.concept, id) })
	if !ok {
		return nil
	}
	var out []Neighbour
	for i, p := range s.points {
		if i == at || skip != nil && skip(p.concept) {
			continue
		}
		if c := dot(s.points[at].v, p.v); c >= s.near {
			out = append(out, Neighbour{p.concept, c})
		}
	}
	slices.SortStableFunc(out, func(a, b Neighbour) int { return cmp.Compare(b.Cosine, a.Cosine) })
	return out[:min(k, len(out))]
}

// Groups gathers concepts whose mean cosine to each other is at least
// that of two spellings of one concept: the two nearest groups are joined for as long as there are such
// (average linkage, Sokal and Michener 1958). Concepts that stand alone are
// left out; the largest group comes first, members in the order given.
func (s *Space) Groups(concepts []string) [][]string {
	var groups []cluster
	for order, id := range concepts {
		if at, ok := slices.BinarySearchFunc(s.points, id, func(p point, id string) int { return cmp.Compare(p.concept, id) }); ok {
			groups = append(groups, cluster{[]int{order}, slices.Clone(s.points[at].v)})
		}
	}
	for {
		a, b, best := -1, -1, s.near
		for i := range groups {
			for j := range i {
				// The sum of all cosines between members is the product of
				// the sums of their vectors.
				c := dot(groups[i].sum, groups[j].sum) / float64(len(groups[i].members)*len(groups[j].members))
				if c >= best && (a < 0 || c > best) {
					a, b, best = j, i, c
				}
			}
		}
		if a < 0 {
			break
		}
		groups[a].members = append(groups[a].members, groups[b].members...)
		for d, f := range groups[b].sum {
			groups[a].sum[d] += f
		}
		groups = slices.Delete(groups, b, b+1)
	}
	groups = slices.DeleteFunc(groups, func(g cluster) bool { return len(g.members) < 2 })
	for _, g := range groups {
		slices.Sort(g.members)
	}
	slices.SortStableFunc(groups, func(a, b cluster) int {
		return cmp.Or(cmp.Compare(len(b.members), len(a.members)), cmp.Compare(a.members[0], b.members[0]))
	})
	out := make([][]string, len(groups))
	for i, g := range groups {
		for _, order := range g.members {
			out[i] = append(out[i], concepts[order])
		}
	}
	return out
}

// cluster is a group on its way.
type cluster struct {
	members []int
	sum     []float32 // of the members' vectors
}
