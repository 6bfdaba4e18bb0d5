package classify

import (
	"fmt"
	"math"
	"slices"

	"hemline/neural/kernel"
)

// Report says how right predictions were. The numbers are those of
// scikit-learn 1.x: a class without a prediction has precision 0, one without
// a text has recall 0, and macro averages are over the labels that occur as
// truth or as prediction.
type Report struct {
	Texts     int            `json:"texts"`
	Accuracy  float64        `json:"accuracy"`
	MacroF1   float64        `json:"macro_f1"`
	LogLoss   float64        `json:"log_loss"`          // mean -log probability of the true label, in nats; a label never learnt counts log(1e15)
	ECE       float64        `json:"calibration_error"` // see Reliability
	Bins      []Bin          `json:"calibration"`
	Classes   []ClassReport  `json:"classes"`
	Labels    []string       `json:"labels"`            // of the rows and columns of Confusion
	Confusion [][]int        `json:"confusion"`         // true label x predicted label
	Unknown   map[string]int `json:"unknown,omitempty"` // true labels the model never learnt: always wrong
}

// ClassReport is how right predictions were about one label.
type ClassReport struct {
	Label     string  `json:"label"`
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	F1        float64 `json:"f1"`
	Support   int     `json:"support"` // texts that have the label
}

// Bin is the predictions of similar confidence: of those, how many were right.
type Bin struct {
	From       float64 `json:"from"` // exclusive, but for the first
	To         float64 `json:"to"`   // inclusive
	Texts      int     `json:"texts"`
	Confidence float64 `json:"confidence"` // mean
	Accuracy   float64 `json:"accuracy"`
}

// ECEBins is the number of equal bins of confidence of the expected
// calibration error, as in Guo, Pleiss, Sun and Weinberger (2017).
const ECEBins = 15

// least is the smallest probability whose logarithm is taken.
const least = 1e-15

// Evaluate holds probabilities (a row a text, a column a label of labels, which
// are sorted) against the true labels.
func Evaluate(labels []string, probabilities kernel.Mat, truth []string) (*Report, error) {
	if probabilities.Rows != len(truth) || probabilities.Cols != len(labels) {
		return nil, fmt.Errorf("classify: %d x %d probabilities for %d texts and %d labels", probabilities.Rows, probabilities.Cols, len(truth), len(labels))
	}
	if len(truth) == 0 {
		return nil, fmt.Errorf("classify: no texts to evaluate on")
	}
	r := &Report{Texts: len(truth), Unknown: map[string]int{}, Bins: make([]Bin, ECEBins)}
	for _, t := range truth {
		if _, ok := slices.BinarySearch(labels, t); !ok {
			r.Unknown[t]++
		}
	}
	if n := len(labels) + len(r.Unknown); n > 2*maxLabels {
		return nil, fmt.Errorf("classify: %d different labels, %d of which the model never learnt: is the right column named?", n, len(r.Unknown))
	}
	r.Labels = slices.Clone(labels)
	for l := range r.Unknown {
		r.Labels = append(r.Labels, l)
	}
	slices.Sort(r.Labels)
	r.Confusion = make([][]int, len(r.Labels))
	for i := range r.Confusion {
		r.Confusion[i] = make([]int, len(r.Labels))
	}
	right := 0
	for i, t := range truth {
		row := probabilities.Row(i)
		guess := Argmax(row)
		actual, _ := slices.BinarySearch(r.Labels, t)
		guessed, _ := slices.BinarySearch(r.Labels, labels[guess])
		r.Confusion[actual][guessed]++
		if actual == guessed {
			right++
		}
		r.bin(float64(row[guess]), actual == guessed)
		p := 0.0
		if c, ok := slices.BinarySearch(labels, t); ok {
			p = float64(row[c])
		}
		r.LogLoss -= math.Log(max(p, least))
	}
	n := float64(len(truth))
	r.Accuracy, r.LogLoss = float64(right)/n, r.LogLoss/n
	r.finishBins(n)
	r.classes()
	return r, nil
}

// Argmax is the column of the largest probability, the first of equals.
func Argmax(row []float32) int {
	best := 0
	for c, p := range row {
		if p > row[best] {
			best = c
		}
	}
	return best
}

func (r *Report) bin(confidence float64, right bool) {
	b := &r.Bins[min(max(int(math.Ceil(confidence*ECEBins))-1, 0), ECEBins-1)]
	b.Texts++
	b.Confidence += confidence
	if right {
		b.Accuracy++
	}
}

func (r *Report) finishBins(n float64) {
	for i := range r.Bins {
		b := &r.Bins[i]
		b.From, b.To = float64(i)/ECEBins, float64(i+1)/ECEBins
		if b.Texts > 0 {
			b.Confidence /= float64(b.Texts)
			b.Accuracy /= float64(b.Texts)
			r.ECE += float64(b.Texts) / n * math.Abs(b.Accuracy-b.Confidence)
		}
	}
}

func (r *Report) classes() {
	seen := 0
	for i, l := range r.Labels {
		support, guessed := 0, 0
		for j := range r.Labels {
			support += r.Confusion[i][j]
			guessed += r.Confusion[j][i]
		}
		hit := float64(r.Confusion[i][i])
		c := ClassReport{Label: l, Support: support}
		c.Precision, c.Recall = hit/float64(max(guessed, 1)), hit/float64(max(support, 1))
		if support+guessed > 0 {
			c.F1 = 2 * hit / float64(support+guessed)
			r.MacroF1 += c.F1
			seen++
		}
		r.Classes = append(r.Classes, c)
	}
	r.MacroF1 /= float64(seen)
}
