package app

import (
	"context"
	"encoding/json"
	"fmt"

	"hemline/lm"
	"hemline/neural/kernel"
)

// LMEmbedOptions are the flags of `hemline lm embed`.
type LMEmbedOptions struct {
	Model string
	Data  TextData
	Query string // empty: print every vector
	Limit int
	JSON  bool
}

// Near is a text found near another.
type Near struct {
	Row    int     `json:"row"`
	Cosine float32 `json:"cosine"`
	Text   string  `json:"text"`
}

// LMEmbed prints the texts nearest to a query, or every text's vector.
func (a *App) LMEmbed(ctx context.Context, o LMEmbedOptions) error {
	m, err := lm.Load(o.Model)
	if err != nil {
		return err
	}
	var texts []string
	var left skipped
	if err := a.readTexts(ctx, o.Data, func(r textRow) error {
		if r.Problem != "" {
			left.add(r.Row, r.Problem)
		}
		texts = append(texts, r.Text) // numbered as in the file
		return nil
	}); err != nil {
		return err
	}
	a.saySkipped(left)
	dev := kernel.New(0)
	defer dev.Close()
	index, err := m.Embed(ctx, dev, texts)
	if err != nil {
		return err
	}
	if o.Query == "" {
		enc := json.NewEncoder(a.Stdout)
		for i := range texts {
			if err := enc.Encode(struct {
				Row    int       `json:"row"`
				Vector []float32 `json:"vector"`
			}{i + 1, index.Vector(i)}); err != nil {
				return err
			}
		}
		return nil
	}
	q, err := m.Embed(ctx, dev, []string{o.Query})
	if err != nil {
		return err
	}
	found, err := index.Nearest(dev, q.Vector(0), o.Limit, func(i int) bool { return texts[i] != "" })
	if err != nil {
		return err
	}
	near := make([]Near, len(found))
	var t table
	for i, f := range found {
		near[i] = Near{Row: f.Number + 1, Cosine: f.Cosine, Text: texts[f.Number]}
		t.add(fmt.Sprint(near[i].Row), fmt.Sprintf("%.3f", f.Cosine), clip(near[i].Text, 120))
	}
	if o.JSON {
		return writeJSON(a.Stdout, near)
	}
	return t.write(a.Stdout)
}
