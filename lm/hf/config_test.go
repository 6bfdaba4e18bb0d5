package hf

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// addFiles gives a fuzz test the files of a pattern to begin with.
func addFiles(f *testing.F, pattern string) {
	f.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		f.Fatal(len(files), err)
	}
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
}

// Whatever config.json says, it is an error or a shape that can be; and what
// can be exported says the same again.
func FuzzConfig(f *testing.F) {
	addFiles(f, "testdata/*/config.json")
	f.Fuzz(func(t *testing.T, raw []byte) {
		var c config
		if json.Unmarshal(raw, &c) != nil {
			return
		}
		shape, err := c.shape()
		if err != nil {
			return
		}
		if shape.NumParams() <= 0 {
			t.Fatalf("%+v has %d parameters", shape, shape.NumParams())
		}
		out, err := describe(shape, 0, 0)
		if err != nil {
			return
		}
		written, err := json.Marshal(out)
		if err != nil {
			t.Fatalf("%+v cannot be written: %v", out, err)
		}
		var again config
		if err := json.Unmarshal(written, &again); err != nil {
			t.Fatal(err)
		}
		back, err := again.shape()
		if err != nil {
			t.Fatalf("%s: %v", written, err)
		}
		if (back.Scaling == nil) != (shape.Scaling == nil) || back.Scaling != nil && *back.Scaling != *shape.Scaling {
			t.Fatalf("%+v became %+v", shape.Scaling, back.Scaling)
		}
		back.Scaling, shape.Scaling = nil, nil
		if back != shape {
			t.Fatalf("%+v became %+v", shape, back)
		}
	})
}

// The same of encoders.
func FuzzEncoderConfig(f *testing.F) {
	addFiles(f, "testdata/encoder/*/config.json")
	f.Fuzz(func(t *testing.T, raw []byte) {
		var c encoderConfig
		if json.Unmarshal(raw, &c) != nil {
			return
		}
		shape, err := c.shape()
		if err != nil {
			return
		}
		if shape.NumParams() <= 0 {
			t.Fatalf("%+v has %d parameters", shape, shape.NumParams())
		}
		written, err := json.Marshal(describeEncoder(shape, 0))
		if err != nil {
			t.Fatalf("%+v cannot be written: %v", shape, err)
		}
		var again encoderConfig
		if err := json.Unmarshal(written, &again); err != nil {
			t.Fatal(err)
		}
		if back, err := again.shape(); err != nil || back != shape {
			t.Fatalf("%+v became %+v, %v", shape, back, err)
		}
	})
}
