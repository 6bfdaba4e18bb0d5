package signal

import (
	"math"
	"slices"
	"time"

	"hemline/series"
)

const (
	// seasonalFrom is the strength from which a concept is called seasonal:
	// the month explains that part of its movement beyond chance. Wang, Smith
	// and Hyndman (2006) call a strength of 0.64 clear on smooth series;
	// counted words are noisier.
	seasonalFrom = 0.35
	// seasonMentions is how many mentions a season can be read from at least:
	// two for every month of the year.
	seasonMentions = 24
	// returnsIn is the part of the years in which the peak has to come back.
	returnsIn = 2.0 / 3
)

// season measures how much of a signal's movement the month of the year
// explains (adjusted R² of the root of the share against the month, the course
// of the yearly levels taken out) and which months are its peak. Strength is in
// [0,1], 0 when there are less than two years or too few mentions; peak is nil
// unless the signal is seasonal.
//
// The root steadies the variance of counts (Anscombe 1948); the adjustment
// (Ezekiel 1930) takes away what twelve free means would explain of noise.
func (s *Signal) season() (strength float64, peak []int) {
	rows := s.monthly()
	years := len(rows) / 12
	if years < 2 || s.Total < seasonMentions {
		return 0, nil
	}
	rows = rows[len(rows)-12*years:] // whole years, the latest kept
	month := func(i int) int { return int(rows[i].month) - 1 }

	var means [12]float64
	var known [12]float64
	value := make([]float64, len(rows))
	n := 0.0
	trend := course(rows)
	for i := range rows {
		value[i] = rows[i].root - trend[i]
		if !math.IsNaN(value[i]) {
			means[month(i)] += value[i]
			known[month(i)]++
			n++
		}
	}
	for m := range means {
		if known[m] > 0 {
			means[m] /= known[m]
		}
	}
	var rest, all float64
	for i, v := range value {
		if !math.IsNaN(v) {
			rest += (v - means[month(i)]) * (v - means[month(i)])
			all += v * v
		}
	}
	if all == 0 || n <= 13 {
		return 0, nil
	}
	strength = math.Max(0, 1-rest/all*(n-1)/(n-12))
	if strength < seasonalFrom {
		return strength, nil
	}
	peak = peakMonths(means)
	if returns(value, month, years, peak) < returnsIn {
		return strength, nil
	}
	return strength, peak
}

// monthShare is the root of one calendar month's share, NaN when unknown.
type monthShare struct {
	month time.Month
	root  float64
}

// monthly gathers periods into calendar months, a week counting for the month
// of its Thursday as ISO 8601 has it for years.
func (s *Signal) monthly() []monthShare {
	var out []monthShare
	var c count
	flush := func() {
		if len(out) > 0 {
			out[len(out)-1].root = math.NaN()
			if c.documents > 0 {
				out[len(out)-1].root = math.Sqrt(c.rate())
			}
		}
		c = count{}
	}
	last := -1
	for p := range s.Mentions {
		day := s.Freq.Add(s.Start, p)
		if s.Freq == series.Week {
			day = day.AddDate(0, 0, 3)
		}
		if key := day.Year()*12 + int(day.Month()); key != last {
			flush()
			out = append(out, monthShare{month: day.Month()})
			last = key
		}
		w := s.window(p, p+1)
		c.mentions += w.mentions
		c.documents += w.documents
	}
	flush()
	return out
}

// course is the trend under whole years of months: straight lines from the
// middle of each year, at its level, to the middle of the next, the outer ones
// drawn on. Without it a steady climb would look like a season that peaks
// every December.
func course(rows []monthShare) []float64 {
	years := len(rows) / 12
	levels := make([]float64, years)
	for y := range levels {
		levels[y] = levelOf(rows[12*y : 12*y+12])
	}
	out := make([]float64, len(rows))
	for i := range out {
		at := (float64(i) - 5.5) / 12 // in years from the middle of the first
		y := min(max(int(math.Floor(at)), 0), years-2)
		out[i] = levels[y] + (levels[y+1]-levels[y])*(at-float64(y))
		if math.IsNaN(out[i]) { // a year nothing is known of
			out[i] = levels[i/12]
		}
	}
	return out
}

// levelOf is the mean of the known months of a year, NaN when none is known.
func levelOf(year []monthShare) float64 {
	sum, n := 0.0, 0.0
	for _, r := range year {
		if !math.IsNaN(r.root) {
			sum += r.root
			n++
		}
	}
	return sum / n
}

// peakMonths are the months whose mean stands above half of the highest,
// in calendar order.
func peakMonths(means [12]float64) []int {
	top := slices.Max(means[:])
	var out []int
	for m, v := range means {
		if v >= top/2 {
			out = append(out, m+1)
		}
	}
	return out
}

// returns is the part of the years whose peak months were louder than the
// rest of that year.
func returns(value []float64, month func(int) int, years int, peak []int) float64 {
	came := 0.0
	for y := range years {
		var in, out, ni, no float64
		for i := 12 * y; i < 12*y+12; i++ {
			switch v := value[i]; {
			case math.IsNaN(v):
			case slices.Contains(peak, month(i)+1):
				in, ni = in+v, ni+1
			default:
				out, no = out+v, no+1
			}
		}
		if ni > 0 && no > 0 && in/ni > out/no {
			came++
		}
	}
	return came / float64(years)
}
