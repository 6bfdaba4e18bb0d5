package train

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"hemline/neural/safetensors"
)

// The files of a checkpoint's folder.
const (
	checkpointName = "checkpoint.safetensors"
	logName        = "train.jsonl"
)

// formatVersion changes when an older program could not read what is written.
const formatVersion = "1"

// The groups of arrays in a checkpoint.
const (
	groupWeight = "weight/"
	groupM      = "m/"
	groupV      = "v/"
	groupBest   = "best/"
)

// save writes everything a later run needs to go on. The old checkpoint stays
// until the new one is whole.
func (r *runner) save() error {
	if r.Folder == "" {
		return nil
	}
	r.Spent = r.elapsed()
	state, err := json.Marshal(r.state)
	if err != nil {
		return fmt.Errorf("train: checkpoint: %w", err)
	}
	var tensors []safetensors.Named
	add := func(group string, i int, data []float32) {
		if data != nil {
			tensors = append(tensors, safetensors.Named{Name: group + r.params[i].Name, Shape: r.params[i].Shape, Data: data})
		}
	}
	for i, p := range r.params {
		add(groupWeight, i, p.W)
		if r.adam.M != nil {
			add(groupM, i, r.adam.M[i])
			add(groupV, i, r.adam.V[i])
		}
		if r.best != nil {
			add(groupBest, i, r.best[i])
		}
	}
	meta := map[string]string{"version": formatVersion, "label": r.Label, "state": string(state)}
	if err := safetensors.WriteFile(filepath.Join(r.Folder, checkpointName), meta, tensors); err != nil {
		return fmt.Errorf("train: checkpoint (the one of step %d is kept): %w", r.saved, err)
	}
	r.saved = r.Step
	return nil
}

// resume takes up the folder's checkpoint, if there is one, and opens the log.
func (r *runner) resume() error {
	if r.Folder == "" {
		return nil
	}
	if err := os.MkdirAll(r.Folder, 0o755); err != nil {
		return fmt.Errorf("train: %w", err)
	}
	path := filepath.Join(r.Folder, checkpointName)
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return r.openLog()
	}
	if err != nil {
		return fmt.Errorf("train: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("train: %w", err)
	}
	if err := r.load(f, info.Size()); err != nil {
		return fmt.Errorf("train: %s: %w; move it away to start anew", path, err)
	}
	r.saved = r.Step
	return r.openLog()
}

func (r *runner) load(f *os.File, size int64) error {
	file, err := safetensors.Open(f, size)
	if err != nil {
		return err
	}
	if v := file.Metadata["version"]; v != formatVersion {
		return fmt.Errorf("a checkpoint of version %q; this program reads version %s", v, formatVersion)
	}
	if l := file.Metadata["label"]; l != r.Label {
		return fmt.Errorf("the checkpoint is of another training (%s, now %s)", l, r.Label)
	}
	if err := json.NewDecoder(strings.NewReader(file.Metadata["state"])).Decode(&r.state); err != nil {
		return fmt.Errorf("state: %w", err)
	}
	if r.Step < 0 || r.Step > 1<<40 {
		return fmt.Errorf("a checkpoint of step %d", r.Step)
	}
	r.adam.Steps = r.Step
	r.adam.M, r.adam.V = make([][]float32, len(r.params)), make([][]float32, len(r.params))
	if r.BestAt > 0 {
		r.best = make([][]float32, len(r.params))
	}
	for i, p := range r.params {
		read := func(group string, into *[]float32, needed bool) error {
			t, ok := file.Find(group + p.Name)
			if !ok && !needed {
				return nil
			}
			if !ok {
				return fmt.Errorf("%s%s is missing", group, p.Name)
			}
			if t.Len() != int64(len(p.W)) {
				return fmt.Errorf("%s%s has %d values; the model has %d", group, p.Name, t.Len(), len(p.W))
			}
			if *into == nil {
				*into = make([]float32, len(p.W))
			}
			return file.Read(t, *into)
		}
		err := errors.Join(read(groupWeight, &p.W, true), read(groupM, &r.adam.M[i], false), read(groupV, &r.adam.V[i], false))
		if err == nil && (r.adam.M[i] == nil) != (r.adam.V[i] == nil) {
			err = fmt.Errorf("%s has one of its two moments", p.Name)
		}
		if err == nil && r.best != nil {
			err = read(groupBest, &r.best[i], true)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
