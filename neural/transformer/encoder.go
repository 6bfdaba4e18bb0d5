package transformer

import (
	"fmt"
	"math/rand/v2"

	"hemline/neural/kernel"
	"hemline/neural/nn"
)

// Encoder is a model in the shape of BERT (Devlin et al. 2019): every position
// sees all valid ones of its sequence. Attention's probabilities are not
// dropped; the hidden states are.
type Encoder struct {
	cfg                    EncoderConfig
	words, positions, kind *nn.Embedding
	norm                   *nn.LayerNorm
	drop                   nn.Dropout
	blocks                 []*encoderBlock
	masked                 *maskedHead // nil without
	pool                   *pooler     // nil without

	places, types []int32 // of the last tokens
	dhidden       kernel.Mat
}

// NewEncoder makes an encoder with random weights; with a nil source all but
// the norms are zero, to be filled from a file.
func NewEncoder(cfg EncoderConfig, r *rand.Rand) (*Encoder, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	const at = "bert.embeddings."
	e := &Encoder{
		cfg:       cfg,
		words:     nn.NewEmbedding(at+"word_embeddings", cfg.VocabSize, cfg.Dim),
		positions: nn.NewEmbedding(at+"position_embeddings", cfg.Context, cfg.Dim),
		kind:      nn.NewEmbedding(at+"token_type_embeddings", cfg.Types, cfg.Dim),
		norm:      nn.NewLayerNorm(at+"LayerNorm", cfg.Dim, cfg.NormEps),
		drop:      nn.Dropout{Rate: cfg.Dropout},
	}
	for i := range cfg.Layers {
		e.blocks = append(e.blocks, newEncoderBlock(&e.cfg, i))
	}
	if cfg.Masked {
		e.masked = newMaskedHead(&cfg, e.words.Weight)
	}
	if cfg.Pooler {
		e.pool = &pooler{dense: nn.NewLinear(cfg.Dim, true, nn.Part{Name: "bert.pooler.dense", Out: cfg.Dim})}
	}
	if r != nil {
		e.init(r)
	}
	return e, nil
}

func (e *Encoder) init(r *rand.Rand) {
	for _, t := range []*nn.Embedding{e.words, e.positions, e.kind} {
		for i := range t.Weight.W {
			t.Weight.W[i] = float32(r.NormFloat64() * initStd)
		}
	}
	for _, b := range e.blocks {
		b.init(r)
	}
	if e.pool != nil {
		e.pool.dense.Init(r, initStd)
	}
	if e.masked != nil {
		e.masked.dense.Init(r, initStd)
	}
}

// Config is the encoder's shape.
func (e *Encoder) Config() EncoderConfig { return e.cfg }

// Params lists the weights in a fixed order. The output projection of the
// masked head is the embedding and is not listed twice.
func (e *Encoder) Params() []*nn.Param {
	out := append([]*nn.Param{e.words.Weight, e.positions.Weight, e.kind.Weight}, e.norm.Params()...)
	for _, b := range e.blocks {
		out = append(out, b.params()...)
	}
	if e.pool != nil {
		out = append(out, e.pool.dense.Params()...)
	}
	if e.masked != nil {
		out = append(out, e.masked.params()...)
	}
	return out
}

