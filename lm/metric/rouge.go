package metric

import "fmt"

// Score is precision, recall and their harmonic mean, each 0 to 1.
type Score struct {
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	F1        float64 `json:"f1"`
}

// ROUGE holds the mean over segments of ROUGE-1, ROUGE-2 and ROUGE-L (Lin
// 2004).
type ROUGE struct {
	One Score `json:"rouge1"`
	Two Score `json:"rouge2"`
	L   Score `json:"rougeL"`
}

// MeanROUGE scores hypotheses, each against one or more references, of which
// the one with the best F1 counts, for each measure by itself; without
// stemming. It fails when the two differ in length or a hypothesis has no
// reference.
func MeanROUGE(lang Language, hypotheses []string, references [][]string) (ROUGE, error) {
	if len(hypotheses) != len(references) {
		return ROUGE{}, fmt.Errorf("metric: %d hypotheses but %d sets of references", len(hypotheses), len(references))
	}
	var sum ROUGE
	for i, h := range hypotheses {
		if len(references[i]) == 0 {
			return ROUGE{}, fmt.Errorf("metric: hypothesis %d has no reference", i+1)
		}
		hyp := rougeTokens(lang, h)
		var best ROUGE
		for j, text := range references[i] {
			ref := rougeTokens(lang, text)
			one := overlap(hyp, ref, 1)
			two := overlap(hyp, ref, 2)
			l := ratio(longest(hyp, ref), len(hyp), len(ref))
			for _, c := range []struct{ best, now *Score }{{&best.One, &one}, {&best.Two, &two}, {&best.L, &l}} {
				if j == 0 || c.now.F1 > c.best.F1 {
					*c.best = *c.now
				}
			}
		}
		sum.One.add(best.One)
		sum.Two.add(best.Two)
		sum.L.add(best.L)
	}
	n := float64(max(len(hypotheses), 1))
	for _, s := range []*Score{&sum.One, &sum.Two, &sum.L} {
		s.Precision, s.Recall, s.F1 = s.Precision/n, s.Recall/n, s.F1/n
	}
	return sum, nil
}

func (s *Score) add(a Score) {
	s.Precision += a.Precision
	s.Recall += a.Recall
	s.F1 += a.F1
}

func overlap(hyp, ref []string, n int) Score {
	inRef := ngrams(ref, n)
	match := 0
	for g, k := range ngrams(hyp, n) {
		match += min(k, inRef[g])
	}
	return ratio(match, len(hyp)-n+1, len(ref)-n+1)
}

func ratio(match, hyp, ref int) Score {
	s := Score{Precision: float64(match) / float64(max(hyp, 1)), Recall: float64(match) / float64(max(ref, 1))}
	if match > 0 {
		s.F1 = 2 * s.Precision * s.Recall / (s.Precision + s.Recall)
	}
	return s
}

// longest is the length of the longest common subsequence, in memory
// proportional to the shorter text.
func longest(a, b []string) int {
	if len(a) < len(b) {
		a, b = b, a
	}
	row := make([]int, len(b)+1)
	for _, x := range a {
		diagonal := 0
		for j, y := range b {
			above := row[j+1]
			if x == y {
				row[j+1] = diagonal + 1
			} else {
				row[j+1] = max(above, row[j])
			}
			diagonal = above
		}
	}
	return row[len(b)]
}
