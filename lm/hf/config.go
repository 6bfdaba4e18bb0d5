package hf

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"hemline/neural/transformer"
)

var errQuantised = errors.New("hf: the weights are quantised; take the model's f32, f16 or bf16 folder")

// maxJSON bounds config.json and the list of shards.
const maxJSON = 64 << 20

// config is the part of config.json that is read and written.
type config struct {
	Architectures    []string `json:"architectures"`
	ModelType        string   `json:"model_type"`
	VocabSize        int      `json:"vocab_size"`
	HiddenSize       int      `json:"hidden_size"`
	IntermediateSize int      `json:"intermediate_size"`
	NumHiddenLayers  int      `json:"num_hidden_layers"`
	NumHeads         int      `json:"num_attention_heads"`
	NumKVHeads       int      `json:"num_key_value_heads,omitempty"`
	HeadDim          int      `json:"head_dim,omitempty"`
	MaxPositions     int      `json:"max_position_embeddings"`
	NormEps          float32  `json:"rms_norm_eps"`
	RopeTheta        float64  `json:"rope_theta,omitempty"`
	RopeScaling      *rope    `json:"rope_scaling"`
	RopeParameters   *rope    `json:"rope_parameters,omitempty"`
	Tied             *bool    `json:"tie_word_embeddings"`
	HiddenAct        string   `json:"hidden_act"`
	AttentionBias    bool     `json:"attention_bias"`
	MLPBias          bool     `json:"mlp_bias"`
	UseSlidingWindow bool     `json:"use_sliding_window,omitempty"`
	SlidingWindow    *int     `json:"sliding_window,omitempty"`
	Quantization     any      `json:"quantization_config,omitempty"`
	BOS              *int32   `json:"bos_token_id"`
	EOS              any      `json:"eos_token_id"`
	Dtype            string   `json:"torch_dtype,omitempty"`
}

// rope is the rotary positions' settings, under one of two names.
type rope struct {
	Type            string  `json:"rope_type,omitempty"`
	OldType         string  `json:"type,omitempty"`
	Theta           float64 `json:"rope_theta,omitempty"`
	Factor          float64 `json:"factor,omitempty"`
	Partial         float64 `json:"partial_rotary_factor,omitempty"`
	LowFreqFactor   float64 `json:"low_freq_factor,omitempty"`
	HighFreqFactor  float64 `json:"high_freq_factor,omitempty"`
	OriginalContext int     `json:"original_max_position_embeddings,omitempty"`
}

// readJSON reads a JSON file of the folder.
func readJSON(dir, name string, into any) error {
	f, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		return fmt.Errorf("hf: %w", err)
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, maxJSON+1))
	if err != nil {
		return fmt.Errorf("hf: %s: %w", name, err)
	}
	if len(raw) > maxJSON {
		return fmt.Errorf("hf: %s has more than %d MB", name, maxJSON>>20)
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return fmt.Errorf("hf: %s: %w", name, err)
	}
	return nil
}

