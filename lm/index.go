package lm

import (
	"fmt"
	"math"
	"slices"

	"hemline/neural/kernel"
)

// Index finds the nearest of a set of vectors, exactly: for the hundreds of
// thousands of documents of a workspace a scan is a matter of milliseconds,
// and nothing is missed.
type Index struct {
	Dim     int
	vectors []float32 // unit length, one after the other
}

// Neighbour is a vector of an Index by its number, with its cosine to the
// query.
type Neighbour struct {
	Number int
	Cosine float32
}

// Add appends a vector and returns its number. It is normalised; a vector
// without direction (zero, or not a number) is kept and has the cosine 0 to
// everything: pass it over with Nearest's keep.
func (x *Index) Add(v []float32) (number int, err error) {
	if len(v) != x.Dim {
		return 0, fmt.Errorf("lm: a vector of %d values in an index of %d", len(v), x.Dim)
	}
	n := len(x.vectors)
	x.vectors = append(x.vectors, v...)
	normalise(x.vectors[n:])
	return n / x.Dim, nil
}

// Len is the number of vectors.
func (x *Index) Len() int {
	if x.Dim == 0 {
		return 0
	}
	return len(x.vectors) / x.Dim
}

// Vector is vector i at unit length; the caller does not change it.
func (x *Index) Vector(i int) []float32 { return x.vectors[i*x.Dim : (i+1)*x.Dim] }

// Nearest returns the k vectors with the largest cosine to q, best first, the
// earlier of two equals; those for which keep (nil: all) is false are passed
// over.
func (x *Index) Nearest(dev *kernel.Device, q []float32, k int, keep func(number int) bool) ([]Neighbour, error) {
	if len(q) != x.Dim {
		return nil, fmt.Errorf("lm: a query of %d values in an index of %d", len(q), x.Dim)
	}
	unit := slices.Clone(q)
	normalise(unit)
	n := x.Len()
	if n == 0 || k <= 0 {
		return nil, nil
	}
	cosines := make([]float32, n)
	dev.MatVec(cosines, kernel.AsMat(x.vectors, n, x.Dim), unit)
	var best []Neighbour // a sorted list: k is small
	for i, c := range cosines {
		if len(best) == k && c <= best[k-1].Cosine || keep != nil && !keep(i) {
			continue
		}
		at, _ := slices.BinarySearchFunc(best, c, func(b Neighbour, c float32) int {
			if b.Cosine >= c {
				return -1
			}
			return 1
		})
		if len(best) == k {
			best = best[:k-1]
		}
		best = slices.Insert(best, at, Neighbour{i, c})
	}
	return best, nil
}

// normalise scales v to unit length, or to zero when it has no direction.
func normalise(v []float32) {
	sum := 0.0
	for _, f := range v {
		sum += float64(f) * float64(f)
	}
	norm := math.Sqrt(sum)
	if !(norm > 0) || math.IsInf(norm, 0) {
		clear(v)
		return
	}
	for i := range v {
		v[i] = float32(float64(v[i]) / norm)
	}
}
