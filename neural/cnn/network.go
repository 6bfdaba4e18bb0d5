package cnn

import (
	"fmt"
	"math"
	"math/rand/v2"

	"hemline/neural/kernel"
	"hemline/neural/nn"
)

// Network is an embedding, a convolution with ReLU, the largest and the mean
// value of each filter over the text side by side, dropout, a dense layer with
// ReLU, and an output layer. Texts are not padded: what lies beyond their ends
// counts as zeros to the convolution and not at all to the means.
type Network struct {
	cfg        Config
	embed      *nn.Embedding
	conv       *nn.Conv1D
	pool       nn.MaxMeanPool
	drop       nn.Dropout
	dense, out *nn.Linear

	tokens         []int32 // of the batch, cut
	start          []int
	filtered       kernel.Mat // after ReLU
	hidden, dscore kernel.Mat
}

// New makes a network with random weights; with a nil source all are zero, to
// be filled from a file.
func New(cfg Config, r *rand.Rand) (*Network, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	n := &Network{
		cfg:   cfg,
		embed: nn.NewEmbedding("embedding", cfg.Vocab, cfg.Dim),
		conv:  nn.NewConv1D("convolution", cfg.Dim, cfg.Filters, cfg.Width, nn.Same),
		drop:  nn.Dropout{Rate: cfg.Dropout},
		dense: nn.NewLinear(2*cfg.Filters, true, nn.Part{Name: "dense", Out: cfg.Hidden}),
		out:   nn.NewLinear(cfg.Hidden, true, nn.Part{Name: "output", Out: cfg.Outputs}),
	}
	if r == nil {
		return n, nil
	}
	for i := range n.embed.Weight.W {
		n.embed.Weight.W[i] = float32(r.Float64()*0.1 - 0.05) // Keras's default
	}
	// He et al. (2015) before a ReLU, Glorot and Bengio (2010) before the end.
	he := func(in int) float64 { return math.Sqrt(2 / float64(in)) }
	std := he(cfg.Width * cfg.Dim)
	for i := range n.conv.Weight.W {
		n.conv.Weight.W[i] = float32(r.NormFloat64() * std)
	}
	n.dense.Init(r, he(2*cfg.Filters))
	n.out.Init(r, math.Sqrt(2/float64(cfg.Hidden+cfg.Outputs)))
	return n, nil
}

// Config is the network's shape.
func (n *Network) Config() Config { return n.cfg }

// Params lists the weights in a fixed order.
func (n *Network) Params() []*nn.Param {
	out := append([]*nn.Param{n.embed.Weight}, n.conv.Params()...)
	out = append(out, n.dense.Params()...)
	return append(out, n.out.Params()...)
}

// lay puts the texts' first tokens after each other.
func (n *Network) lay(texts [][]int32) error {
	n.tokens, n.start = n.tokens[:0], append(n.start[:0], 0)
	for s, text := range texts {
		text = text[:min(len(text), n.cfg.MaxLen)]
		for i, t := range text {
			if t < 0 || int(t) >= n.cfg.Vocab {
				return fmt.Errorf("cnn: token %d of text %d is %d; the vocabulary has %d", i+1, s+1, t, n.cfg.Vocab)
			}
		}
		n.tokens = append(n.tokens, text...)
		n.start = append(n.start, len(n.tokens))
	}
	return nil
}

// Scores returns the outputs before sigmoid or softmax, texts x Outputs.
func (n *Network) Scores(c *nn.Context, texts [][]int32) (kernel.Mat, error) {
	if err := n.lay(texts); err != nil {
		return kernel.Mat{}, err
	}
	x, batch := n.conv.Forward(c, n.embed.Forward(c, n.tokens), nn.Batch{Start: n.start})
	c.Dev.ReLU(x.Data, x.Data)
	n.filtered = x
	pooled := n.pool.Forward(c, x, batch)
	n.drop.Forward(c, pooled)
	n.hidden = n.dense.Forward(c, pooled)
	c.Dev.ReLU(n.hidden.Data, n.hidden.Data)
	return n.out.Forward(c, n.hidden), nil
}

// Loss returns the summed cross-entropy of the texts' classes, in nats, and
// how many there are (nn.Ignore: none). When c.Train it also prepares Backward
// for the gradient of the mean times weight.
func (n *Network) Loss(c *nn.Context, texts [][]int32, classes []int32, weight float32) (sum float64, count int, err error) {
	if err := nn.CheckTargets(classes, len(texts), n.cfg.Outputs); err != nil {
		return 0, 0, fmt.Errorf("cnn: %w", err)
	}
	n.dscore, err = n.Scores(c, texts)
	if err != nil {
		return 0, 0, err
	}
	sum, count = nn.ClassLoss(c, n.dscore, classes, c.Train, weight)
	return sum, count, nil
}

// Backward adds the gradients of the last loss to all parameters.
func (n *Network) Backward(c *nn.Context) {
	dhidden := c.Arena.Mat(n.dscore.Rows, n.cfg.Hidden)
	n.out.Backward(c, dhidden, n.dscore)
	c.Dev.ReLUBackward(dhidden.Data, dhidden.Data, n.hidden.Data)
	dpooled := c.Arena.Mat(n.dscore.Rows, 2*n.cfg.Filters)
	n.dense.Backward(c, dpooled, dhidden)
	n.drop.Backward(c, dpooled)
	dx := n.pool.Backward(c, dpooled)
	c.Dev.ReLUBackward(dx.Data, dx.Data, n.filtered.Data)
	n.embed.Backward(c, n.conv.Backward(c, dx))
}
