package app

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"

	"hemline/internal/wholefile"
	"hemline/lm"
	"hemline/neural/kernel"
)

// vectors are those of stories by their ids, made by one model. Kept in a file:
// a line of JSON, then the ids and the values, little endian.
type vectors struct {
	Format int    `json:"format"`
	Model  string `json:"model"` // fingerprint
	Dim    int    `json:"dim"`
	Count  int    `json:"count"`
	ids    []uint64
	values []float32 // Count x Dim
}

const (
	vectorsFormat = 1
	maxVectorDim  = 1 << 16
	maxVectors    = 2 * maxStories // those in use and as many of other days
	embedChunk    = 4096           // stories between two looks at the bar
)

// embedStories gives the vectors of the stories in their order: from the file
// where it has them, else by the model, and then into the file.
func (a *App) embedStories(ctx context.Context, m *lm.Model, dev *kernel.Device, model, path string, stories []labelled) (*lm.Index, error) {
	dim := m.Shape().Dim
	have := readVectors(path, model, dim)
	at := make(map[uint64]int, len(have.ids))
	for i, id := range have.ids {
		at[id] = i
	}
	var missing []int
	for i := range stories {
		if _, ok := at[stories[i].number()]; !ok {
			missing = append(missing, i)
		}
	}
	if len(missing) > 0 {
		if len(have.ids)+len(missing) > maxVectors {
			have, at, missing = &vectors{Format: vectorsFormat, Model: model, Dim: dim}, map[uint64]int{}, missing[:0]
			for i := range stories {
				missing = append(missing, i)
			}
		}
		a.say("reading %s past stories with the language model", thousands(int64(len(missing))))
		if err := a.embedMissing(ctx, m, dev, have, at, stories, missing); err != nil {
			return nil, err
		}
		if err := have.write(path); err != nil {
			a.say("the stories' vectors could not be kept, and will be made again: %v", err)
		}
	}
	out := &lm.Index{Dim: dim}
	for i := range stories {
		n := at[stories[i].number()]
		if _, err := out.Add(have.values[n*dim : (n+1)*dim]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (a *App) embedMissing(ctx context.Context, m *lm.Model, dev *kernel.Device, have *vectors, at map[uint64]int, stories []labelled, missing []int) error {
	bar := a.bar("embedding")
	defer bar.done()
	for from := 0; from < len(missing); from += embedChunk {
		chunk := missing[from:min(from+embedChunk, len(missing))]
		texts := make([]string, len(chunk))
		for k, i := range chunk {
			texts[k] = stories[i].Text
		}
		x, err := m.Embed(ctx, dev, texts)
		if err != nil {
			return err
		}
		for k, i := range chunk {
			at[stories[i].number()] = len(have.ids)
			have.ids = append(have.ids, stories[i].number())
			have.values = append(have.values, x.Vector(k)...)
		}
		bar.set(int64(from+len(chunk)), int64(len(missing)))
	}
	return nil
}

// vectorsFile is where a workspace keeps the vectors that a model made.
func vectorsFile(workspace, model string) string {
	return modelFolder(workspace, "near-"+filepath.Base(filepath.Clean(model))+".vectors")
}

// number is the id as the corpus has it.
func (l *labelled) number() uint64 {
	n, _ := strconv.ParseUint(l.ID, 16, 64) // written by label
	return n
}

// readVectors reads a file of vectors; what is not there, of another model or
// broken counts as empty: it is made anew.
func readVectors(path, model string, dim int) *vectors {
	empty := &vectors{Format: vectorsFormat, Model: model, Dim: dim}
	f, err := os.Open(path)
	if err != nil {
		return empty
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return empty
	}
	v, err := parseVectors(f, info.Size())
	if err != nil || v.Model != model || v.Dim != dim {
		return empty
	}
	return v
}

// parseVectors reads size bytes of a file of vectors.
func parseVectors(f io.Reader, size int64) (*vectors, error) {
	r := bufio.NewReaderSize(f, 1<<16)
	head, err := r.ReadSlice('\n')
	if err != nil {
		return nil, fmt.Errorf("vectors: no header: %w", err)
	}
	v := &vectors{}
	if err := json.Unmarshal(head, v); err != nil {
		return nil, fmt.Errorf("vectors: header: %w", err)
	}
	if v.Format != vectorsFormat || v.Dim < 1 || v.Dim > maxVectorDim || v.Count < 0 || v.Count > maxVectors {
		return nil, fmt.Errorf("vectors: format %d, %d of %d values", v.Format, v.Count, v.Dim)
	}
	if want := int64(len(head)) + int64(v.Count)*8 + int64(v.Count)*int64(v.Dim)*4; want != size {
		return nil, fmt.Errorf("vectors: %d bytes where %d belong", size, want)
	}
	v.ids, v.values = make([]uint64, v.Count), make([]float32, v.Count*v.Dim)
	if err := binary.Read(r, binary.LittleEndian, v.ids); err != nil {
		return nil, fmt.Errorf("vectors: %w", err)
	}
	if err := binary.Read(r, binary.LittleEndian, v.values); err != nil {
		return nil, fmt.Errorf("vectors: %w", err)
	}
	for _, f := range v.values {
		if f != f || math.Abs(float64(f)) > 2 { // a unit vector's values are within 1
			return nil, fmt.Errorf("vectors: a value of %g", f)
		}
	}
	return v, nil
}

func (v *vectors) write(path string) error {
	v.Count = len(v.ids)
	return wholefile.Write(path, func(f io.Writer) error {
		head, err := json.Marshal(v)
		if err != nil {
			return err
		}
		w := bufio.NewWriter(f)
		w.Write(append(head, '\n')) // its error comes with Flush
		if err := binary.Write(w, binary.LittleEndian, v.ids); err != nil {
			return err
		}
		if err := binary.Write(w, binary.LittleEndian, v.values); err != nil {
			return err
		}
		return w.Flush()
	})
}

// modelPrint tells models apart: small files by their content, weights by size
// and time, as make does, since reading them would take as long as the answer.
func modelPrint(dir string) (string, error) {
	entries, err := os.ReadDir(dir) // sorted
	if err != nil {
		return "", fmt.Errorf("language model: %w", err)
	}
	h := sha256.New()
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			return "", fmt.Errorf("language model: %w", err)
		}
		if !info.Mode().IsRegular() {
			continue
		}
		fmt.Fprintln(h, e.Name(), info.Size())
		if info.Size() > 1<<20 {
			fmt.Fprintln(h, info.ModTime().UnixNano())
			continue
		}
		raw, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return "", fmt.Errorf("language model: %w", err)
		}
		h.Write(bytes.TrimSpace(raw))
	}
	return fmt.Sprintf("%x", h.Sum(nil)[:16]), nil
}
