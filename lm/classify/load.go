package classify

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
)

// Limits of a folder that is read: a model of 1,000 labels and all members
// stays far below.
const (
	maxCardBytes = 64 << 20
	maxMembers   = 16
	maxTokens    = 1 << 12 // of a text a network reads
)

// Load reads a folder that Save has written. The folder is not trusted: what
// does not fit together is an error, not a crash.
func Load(dir string) (*Classifier, error) {
	raw, err := readFile(filepath.Join(dir, cardFile), maxCardBytes)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("classify: %s has no %s: name the folder that training wrote", dir, cardFile)
	}
	if err != nil {
		return nil, fmt.Errorf("classify: %w", err)
	}
	c := &Classifier{}
	if c.Card, err = parseCard(raw); err != nil {
		return nil, fmt.Errorf("classify: %s: %w", filepath.Join(dir, cardFile), err)
	}
	for k, p := range c.Card.Members {
		m, err := p.Member.load(filepath.Join(dir, strconv.Itoa(k+1)), len(c.Card.Labels))
		if err != nil {
			return nil, fmt.Errorf("classify: %s: member %d: %w", dir, k+1, err)
		}
		c.members, c.mix.weight = append(c.members, m), append(c.mix.weight, p.Weight)
	}
	c.mix.bias, c.plain = c.Card.Bias, mixture{[]float64{c.Card.Baseline.Weight}, c.Card.BaselineBias}
	if c.Card.Shared > 0 {
		c.baseline = c.members[c.Card.Shared-1]
		return c, nil
	}
	if c.baseline, err = c.Card.Baseline.Member.load(filepath.Join(dir, "baseline"), len(c.Card.Labels)); err != nil {
		return nil, fmt.Errorf("classify: %s: baseline: %w", dir, err)
	}
	return c, nil
}

func readFile(path string, limit int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(raw)) > limit {
		return nil, fmt.Errorf("%s is larger than %d MiB", path, limit>>20)
	}
	return raw, nil
}

// parseCard reads and checks a card.
func parseCard(raw []byte) (Card, error) {
	var version struct{ Version int }
	if err := json.Unmarshal(raw, &version); err != nil {
		return Card{}, fmt.Errorf("this is no card of a classifier: %w", err)
	}
	if version.Version != formatVersion {
		return Card{}, fmt.Errorf("the model is of version %d and this program reads version %d: train it again", version.Version, formatVersion)
	}
	var c Card
	if err := json.Unmarshal(raw, &c); err != nil {
		return Card{}, err
	}
	switch {
	case len(c.Labels) < 2 || len(c.Labels) > maxLabels || len(c.Counts) != len(c.Labels):
		return Card{}, fmt.Errorf("%d labels with %d counts", len(c.Labels), len(c.Counts))
	case !increasing(c.Labels):
		return Card{}, errors.New("the labels are not in order, or one comes twice")
	case len(c.Members) == 0 || len(c.Members) > maxMembers:
		return Card{}, fmt.Errorf("%d members: one to %d are possible", len(c.Members), maxMembers)
	case c.Shared < 0 || c.Shared > len(c.Members):
		return Card{}, fmt.Errorf("the baseline is member %d of %d", c.Shared, len(c.Members))
	}
	for _, bias := range [][]float64{c.Bias, c.BaselineBias} {
		if len(bias) != 0 && len(bias) != len(c.Labels) || slices.ContainsFunc(bias, func(b float64) bool { return math.Abs(b) > 1000 }) {
			return Card{}, errors.New("the biases do not fit the labels")
		}
	}
	for _, p := range append(slices.Clone(c.Members), c.Baseline) {
		// Weights above a thousand turn the smallest differences into certainty.
		if !(p.Weight >= 0 && p.Weight <= 1000) {
			return Card{}, fmt.Errorf("member %q has a weight of %g", p.Member.Name, p.Weight)
		}
		if err := p.Member.check(); err != nil {
			return Card{}, fmt.Errorf("member %q: %w", p.Member.Name, err)
		}
	}
	if c.Baseline.Member.Linear == nil || c.Shared > 0 && c.Members[c.Shared-1].Member.Linear == nil {
		return Card{}, errors.New("the baseline is not linear")
	}
	return c, nil
}

func increasing(s []string) bool {
	for i := range s[1:] {
		if s[i] >= s[i+1] {
			return false
		}
	}
	return true
}

func (m memberCard) check() error {
	n := 0
	for _, g := range m.ngrams() {
		n++
		if g.Words < 0 || g.Words > maxNgram || g.Chars < 0 || g.Chars > maxNgram {
			return fmt.Errorf("runs of %d words and %d characters: up to %d are possible", g.Words, g.Chars, maxNgram)
		}
	}
	for _, r := range []*readShape{m.CNN, m.Attention} {
		if r == nil {
			continue
		}
		if n++; r.Tokens < 1 || r.Tokens > maxTokens {
			return fmt.Errorf("texts of %d tokens: up to %d are possible", r.Tokens, maxTokens)
		}
	}
	if n != 1 {
		return fmt.Errorf("it has %d shapes and needs one", n)
	}
	return nil
}

// ngrams are those of the shapes that have them.
func (m memberCard) ngrams() (out []Ngrams) {
	if m.Linear != nil {
		out = append(out, m.Linear.Ngrams)
	}
	if m.Bag != nil {
		out = append(out, m.Bag.Ngrams)
	}
	return out
}

// maxNgram bounds the features of a text.
const maxNgram = 8
