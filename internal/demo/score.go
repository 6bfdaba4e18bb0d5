package demo

import "slices"

// Row compares one planted concept with what was found.
type Row struct {
	Concept   string `json:"concept"`
	Shape     Shape  `json:"planted"`
	Direction string `json:"planted_direction"`
	Found     string `json:"found_direction"` // "" when the concept was not found at all
	Stage     string `json:"stage"`
	Called    bool   `json:"called"` // listed as rising or falling, not only leaning that way
	Inside    int    `json:"inside"` // coming months whose planted share of voice lies inside the 80 % interval
	Months    int    `json:"months"` // coming months that were forecast and drawn
}

// Score sums up how much of the plan was found.
type Score struct {
	Planted   int     `json:"planted"`   // concepts planted to rise or fall
	Found     int     `json:"found"`     // of them, those called in the right direction
	Precision float64 `json:"precision"` // part of all rise and fall calls on planted concepts that are right
	Recall    float64 `json:"recall"`    // found / planted
	FlatRises float64 `json:"rising_planted_flat"`
	Seasons   int     `json:"seasons"`       // concepts planted to return every year
	SeasonsOK int     `json:"seasons_found"` // of them, those whose stage is seasonal
	Intervals Cover   `json:"intervals"`
	Rows      []Row   `json:"rows"`
}

// Judge scores the calls found by concept id.
func Judge(plan *Plan, found map[string]Row) Score {
	var s Score
	calls, right, rises, flatRises := 0, 0, 0, 0
	for _, p := range plan.Concepts {
		row := found[p.ID]
		row.Concept, row.Shape, row.Direction = p.ID, p.Shape, p.Direction()
		s.Rows = append(s.Rows, row)
		mover := row.Direction != "flat"
		hit := row.Called && row.Found == row.Direction
		if mover {
			s.Planted++
		}
		if p.Shape == Winter || p.Shape == Summer {
			s.Seasons++
			if row.Stage == "seasonal" {
				s.SeasonsOK++
			}
		}
		if row.Called && row.Found != "flat" {
			calls++
			if hit {
				right++
				s.Found++
			}
		}
		if row.Called && row.Found == "rise" {
			rises++
			if !mover {
				flatRises++
			}
		}
	}
	s.Precision, s.Recall, s.FlatRises = part(right, calls), part(s.Found, s.Planted), part(flatRises, rises)
	s.Intervals = cover(s.Rows)
	slices.SortStableFunc(s.Rows, func(a, b Row) int { return order(a.Shape) - order(b.Shape) })
	return s
}

// shapes are in the order of the table.
var shapes = [...]Shape{Rise, Late, Fall, Fad, Winter, Summer, Flat}

func order(s Shape) int { return slices.Index(shapes[:], s) }

func part(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}
