package lm

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"hemline/lm/hf"
	"hemline/lm/token"
	"hemline/neural/transformer"
)

// Model is a language model with its tokenizer: a decoder, which foretells what
// follows, or an encoder, which reads a text both ways and fills gaps in it.
type Model struct {
	Decoder   *transformer.Decoder // nil: the model is an encoder
	Encoder   *transformer.Encoder // nil: the model is a decoder
	Tokenizer *token.Tokenizer
	Card      Card
}

// Card says what a model was trained on and how well it does.
type Card struct {
	Format     int       `json:"format"`  // of this file
	Program    string    `json:"program"` // version of Hemline
	Size       string    `json:"size"`
	Parameters int64     `json:"parameters"`
	Sources    []string  `json:"sources"`
	Documents  int       `json:"documents"` // distinct texts trained on
	HeldOut    int       `json:"held_out"`  // distinct texts the validation loss is of
	From       time.Time `json:"from"`      // first and last date of the texts read, ever, held-out ones included; zero: not known
	To         time.Time `json:"to"`
	Tokens     int64     `json:"tokens"` // of the texts trained on
	Seen       int64     `json:"seen"`   // tokens trained on, repetitions included
	Steps      int       `json:"steps"`
	Seed       uint64    `json:"seed"`
	Objective  string    `json:"objective,omitempty"`   // Masked for an encoder, as in Scores
	ValLoss    float64   `json:"val_loss"`              // nats a token asked for
	UniLoss    float64   `json:"unigram_loss"`          // nats a token of the tokens' frequencies alone
	ValBits    float64   `json:"val_bits,omitzero"`     // bits a byte, of a decoder
	UniBits    float64   `json:"unigram_bits,omitzero"` // the same of frequencies alone
	ByTime     bool      `json:"by_time"`               // held out are the latest texts
}

// cardName is the card's file in a model's folder; a folder without one is a
// model of somebody else's.
const (
	cardName   = "hemline.json"
	cardFormat = 1
)

// Save writes the model as a folder in Hugging Face's layout, with its card; a
// model trained elsewhere has none.
func (m *Model) Save(dir string) error {
	card := hf.Extra{Name: cardName}
	if !m.foreign() {
		raw, err := json.MarshalIndent(m.Card, "", "  ")
		if err != nil {
			return fmt.Errorf("lm: %w", err)
		}
		card.Data = append(raw, '\n')
	}
	if m.Encoder != nil {
		return hf.ExportEncoder(dir, m.Encoder, m.Tokenizer, card)
	}
	return hf.Export(dir, m.Decoder, m.Tokenizer, card)
}

// Load reads a model's folder, ours or another in Hugging Face's layout.
func Load(dir string) (*Model, error) {
	m := &Model{}
	raw, err := os.ReadFile(filepath.Join(dir, cardName))
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, fmt.Errorf("lm: %w", err)
	default:
		if err := json.Unmarshal(raw, &m.Card); err != nil {
			return nil, fmt.Errorf("lm: %s: %w", filepath.Join(dir, cardName), err)
		}
		if m.Card.Format != cardFormat {
			return nil, fmt.Errorf("lm: %s is of format %d, written by Hemline %s; this program reads format %d: train the model anew", filepath.Join(dir, cardName), m.Card.Format, m.Card.Program, cardFormat)
		}
	}
	encoder, err := hf.IsEncoder(dir)
	if err != nil {
		return nil, err
	}
	if encoder {
		m.Encoder, m.Tokenizer, err = hf.ImportEncoder(dir)
	} else {
		m.Decoder, m.Tokenizer, err = hf.Import(dir)
	}
	if err != nil {
		return nil, err
	}
	return m, nil
}

// foreign reports whether the model was trained elsewhere.
func (m *Model) foreign() bool { return m.Card.Format == 0 }
