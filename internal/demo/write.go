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
	serial := 0
	// The writer keeps its first error; it is checked at the end.
	err = plan.draw(r, p, start, 0, plan.Months, func(d drawn) {
		if d.broken {
			_ = w.Write([]string{"soon", "user0", d.text, "1", ""})
			return
		}
		serial++
		_ = w.Write([]string{
			d.day.Format("2006-01-02"), fmt.Sprintf("user%d", d.author), d.text,
			strconv.Itoa(d.likes), fmt.Sprintf("https://example.org/%s/%d", p.Name, serial),
		})
	})
	if err != nil {
		return err
	}
	w.Flush()
	return w.Error()
}

// drawn is one row as it was drawn, before any file.
type drawn struct {
	day    time.Time
	author int
	text   string
	likes  int
	story  int  // number of the post it is, or is a copy of
	broken bool // a row without a usable date
}

// draw makes the posts of one platform in the months from to to (exclusive),
// counted from the corpus's first, copies right after what they copy. The order
// of the draws is part of what a seed means.
func (p *Plan) draw(r *rand.Rand, on Platform, start time.Time, from, to int, emit func(drawn)) error {
	g := p.Grammar[on.Lang]
	if g == nil {
		return fmt.Errorf("no grammar for language %q", on.Lang)
	}
	last := start.AddDate(0, to, -1)
	story := 0
	row := func(day time.Time, text string) {
		author := r.IntN(9000)
		emit(drawn{day: day, author: author, text: text, likes: int(math.Exp(2 + 1.2*r.NormFloat64())), story: story})
	}
	for m := from; m < to; m++ {
		first := start.AddDate(0, m, 0)
		days := first.AddDate(0, 1, -1).Day()
		posts := on.Monthly
		if on.Doubles > 0 && m >= on.Doubles {
			posts *= 2
		}
		for i := range posts {
			story++
			day := first.AddDate(0, 0, i*days/posts)
			text := g.post(r, p.words(r, on.Lang, m, int(first.Month())-1))
			row(day, text)
			if r.Float64() < p.Copies {
				again := day.AddDate(0, 0, r.IntN(5))
				if again.After(last) {
					again = last
				}
				row(again, text+pick(r, g.Slots["repost"]))
			}
			if r.Float64() < p.Broken {
				emit(drawn{text: text, broken: true})
			}
		}
	}
	return nil
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
