package demo

import (
	"math/rand/v2"
	"strings"
)

// Grammar makes posts of one language: an opening, a clause for each concept,
// an ending. Every text may hold slots, {place} and the like, that are filled
// from Slots; {x} in a clause is the concept.
type Grammar struct {
	Open  []string            `yaml:"open"`
	Says  []string            `yaml:"says"`  // clauses with {x}
	Close []string            `yaml:"close"` //
	Idle  []string            `yaml:"idle"`  // sentences about something else
	Slots map[string][]string `yaml:"slots"`
	Space string              `yaml:"space"` // between sentences
}

// post writes one text that mentions the words, in order.
func (g *Grammar) post(r *rand.Rand, words []string) string {
	parts := []string{g.fill(r, pick(r, g.Open), "")}
	for _, w := range words {
		parts = append(parts, g.fill(r, pick(r, g.Says), w))
	}
	if len(words) == 0 {
		parts = append(parts, g.fill(r, pick(r, g.Idle), ""), g.fill(r, pick(r, g.Idle), ""))
	}
	if r.IntN(3) > 0 {
		parts = append(parts, g.fill(r, pick(r, g.Close), ""))
	}
	return strings.Join(parts, g.Space)
}

// fill replaces every {slot} of a pattern.
func (g *Grammar) fill(r *rand.Rand, pattern, x string) string {
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(pattern, "{")
		out.WriteString(before)
		if !found {
			return out.String()
		}
		name, after, _ := strings.Cut(rest, "}")
		if name == "x" {
			out.WriteString(x)
		} else {
			out.WriteString(pick(r, g.Slots[name]))
		}
		pattern = after
	}
}

func pick(r *rand.Rand, from []string) string {
	if len(from) == 0 {
		return ""
	}
	return from[r.IntN(len(from))]
}
