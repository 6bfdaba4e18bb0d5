package classify

import (
	"encoding/json"
	"math"
	"os"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"hemline/neural/kernel"
)

func TestEvaluateEqualsScikitLearn(t *testing.T) {
	raw, err := os.ReadFile("testdata/metrics.json")
	if err != nil {
		t.Fatal(err)
	}
	var want struct {
		Labels, Truth         []string
		Probabilities         [][]float32
		Accuracy              float64
		MacroF1               float64 `json:"macro_f1"`
		LogLoss               float64 `json:"log_loss"`
		ECE                   float64 `json:"calibration_error"`
		Precision, Recall, F1 []float64
		Support               []int
		Confusion             [][]int
	}
	if err := json.Unmarshal(raw, &want); err != nil {
		t.Fatal(err)
	}
	p := kernel.NewMat(len(want.Probabilities), len(want.Labels))
	for i, row := range want.Probabilities {
		copy(p.Row(i), row)
	}
	r, err := Evaluate(want.Labels, p, want.Truth)
	if err != nil {
		t.Fatal(err)
	}
	near := func(name string, got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 1e-7 {
			t.Errorf("%s: %.9f, scikit-learn says %.9f", name, got, want)
		}
	}
	near("accuracy", r.Accuracy, want.Accuracy)
	near("macro F1", r.MacroF1, want.MacroF1)
	near("log loss", r.LogLoss, want.LogLoss)
	near("calibration error", r.ECE, want.ECE)
	for i, c := range r.Classes {
		near("precision of "+c.Label, c.Precision, want.Precision[i])
		near("recall of "+c.Label, c.Recall, want.Recall[i])
		near("F1 of "+c.Label, c.F1, want.F1[i])
		if c.Support != want.Support[i] {
			t.Errorf("%s: support %d, want %d", c.Label, c.Support, want.Support[i])
		}
	}
	if !reflect.DeepEqual(r.Confusion, want.Confusion) {
		t.Errorf("confusion %v, want %v", r.Confusion, want.Confusion)
	}
}

func TestEvaluateOfAnUnknownLabel(t *testing.T) {
	p := kernel.AsMat([]float32{0.9, 0.1, 0.2, 0.8}, 2, 2)
	r, err := Evaluate([]string{"coat", "skirt"}, p, []string{"hat", "skirt"})
	if err != nil {
		t.Fatal(err)
	}
	if r.Accuracy != 0.5 || r.Unknown["hat"] != 1 || len(r.Confusion) != 3 || r.Confusion[1][0] != 1 {
		t.Errorf("%+v", r)
	}
	// A column of keys in place of labels is a mistake, not a matrix.
	many, keys := kernel.NewMat(5000, 2), make([]string, 5000)
	for i := range keys {
		keys[i] = strconv.Itoa(i)
	}
	if _, err := Evaluate([]string{"a", "b"}, many, keys); err == nil || !strings.Contains(err.Error(), "right column") {
		t.Errorf("5,000 labels that were never learnt: %v", err)
	}
	if _, err := Evaluate([]string{"a", "b"}, p, []string{"a"}); err == nil {
		t.Error("two rows for one text are taken")
	}
}
