package gguf

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func open(b []byte) (*File, error) { return Open(bytes.NewReader(b), int64(len(b))) }

func write(t testing.TB, pairs []Pair, tensors []Named) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := Write(&out, pairs, tensors); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

var somePairs = []Pair{
	{"general.architecture", "llama"},
	{"llama.block_count", uint32(2)},
	{"a.signed", int32(-3)},
	{"a.long", uint64(1 << 40)},
	{"llama.rope.freq_base", float32(10_000)},
	{"tokenizer.ggml.add_bos_token", true},
	{"tokenizer.ggml.tokens", []string{"裙", "", "Ġdress"}},
	{"tokenizer.ggml.token_type", []int32{1, 3, 1}},
	{"tokenizer.ggml.scores", []float32{0.5, -1}},
	{"empty", []string{}},
}

func TestRoundTrip(t *testing.T) {
	tensors := []Named{
		{"w", F32, []int{2, 3}, []float32{1, -2, 3.5, 0, float32(math.Inf(1)), 6}},
		{"h", F16, []int{3}, []float32{1, 1. / 3, float32(math.Inf(1))}},
		{"none", F32, []int{0, 4}, nil},
	}
	raw := write(t, somePairs, tensors)
	if !bytes.Equal(raw, write(t, somePairs, tensors)) {
		t.Error("the same model gives other bytes")
	}
	f, err := open(raw)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(f.Pairs, somePairs) {
		t.Errorf("keys came back as %v", f.Pairs)
	}
	if v, ok := f.Lookup("llama.block_count"); !ok || v != uint32(2) {
		t.Errorf("looked up %v, %v", v, ok)
	}
	for name, want := range map[string][]float32{"w": tensors[0].Data, "h": {1, 0.33325195, float32(math.Inf(1))}, "none": {}} {
		tensor, ok := f.Find(name)
		got := make([]float32, len(want))
		if err := f.Read(tensor, got); !ok || err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %v, %v, %v", name, got, ok, err)
		}
	}
	if w, _ := f.Find("w"); !slices.Equal(w.Shape, []int64{2, 3}) {
		t.Errorf("the shape came back as %v", w.Shape)
	}
	if _, ok := f.Find("missing"); ok {
		t.Error("found what is not there")
	}
}

// raw builds a file by hand: what a hostile writer can say, Write cannot.
type raw []byte

func start(tensors, pairs uint64) raw { return raw("GGUF").u32(3).u64(tensors).u64(pairs) }

func (r raw) u32(v uint32) raw  { return binary.LittleEndian.AppendUint32(r, v) }
func (r raw) u64(v uint64) raw  { return binary.LittleEndian.AppendUint64(r, v) }
func (r raw) text(s string) raw { return append(r.u64(uint64(len(s))), s...) }
func (r raw) zeros(n int) raw   { return append(r, make([]byte, n)...) }
func (r raw) aligned() raw      { return r.zeros(int(padding(int64(len(r)), alignment))) }
func (r raw) tensor(name string, kind uint32, at uint64, dims ...uint64) raw {
	r = r.text(name).u32(uint32(len(dims)))
	for _, d := range dims {
		r = r.u64(d)
	}
	return r.u32(kind).u64(at)
}

