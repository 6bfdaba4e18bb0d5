package hf

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"hemline/neural/nn"
	"hemline/neural/safetensors"
)

const weightsName = "model.safetensors"

// shards are the weight files of a folder, by tensor; a single file has all.
type shards struct {
	files  map[string]*safetensors.File
	opened []*os.File
	of     map[string]string     // tensor to file; nil: all in one
	names  func(string) []string // a weight's names in the files; nil: its own
}

func (s *shards) close() {
	for _, f := range s.opened {
		f.Close()
	}
}

// openWeights opens model.safetensors, or the shards its index names.
func openWeights(dir string) (*shards, error) {
	s := &shards{files: map[string]*safetensors.File{}}
	if _, err := os.Stat(filepath.Join(dir, weightsName)); err == nil {
		return s, s.open(dir, weightsName)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return s, fmt.Errorf("hf: %w", err)
	}
	var index struct {
		WeightMap map[string]string `json:"weight_map"`
	}
	if err := readJSON(dir, weightsName+".index.json", &index); err != nil {
		if old, _ := filepath.Glob(filepath.Join(dir, "pytorch_model*.bin")); len(old) > 0 {
			return s, fmt.Errorf("hf: the weights are in %s, a form that may run code when it is read; write the folder anew with save_pretrained of a current transformers, which makes %s", filepath.Base(old[0]), weightsName)
		}
		return s, fmt.Errorf("%w (nor is there a %s)", err, weightsName)
	}
	s.of = index.WeightMap
	var names []string
	for _, name := range index.WeightMap {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		if name != filepath.Base(name) || !strings.HasSuffix(name, ".safetensors") {
			return s, fmt.Errorf("hf: the index names %q, which is no file of this folder", name)
		}
		if err := s.open(dir, name); err != nil {
			return s, err
		}
	}
	return s, nil
}

func (s *shards) open(dir, name string) error {
	f, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		return fmt.Errorf("hf: %w", err)
	}
	s.opened = append(s.opened, f)
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("hf: %w", err)
	}
	file, err := safetensors.Open(f, info.Size())
	if err != nil {
		return fmt.Errorf("hf: %s: %w", name, err)
	}
	s.files[name] = file
	return nil
}

// values is how many numbers the files hold.
func (s *shards) values() int64 {
	n := int64(0)
	for _, f := range s.files {
		for _, t := range f.Tensors {
			n += t.Len() // files are as long as they say: the sum cannot overflow
		}
	}
	return n
}

// enough refuses files that hold less than config.json claims, before memory is
// taken for it.
func (s *shards) enough(want int64) error {
	if have := s.values(); have < want {
		return fmt.Errorf("hf: the weights have %d values; a model as config.json describes it has %d", have, want)
	}
	return nil
}

func (s *shards) find(weight string) (*safetensors.File, safetensors.Tensor, bool) {
	names := []string{weight}
	if s.names != nil {
		names = s.names(weight)
	}
	for _, tensor := range names {
		file := weightsName
		if s.of != nil {
			file = s.of[tensor]
		}
		if f := s.files[file]; f != nil {
			if t, ok := f.Find(tensor); ok {
				return f, t, true
			}
		}
	}
	return nil, safetensors.Tensor{}, false
}

// fill reads every parameter; one that is missing, of another shape or not a
// number everywhere is an error.
func (s *shards) fill(params []*nn.Param) error {
	for _, p := range params {
		f, t, ok := s.find(p.Name)
		if !ok {
			return fmt.Errorf("hf: the weights lack %s", p.Name)
		}
		if err := f.Weights(t, p.Shape, p.W); err != nil {
			return fmt.Errorf("hf: %w", err)
		}
	}
	return nil
}
