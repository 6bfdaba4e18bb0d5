package safetensors

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"hemline/neural/internal/float"
)

// Limits. The header's is that of the reference implementation; a rank above
// eight and a million tensors are no model's.
const (
	maxHeader  = 100 << 20
	maxRank    = 8
	maxTensors = 1 << 20
)

// Tensor is one entry of a file's header.
type Tensor struct {
	Name  string
	Type  string // F32, F16, BF16, ...
	Shape []int64
	start int64 // from the beginning of the file
	size  int64 // bytes
}

// Len is the number of values.
func (t Tensor) Len() int64 {
	if t.size == 0 {
		return 0
	}
	return t.size / typeSize(t.Type)
}

// File is an opened file.
type File struct {
	Tensors  []Tensor // by name
	Metadata map[string]string
	r        io.ReaderAt
}

func typeSize(name string) int64 {
	switch name {
	case "F64", "I64", "U64":
		return 8
	case "F32", "I32", "U32":
		return 4
	case "F16", "BF16", "I16", "U16":
		return 2
	case "I8", "U8", "BOOL", "F8_E4M3", "F8_E5M2":
		return 1
	}
	return 0
}

// entry is a tensor as the header has it.
type entry struct {
	Type    string  `json:"dtype"`
	Shape   []int64 `json:"shape"`
	Offsets []int64 `json:"data_offsets"`
}

// Open reads the header of a file of size bytes.
func Open(r io.ReaderAt, size int64) (*File, error) {
	var head [8]byte
	if _, err := r.ReadAt(head[:], 0); err != nil {
		return nil, fmt.Errorf("safetensors: the file has %d bytes and no header; is it complete?", size)
	}
	n := binary.LittleEndian.Uint64(head[:])
	if n > maxHeader || int64(n) > size-8 {
		return nil, fmt.Errorf("safetensors: a header of %d bytes in a file of %d; is this a safetensors file, and complete?", n, size)
	}
	raw := make([]byte, n)
	if _, err := r.ReadAt(raw, 8); err != nil {
		return nil, fmt.Errorf("safetensors: header: %w", err)
	}
	f := &File{r: r}
	if err := f.parse(raw, 8+int64(n), size); err != nil {
		return nil, fmt.Errorf("safetensors: %w", err)
	}
	return f, nil
}

// parse reads the header; the data begin at base.
func (f *File) parse(raw []byte, base, size int64) error {
	dec := json.NewDecoder(strings.NewReader(string(raw)))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return errors.New("the header is not a JSON object")
	}
	seen := map[string]bool{}
	for dec.More() {
		t, err := dec.Token()
		name, ok := t.(string)
		if err != nil || !ok {
			return fmt.Errorf("header: %w", cmpErr(err))
		}
		if seen[name] {
			return fmt.Errorf("header: %q comes twice", name)
		}
		seen[name] = true
		if len(seen) > maxTensors {
			return fmt.Errorf("header: more than %d tensors", maxTensors)
		}
		if name == "__metadata__" {
			if err := dec.Decode(&f.Metadata); err != nil {
				return fmt.Errorf("header: metadata: %w", err)
			}
			continue
		}
		var e entry
		if err := dec.Decode(&e); err != nil {
			return fmt.Errorf("header: tensor %q: %w", name, err)
		}
		tensor, err := e.tensor(name, base, size)
		if err != nil {
			return fmt.Errorf("tensor %q: %w", name, err)
		}
		f.Tensors = append(f.Tensors, tensor)
	}
	if _, err := dec.Token(); err != nil {
		return fmt.Errorf("header: %w", err)
	}
	return f.tile(base, size)
}

func cmpErr(err error) error {
	if err == nil {
		return errors.New("a key is not a string")
	}
	return err
}

