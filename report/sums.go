package report

import "hemline/series"

// missing is n values of which nothing is known.
func missing(n int) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = series.Missing()
	}
	return v
}

// add adds the known values of v to sum; what is known in either is known in
// the sum.
func add(sum, v []float64) {
	for i := range min(len(sum), len(v)) {
		switch {
		case !finite(v[i]):
		case finite(sum[i]):
			sum[i] += v[i]
		default:
			sum[i] = v[i]
		}
	}
}
