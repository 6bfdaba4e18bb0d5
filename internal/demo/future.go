package demo

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

// Post is one post of the months after the corpus, or a copy of one.
type Post struct {
	Platform Platform
	Day      time.Time
	Text     string
	Story    int64 // from 1; a copy has that of what it copies
}

// futureStream sets the draws after the corpus apart from those of the corpus,
// whose platforms are numbered from 0: neither changes when the other does.
const futureStream = 1 << 32

// Future draws what the platforms would post in the months that follow the
// corpus, by the same plan, grammar and seed, in order of time. It is the truth
// that intervals are judged by and is given to nothing that makes them. Rows
// that no one could date are left out.
func Future(plan *Plan, seed uint64, months int) ([]Post, error) {
	start, err := time.Parse("2006-01", plan.Start)
	if err != nil {
		return nil, fmt.Errorf("demo: plan: start: %w", err)
	}
	var out []Post
	stories := int64(0)
	for i, p := range plan.Platforms {
		r := rand.New(rand.NewPCG(seed, futureStream+uint64(i)))
		last := stories
		err := plan.draw(r, p, start, plan.Months, plan.Months+months, func(d drawn) {
			if d.broken {
				return
			}
			last = stories + int64(d.story)
			out = append(out, Post{Platform: p, Day: d.day, Text: d.text, Story: last})
		})
		if err != nil {
			return nil, fmt.Errorf("demo: %s: %w", p.Name, err)
		}
		stories = last
	}
	slices.SortStableFunc(out, func(a, b Post) int { return cmp.Compare(a.Day.Unix(), b.Day.Unix()) })
	return out, nil
}
