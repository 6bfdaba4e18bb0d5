package classify

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"hemline/lm"
	"hemline/neural/kernel"
	"hemline/neural/nn"
	"hemline/neural/safetensors"
)

// load reads a member's files, all of which begin with path.
func (m memberCard) load(path string, classes int) (member, error) {
	f, err := os.Open(path + weightsFile)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	file, err := safetensors.Open(f, info.Size())
	if err != nil {
		return nil, err
	}
	switch {
	case m.Linear != nil:
		return loadLinear(file, *m.Linear, classes)
	case m.Bag != nil:
		return loadBag(file, *m.Bag, classes)
	case m.CNN != nil:
		return loadCNN(file, path, *m.CNN, classes)
	}
	return loadAttention(file, path, *m.Attention, classes)
}

// tensor reads a tensor of a shape; a dimension of -1 is whatever it is.
func tensor(f *safetensors.File, name string, shape ...int) ([]float32, error) {
	t, ok := f.Find(name)
	if !ok {
		return nil, fmt.Errorf("tensor %q is missing", name)
	}
	for i := range min(len(shape), len(t.Shape)) {
		if shape[i] == -1 {
			shape[i] = int(t.Shape[i])
		}
	}
	out := make([]float32, t.Len()) // no larger than the file: Open has checked
	return out, f.Weights(t, shape, out)
}

func loadLinear(f *safetensors.File, shape linearShape, classes int) (*linear, error) {
	space, err := loadSpace(f, shape.Ngrams, linearReach)
	if err != nil {
		return nil, err
	}
	l := &linear{shape: shape, space: space}
	weights, err := tensor(f, "weight", l.space.size(), classes)
	if err != nil {
		return nil, err
	}
	l.weight = kernel.AsMat(weights, l.space.size(), classes)
	l.bias, err = tensor(f, "bias", classes)
	return l, err
}

func loadBag(f *safetensors.File, shape bagShape, classes int) (*bag, error) {
	space, err := loadSpace(f, shape.Ngrams, bagReach)
	if err != nil {
		return nil, err
	}
	if space.size() > bagLimit {
		return nil, fmt.Errorf("a bag of %d features: up to %d are possible", space.size(), bagLimit)
	}
	b := newBag(space, classes, nil)
	b.epoch = shape.Epochs
	return b, fill(f, b.params())
}

func loadCNN(f *safetensors.File, path string, shape readShape, classes int) (*cnn, error) {
	// Words of a language are shorter than 64 bytes, but names of links are not.
	raw, err := readFile(path+vocabularyFile, cnnVocabulary<<8)
	if err != nil {
		return nil, err
	}
	tokens := strings.Split(string(raw), "\n")
	if len(raw) == 0 {
		tokens = nil
	}
	if len(tokens) > cnnVocabulary {
		return nil, fmt.Errorf("a vocabulary of %d words: up to %d are possible", len(tokens), cnnVocabulary)
	}
	v := numbered(tokens)
	if len(v.number) != len(tokens) {
		return nil, errors.New("a word comes twice in the vocabulary")
	}
	n, err := newCNN(v, classes, nil)
	if err != nil {
		return nil, err
	}
	n.shape = shape
	return n, fill(f, n.Params())
}

func loadAttention(f *safetensors.File, path string, shape readShape, classes int) (*attention, error) {
	m, err := lm.Load(path + languageFolder)
	if err != nil {
		return nil, err
	}
	if most := m.Shape().Context; most < shape.Tokens {
		return nil, fmt.Errorf("texts of %d tokens for a model that reads %d", shape.Tokens, most)
	}
	a := onModel(m, classes)
	a.shape = shape
	return a, fill(f, a.head.Params())
}

// fill reads the values of parameters.
func fill(f *safetensors.File, params []*nn.Param) error {
	for _, p := range params {
		t, ok := f.Find(p.Name)
		if !ok {
			return fmt.Errorf("tensor %q is missing", p.Name)
		}
		if err := f.Weights(t, p.Shape, p.W); err != nil {
			return err
		}
	}
	return nil
}
