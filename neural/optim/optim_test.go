package optim

import (
	"math"
	"math/rand/v2"
	"testing"

	"hemline/neural/kernel"
	"hemline/neural/nn"
)

// One parameter over three steps, by the paper's formulas in float64.
func TestAdamWByHand(t *testing.T) {
	dev := kernel.New(2)
	defer dev.Close()
	w0 := []float64{1, -2, 0.5}
	for _, noDecay := range []bool{false, true} {
		p := nn.NewParam("w", 3)
		p.NoDecay = noDecay
		frozen := nn.NewParam("frozen", 3)
		frozen.Frozen, frozen.G = true, []float32{1, 1, 1}
		for i, w := range w0 {
			p.W[i] = float32(w)
		}
		a := &AdamW{Beta1: 0.8, Beta2: 0.9, Epsilon: 1e-6, Decay: 0.1}
		var m, v [3]float64
		w := [3]float64(w0)
		for step := 1; step <= 3; step++ {
			for i := range w {
				g := float64(i+1) * float64(step-2) // zero in the second step
				copy(p.Grad()[i:], []float32{float32(g)})
				g *= 0.5
				m[i] = 0.8*m[i] + 0.2*g
				v[i] = 0.9*v[i] + 0.1*g*g
				decay := 0.1
				if noDecay {
					decay = 0
				}
				w[i] -= 0.01 * (m[i]/(1-math.Pow(0.8, float64(step)))/(math.Sqrt(v[i]/(1-math.Pow(0.9, float64(step))))+1e-6) + decay*w[i])
			}
			a.Step(dev, []*nn.Param{frozen, p}, 0.01, 0.5)
			for i := range w {
				if math.Abs(float64(p.W[i])-w[i]) > 1e-6 {
					t.Errorf("step %d: weight %d is %g, want %g", step, i, p.W[i], w[i])
				}
				if p.G[i] != 0 {
					t.Error("the gradient is not cleared")
				}
			}
		}
		if frozen.W[0] != 0 || a.M[0] != nil {
			t.Error("a frozen parameter moved")
		}
	}
}

func TestNormAndClip(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	var params []*nn.Param
	want := 0.0
	for _, n := range []int{3, pieceSize + 7, 1} {
		p := nn.NewParam("p", n)
		for i := range p.Grad() {
			p.G[i] = float32(r.NormFloat64())
			want += float64(p.G[i]) * float64(p.G[i])
		}
		params = append(params, p)
	}
	params = append(params, &nn.Param{Frozen: true, G: []float32{1000}})
	var got [2]float64
	for i := range got {
		dev := kernel.New(i + 1)
		got[i] = GradNorm(dev, params)
		dev.Close()
	}
	if math.Abs(got[0]-math.Sqrt(want)) > 1e-6*math.Sqrt(want) || got[0] != got[1] {
		t.Errorf("norms %v, want %g", got, math.Sqrt(want))
	}
	if s := Clip(10, 2); s != 0.2 {
		t.Errorf("10 is clipped to 2 by %g", s)
	}
	if Clip(1, 2) != 1 || Clip(10, 0) != 1 {
		t.Error("clipped without need")
	}
}

func TestSchedule(t *testing.T) {
	s := Schedule{Peak: 2, Floor: 0.1, Warm: 0.2}
	for part, want := range map[float64]float64{0: 0, 0.1: 1, 0.2: 2, 0.6: 2 * (0.1 + 0.9/2), 1: 0.2, 2: 0.2} {
		if got := s.At(part); math.Abs(got-want) > 1e-9 {
			t.Errorf("at %g: %g, want %g", part, got, want)
		}
	}
}
