package lm

import (
	"math/rand/v2"
	"slices"

	"hemline/neural/kernel"
	"hemline/neural/nn"
	"hemline/neural/transformer"
)

// network is what a decoder and an encoder have in common.
type network interface {
	Params() []*nn.Param
	Hidden(c *nn.Context, tokens []int32, b nn.Batch) (kernel.Mat, error)
	BackwardHidden(c *nn.Context, dhidden kernel.Mat)
	Loss(c *nn.Context, tokens, targets []int32, b nn.Batch, weight float32) (sum float64, count int, err error)
	Backward(c *nn.Context)
	Adapt(l transformer.LoRA, r *rand.Rand) ([]*nn.Param, error)
	Adapters() []*nn.Param
	Merge(dev *kernel.Device)
}

// oneText is an encoder that reads one text a sequence: all tokens are of type
// 0.
type oneText struct{ *transformer.Encoder }

func (e oneText) Hidden(c *nn.Context, tokens []int32, b nn.Batch) (kernel.Mat, error) {
	return e.Encoder.Hidden(c, tokens, nil, b)
}

func (e oneText) Loss(c *nn.Context, tokens, targets []int32, b nn.Batch, weight float32) (sum float64, count int, err error) {
	return e.Encoder.Loss(c, tokens, nil, targets, b, weight)
}

func (m *Model) network() network {
	if m.Encoder != nil {
		return oneText{m.Encoder}
	}
	return m.Decoder
}

// Shape is the sizes that decoders and encoders have in common.
type Shape struct {
	Parameters int64
	Layers     int
	Dim        int // of the hidden states
	VocabSize  int
	Context    int // longest sequence, in tokens
}

// Shape tells the network's sizes.
func (m *Model) Shape() Shape {
	if m.Encoder != nil {
		c := m.Encoder.Config()
		return Shape{c.NumParams(), c.Layers, c.Dim, c.VocabSize, c.Context}
	}
	c := m.Decoder.Config()
	return Shape{c.NumParams(), c.Layers, c.Dim, c.VocabSize, c.Context}
}

// Params lists the network's weights in a fixed order.
func (m *Model) Params() []*nn.Param { return m.network().Params() }

// Hidden returns the states after the last layer, one row a token.
func (m *Model) Hidden(c *nn.Context, tokens []int32, b nn.Batch) (kernel.Mat, error) {
	return m.network().Hidden(c, tokens, b)
}

// BackwardHidden adds the gradients of the weights below the states that Hidden
// returned, given theirs, which it may overwrite.
func (m *Model) BackwardHidden(c *nn.Context, dhidden kernel.Mat) {
	m.network().BackwardHidden(c, dhidden)
}

// Clone is a model with weights of its own; the tokenizer is shared.
func (m *Model) Clone() (*Model, error) {
	out := &Model{Tokenizer: m.Tokenizer, Card: m.Card}
	var err error
	if m.Encoder != nil {
		out.Encoder, err = transformer.NewEncoder(m.Encoder.Config(), nil)
	} else {
		out.Decoder, err = transformer.NewDecoder(m.Decoder.Config(), nil)
	}
	if err != nil {
		return nil, err
	}
	theirs := m.Params()
	for i, p := range out.Params() {
		copy(p.W, theirs[i].W)
	}
	return out, nil
}

// Sequence appends a text's tokens as the network reads a text by itself, at
// most as many as given: a decoder's alone, an encoder's between those that its
// tokenizer puts around a text, usually [CLS] and [SEP]. A text without tokens
// appends none.
func (m *Model) Sequence(dst []int32, text string, most int) []int32 {
	begin := len(dst)
	var before, after []int32
	if m.Encoder != nil {
		before, after = m.around()
	}
	dst = append(dst, before...)
	from := len(dst)
	if dst = m.Tokenizer.Encode(dst, text); len(dst) == from {
		return dst[:begin]
	}
	if room := max(most-len(before)-len(after), 0); len(dst)-from > room {
		dst = dst[:from+room]
	}
	dst = append(dst, after...)
	return dst[:min(len(dst), begin+most)]
}

// around is what stands before and after a text that an encoder reads: what the
// tokenizer's file says, else the tokens known for it.
func (m *Model) around() (before, after []int32) {
	before, after = m.Tokenizer.Around()
	if len(before)+len(after) > 0 {
		return before, after
	}
	s := m.Tokenizer.Special()
	none := func(id int32) bool { return id < 0 }
	return slices.DeleteFunc([]int32{s.CLS}, none), slices.DeleteFunc([]int32{s.SEP}, none)
}
