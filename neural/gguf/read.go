package gguf

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"

	"hemline/neural/internal/float"
)

// Tensor is one tensor of a file.
type Tensor struct {
	Name  string
	Type  Type
	Shape []int64 // outermost first
	start int64   // from the beginning of the file
	size  int64   // bytes; 0 where the type is not known here
}

// Len is the number of values.
func (t Tensor) Len() int64 {
	n, _ := count(t.Shape)
	return n
}

// File is an opened file.
type File struct {
	Pairs   []Pair   // in the file's order
	Tensors []Tensor // by name
	r       io.ReaderAt
}

// Open reads the keys and the list of tensors of a file of size bytes.
func Open(r io.ReaderAt, size int64) (*File, error) {
	f := &File{r: r}
	if err := f.parse(size); err != nil {
		return nil, fmt.Errorf("gguf: %w", err)
	}
	return f, nil
}

func (f *File) parse(size int64) error {
	p := &parser{r: bufio.NewReaderSize(io.NewSectionReader(f.r, 0, size), 1<<16), left: size}
	if string(p.read(4)) != magic {
		return errors.New("the file does not begin with GGUF; is this a GGUF file?")
	}
	if v := p.uint32(); p.err == nil && v != 2 && v != version {
		return fmt.Errorf("version %d; 2 and 3 can be read", v)
	}
	// A tensor takes at least 24 bytes, a key with its value 13.
	tensors, pairs := p.count("tensors", 24, maxTensors), p.count("keys", 13, maxPairs)
	seen := map[string]bool{}
	for range pairs {
		pair := Pair{Key: p.string(maxName)}
		if pair.Value = p.value(); p.err != nil {
			return fmt.Errorf("key %q: %w", pair.Key, p.err)
		}
		if seen[pair.Key] {
			return fmt.Errorf("key %q comes twice", pair.Key)
		}
		seen[pair.Key] = true
		f.Pairs = append(f.Pairs, pair)
	}
	for i := range tensors {
		t := p.tensor()
		if p.err != nil {
			return fmt.Errorf("tensor %d: %w", i+1, p.err)
		}
		f.Tensors = append(f.Tensors, t)
	}
	if p.err != nil {
		return p.err
	}
	return f.place(size-p.left, size)
}

// place turns the tensors' places into offsets in the file, checks that they
// lie in the file and not over each other, and sorts them by name.
func (f *File) place(head, size int64) error {
	align := int64(alignment)
	if v, ok := f.Lookup("general.alignment"); ok {
		n, ok := v.(uint32)
		if !ok || n < 8 || n > maxAlignment || n&(n-1) != 0 {
			return fmt.Errorf("an alignment of %v", v)
		}
		align = int64(n)
	}
	base := head + padding(head, align)
	for i := range f.Tensors {
		t := &f.Tensors[i]
		if t.start < 0 || t.start%align != 0 || t.start > size-base || t.size > size-base-t.start {
			return fmt.Errorf("tensor %q: %d bytes at %d lie outside the file, which has %d bytes of data; is it complete?", t.Name, t.size, t.start, max(size-base, 0))
		}
		t.start += base
	}
	slices.SortFunc(f.Tensors, func(a, b Tensor) int { return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.size, b.size)) })
	for i := 1; i < len(f.Tensors); i++ {
		if a, b := f.Tensors[i-1], f.Tensors[i]; a.start+a.size > b.start {
			return fmt.Errorf("tensors %q and %q overlap", a.Name, b.Name)
		}
	}
	slices.SortFunc(f.Tensors, func(a, b Tensor) int { return cmp.Compare(a.Name, b.Name) })
	for i := 1; i < len(f.Tensors); i++ {
		if f.Tensors[i-1].Name == f.Tensors[i].Name {
			return fmt.Errorf("tensor %q comes twice", f.Tensors[i].Name)
		}
	}
	return nil
}

// Lookup returns the value of a key.
func (f *File) Lookup(key string) (any, bool) {
	for _, p := range f.Pairs {
		if p.Key == key {
			return p.Value, true
		}
	}
	return nil, false
}

// Find returns the tensor of a name.
func (f *File) Find(name string) (Tensor, bool) {
	i, ok := slices.BinarySearchFunc(f.Tensors, name, func(t Tensor, n string) int { return cmp.Compare(t.Name, n) })
	if !ok {
		return Tensor{}, false
	}
	return f.Tensors[i], true
}

// Read fills dst with a tensor's values, F32, F16 or BF16, as float32.
func (f *File) Read(t Tensor, dst []float32) error {
	kind, ok := t.Type.kind()
	if !ok {
		return fmt.Errorf("gguf: tensor %q is of type %v; F32, F16 and BF16 can be read", t.Name, t.Type)
	}
	if int64(len(dst)) != t.Len() {
		return fmt.Errorf("gguf: tensor %q has %d values, %d are wanted", t.Name, t.Len(), len(dst))
	}
	if err := float.Read(f.r, t.start, kind, dst); err != nil {
		return fmt.Errorf("gguf: tensor %q: %w", t.Name, err)
	}
	return nil
}
