package optim

import "math"

// Schedule is a learning rate that rises in a line and falls along a cosine
// (Loshchilov and Hutter 2017).
type Schedule struct {
	Peak  float64
	Floor float64 // part of Peak that is left at the end
	Warm  float64 // part of the run spent rising
}

// At is the rate at a part of the run between 0, its first step, and 1, its
// end.
func (s Schedule) At(part float64) float64 {
	part = min(max(part, 0), 1)
	if part < s.Warm {
		return s.Peak * part / s.Warm
	}
	fall := (part - s.Warm) / max(1-s.Warm, 1e-9)
	return s.Peak * (s.Floor + (1-s.Floor)*(1+math.Cos(math.Pi*fall))/2)
}
