package classify

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
	"slices"
)

// Split divides examples into a part for learning and a part of about the
// given fraction for judging. Which part a text falls into depends on the text
// and the salt alone, so that copies of a text stay together and more data do
// not move what was there. Each label gives its share of texts; a label with a
// single text stays in the part for learning.
func Split(examples []Example, fraction float64, salt uint64) (learn, judge []Example) {
	type place struct {
		rank uint64
		text string
	}
	byLabel := map[string][]place{}
	home := map[string]string{} // text -> the label it was first seen with
	for _, e := range examples {
		if _, ok := home[e.Text]; ok {
			continue
		}
		home[e.Text] = e.Label
		byLabel[e.Label] = append(byLabel[e.Label], place{rank(e.Text, salt), e.Text})
	}
	judged := map[string]bool{}
	for _, places := range byLabel {
		slices.SortFunc(places, func(a, b place) int {
			if a.rank != b.rank {
				if a.rank < b.rank {
					return -1
				}
				return 1
			}
			return 0
		})
		n := int(math.Round(fraction * float64(len(places))))
		for _, p := range places[:min(n, len(places)-1)] {
			judged[p.text] = true
		}
	}
	for _, e := range examples {
		if judged[e.Text] {
			judge = append(judge, e)
		} else {
			learn = append(learn, e)
		}
	}
	return learn, judge
}

// rank is a text's place in the order of a salt.
func rank(text string, salt uint64) uint64 {
	var head [8]byte
	binary.LittleEndian.PutUint64(head[:], salt)
	h := sha256.New()
	h.Write(head[:])
	h.Write([]byte(text))
	return binary.BigEndian.Uint64(h.Sum(nil))
}
