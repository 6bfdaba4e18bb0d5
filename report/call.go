package report

import (
	"math"
	"unicode"
	"unicode/utf8"

	"hemline/forecast"
)

// likelihood are the steps of probability words, after the scale of the
// Intergovernmental Panel on Climate Change (Mastrandrea et al., 2010): very
// likely from 90 %, likely from 66 %, more likely than not above 50 %.
func likelihood(p float64) string {
	switch {
	case p >= 0.9:
		return "3"
	case p >= 0.66:
		return "2"
	case p > 0.5:
		return "1"
	default:
		return "0"
	}
}

// call says the verdict in words: "very likely to rise".
func (w words) call(f *forecast.Forecast) string {
	switch f.Verdict {
	case forecast.Rise, forecast.Flat, forecast.Fall:
		return w.T("call." + string(f.Verdict) + "." + likelihood(f.Probability))
	default:
		return w.T("call.none")
	}
}

// arrow is the verdict as a sign that needs no colour.
func arrow(v forecast.Verdict) string {
	switch v {
	case forecast.Rise:
		return "▲"
	case forecast.Fall:
		return "▼"
	case forecast.Flat:
		return "▬"
	default:
		return ""
	}
}

// directionClass is the verdict as a class name; a verdict that came from a
// file is not put into markup as it is.
func directionClass(v forecast.Verdict) string {
	switch v {
	case forecast.Rise, forecast.Fall:
		return string(v)
	default:
		return "flat"
	}
}

// compare says how a method's error stands to that of seasonal naive; empty
// when it was not tested.
func (w words) compare(mase, naive float64) string {
	if !finite(mase) || !finite(naive) || naive <= 0 {
		return ""
	}
	switch r := mase/naive - 1; {
	case math.Abs(r) < 0.01:
		return w.T("compare.same")
	case r < 0:
		return w.T("compare.below", "p", w.percent(-r))
	default:
		return w.T("compare.above", "p", w.percent(r))
	}
}

// growthWords says the growth of a trend in a sentence; empty when unknown.
func (w words) growthWords(t *Trend) string {
	g, since := t.Signal.GrowthYear, "year"
	if !finite(g) {
		g, since = t.Signal.GrowthRecent, "recent"
	}
	switch {
	case !finite(g):
		return ""
	case g >= 4:
		return w.T("growth."+since+".times", "g", w.oneDecimal(1+g))
	case math.Abs(g) < 0.005:
		return w.T("growth." + since + ".level")
	case g > 0:
		return w.T("growth."+since+".up", "g", w.percent(g))
	default:
		return w.T("growth."+since+".down", "g", w.percent(-g))
	}
}

// capital makes the first letter of a phrase large where a script has that.
func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}
