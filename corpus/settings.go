package corpus

import (
	"context"
	"fmt"
	"strconv"
	"time"
)

// maxWindow keeps times within a slab of the index in 32 bits.
const maxWindow = 100 * 365 * 24 * time.Hour

func (d Dedupe) check() error {
	inside := func(v float64) bool { return v >= 0 && v <= 1 }
	if !inside(d.Similarity) || !inside(d.Containment) || d.Window < 0 || d.Window > maxWindow {
		return fmt.Errorf("corpus: near-duplicates: similarity %g and containment %g must be in (0,1], window %v positive and at most %v",
			d.Similarity, d.Containment, d.Window, maxWindow)
	}
	return nil
}

// settle finds the workspace's rule for copies: what it was created with,
// which opening must not contradict.
func settle(ctx context.Context, c *conn, d Dedupe, write bool) (rule, error) {
	var values [3]float64
	for i, f := range [...]struct {
		key             string
		asked, standard float64
	}{
		{"dedupe.similarity", d.Similarity, defaultSimilarity},
		{"dedupe.containment", d.Containment, defaultContainment},
		{"dedupe.window", float64(d.Window / time.Second), defaultWindow.Seconds()},
	} {
		v, err := setting(ctx, c, f.key, f.asked, f.standard, write)
		if err != nil {
			return rule{}, err
		}
		values[i] = v
	}
	return newRule(values[0], values[1], int64(values[2])), nil
}

// setting returns the stored value of key. A new one is what was asked for,
// or the standard, and is stored when write is set.
func setting(ctx context.Context, c *conn, key string, asked, standard float64, write bool) (float64, error) {
	text, err := getMeta(ctx, c, key)
	if err != nil {
		return 0, err
	}
	if text != "" {
		v, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return 0, fmt.Errorf("corpus: setting %s of the workspace: %w", key, err)
		}
		if asked != 0 && asked != v {
			return 0, fmt.Errorf("corpus: the workspace was made with %s %g, not %g: leave the setting out, or import into a new workspace",
				key, v, asked)
		}
		return v, nil
	}
	if asked == 0 {
		asked = standard
	}
	if !write {
		return asked, nil
	}
	return asked, setMeta(c, key, strconv.FormatFloat(asked, 'g', -1, 64))
}
