package hf_test

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hemline/lm/hf"
)

// folder is a copy of a good folder to spoil.
func folder(t *testing.T, from string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	return dir
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, dir, name string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// set changes one field of config.json.
func set(key string, value any) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		var c map[string]any
		if err := json.Unmarshal([]byte(read(t, dir, "config.json")), &c); err != nil {
			t.Fatal(err)
		}
		c[key] = value
		raw, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		write(t, dir, "config.json", string(raw))
	}
}

// put replaces a file.
func put(name, text string) func(*testing.T, string) {
	return func(t *testing.T, dir string) { write(t, dir, name, text) }
}

// swap replaces a text within a file.
func swap(name, from, to string) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		was := read(t, dir, name)
		if !strings.Contains(was, from) {
			t.Fatalf("%s has no %q", name, from)
		}
		write(t, dir, name, strings.ReplaceAll(was, from, to))
	}
}

// poison overwrites the last weight of the file.
func poison(v float32) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		b := []byte(read(t, dir, "model.safetensors"))
		binary.LittleEndian.PutUint32(b[len(b)-4:], math.Float32bits(v))
		write(t, dir, "model.safetensors", string(b))
	}
}

func remove(name string) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
}

const (
	whole  = "testdata/llama"
	pieces = "testdata/llama3_bf16_shards"
	index  = "model.safetensors.index.json"
)

func TestImportRefuses(t *testing.T) {
	nan := float32(math.NaN())
	for name, c := range map[string]struct {
		from  string
		spoil func(*testing.T, string)
		want  string
	}{
		"no config":          {whole, remove("config.json"), "a model's folder?"},
		"config no JSON":     {whole, put("config.json", "{"), "config.json"},
		"config an array":    {whole, put("config.json", "[]"), "config.json"},
		"architecture":       {whole, set("model_type", "gpt2"), `"gpt2"`},
		"no architecture":    {whole, put("config.json", "{}"), `type ""`},
		"rope scaling":       {whole, set("rope_parameters", map[string]any{"rope_type": "yarn"}), `"yarn"`},
		"old rope scaling":   {whole, set("rope_parameters", map[string]any{"type": "dynamic"}), `"dynamic"`},
		"partial rotation":   {whole, set("rope_parameters", map[string]any{"partial_rotary_factor": 0.5}), "part (0.5)"},
		"activation":         {whole, set("hidden_act", "gelu"), `"gelu"`},
		"biases":             {whole, set("attention_bias", true), "biases"},
		"sliding window":     {whole, set("use_sliding_window", true), "sliding"},
		"quantised":          {whole, set("quantization_config", map[string]any{"bits": 4}), "quantised"},
		"negative size":      {whole, set("hidden_size", -16), "hidden size of -16"},
		"no heads":           {whole, set("num_attention_heads", 0), "heads of 0"},
		"uneven heads":       {whole, set("num_key_value_heads", 3), "evenly"},
		"size overflows int": {whole, set("hidden_size", 1e30), "config.json"},
		"huge":               {whole, set("num_hidden_layers", 512), "values; a model"},
		"huge embedding":     {whole, set("vocab_size", 1<<20), "values; a model"},
		"shape":              {whole, set("intermediate_size", 12), "shape"},
		"fewer tokens":       {whole, set("vocab_size", 302), "shape"},
		"theta":              {whole, set("rope_parameters", map[string]any{"rope_theta": -1}), "rotary base"},
		"no weights":         {whole, remove("model.safetensors"), "nor is there a model.safetensors"},
		"weights cut":        {whole, func(t *testing.T, d string) { write(t, d, "model.safetensors", read(t, d, "model.safetensors")[:9000]) }, "model.safetensors"},
		"missing tensor":     {whole, swap("model.safetensors", "model.norm.weight", "model.Norm.weight"), "lack model.norm.weight"},
		"integer weights":    {whole, swap("model.safetensors", `"dtype":"F32"`, `"dtype":"I32"`), "I32"},
		"NaN":                {whole, poison(nan), "broken"},
		"infinite":           {whole, poison(float32(math.Inf(-1))), "broken"},
		"no tokenizer":       {whole, remove("tokenizer.json"), "tokenizer.json"},
		"tokenizer no JSON":  {whole, put("tokenizer.json", "{"), "tokenizer.json"},
		"no head":            {whole, set("tie_word_embeddings", false), "values; a model"},
		"shard missing":      {pieces, remove("model-00002-of-00003.safetensors"), "model-00002-of-00003.safetensors"},
		"index no JSON":      {pieces, put(index, `{"weight_map": 7}`), index},
		"index empty":        {pieces, put(index, `{}`), "0 values"},
		"index upwards":      {pieces, swap(index, "model-00002-of", "../model-00002-of"), "no file of this folder"},
		"index absolute":     {pieces, swap(index, "model-00002-of", "/etc/model-00002-of"), "no file of this folder"},
		"index elsewhere":    {pieces, swap(index, "model-00002-of-00003.safetensors", "config.json"), "no file of this folder"},
		"index lies":         {pieces, swap(index, "model-00002-of-00003", "model-00001-of-00003"), "values; a model"},
		"index lacks tensor": {pieces, swap(index, "model.norm.weight", "model.Norm.weight"), "lack model.norm.weight"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := folder(t, c.from)
			c.spoil(t, dir)
			_, _, err := hf.Import(dir)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
	if _, _, err := hf.Import(filepath.Join(t.TempDir(), "missing")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing folder gives %v", err)
	}
}

// Mistral's folders are Llama's but for a window, within which attention is the
// same.
func TestMistralWindow(t *testing.T) {
	dir := folder(t, whole)
	set("model_type", "mistral")(t, dir)
	set("sliding_window", 32)(t, dir)
	d, _, err := hf.Import(dir)
	if err != nil || d.Config().Context != 32 {
		t.Errorf("%v, %v", d, err)
	}
}

// Where a file cannot be written the old model stays.
func TestFailedExportKeepsTheOldFolder(t *testing.T) {
	d, tok, err := hf.Import(whole)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := hf.Export(dir, d, tok); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "generation_config.json")); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(dir, "generation_config.json", "in the way"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := hf.Export(dir, d, tok); err == nil || !strings.Contains(err.Error(), "generation_config.json") {
		t.Errorf("a file that cannot be written gives %v", err)
	}
	if _, _, err := hf.Import(dir); err != nil {
		t.Errorf("the old model is gone: %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
