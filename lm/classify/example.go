package classify

import (
	"fmt"
	"slices"
)

// Example is a text with the label it should get. Labels that differ in case
// or in white space are different labels.
type Example struct{ Text, Label string }

// Limits of what is learnt from. They bound memory, not usefulness: a label
// set above maxLabels is a key, not a class.
const (
	maxLabels     = 1000
	maxLabelBytes = 1 << 10
	maxExamples   = 20_000_000
)

// MaxTextBytes is how much of a text is read; the rest of a longer one does
// not count. 64 KiB are some twenty pages.
const MaxTextBytes = 64 << 10

// labelsOf returns the sorted labels and refuses sets that nothing can be
// learnt from.
func labelsOf(examples []Example) ([]string, error) {
	if len(examples) > maxExamples {
		return nil, fmt.Errorf("classify: %d examples are more than the %d this program takes: sample them first", len(examples), maxExamples)
	}
	seen := map[string]bool{}
	for i, e := range examples {
		if len(e.Label) > maxLabelBytes {
			return nil, fmt.Errorf("classify: the label of example %d has %d bytes: is the right column named?", i+1, len(e.Label))
		}
		seen[e.Label] = true
		if len(seen) > maxLabels {
			return nil, fmt.Errorf("classify: more than %d different labels: is the right column named?", maxLabels)
		}
	}
	labels := make([]string, 0, len(seen))
	for l := range seen {
		labels = append(labels, l)
	}
	slices.Sort(labels)
	switch len(labels) {
	case 0:
		return nil, fmt.Errorf("classify: no examples to learn from")
	case 1:
		return nil, fmt.Errorf("classify: all %d examples have the label %q: a classifier needs at least two labels", len(examples), labels[0])
	}
	return labels, nil
}

// classesOf gives each example the number of its label.
func classesOf(examples []Example, labels []string) []int32 {
	out := make([]int32, len(examples))
	for i, e := range examples {
		c, _ := slices.BinarySearch(labels, e.Label)
		out[i] = int32(c)
	}
	return out
}