func TestHostileFiles(t *testing.T) {
	good := write(t, somePairs, []Named{{"w", F32, []int{2}, []float32{1, 2}}})
	for name, c := range map[string]struct {
		b    raw
		want string
	}{
		"empty":             {nil, "does not begin with GGUF"},
		"another format":    {raw("PK\x03\x04 and more"), "does not begin with GGUF"},
		"version":           {raw("GGUF").u32(99), "version 99"},
		"big endian":        {raw("GGUF\x00\x00\x00\x03").zeros(16), "version 50331648"},
		"many keys":         {start(0, 1<<62), "keys in a file"},
		"many tensors":      {start(1<<62, 0), "tensors in a file"},
		"endless key":       {start(0, 1).u64(1 << 63).zeros(64), "bytes of text"},
		"endless text":      {start(0, 1).text("k").u32(kindString).u64(math.MaxUint64).zeros(64), "bytes of text"},
		"endless list":      {start(0, 1).text("k").u32(kindArray).u32(kindUint64).u64(1 << 61).zeros(64), "values in a file"},
		"endless texts":     {start(0, 1).text("k").u32(kindArray).u32(kindString).u64(1 << 60).zeros(64), "texts in a file"},
		"list of lists":     {start(0, 1).text("k").u32(kindArray).u32(kindArray).u64(1).zeros(64), "lists of lists"},
		"unknown value":     {start(0, 1).text("k").u32(77).zeros(64), "type 77"},
		"key twice":         {start(0, 2).text("k").u32(kindUint8).zeros(1).text("k").u32(kindUint8).zeros(1), "twice"},
		"alignment":         {start(0, 1).text("general.alignment").u32(kindUint32).u32(33), "alignment of 33"},
		"alignment 0":       {start(0, 1).text("general.alignment").u32(kindUint32).u32(0), "alignment of 0"},
		"dimensions":        {start(1, 0).tensor("w", 0, 0, 1, 1, 1, 1, 1).aligned().zeros(32), "5 dimensions"},
		"shape overflows":   {start(1, 0).tensor("w", 0, 0, 1<<32, 1<<32).aligned().zeros(32), "too large"},
		"negative shape":    {start(1, 0).tensor("w", 0, 0, 1<<63).aligned().zeros(32), "too large"},
		"beyond the file":   {start(1, 0).tensor("w", 0, 0, 9).aligned().zeros(32), "outside the file"},
		"offset overflows":  {start(1, 0).tensor("w", 0, 1<<63, 1).aligned().zeros(32), "outside the file"},
		"offset not whole":  {start(1, 0).tensor("w", 0, 4, 1).aligned().zeros(32), "outside the file"},
		"overlap":           {start(2, 0).tensor("v", 0, 0, 9).tensor("w", 0, 32, 1).aligned().zeros(64), "overlap"},
		"same place":        {start(2, 0).tensor("v", 0, 0, 1).tensor("w", 0, 0, 1).aligned().zeros(64), "overlap"},
		"tensor twice":      {start(2, 0).tensor("w", 0, 0, 1).tensor("w", 0, 32, 1).aligned().zeros(64), "twice"},
		"truncated header":  {good[:len(good)/2], "complete?"},
		"truncated tensors": {good[:len(good)-32], "complete?"},
	} {
		if _, err := open(c.b); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

// Every prefix of a good file is an error, not a panic or half a model.
func TestTruncated(t *testing.T) {
	good := write(t, somePairs, []Named{{"w", F32, []int{8}, make([]float32, 8)}})
	for n := range good {
		if _, err := open(good[:n]); err == nil {
			t.Fatalf("the first %d of %d bytes are taken for a model", n, len(good))
		}
	}
}

func TestQuantisedIsRefusedByName(t *testing.T) {
	f, err := open(start(1, 0).tensor("w", 12, 0, 256).aligned().zeros(144))
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Read(f.Tensors[0], make([]float32, 256)); err == nil || !strings.Contains(err.Error(), "F32, F16 and BF16 can be read") {
		t.Errorf("a quantised tensor: %v", err)
	}
	f, err = open(start(1, 0).tensor("w", 30, 0, 2).aligned().u32(0xc0490000 | 0x3f80))
	if err != nil {
		t.Fatal(err)
	}
	got := make([]float32, 2)
	if err := f.Read(f.Tensors[0], got); err != nil || !slices.Equal(got, []float32{1, -3.140625}) {
		t.Errorf("BF16: %v, %v", got, err)
	}
	if err := f.Read(f.Tensors[0], got[:1]); err == nil {
		t.Error("a slice that is too short is filled")
	}
}

// full is a disk with room for some bytes.
type full struct{ room int }

func (f *full) Write(b []byte) (int, error) {
	if f.room -= len(b); f.room < 0 {
		return 0, errors.New("no space left on device")
	}
	return len(b), nil
}

func TestWriteErrors(t *testing.T) {
	w := []Named{{"w", F32, []int{1 << 16}, make([]float32, 1<<16)}}
	for _, room := range []int{0, 1 << 17} {
		if err := Write(&full{room}, nil, w); err == nil || !strings.Contains(err.Error(), "no space") {
			t.Errorf("a disk with %d bytes gives %v", room, err)
		}
	}
	for name, c := range map[string]struct {
		pairs   []Pair
		tensors []Named
	}{
		"shape":       {nil, []Named{{"w", F32, []int{2}, []float32{1}}}},
		"negative":    {nil, []Named{{"w", F32, []int{-1, -1}, []float32{1}}}},
		"type":        {nil, []Named{{"w", BF16, []int{1}, []float32{1}}}},
		"name twice":  {nil, []Named{{"w", F32, []int{1}, []float32{1}}, {"w", F32, []int{1}, []float32{1}}}},
		"key twice":   {[]Pair{{"k", true}, {"k", false}}, nil},
		"value":       {[]Pair{{"k", 1}}, nil},
		"own key":     {[]Pair{{"general.alignment", uint32(64)}}, nil},
		"no name":     {nil, []Named{{"", F32, []int{1}, []float32{1}}}},
		"too large":   {nil, []Named{{"w", F16, []int{1}, []float32{70000}}}},
		"five of dim": {nil, []Named{{"w", F32, []int{1, 1, 1, 1, 1}, []float32{1}}}},
	} {
		if err := Write(new(bytes.Buffer), c.pairs, c.tensors); err == nil {
			t.Errorf("%s: written", name)
		}
	}
}

func FuzzOpen(f *testing.F) {
	f.Add(write(f, somePairs, []Named{{"w", F32, []int{2, 3}, make([]float32, 6)}, {"h", F16, []int{3}, make([]float32, 3)}}))
	f.Add([]byte(start(2, 1).text("general.alignment").u32(kindUint32).u32(64).tensor("v", 30, 0, 9).tensor("w", 12, 64, 1).aligned().zeros(128)))
	f.Add([]byte(start(0, 1).text("k").u32(kindArray).u32(kindFloat64).u64(2).zeros(16)))
	f.Fuzz(func(t *testing.T, b []byte) {
		file, err := open(b)
		if err != nil {
			return
		}
		for _, x := range file.Tensors {
			if x.size == 0 {
				continue
			}
			if x.Len() > int64(len(b)) {
				t.Fatalf("%q claims %d values of %d bytes", x.Name, x.Len(), len(b))
			}
			if err := file.Read(x, make([]float32, x.Len())); err != nil {
				t.Fatalf("Open took what Read refuses: %v", err)
			}
		}
	})
}
