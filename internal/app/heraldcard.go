package app

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"hemline/internal/wholefile"
	"hemline/lm/classify"
)

// save writes the classifier, then the card that makes it count.
func (h *foreteller) save(dir string) error {
	if err := os.RemoveAll(filepath.Join(dir, heraldCardName)); err != nil {
		return fmt.Errorf("herald: %w", err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("herald: %w", err)
	}
	if h.words != nil {
		if err := h.words.Save(filepath.Join(dir, heraldWords)); err != nil {
			return err
		}
	}
	return wholefile.Write(filepath.Join(dir, heraldCardName), func(w io.Writer) error {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(h.card)
	})
}

// errNoHerald says that a folder has none.
var errNoHerald = errors.New("no trained herald")

// brokenHerald is a card that is there and cannot be used: it is damaged, or of
// another version.
type brokenHerald struct {
	path string
	rule *HeraldRule // what it was trained for; nil where not even that can be read
	err  error
}

func (b *brokenHerald) Error() string { return fmt.Sprintf("herald: %s: %v", b.path, b.err) }

func (b *brokenHerald) Unwrap() error { return b.err }

// loadHeraldCard reads a card. It fails with errNoHerald when there is none, and
// with a brokenHerald when it cannot be used.
func loadHeraldCard(dir string) (*HeraldCard, error) {
	path := filepath.Join(dir, heraldCardName)
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errNoHerald
	}
	if err != nil {
		return nil, fmt.Errorf("herald: %w", err)
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, maxHeraldCard))
	if err != nil {
		return nil, fmt.Errorf("herald: %w", err)
	}
	c, err := parseHeraldCard(raw)
	if err != nil {
		return nil, &brokenHerald{path, ruleIn(raw), err}
	}
	return c, nil
}

// ruleIn finds the rule in what is left of a card; nil where there is none that
// can be used.
func ruleIn(raw []byte) *HeraldRule {
	dec := json.NewDecoder(bytes.NewReader(raw))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return nil
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return nil
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return nil
		}
		if key != "rule" {
			continue
		}
		var r HeraldRule
		if json.Unmarshal(value, &r) != nil {
			return nil
		}
		if _, err := r.options().rule(); err != nil {
			return nil
		}
		return &r
	}
	return nil
}

// openHerald loads what lies beside a card.
func openHerald(dir string, card *HeraldCard) (*foreteller, error) {
	h := &foreteller{card: *card}
	if !card.HasWords {
		return h, nil
	}
	var err error
	h.words, err = classify.Load(filepath.Join(dir, heraldWords))
	return h, err
}

func parseHeraldCard(raw []byte) (*HeraldCard, error) {
	var c HeraldCard
	if err := json.Unmarshal(raw, &c); err != nil {
		return nil, fmt.Errorf("not a card: %w", err)
	}
	if c.Format != heraldFormat {
		return nil, fmt.Errorf("it is of format %d, this program's is %d", c.Format, heraldFormat)
	}
	if _, err := c.Rule.options().rule(); err != nil {
		return nil, err
	}
	usable := c.Validated.trial(c.Method) != nil && c.Validated.trial(byBase) != nil && c.Validated.trial(byChoice) != nil && c.Method != byChoice && c.Standing.Valid(c.view().Names) &&
		c.BaseRate > 0 && c.BaseRate < 1 && c.Words >= 0 && c.Words <= 1
	if (c.Method == byWords || c.Method == byBoth) && !c.HasWords {
		usable = false
	}
	if !usable {
		return nil, errors.New("its parts do not fit together")
	}
	return &c, nil
}
