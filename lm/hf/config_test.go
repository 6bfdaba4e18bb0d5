package hf

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// Whatever config.json says, it is an error or a shape that can be; and what
// can be exported says the same again.
func FuzzConfig(f *testing.F) {
	seeds, err := filepath.Glob("testdata/*/config.json")
	if err != nil || len(seeds) == 0 {
		f.Fatal(len(seeds), err)
	}
	for _, s := range seeds {
		raw, err := os.ReadFile(s)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
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
	seeds, err := filepath.Glob("testdata/encoder/*/config.json")
	if err != nil || len(seeds) == 0 {
		f.Fatal(len(seeds), err)
	}
	for _, s := range seeds {
		raw, err := os.ReadFile(s)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
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
