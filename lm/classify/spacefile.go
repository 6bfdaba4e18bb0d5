package classify

import (
	"errors"

	"hemline/neural/safetensors"
)

// groupName names a group of features in files.
func groupName(g int) string { return [groups]string{"words", "characters", "size"}[g] }

// tensors keeps the buckets as float32, which is exact below 2^24.
func (s *space) tensors() []safetensors.Named {
	var out []safetensors.Named
	for g := range groups {
		b := make([]float32, len(s.bucket[g]))
		for i, v := range s.bucket[g] {
			b[i] = float32(v)
		}
		out = append(out,
			safetensors.Named{Name: groupName(g) + ".bucket", Shape: []int{len(b)}, Data: b},
			safetensors.Named{Name: groupName(g) + ".idf", Shape: []int{len(b)}, Data: s.idf[g]})
	}
	return out
}

// loadSpace reads what tensors wrote.
func loadSpace(f *safetensors.File, n Ngrams, reach float32) (*space, error) {
	s := &space{ngrams: n, reach: reach}
	for g := range groups {
		buckets, err := tensor(f, groupName(g)+".bucket", -1)
		if err != nil {
			return nil, err
		}
		if s.idf[g], err = tensor(f, groupName(g)+".idf", len(buckets)); err != nil {
			return nil, err
		}
		last := float32(-1)
		for _, b := range buckets {
			if b <= last || b >= float32(bucketsOf(g)) || b != float32(int(b)) {
				return nil, errors.New("the features are not in order")
			}
			s.bucket[g] = append(s.bucket[g], uint32(b))
			last = b
		}
	}
	return s, nil
}
