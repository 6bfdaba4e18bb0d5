package demo

import (
	"encoding/csv"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// Write makes the corpus under dir, one CSV a platform, and returns the
// files. The same plan and seed give the same bytes.
func Write(dir string, plan *Plan, seed uint64) ([]string, error) {
	start, err := time.Parse("2006-01", plan.Start)
	if err != nil {
		return nil, fmt.Errorf("demo: plan: start: %w", err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("demo: %w", err)
	}
	var files []string
	for i, p := range plan.Platforms {
		path := filepath.Join(dir, p.Name+".csv")
		r := rand.New(rand.NewPCG(seed, uint64(i)))
		if err := writePlatform(path, plan, p, start, r); err != nil {
			return nil, fmt.Errorf("demo: %s: %w", path, err)
		}
		files = append(files, path)
	}
	return files, nil
}

func writePlatform(path string, plan *Plan, p Platform, start time.Time, r *rand.Rand) (err error) {
	g := plan.Grammar[p.Lang]
	if g == nil {
		return fmt.Errorf("no grammar for language %q", p.Lang)
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() {
		if e := f.Close(); err == nil {
			err = e
		}
	}()
	w := csv.NewWriter(f)
	if err := w.Write([]string{"date", "author", "text", "likes", "url"}); err != nil {
		return err
	}
	last := start.AddDate(0, plan.Months, -1)
	serial := 0
	row := func(day time.Time, text string) {
		serial++
		_ = w.Write([]string{ // the writer keeps its first error; it is checked at the end
			day.Format("2006-01-02"), fmt.Sprintf("user%d", r.IntN(9000)), text,
			strconv.Itoa(int(math.Exp(2 + 1.2*r.NormFloat64()))),
			fmt.Sprintf("https://example.org/%s/%d", p.Name, serial),
		})
	}
	for m := range plan.Months {
		first := start.AddDate(0, m, 0)
		days := first.AddDate(0, 1, -1).Day()
		posts := p.Monthly
		if p.Doubles > 0 && m >= p.Doubles {
			posts *= 2
		}
		for i := range posts {
			day := first.AddDate(0, 0, i*days/posts)
			text := g.post(r, plan.words(r, p.Lang, m, int(first.Month())-1))
			row(day, text)
			if r.Float64() < plan.Copies {
				again := day.AddDate(0, 0, r.IntN(5))
				if again.After(last) {
					again = last
				}
				row(again, text+pick(r, g.Slots["repost"]))
			}
			if r.Float64() < plan.Broken {
				_ = w.Write([]string{"soon", "user0", text, "1", ""})
			}
		}
	}
	w.Flush()
	return w.Error()
}

// words draws which concepts one post of month m mentions. Each concept is
// drawn by itself, so that one that rises takes nothing from the others.
func (p *Plan) words(r *rand.Rand, lang string, m, calendar int) []string {
	var out []string
	for _, c := range p.Concepts {
		rate := c.Rate
		if rate == 0 {
			rate = p.Rate
		}
		if r.Float64() >= rate*c.Shape.level(m, p.Months, calendar) {
			continue
		}
		if lang == "zh" {
			out = append(out, pick(r, c.ZH))
		} else {
			out = append(out, pick(r, c.EN))
		}
	}
	r.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}
