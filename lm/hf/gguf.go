package hf

import (
	"fmt"
	"io"
	"math"
	"strings"

	"hemline/lm/token"
	"hemline/neural/gguf"
	"hemline/neural/nn"
	"hemline/neural/transformer"
)

// ExportGGUF writes a decoder and its tokenizer as one file that llama.cpp and
// what is built on it load. The matrices are kept as weights says, gguf.F32 or
// gguf.F16; norms and biases are F32, as llama.cpp wants them. The file is
// written whole or not at all.
func ExportGGUF(path, name string, d *transformer.Decoder, tok *token.Tokenizer, weights gguf.Type) error {
	cfg := d.Config()
	if err := exportable(d.Adapters(), tok, cfg.VocabSize); err != nil {
		return err
	}
	arch, err := family(cfg)
	if err != nil {
		return err
	}
	if cfg.Scaling != nil && arch != "llama" {
		return fmt.Errorf("hf: llama.cpp knows the rotary scaling of this model only for Llama's architecture; export it for transformers instead")
	}
	pairs, err := vocabulary(tok, cfg.VocabSize)
	if err != nil {
		return err
	}
	pairs = append(shapePairs(arch, name, cfg, weights), pairs...)
	tensors, err := ggufTensors(d, arch, weights)
	if err != nil {
		return err
	}
	return write(path, func(w io.Writer) error { return gguf.Write(w, pairs, tensors) })
}

func shapePairs(arch, name string, c transformer.Config, weights gguf.Type) []gguf.Pair {
	// llama_ftype: mostly F32 is 0, mostly F16 is 1, the numbers of the types.
	pairs := []gguf.Pair{
		{Key: "general.architecture", Value: arch},
		{Key: "general.name", Value: name},
		{Key: "general.file_type", Value: uint32(weights)},
	}
	for _, p := range []gguf.Pair{
		{Key: "vocab_size", Value: uint32(c.VocabSize)},
		{Key: "context_length", Value: uint32(c.Context)},
		{Key: "embedding_length", Value: uint32(c.Dim)},
		{Key: "block_count", Value: uint32(c.Layers)},
		{Key: "feed_forward_length", Value: uint32(c.Hidden)},
		{Key: "attention.head_count", Value: uint32(c.Heads)},
		{Key: "attention.head_count_kv", Value: uint32(c.KVHeads)},
		{Key: "attention.key_length", Value: uint32(c.HeadDim)},
		{Key: "attention.value_length", Value: uint32(c.HeadDim)},
		{Key: "attention.layer_norm_rms_epsilon", Value: c.NormEps},
		{Key: "rope.dimension_count", Value: uint32(c.HeadDim)},
		{Key: "rope.freq_base", Value: float32(c.RopeTheta)},
	} {
		pairs = append(pairs, gguf.Pair{Key: arch + "." + p.Key, Value: p.Value})
	}
	return pairs
}

// ggufNames turn Hugging Face's names of a layer's parts into llama.cpp's.
var ggufNames = strings.NewReplacer(
	"model.embed_tokens.", "token_embd.",
	"model.norm.", "output_norm.",
	"lm_head.", "output.",
	"model.layers.", "blk.",
	"input_layernorm.", "attn_norm.",
	"post_attention_layernorm.", "ffn_norm.",
	"self_attn.q_proj.", "attn_q.",
	"self_attn.k_proj.", "attn_k.",
	"self_attn.v_proj.", "attn_v.",
	"self_attn.o_proj.", "attn_output.",
	"self_attn.q_norm.", "attn_q_norm.",
	"self_attn.k_norm.", "attn_k_norm.",
	"mlp.gate_proj.", "ffn_gate.",
	"mlp.up_proj.", "ffn_up.",
	"mlp.down_proj.", "ffn_down.",
)

func ggufTensors(d *transformer.Decoder, arch string, weights gguf.Type) ([]gguf.Named, error) {
	cfg := d.Config()
	var out []gguf.Named
	if cfg.Scaling != nil {
		out = append(out, gguf.Named{Name: "rope_freqs.weight", Type: gguf.F32, Shape: []int{cfg.HeadDim / 2}, Data: ropeFactors(cfg)})
	}
	for _, p := range d.Params() {
		t := gguf.Named{Name: ggufNames.Replace(p.Name), Type: gguf.F32, Shape: p.Shape, Data: p.W}
		if strings.HasPrefix(t.Name, "model.") {
			return nil, fmt.Errorf("hf: llama.cpp has no name for %s", p.Name)
		}
		if len(p.Shape) > 1 {
			t.Type = weights
		}
		if arch == "llama" {
			switch {
			case strings.HasSuffix(p.Name, "q_proj.weight"):
				t.Data = interleaved(p, cfg.Heads)
			case strings.HasSuffix(p.Name, "k_proj.weight"):
				t.Data = interleaved(p, cfg.KVHeads)
			}
		}
		out = append(out, t)
	}
	return out, nil
}

// interleaved orders the rows of each head as llama.cpp's Llama wants them: it
// turns neighbouring values by one angle, where transformers turns value i and
// value i + half a head.
func interleaved(p *nn.Param, heads int) []float32 {
	width := p.Shape[1]
	head := p.Shape[0] / heads
	out := make([]float32, 0, len(p.W))
	for h := range heads {
		for i := range head {
			row := h*head + i/2 + i%2*(head/2)
			out = append(out, p.W[row*width:(row+1)*width]...)
		}
	}
	return out
}

// ropeFactors are what llama.cpp divides each rotary frequency by.
func ropeFactors(c transformer.Config) []float32 {
	out := make([]float32, c.HeadDim/2)
	for i := range out {
		f := math.Pow(c.RopeTheta, -2*float64(i)/float64(c.HeadDim))
		out[i] = float32(f / c.Scaling.Frequency(f))
	}
	return out
}
