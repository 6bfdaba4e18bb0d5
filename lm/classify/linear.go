package classify

import (
	"math"
	"unicode"

	"hemline/neural/kernel"
	"hemline/neural/safetensors"
)

// linear scores a text by its n-grams: a weight a class for each.
type linear struct {
	shape  linearShape
	space  *space
	weight kernel.Mat // features x classes, so that a feature's weights lie together
	bias   []float32
}

// linearShape is what a linear model is told before it learns.
type linearShape struct {
	Ngrams
	Cost    float64 `json:"cost"`    // of an error, against large weights
	Stretch float64 `json:"stretch"` // see separator
}

// A model's size is bounded: so many weights in all, 32 MiB in a file, but
// features between these; the least for maxLabels classes make twice that.
const (
	maxLinearWeights   = 1 << 23
	leastLinearLimit   = 1 << 14
	linearFeatureLimit = 1 << 18
)

// linearReach is the value of a text's size. With it the linear model gains a
// point on moods of Chinese reviews and a quarter on headlines and news, and
// loses nothing on English reviews, whose length says little; larger ones gain
// no more there and cost a little here.
const linearReach = 0.25

func featureLimit(classes int) int {
	return min(max(maxLinearWeights/classes, leastLinearLimit), linearFeatureLimit)
}

// fitLinear learns from texts and the numbers of their classes.
func fitLinear(dev *kernel.Device, texts []string, class []int32, classes int, shape linearShape, seed uint64) *linear {
	s := newSpace(dev, texts, shape.Ngrams, linearReach, featureLimit(classes))
	features := s.size()
	rows := kernel.AsMat(make([]float32, classes*features), classes, features)
	l := &linear{shape: shape, space: s, weight: kernel.AsMat(make([]float32, features*classes), features, classes), bias: make([]float32, classes)}
	newSeparator(s.vectors(dev, texts), features, class, classes, shape).fitAll(dev, rows, l.bias, seed)
	for c := range classes {
		for f, w := range rows.Row(c) {
			l.weight.Data[f*classes+c] = w
		}
	}
	return l
}

// marginScale is how sharply a margin turns into the odds of its class alone:
// margins of one side of the separator are near 1, of the other near -1, which
// should be about 20 to 1 for or against. It decides where the odds level off;
// the mixture's weight corrects the rest.
const marginScale = 3

// scores writes, for each text, the logarithm of each class's own probability:
// log(sigmoid(scale * margin)). Unlike the margins themselves these level off
// above the separator, so that being far on the right side of it does not make
// a text more certain than it is (one-against-all after Platt 2000).
func (l *linear) scores(dev *kernel.Device, texts []string, out kernel.Mat) error {
	v := l.space.vectors(dev, texts)
	dev.Rows(len(texts), 16, func(_, lo, hi int) {
		for ; lo < hi; lo++ {
			row := out.Row(lo)
			copy(row, l.bias)
			index, value := v.row(lo)
			for k, f := range index {
				for c, w := range l.weight.Row(int(f)) {
					row[c] += value[k] * w
				}
			}
			for c, m := range row {
				row[c] = -softplus(-marginScale * m)
			}
		}
	})
	return nil
}

// softplus is log(1 + exp(x)) without overflow.
func softplus(x float32) float32 {
	return max(x, 0) + float32(math.Log1p(math.Exp(-math.Abs(float64(x)))))
}

// views are the n-grams worth trying on a language: words, characters, both.
// Han characters carry more each: runs of three are as telling as five
// letters.
func views(texts []string) []Ngrams {
	han, all := 0, 0
	for _, t := range texts {
		for _, r := range cut(t, 1<<10) {
			if unicode.IsLetter(r) {
				all++
				if isHan(r) {
					han++
				}
			}
		}
	}
	chars := 5
	if 2*han > all {
		chars = 3
	}
	return []Ngrams{{Words: 2, Chars: chars}, {Words: 2}, {Chars: chars}}
}

func (l *linear) card() memberCard { return memberCard{Name: l.shape.name(), Linear: &l.shape} }

func (l *linear) tensors() []safetensors.Named {
	return append(l.space.tensors(),
		safetensors.Named{Name: "weight", Shape: []int{l.weight.Rows, l.weight.Cols}, Data: l.weight.Data},
		safetensors.Named{Name: "bias", Shape: []int{len(l.bias)}, Data: l.bias})
}
