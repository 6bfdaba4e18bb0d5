package demo

import (
	_ "embed"
	"fmt"
	"math"

	"go.yaml.in/yaml/v3"
)

//go:embed plan.yaml
var planFile []byte

// Shape is how a planted concept moves over the corpus's months.
type Shape string

// The planted shapes.
const (
	Flat   Shape = "flat"   // the same rate all along
	Rise   Shape = "rise"   // grows through the last 18 months and still does
	Late   Shape = "late"   // unheard of until 8 months before the end, then grows
	Fall   Shape = "fall"   // shrinks through the last 18 months and still does
	Fad    Shape = "fad"    // flares up 14 months before the end and is gone at the end
	Winter Shape = "winter" // returns every winter, level years
	Summer Shape = "summer" // returns every summer, level years
)

// Planted is one concept of the plan with the words posts use for it.
type Planted struct {
	ID    string   `yaml:"id"`
	Shape Shape    `yaml:"shape"`
	Rate  float64  `yaml:"rate"` // mentions per post at its usual level; 0: the plan's
	EN    []string `yaml:"en"`
	ZH    []string `yaml:"zh"`
}

// Platform is one made-up source.
type Platform struct {
	Name    string `yaml:"name"`
	Lang    string `yaml:"lang"` // en or zh
	Channel string `yaml:"channel"`
	Market  string `yaml:"market"`
	Monthly int    `yaml:"monthly"` // posts a month
	Doubles int    `yaml:"doubles"` // month from which it posts twice as much; 0: never
}

// Plan is what the corpus is made of.
type Plan struct {
	Start     string              `yaml:"start"` // first month, 2006-01
	Months    int                 `yaml:"months"`
	Rate      float64             `yaml:"rate"`   // mentions of a concept per post
	Copies    float64             `yaml:"copies"` // part of the posts that are reposted
	Broken    float64             `yaml:"broken"` // part of the rows that cannot be used
	Platforms []Platform          `yaml:"platforms"`
	Concepts  []Planted           `yaml:"concepts"`
	Grammar   map[string]*Grammar `yaml:"grammar"` // by language
}

// Default is the plan that ships with the program.
func Default() (*Plan, error) {
	var p Plan
	if err := yaml.Unmarshal(planFile, &p); err != nil {
		return nil, fmt.Errorf("demo: plan: %w", err)
	}
	return &p, nil
}

// Direction is what an honest forecast made at the end should say: rise, flat
// or fall.
func (p Planted) Direction() string {
	switch p.Shape {
	case Rise, Late:
		return "rise"
	case Fall, Fad:
		return "fall"
	default:
		return "flat"
	}
}

// carry is how many months after the corpus a concept that moves keeps its pace;
// then it holds the level it has reached. A move that ended with the corpus
// would wrong the forecast that carries it on, and none goes on for ever; in a
// quarter none of the plan's doubles or halves. Chosen before any coverage was
// looked at.
const carry = 3

// level is the concept's rate in month m, relative to its usual level, of a
// corpus of n months. calendar is the month of the year, 0 for January. Months
// from n on come after the corpus: what rises or falls goes on so for carry
// months and stays there, a fad stays gone, seasons return, the flat stay.
func (s Shape) level(m, n, calendar int) float64 {
	left := float64(max(n-1-m, -carry)) // months until the corpus's last; below 0 after it
	ramp := func(months, from, to float64) float64 {
		if left >= months {
			return from
		}
		return from * math.Pow(to/from, (months-left)/months)
	}
	switch s {
	case Rise:
		return ramp(18, 0.6, 2.4)
	case Late:
		if left > 8 {
			return 0
		}
		return 0.25 * (9 - left)
	case Fall:
		return ramp(18, 2.0, 0.4)
	case Fad:
		return 3 * math.Exp(-(left-14)*(left-14)/(2*2.5*2.5)) // a flare of five months
	case Winter:
		return 1 + 0.9*math.Cos(2*math.Pi*float64(calendar)/12)
	case Summer:
		return 1 - 0.9*math.Cos(2*math.Pi*float64(calendar)/12)
	default:
		return 1
	}
}
