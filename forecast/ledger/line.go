package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Schema is the version of the lines this package writes and reads.
const Schema = 1

// maxLine bounds a line. The longest honest one, ten years of days with five
// numbers each, has less than half of this.
const maxLine = 1 << 20

// genesis stands in the first line for the hash of the line before it.
const genesis = "0000000000000000000000000000000000000000000000000000000000000000"

// Types of lines.
const (
	typeCall  = "forecast"
	typeScore = "score"
)

// line is one line of the file: a forecast or a score, its number from 1, and
// the hash of the line before.
type line struct {
	Version int    `json:"v"`
	Number  int    `json:"n"`
	Prev    string `json:"prev"`
	Type    string `json:"type"`
	Call    *Call  `json:"forecast,omitempty"`
	Score   *Score `json:"score,omitempty"`
}

// encode gives the canonical bytes of a value, without a line break: the
// fields in their order, no white space, the shortest digits that read back to
// the same number, and no character escaped but those JSON demands.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, fmt.Errorf("ledger: encode: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// decode reads the bytes of one line, without its line break. Only canonical
// bytes are taken: what says the same in another way was not written here.
func decode(raw []byte) (line, error) {
	var version struct {
		V int `json:"v"`
	}
	if err := json.Unmarshal(raw, &version); err != nil {
		return line{}, fmt.Errorf("it is not JSON: %w", err)
	}
	if version.V > Schema {
		return line{}, fmt.Errorf("it has schema %d, this program knows %d: read it with a newer Hemline", version.V, Schema)
	}
	var l line
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&l); err != nil {
		return line{}, fmt.Errorf("it cannot be read: %w", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return line{}, errors.New("something follows the end of its JSON")
	}
	if err := l.check(); err != nil {
		return line{}, err
	}
	again, err := encode(l)
	if err != nil {
		return line{}, err
	}
	if !bytes.Equal(again, raw) {
		return line{}, errors.New("it is not written as Hemline writes it (white space, order or form)")
	}
	return l, nil
}

func (l *line) check() error {
	switch {
	case l.Version != Schema:
		return fmt.Errorf("it has schema %d, not %d", l.Version, Schema)
	case l.Type == typeCall && l.Call != nil && l.Score == nil:
		return l.Call.check()
	case l.Type == typeScore && l.Score != nil && l.Call == nil:
		return l.Score.check()
	}
	return fmt.Errorf("it is neither a forecast nor a score (type %q)", l.Type)
}

// hashOf is the SHA-256 of a line's bytes without its line break, as
// `tail -n 1 ledger.jsonl | tr -d '\n' | sha256sum` gives it.
func hashOf(raw []byte) string {
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

func isHash(s string) bool {
	b, err := hex.DecodeString(s)
	return err == nil && len(b) == sha256.Size && s == hex.EncodeToString(b)
}
