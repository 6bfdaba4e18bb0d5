package arima

import "math"

// critical is the 5 % value of the test for a level (Kwiatkowski et al. 1992,
// table 1).
const critical = 0.463

// wanders reports whether x fails that test: it has no level to return to.
func wanders(x []float64) bool { return stationarity(x) > critical }

// stationarity is the statistic of the test, 0 for a constant. The long-run
// variance takes Bartlett weights over 3 sqrt(n)/13 lags, as auto.arima does.
func stationarity(x []float64) float64 {
	n := float64(len(x))
	var mean float64
	for _, v := range x {
		mean += v / n
	}
	var sum, sums float64
	e := make([]float64, len(x))
	for t, v := range x {
		e[t] = v - mean
		sum += e[t]
		sums += sum * sum
	}
	lags := int(3 * math.Sqrt(n) / 13)
	var variance float64
	for l := 0; l <= lags; l++ {
		var c float64
		for t := l; t < len(e); t++ {
			c += e[t] * e[t-l]
		}
		if l > 0 {
			c *= 2 * (1 - float64(l)/float64(lags+1))
		}
		variance += c / n
	}
	if variance <= 0 {
		return 0
	}
	return sums / (n * n * variance)
}
