package demo

import "math"

// Cover is how often the planted truth lies inside the 80 % intervals of the
// forecasts: the share of voice that posts drawn for a coming month give, a
// month and a planted concept at a time. Were the intervals right, Part would
// be 0.8.
type Cover struct {
	Part    float64      `json:"part"`
	Inside  int          `json:"inside"`
	Months  int          `json:"months"` // of all planted concepts together
	ByShape []ShapeCover `json:"by_shape"`
}

// ShapeCover is Cover of the concepts of one shape.
type ShapeCover struct {
	Shape    Shape   `json:"planted"`
	Concepts int     `json:"concepts"` // with a forecast
	Part     float64 `json:"part"`
	Inside   int     `json:"inside"`
	Months   int     `json:"months"`
}

// Interval is what a forecast says of one month: both ends belong to it.
type Interval struct{ Low, High float64 }

// Inside counts the months whose truth lies in their interval, and all that
// have both; both begin with the same month. NaN is no truth.
func Inside(truth []float64, said []Interval) (inside, months int) {
	for i := range min(len(truth), len(said)) {
		if math.IsNaN(truth[i]) {
			continue
		}
		months++
		if said[i].Low <= truth[i] && truth[i] <= said[i].High {
			inside++
		}
	}
	return inside, months
}

// cover sums rows up, by shape in the order of the table.
func cover(rows []Row) Cover {
	var c Cover
	for _, shape := range shapes {
		s := ShapeCover{Shape: shape}
		for _, r := range rows {
			if r.Shape == shape && r.Months > 0 {
				s.Concepts++
				s.Inside += r.Inside
				s.Months += r.Months
			}
		}
		s.Part = part(s.Inside, s.Months)
		c.Inside += s.Inside
		c.Months += s.Months
		c.ByShape = append(c.ByShape, s)
	}
	c.Part = part(c.Inside, c.Months)
	return c
}
