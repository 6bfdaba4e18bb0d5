package hf

import (
	"fmt"
	"strings"

	"hemline/lm/token"
	"hemline/neural/transformer"
)

// encoderType is the one model_type of encoders that can be read.
const encoderType = "bert"

// encoderConfig is the part of an encoder's config.json that is read and
// written.
type encoderConfig struct {
	Architectures    []string `json:"architectures"`
	ModelType        string   `json:"model_type"`
	VocabSize        int      `json:"vocab_size"`
	HiddenSize       int      `json:"hidden_size"`
	IntermediateSize int      `json:"intermediate_size"`
	NumHiddenLayers  int      `json:"num_hidden_layers"`
	NumHeads         int      `json:"num_attention_heads"`
	MaxPositions     int      `json:"max_position_embeddings"`
	Types            *int     `json:"type_vocab_size"`
	NormEps          *float32 `json:"layer_norm_eps"`
	HiddenAct        string   `json:"hidden_act"`
	Dropout          *float32 `json:"hidden_dropout_prob"`
	AttentionDropout float32  `json:"attention_probs_dropout_prob"` // passed over: those are not dropped here
	PositionType     string   `json:"position_embedding_type,omitempty"`
	Tied             *bool    `json:"tie_word_embeddings,omitempty"`
	IsDecoder        bool     `json:"is_decoder,omitempty"`
	CrossAttention   bool     `json:"add_cross_attention,omitempty"`
	Quantization     any      `json:"quantization_config,omitempty"`
	PAD              *int32   `json:"pad_token_id,omitempty"`
	Dtype            string   `json:"torch_dtype,omitempty"`
}

// or is what a field says, else what transformers takes where it says nothing.
func or[T any](field *T, without T) T {
	if field == nil {
		return without
	}
	return *field
}

// shape translates config.json, but for the heads, which the weights tell; what
// is not supported is named.
func (c encoderConfig) shape() (transformer.EncoderConfig, error) {
	s := transformer.EncoderConfig{
		VocabSize: c.VocabSize, Dim: c.HiddenSize, Layers: c.NumHiddenLayers, Heads: c.NumHeads, Hidden: c.IntermediateSize,
		Context: c.MaxPositions, Types: or(c.Types, 2), NormEps: or(c.NormEps, 1e-12), Dropout: or(c.Dropout, 0.1),
	}
	switch {
	case c.ModelType != encoderType:
		return s, fmt.Errorf("hf: a model of type %q is no encoder that can be read; %s is", c.ModelType, encoderType)
	case c.HiddenAct != "gelu" && c.HiddenAct != "":
		return s, fmt.Errorf("hf: activation %q; an encoder's gelu can be read", c.HiddenAct)
	case c.PositionType != "absolute" && c.PositionType != "":
		return s, fmt.Errorf("hf: positions of type %q; absolute ones can be read", c.PositionType)
	case c.IsDecoder || c.CrossAttention:
		return s, fmt.Errorf("hf: a %s used as a decoder cannot be read", encoderType)
	case c.Quantization != nil:
		return s, errQuantised
	}
	return s, s.Validate()
}

// describeEncoder is shape's inverse.
func describeEncoder(s transformer.EncoderConfig, pad int32) encoderConfig {
	c := encoderConfig{
		Architectures: []string{"BertModel"}, ModelType: encoderType,
		VocabSize: s.VocabSize, HiddenSize: s.Dim, IntermediateSize: s.Hidden, NumHiddenLayers: s.Layers, NumHeads: s.Heads,
		MaxPositions: s.Context, Types: &s.Types, NormEps: &s.NormEps, Dropout: &s.Dropout,
		HiddenAct: "gelu", PositionType: "absolute", Dtype: "float32",
	}
	if s.Masked {
		c.Architectures[0] = "BertForMaskedLM"
	}
	if pad >= 0 {
		c.PAD = &pad
	}
	return c
}

// IsEncoder tells whether a folder's model is one that ImportEncoder reads.
func IsEncoder(dir string) (bool, error) {
	var c struct {
		ModelType string `json:"model_type"`
	}
	if err := readConfig(dir, &c); err != nil {
		return false, err
	}
	return c.ModelType == encoderType, nil
}

// ImportEncoder reads an encoder and its tokenizer from a folder. It has the
// heads whose weights are there: the one for masked tokens, the pooler. Other
// heads, as that for the next sentence, are left.
func ImportEncoder(dir string) (*transformer.Encoder, *token.Tokenizer, error) {
	var c encoderConfig
	if err := readConfig(dir, &c); err != nil {
		return nil, nil, err
	}
	shape, err := c.shape()
	if err != nil {
		return nil, nil, err
	}
	s, err := openWeights(dir)
	defer s.close()
	if err != nil {
		return nil, nil, err
	}
	s.names = encoderNames
	_, _, shape.Masked = s.find("cls.predictions.transform.dense.weight")
	_, _, shape.Pooler = s.find("bert.pooler.dense.weight")
	if shape.Masked && !or(c.Tied, true) {
		return nil, nil, fmt.Errorf("hf: the head for masked tokens has weights of its own (tie_word_embeddings is false); only the word embeddings can be its weights here")
	}
	if err := s.enough(shape.NumParams()); err != nil {
		return nil, nil, err
	}
	e, err := transformer.NewEncoder(shape, nil)
	if err != nil {
		return nil, nil, err
	}
	tok, err := s.into(e.Params(), dir, shape.VocabSize)
	return e, tok, err
}

// encoderNames are the names an encoder's weight goes by: with the prefix of a
// model that has heads or without, and as the first published files had it,
// which called the norms' weights gamma and beta.
func encoderNames(name string) []string {
	names := []string{name}
	if name == "cls.predictions.bias" {
		names = append(names, "cls.predictions.decoder.bias")
	}
	if bare, ok := strings.CutPrefix(name, "bert."); ok {
		names = append(names, bare)
	}
	for _, n := range names {
		if old := norms.Replace(n); old != n {
			names = append(names, old)
		}
	}
	return names
}

var norms = strings.NewReplacer("LayerNorm.weight", "LayerNorm.gamma", "LayerNorm.bias", "LayerNorm.beta")

// ExportEncoder writes an encoder and its tokenizer so that transformers'
// AutoModel, AutoModelForMaskedLM (with its head) and AutoTokenizer load them,
// in the way of Export.
func ExportEncoder(dir string, e *transformer.Encoder, tok *token.Tokenizer, extra ...Extra) error {
	cfg := e.Config()
	if err := exportable(e.Adapters(), tok, cfg.VocabSize); err != nil {
		return err
	}
	files := []file{
		{configName, asJSON(describeEncoder(cfg, tok.Special().PAD))},
		weightsFile(e.Params()),
	}
	return export(dir, append(files, tokenizerFiles(tok, cfg.Context)...), append(extra, Extra{Name: generationConfig}))
}
