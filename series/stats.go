package series

import "math"

// Stats sums up the known values of a series. Without any, Mean, SD, Min and
// Max are NaN.
type Stats struct {
	Known, Missing int
	Zeros          int     // known values that are exactly zero
	Mean           float64 // of known values, zeros included
	SD             float64 // population standard deviation
	Min, Max       float64
}

// Describe sums up y, leaving missing values out.
func Describe(y []float64) Stats {
	s := Stats{Mean: Mean(y), Min: math.NaN(), Max: math.NaN(), SD: math.NaN()}
	var square float64
	for _, v := range y {
		if math.IsNaN(v) {
			s.Missing++
			continue
		}
		if s.Known == 0 {
			s.Min, s.Max = v, v
		}
		s.Known++
		if v == 0 {
			s.Zeros++
		}
		s.Min, s.Max = min(s.Min, v), max(s.Max, v)
		square += (v - s.Mean) * (v - s.Mean)
	}
	if s.Known > 0 {
		s.SD = math.Sqrt(square / float64(s.Known))
	}
	return s
}

// Mean is the mean of the known values, NaN without any.
func Mean(y []float64) float64 {
	var sum float64
	n := 0
	for _, v := range y {
		if !math.IsNaN(v) {
			sum += v
			n++
		}
	}
	if n == 0 {
		return math.NaN()
	}
	return sum / float64(n)
}

// Tail is the last n values of y, all of y when it is shorter. It shares y's
// memory.
func Tail(y []float64, n int) []float64 {
	return y[len(y)-min(len(y), max(0, n)):]
}
