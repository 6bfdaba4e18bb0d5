package metric

import (
	"fmt"
	"math"
	"strings"
)

// order is the longest n-gram BLEU counts (Papineni et al. 2002).
const order = 4

// BLEU is a corpus score with what it is made of. Score and Precisions are
// percentages.
type BLEU struct {
	Score         float64        `json:"score"`
	Precisions    [order]float64 `json:"precisions"`
	BrevityFactor float64        `json:"brevity_penalty"`
	Length        int            `json:"length"`           // tokens of the hypotheses
	RefLength     int            `json:"reference_length"` // tokens of the references nearest in length
}

// CorpusBLEU scores hypotheses, each against one or more references, over the
// corpus as a whole (Papineni et al. 2002), tokenised and smoothed as sacrebleu
// does by default: an order without a match counts as half a match, then a
// quarter, and so on (Chen and Cherry 2014, method 3). It fails when the two
// differ in length or a hypothesis has no reference.
func CorpusBLEU(lang Language, hypotheses []string, references [][]string) (BLEU, error) {
	if len(hypotheses) != len(references) {
		return BLEU{}, fmt.Errorf("metric: %d hypotheses but %d sets of references", len(hypotheses), len(references))
	}
	var b BLEU
	var match, total [order]int
	rules := newSplit13a()
	for i, h := range hypotheses {
		if len(references[i]) == 0 {
			return BLEU{}, fmt.Errorf("metric: hypothesis %d has no reference", i+1)
		}
		hyp := bleuTokens(rules, lang, strings.TrimRight(h, " \t\r\n"))
		refs := make([][]string, len(references[i]))
		for j, r := range references[i] {
			refs[j] = bleuTokens(rules, lang, strings.TrimRight(r, " \t\r\n"))
		}
		b.Length += len(hyp)
		b.RefLength += nearest(len(hyp), refs)
		for n := 1; n <= order; n++ {
			most := map[string]int{}
			for _, r := range refs {
				for g, k := range ngrams(r, n) {
					most[g] = max(most[g], k)
				}
			}
			for g, k := range ngrams(hyp, n) {
				match[n-1] += min(k, most[g])
			}
			total[n-1] += max(len(hyp)-n+1, 0)
		}
	}
	b.finish(match, total)
	return b, nil
}

func (b *BLEU) finish(match, total [order]int) {
	b.BrevityFactor = 1
	switch {
	case b.Length == 0 && b.RefLength > 0:
		b.BrevityFactor = 0
	case b.Length < b.RefLength:
		b.BrevityFactor = math.Exp(1 - float64(b.RefLength)/float64(b.Length))
	}
	if match == [order]int{} {
		return
	}
	smooth, logs := 1.0, 0.0
	for n := range order {
		if total[n] == 0 {
			return // no hypothesis is as long as this: the score is 0
		}
		if match[n] == 0 {
			smooth *= 2
			b.Precisions[n] = 100 / (smooth * float64(total[n]))
		} else {
			b.Precisions[n] = 100 * float64(match[n]) / float64(total[n])
		}
		logs += math.Log(b.Precisions[n])
	}
	b.Score = b.BrevityFactor * math.Exp(logs/order)
}

// nearest is the length of the reference nearest to n, the shorter of two.
func nearest(n int, refs [][]string) int {
	best := len(refs[0])
	for _, r := range refs[1:] {
		d, old := abs(len(r)-n), abs(best-n)
		if d < old || d == old && len(r) < best {
			best = len(r)
		}
	}
	return best
}

func abs(n int) int { return max(n, -n) }

func ngrams(tokens []string, n int) map[string]int {
	counts := make(map[string]int, len(tokens))
	for i := 0; i+n <= len(tokens); i++ {
		counts[strings.Join(tokens[i:i+n], "\x00")]++
	}
	return counts
}
