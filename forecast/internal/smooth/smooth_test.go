package smooth

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestSeasonal: a wave is found, noise and a line are not.
func TestSeasonal(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	wave, noise := make([]float64, 96), make([]float64, 96)
	for i := range wave {
		noise[i] = random.NormFloat64()
		wave[i] = 2*math.Sin(2*math.Pi*float64(i)/12) + noise[i]
	}
	if !Seasonal(wave, 12) || Seasonal(noise, 12) || Seasonal(wave[:23], 12) || Seasonal(make([]float64, 48), 12) {
		t.Error("wave not seasonal, or noise, less than two seasons or a constant seasonal")
	}
}

// TestShrunk: a repeating shape on a line is given back, also one of many
// harmonics, with the phases where they belong; noise leaves a trace at most.
func TestShrunk(t *testing.T) {
	const season = 24
	random := rand.New(rand.NewPCG(5, 6))
	for _, multiplicative := range []bool{false, true} {
		y := make([]float64, 5*season+7)
		shape := func(i int) float64 {
			v := 0.4 * math.Cos(2*math.Pi*float64(i)/season)
			if i%season == 3 {
				v += 0.3 // every harmonic at once
			}
			return v - 0.3/season
		}
		for i := range y {
			y[i] = 10 + 0.02*float64(i)
			if multiplicative {
				y[i] *= 1 + shape(i)
			} else {
				y[i] += shape(i)
			}
			y[i] *= 1 + 0.001*random.NormFloat64()
		}
		c := Shrunk(y, season, multiplicative)
		for p, v := range c.Index {
			want := shape(p)
			if multiplicative {
				want++
			}
			if math.Abs(v-want) > 0.04 {
				t.Errorf("multiplicative %v, phase %d: %.3f, want %.3f", multiplicative, p, v, want)
			}
		}
		before := append([]float64(nil), y...)
		c.Remove(y)
		c.Apply(y, 0)
		for i := range y {
			if math.Abs(y[i]-before[i]) > 1e-12 {
				t.Fatalf("period %d: %v after taking the season off and putting it on, %v before", i, y[i], before[i])
			}
		}
	}
	noise := make([]float64, 5*52)
	for i := range noise {
		noise[i] = random.NormFloat64()
	}
	var shrunk, classical float64
	for _, v := range Shrunk(noise, 52, false).Index {
		shrunk += v * v
	}
	for _, v := range Classical(noise, 52, false).Index {
		classical += v * v
	}
	if shrunk > classical/5 {
		t.Errorf("of noise, %.2f is kept for a season; a classical decomposition keeps %.2f", shrunk, classical)
	}
}

// TestClassical: a pure pattern on a line comes back exactly.
func TestClassical(t *testing.T) {
	add, mul := []float64{-1, 2, 0, -1}, []float64{0.5, 1.5, 1.2, 0.8}
	y, z := make([]float64, 20), make([]float64, 20)
	for i := range y {
		y[i], z[i] = 10+0.5*float64(i)+add[i%4], 10*mul[i%4]
	}
	a, m := Classical(y, 4, false), Classical(z, 4, true)
	for p := range add {
		if math.Abs(a.Index[p]-add[p]) > 1e-9 || math.Abs(m.Index[p]-mul[p]) > 1e-9 {
			t.Errorf("phase %d: %v and %v, want %v and %v", p, a.Index[p], m.Index[p], add[p], mul[p])
		}
	}
	for i := 1; i < len(z); i += 4 {
		z[i] = 1e-9
	}
	if c := Classical(z, 4, true); c.Multiplicative {
		t.Errorf("factors %v: one that small has to turn the course additive", c.Index)
	}
}

func TestWeight(t *testing.T) {
	// Two valleys: the grid finds the deeper one.
	at, value := Weight(0, 1, 1e-4, func(v float64) float64 {
		return min((v-0.2)*(v-0.2)+0.01, (v-0.83)*(v-0.83))
	})
	if math.Abs(at-0.83) > 1e-3 || value > 1e-6 {
		t.Errorf("%v at %v, want 0 at 0.83", value, at)
	}
}

func BenchmarkShrunk(b *testing.B) {
	y := make([]float64, 209)
	for i := range y {
		y[i] = 5 + 2*math.Sin(2*math.Pi*float64(i)/52) + float64(i*7919%13)/7
	}
	b.ReportAllocs()
	for b.Loop() {
		Shrunk(y, 52, true)
	}
}

// TestSteepFall: the level of what fell to nearly nothing stays above zero,
// where a multiplicative season divides by it.
func TestSteepFall(t *testing.T) {
	y := make([]float64, 4*24)
	for i := range y {
		y[i] = math.Exp(-float64(i) / 12)
	}
	for i, v := range extended(y, 24) {
		if !(v > 0) {
			t.Errorf("period %d: level %v", i, v)
		}
	}
}