// shape translates config.json; what is not supported is named.
func (c config) shape() (transformer.Config, error) {
	s := transformer.Config{
		VocabSize: c.VocabSize, Dim: c.HiddenSize, Layers: c.NumHiddenLayers, Heads: c.NumHeads, KVHeads: c.NumKVHeads,
		HeadDim: c.HeadDim, Hidden: c.IntermediateSize, Context: c.MaxPositions, NormEps: c.NormEps, RopeTheta: c.RopeTheta,
	}
	tied := false // Llama's default; Qwen's folders say it
	switch c.ModelType {
	case "llama":
	case "mistral":
		// Within its window, attention is the whole; longer texts are not read.
		if c.SlidingWindow != nil {
			s.Context = min(s.Context, *c.SlidingWindow)
		}
	case "qwen2":
		s.QKVBias = true
	case "qwen3":
		s.QKNorm = true
	case encoderType:
		return s, errors.New("hf: this is an encoder, and a decoder is asked for: read it as an encoder")
	default:
		return s, fmt.Errorf("hf: a model of type %q; llama, mistral, qwen2, qwen3 and bert can be read", c.ModelType)
	}
	if c.Tied != nil {
		tied = *c.Tied
	}
	s.Tied = tied
	switch {
	case c.HiddenAct != "silu" && c.HiddenAct != "":
		return s, fmt.Errorf("hf: activation %q; silu can be read", c.HiddenAct)
	case c.AttentionBias || c.MLPBias:
		return s, fmt.Errorf("hf: biases of attention (%v) or feed-forward layers (%v) cannot be read", c.AttentionBias, c.MLPBias)
	case c.Quantization != nil:
		return s, errQuantised
	case c.UseSlidingWindow:
		return s, fmt.Errorf("hf: sliding windows cannot be read")
	}
	if s.KVHeads == 0 {
		s.KVHeads = s.Heads
	}
	if s.HeadDim == 0 && s.Heads > 0 {
		s.HeadDim = s.Dim / s.Heads
	}
	if s.NormEps == 0 {
		s.NormEps = 1e-6
	}
	if err := c.rope(&s); err != nil {
		return s, err
	}
	return s, s.Validate()
}

func (c config) rope(s *transformer.Config) error {
	r := c.RopeParameters
	if r == nil {
		r = c.RopeScaling
	}
	if r != nil {
		if r.Theta != 0 {
			s.RopeTheta = r.Theta
		}
		if r.Partial != 0 && r.Partial != 1 {
			return fmt.Errorf("hf: rotary positions on a part (%g) of each head cannot be read", r.Partial)
		}
		kind := r.Type
		if kind == "" {
			kind = r.OldType
		}
		switch kind {
		case "", "default":
		case "llama3":
			s.Scaling = &transformer.RopeScaling{Factor: r.Factor, LowFreqFactor: r.LowFreqFactor, HighFreqFactor: r.HighFreqFactor, OriginalContext: r.OriginalContext}
		default:
			return fmt.Errorf("hf: rotary scaling of type %q; llama3's can be read", kind)
		}
	}
	if s.RopeTheta == 0 {
		s.RopeTheta = 10_000
	}
	return nil
}

// family names the published architecture of a shape; its weights would be
// read as another's if there were none.
func family(s transformer.Config) (string, error) {
	switch {
	case s.QKNorm && s.QKVBias:
		return "", fmt.Errorf("hf: no published model has both biases and norms of queries and keys; it cannot be exported")
	case s.QKNorm:
		return "qwen3", nil
	case s.QKVBias:
		return "qwen2", nil
	}
	return "llama", nil
}

// architectures are transformers' classes.
var architectures = map[string]string{"llama": "LlamaForCausalLM", "qwen2": "Qwen2ForCausalLM", "qwen3": "Qwen3ForCausalLM"}

// describe is shape's inverse.
func describe(s transformer.Config, bos, eos int32) (config, error) {
	kind, err := family(s)
	if err != nil {
		return config{}, err
	}
	c := config{
		Architectures: []string{architectures[kind]}, ModelType: kind,
		VocabSize: s.VocabSize, HiddenSize: s.Dim, IntermediateSize: s.Hidden, NumHiddenLayers: s.Layers, NumHeads: s.Heads,
		NumKVHeads: s.KVHeads, HeadDim: s.HeadDim, MaxPositions: s.Context, NormEps: s.NormEps, RopeTheta: s.RopeTheta,
		Tied: &s.Tied, HiddenAct: "silu", Dtype: "float32",
	}
	if r := s.Scaling; r != nil {
		c.RopeScaling = &rope{Type: "llama3", Factor: r.Factor, LowFreqFactor: r.LowFreqFactor, HighFreqFactor: r.HighFreqFactor, OriginalContext: r.OriginalContext}
	}
	if bos >= 0 {
		c.BOS = &bos
	}
	if eos >= 0 {
		c.EOS = eos
	}
	return c, nil
}
