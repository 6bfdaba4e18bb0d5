package safetensors

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// file makes the bytes of a file from its header and data.
func file(header string, data []byte) []byte {
	out := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	return append(append(out, header...), data...)
}

func open(b []byte) (*File, error) { return Open(bytes.NewReader(b), int64(len(b))) }

func TestRoundTrip(t *testing.T) {
	path := filepath.Join(t.TempDir(), "model.safetensors")
	in := []Named{
		{"w", []int{2, 3}, []float32{1, -2, 3.5, 0, float32(math.Inf(1)), 6}},
		{"empty", []int{0, 4}, nil},
		{"scalar", nil, []float32{7}},
	}
	if err := WriteFile(path, map[string]string{"format": "pt"}, in); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f, err := open(raw)
	if err != nil || f.Metadata["format"] != "pt" || len(f.Tensors) != 3 {
		t.Fatalf("%+v, %v", f, err)
	}
	for _, n := range in {
		tensor, ok := f.Find(n.Name)
		got := make([]float32, len(n.Data))
		if err := f.Read(tensor, got); !ok || err != nil || !slices.Equal(got, n.Data) {
			t.Errorf("%s: %v, %v, %v", n.Name, got, ok, err)
		}
	}
	if _, ok := f.Find("missing"); ok {
		t.Error("found what is not there")
	}
}

func TestHalfPrecision(t *testing.T) {
	f, err := open(file(`{"h":{"dtype":"F16","shape":[5],"data_offsets":[0,10]},"b":{"dtype":"BF16","shape":[2],"data_offsets":[10,14]}}`,
		[]byte{0, 0x3c, 0, 0xc0, 1, 0, 0, 0x7c, 0xff, 0x7b, 0x80, 0x3f, 0x49, 0xc0}))
	if err != nil {
		t.Fatal(err)
	}
	h, _ := f.Find("h")
	got := make([]float32, 5)
	if err := f.Read(h, got); err != nil || !slices.Equal(got, []float32{1, -2, 1. / (1 << 24), float32(math.Inf(1)), 65504}) {
		t.Errorf("%v, %v", got, err)
	}
	b, _ := f.Find("b")
	if err := f.Read(b, got[:2]); err != nil || !slices.Equal(got[:2], []float32{1, -3.140625}) {
		t.Errorf("%v, %v", got[:2], err)
	}
}

func TestHostileFiles(t *testing.T) {
	for name, c := range map[string]struct {
		b    []byte
		want string
	}{
		"empty":        {nil, "no header"},
		"short":        {[]byte{200, 0, 0, 0, 0, 0, 0, 0, '{'}, "complete?"},
		"huge header":  {[]byte{255, 255, 255, 255, 255, 255, 255, 255, '{'}, "complete?"},
		"not JSON":     {file("hello", nil), "JSON"},
		"twice":        {file(`{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}`, nil), "twice"},
		"overflow":     {file(`{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}`, nil), "too large"},
		"negative":     {file(`{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,0]}}`, nil), "too large"},
		"beyond":       {file(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}`, make([]byte, 4)), "bytes 0 to 8"},
		"backwards":    {file(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}`, make([]byte, 4)), "bytes 4 to 0"},
		"wrong size":   {file(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}`, make([]byte, 8)), "needs 4"},
		"overlap":      {file(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}`, make([]byte, 12)), "overlap"},
		"gap":          {file(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}`, make([]byte, 8)), "gap"},
		"trailing":     {file(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`, make([]byte, 5)), "no tensor"},
		"unknown type": {file(`{"a":{"dtype":"Q4","shape":[1],"data_offsets":[0,4]}}`, make([]byte, 4)), `"Q4"`},
	} {
		if _, err := open(c.b); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	f, err := open(file(`{"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}`, make([]byte, 8)))
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Read(f.Tensors[0], make([]float32, 1)); err == nil || !strings.Contains(err.Error(), "I64") {
		t.Errorf("integers read as weights: %v", err)
	}
}

// full is a disk without space.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

func TestFailedWriteKeepsTheOldFile(t *testing.T) {
	if err := Write(full{}, nil, []Named{{"w", []int{1 << 16}, make([]float32, 1<<16)}}); err == nil || !strings.Contains(err.Error(), "no space") {
		t.Errorf("a full disk gives %v", err)
	}
	path := filepath.Join(t.TempDir(), "m.safetensors")
	if err := WriteFile(path, nil, []Named{{"w", []int{1}, []float32{1}}}); err != nil {
		t.Fatal(err)
	}
	old, _ := os.ReadFile(path)
	if err := WriteFile(path, nil, []Named{{"w", []int{2}, []float32{1}}}); err == nil {
		t.Error("a shape that does not fit is taken")
	}
	now, err := os.ReadFile(path)
	left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".*"))
	if err != nil || !bytes.Equal(old, now) || len(left) != 0 {
		t.Errorf("the old file is gone or something is left: %v %v", err, left)
	}
}

func FuzzOpen(f *testing.F) {
	f.Add(file(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`, make([]byte, 4)))
	f.Add(file(`{"__metadata__":{"x":"y"},"a":{"dtype":"BF16","shape":[2,1],"data_offsets":[0,4]}}`, make([]byte, 4)))
	f.Fuzz(func(t *testing.T, b []byte) {
		file, err := open(b)
		if err != nil {
			return
		}
		for _, x := range file.Tensors {
			if x.Len() > int64(len(b)) {
				t.Fatalf("%q claims %d values of %d bytes", x.Name, x.Len(), len(b))
			}
			_ = file.Read(x, make([]float32, x.Len()))
		}
	})
}