func (e entry) tensor(name string, base, size int64) (Tensor, error) {
	width := typeSize(e.Type)
	if width == 0 {
		return Tensor{}, fmt.Errorf("type %q is not known", e.Type)
	}
	if len(e.Offsets) != 2 || len(e.Shape) > maxRank {
		return Tensor{}, fmt.Errorf("%d offsets and %d dimensions", len(e.Offsets), len(e.Shape))
	}
	lo, hi := e.Offsets[0], e.Offsets[1]
	if lo < 0 || hi < lo || hi > size-base {
		return Tensor{}, fmt.Errorf("bytes %d to %d of %d", lo, hi, size-base)
	}
	want := width
	for _, s := range e.Shape {
		if s < 0 || s > 0 && want > math.MaxInt64/s {
			return Tensor{}, fmt.Errorf("shape %v is too large", e.Shape)
		}
		want *= s
	}
	if want != hi-lo {
		return Tensor{}, fmt.Errorf("shape %v of %s needs %d bytes and has %d", e.Shape, e.Type, want, hi-lo)
	}
	return Tensor{Name: name, Type: e.Type, Shape: e.Shape, start: base + lo, size: hi - lo}, nil
}

// tile checks that the tensors cover the data without gap or overlap, as the
// format demands, and sorts them by name.
func (f *File) tile(base, size int64) error {
	slices.SortFunc(f.Tensors, func(a, b Tensor) int {
		if a.start != b.start {
			return int(min(max(a.start-b.start, -1), 1))
		}
		return int(min(max(a.size-b.size, -1), 1))
	})
	at := base
	for _, t := range f.Tensors {
		if t.start != at {
			return fmt.Errorf("tensor %q begins at byte %d where %d was due: tensors overlap or leave a gap", t.Name, t.start, at)
		}
		at += t.size
	}
	if at != size {
		return fmt.Errorf("%d bytes of data belong to no tensor", size-at)
	}
	slices.SortFunc(f.Tensors, func(a, b Tensor) int { return strings.Compare(a.Name, b.Name) })
	return nil
}

// Find returns the tensor of a name.
func (f *File) Find(name string) (Tensor, bool) {
	i, ok := slices.BinarySearchFunc(f.Tensors, name, func(t Tensor, n string) int { return strings.Compare(t.Name, n) })
	if !ok {
		return Tensor{}, false
	}
	return f.Tensors[i], true
}

// kind is the type of a tensor that can be read as weights.
func (t Tensor) kind() (float.Type, bool) {
	switch t.Type {
	case "F32":
		return float.F32, true
	case "F16":
		return float.F16, true
	case "BF16":
		return float.BF16, true
	}
	return 0, false
}

// Read fills dst with a tensor's values, F32, F16 or BF16, as float32.
func (f *File) Read(t Tensor, dst []float32) error {
	kind, ok := t.kind()
	if !ok {
		return fmt.Errorf("safetensors: tensor %q is of type %s; F32, F16 and BF16 can be read", t.Name, t.Type)
	}
	if int64(len(dst)) != t.Len() {
		return fmt.Errorf("safetensors: tensor %q has %d values, %d are wanted", t.Name, t.Len(), len(dst))
	}
	if err := float.Read(f.r, t.start, kind, dst); err != nil {
		return fmt.Errorf("safetensors: tensor %q: %w", t.Name, err)
	}
	return nil
}

// Weights is Read of a tensor that has to have a shape, and a finite number
// everywhere.
func (f *File) Weights(t Tensor, shape []int, dst []float32) error {
	if !slices.EqualFunc(t.Shape, shape, func(a int64, b int) bool { return a == int64(b) }) {
		return fmt.Errorf("safetensors: tensor %q has shape %v, not %v", t.Name, t.Shape, shape)
	}
	if err := f.Read(t, dst); err != nil {
		return err
	}
	for i, v := range dst {
		if v-v != 0 { // NaN or infinite
			return fmt.Errorf("safetensors: value %d of tensor %q is %v: the weights are broken", i, t.Name, v)
		}
	}
	return nil
}
