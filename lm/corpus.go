package lm

import (
	"hash/fnv"
	"iter"
	"slices"
	"time"
)

// Text is something to learn from.
type Text struct {
	Text string
	Time time.Time // zero: not dated
}

// split is texts without repetitions, divided into those to train on and those
// to validate with.
type split struct {
	train, held []string
	heldBytes   int64
	from, to    time.Time // of both: what is held out chooses the weights
	byTime      bool
}

// heldPart is the part of texts that is held out: every twentieth.
const heldPart = 20

// divide drops repeated texts and holds out the latest of them where all have a
// date, else those a hash of the text picks. A repeated text counts when it
// came first, so a held-out text was never trained on.
func divide(texts []Text) split {
	var s split
	seen := make(map[string]bool, len(texts))
	once := make([]Text, 0, len(texts))
	s.byTime = len(texts) > 0
	for _, t := range texts {
		s.byTime = s.byTime && (t.Text == "" || !t.Time.IsZero())
	}
	if s.byTime {
		texts = slices.Clone(texts)
		slices.SortStableFunc(texts, func(a, b Text) int { return a.Time.Compare(b.Time) })
	}
	for _, t := range texts {
		if t.Text != "" && !seen[t.Text] {
			seen[t.Text] = true
			once = append(once, t)
		}
	}
	cut := len(once) - len(once)/heldPart
	if s.byTime && len(once) > 0 {
		s.from, s.to = once[0].Time, once[len(once)-1].Time
	}
	for i, t := range once {
		held := i >= cut
		if !s.byTime {
			h := fnv.New32a()
			h.Write([]byte(t.Text))
			held = h.Sum32()%heldPart == 0
		}
		if held {
			s.held, s.heldBytes = append(s.held, t.Text), s.heldBytes+int64(len(t.Text))
			continue
		}
		s.train = append(s.train, t.Text)
	}
	return s
}

// vocabularyBytes is how much text a vocabulary is learnt from: beyond it the
// frequencies of pairs no longer move.
const vocabularyBytes = 50 << 20

// sample yields texts spread evenly over all, up to vocabularyBytes.
func sample(texts []string) iter.Seq[string] {
	total := 0
	for _, t := range texts {
		total += len(t)
	}
	every := total/vocabularyBytes + 1
	return func(yield func(string) bool) {
		for i := 0; i < len(texts); i += every {
			if !yield(texts[i]) {
				return
			}
		}
	}
}
