package herald

import (
	"math"
	"testing"

	"hemline/signal"
)

// reference are the rows that the figures below were made from by scikit-learn
// 1.x: StandardScaler and LogisticRegression(C=1).
func reference() (x [][]float64, y []bool, p []float64) {
	for i := range 40 {
		x = append(x, []float64{float64(i*7%13) / 3, float64(i*5%11)*1.5 - 4})
		y = append(y, i*7%13+i*3%5 > 8)
		p = append(p, float64(i*7%10)/10+0.05)
	}
	return x, y, p
}

func TestLogitIsScikitLearns(t *testing.T) {
	x, y, _ := reference()
	l, err := FitLogit([]string{"a", "b"}, x, y)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ got, want float64 }{
		{l.Weight[0], 2.19145908},
		{l.Weight[1], -0.64897343},
		{l.Bias, -0.29701444},
		{l.Odds([]float64{1, 2}), -1.71256693},
		{l.Odds([]float64{4, -3}), 4.13809055},
	} {
		if math.Abs(c.got-c.want) > 1e-6 {
			t.Errorf("%.8f, want %.8f", c.got, c.want)
		}
	}
	if !l.Valid([]string{"a", "b"}) || l.Valid([]string{"b", "a"}) || l.Valid([]string{"a"}) {
		t.Error("a fitted logit is of its own features and no others")
	}
	l.Scale[1] = 0
	if l.Valid([]string{"a", "b"}) {
		t.Error("a scale of 0 is valid")
	}
}

func TestLogitRefuses(t *testing.T) {
	x := [][]float64{{1}, {2}}
	if _, err := FitLogit([]string{"a"}, x, []bool{true, true}); err == nil {
		t.Error("one answer only was learnt from")
	}
	if _, err := FitLogit([]string{"a"}, [][]float64{{math.NaN()}, {2}}, []bool{true, false}); err == nil {
		t.Error("a feature that is no number was learnt from")
	}
	l, err := FitLogit([]string{"same"}, [][]float64{{3}, {3}, {3}, {3}}, []bool{true, false, false, false})
	if err != nil || math.Abs(Probability(l.Odds([]float64{3}))-0.25) > 1e-6 {
		t.Errorf("a feature that never changes: %v, %v", l, err)
	}
}

func TestMoments(t *testing.T) {
	s := signal.Signal{Concept: "style/x", Mentions: []float64{0, 0, 2, 0, 0, 0}}
	standings := make([]signal.Standing, 7)
	standings[3].Mentions = 2
	outcomes := []signal.Outcome{signal.Unknown, signal.Stayed, signal.Rose, signal.Stayed, signal.Stayed, signal.Unknown}
	got := Moments(&s, standings, outcomes)
	if len(got) != 2 || got[0].Period != 2 || !got[0].Rose || got[1].Period != 3 || got[1].Rose {
		t.Errorf("%+v: want the period of the mention and the one after, where it is remembered", got)
	}
	if p := Any([]float64{0.5, 0.5, 0}); math.Abs(p-0.75) > 1e-12 {
		t.Errorf("any of two coins: %g", p)
	}
	if Any(nil) != 0 {
		t.Error("any of nothing")
	}
}