// check refuses tokens, types and sequences the model has no weights for.
func (e *Encoder) check(tokens, types []int32, b nn.Batch) error {
	if b.Rows() != len(tokens) || types != nil && len(types) != len(tokens) {
		return fmt.Errorf("transformer: a batch of %d rows with %d tokens and %d types", b.Rows(), len(tokens), len(types))
	}
	if b.Len != nil && len(b.Len) != b.Sequences() {
		return fmt.Errorf("transformer: %d lengths for %d sequences", len(b.Len), b.Sequences())
	}
	for s := range b.Sequences() {
		n := b.Start[s+1] - b.Start[s]
		if n < 0 || n > e.cfg.Context {
			return fmt.Errorf("transformer: sequence %d has %d tokens; the model's context is %d", s+1, n, e.cfg.Context)
		}
		if k := b.Keys(s); k < 0 || k > n {
			return fmt.Errorf("transformer: sequence %d has %d tokens and a length of %d", s+1, n, k)
		}
	}
	for i, t := range tokens {
		if t < 0 || int(t) >= e.cfg.VocabSize {
			return fmt.Errorf("transformer: token %d is %d; the vocabulary has %d", i+1, t, e.cfg.VocabSize)
		}
	}
	for i, t := range types {
		if t < 0 || int(t) >= e.cfg.Types {
			return fmt.Errorf("transformer: type %d is %d; the model has %d", i+1, t, e.cfg.Types)
		}
	}
	return nil
}

// Hidden returns the states after the last layer, one row a token. types are
// the tokens' types, nil for all 0.
func (e *Encoder) Hidden(c *nn.Context, tokens, types []int32, b nn.Batch) (kernel.Mat, error) {
	if err := e.check(tokens, types, b); err != nil {
		return kernel.Mat{}, err
	}
	e.places, e.types = e.places[:0], append(e.types[:0], types...)
	for s := range b.Sequences() {
		for t := range b.Start[s+1] - b.Start[s] {
			e.places = append(e.places, int32(t))
			if types == nil {
				e.types = append(e.types, 0)
			}
		}
	}
	x := e.words.Forward(c, tokens)
	addRows(c, x, e.positions.Forward(c, e.places))
	addRows(c, x, e.kind.Forward(c, e.types))
	x = e.norm.Forward(c, x)
	e.drop.Forward(c, x)
	for _, l := range e.blocks {
		if c.Train {
			x = l.forward(c, x, b)
			continue
		}
		// Nothing is kept: the next layer takes the same memory.
		mark := c.Arena.Mark()
		y := l.forward(c, x, b)
		copy(x.Data, y.Data)
		c.Arena.Release(mark)
	}
	return x, nil
}

// BackwardHidden adds the gradients of all parameters below, given that of
// what Hidden returned, which it overwrites.
func (e *Encoder) BackwardHidden(c *nn.Context, dx kernel.Mat) {
	for i := len(e.blocks) - 1; i >= 0; i-- {
		e.blocks[i].backward(c, dx)
	}
	e.drop.Backward(c, dx)
	dsum := c.Arena.Mat(dx.Rows, dx.Cols)
	clear(dsum.Data)
	e.norm.Backward(c, dsum, dx)
	e.words.Backward(c, dsum)
	e.positions.Backward(c, dsum)
	e.kind.Backward(c, dsum)
}

// Loss returns the summed cross-entropy, in nats, of the masked tokens and
// their number: targets says what each token was, nn.Ignore where it is not
// asked. When c.Train it also prepares Backward for the gradient of the mean
// times weight. The model needs its masked head.
func (e *Encoder) Loss(c *nn.Context, tokens, types, targets []int32, b nn.Batch, weight float32) (sum float64, count int, err error) {
	if e.masked == nil {
		return 0, 0, fmt.Errorf("transformer: this encoder has no head for masked tokens: set EncoderConfig.Masked")
	}
	if err := nn.CheckTargets(targets, len(tokens), e.cfg.VocabSize); err != nil {
		return 0, 0, fmt.Errorf("transformer: %w", err)
	}
	x, err := e.Hidden(c, tokens, types, b)
	if err != nil {
		return 0, 0, err
	}
	if !c.Train {
		sum, count = e.masked.loss(c, x, targets, nil, weight)
		return sum, count, nil
	}
	e.dhidden = c.Arena.Mat(x.Rows, x.Cols)
	sum, count = e.masked.loss(c, x, targets, &e.dhidden, weight)
	return sum, count, nil
}

// Backward adds the gradients of the last Loss to all parameters.
func (e *Encoder) Backward(c *nn.Context) { e.BackwardHidden(c, e.dhidden) }
