package classify

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"

	"hemline/neural/kernel"
	"hemline/neural/nn"
	"hemline/neural/safetensors"
)

// cnn is the reference network: embedding 64, a convolution of 64 filters five
// tokens wide, global maximum and mean side by side, a dense layer of 64, then
// a score a class. Sequences are ragged: what lies beyond a text's ends counts
// as zeros, and nothing is computed for it.
type cnn struct {
	vocabulary *vocabulary
	shape      readShape
	embed      *nn.Embedding
	conv       *nn.Conv1D
	pool       nn.MaxMeanPool
	filtered   kernel.Mat // after the convolution's ReLU
	dense, out *nn.Linear
	hidden     kernel.Mat // after the dense layer's ReLU
	drop       nn.Dropout
}

// readShape is what a network that reads tokens was told and chose.
type readShape struct {
	Epochs int `json:"epochs"`
	Tokens int `json:"tokens"` // of a text that are read
}

// The reference's sizes and training, and what it leaves open: a dropout of
// one half before the last layers, as convolutions over texts usually have
// (Kim 2014).
const (
	cnnDim    = 64
	cnnWidth  = 5
	cnnTokens = 100
	cnnEpochs = 10
	cnnBatch  = 32
	cnnRate   = 1e-3
	cnnDrop   = 0.5
)

func newCNN(v *vocabulary, classes int, r *rand.Rand) *cnn {
	n := &cnn{
		vocabulary: v, shape: readShape{Tokens: cnnTokens}, drop: nn.Dropout{Rate: cnnDrop},
		embed: nn.NewEmbedding("embedding", v.size(), cnnDim),
		conv:  nn.NewConv1D("convolution", cnnDim, cnnDim, cnnWidth, nn.Same),
		dense: nn.NewLinear(2*cnnDim, true, nn.Part{Name: "dense", Out: cnnDim}),
		out:   nn.NewLinear(cnnDim, true, nn.Part{Name: "output", Out: classes}),
	}
	if r == nil {
		return n
	}
	for i := range n.embed.Weight.W {
		n.embed.Weight.W[i] = float32(r.Float64()*0.1 - 0.05) // Keras's default
	}
	// He et al. (2015) before a ReLU, Glorot and Bengio (2010) before a softmax.
	for i := range n.conv.Weight.W {
		n.conv.Weight.W[i] = float32(r.NormFloat64() * heStd(cnnWidth*cnnDim))
	}
	n.dense.Init(r, heStd(2*cnnDim))
	n.out.Init(r, glorotStd(cnnDim, classes))
	return n
}

func (n *cnn) params() []*nn.Param {
	return slices.Concat([]*nn.Param{n.embed.Weight}, n.conv.Params(), n.dense.Params(), n.out.Params())
}

// forward returns the scores of sequences.
func (n *cnn) forward(c *nn.Context, ids [][]int32) kernel.Mat {
	var tokens []int32
	b := nn.Batch{Start: []int{0}}
	for _, s := range ids {
		tokens = append(tokens, s...)
		b.Start = append(b.Start, len(tokens))
	}
	n.filtered, b = n.conv.Forward(c, n.embed.Forward(c, tokens), b)
	c.Dev.ReLU(n.filtered.Data, n.filtered.Data)
	x := n.pool.Forward(c, n.filtered, b)
	n.drop.Forward(c, x)
	n.hidden = n.dense.Forward(c, x)
	c.Dev.ReLU(n.hidden.Data, n.hidden.Data)
	return n.out.Forward(c, n.hidden)
}

// backward adds the gradients of the last forward, given that of the scores.
func (n *cnn) backward(c *nn.Context, dscores kernel.Mat) {
	dhidden := c.Arena.Mat(dscores.Rows, cnnDim)
	n.out.Backward(c, dhidden, dscores)
	c.Dev.ReLUBackward(dhidden.Data, dhidden.Data, n.hidden.Data)
	dpooled := c.Arena.Mat(dscores.Rows, 2*cnnDim)
	n.dense.Backward(c, dpooled, dhidden)
	n.drop.Backward(c, dpooled)
	dx := n.pool.Backward(c, dpooled)
	c.Dev.ReLUBackward(dx.Data, dx.Data, n.filtered.Data)
	n.embed.Backward(c, n.conv.Backward(c, dx))
}

func (n *cnn) scores(dev *kernel.Device, texts []string, out kernel.Mat) error {
	ids := n.vocabulary.read(dev, texts, n.shape.Tokens)
	c := &nn.Context{Dev: dev, Arena: &nn.Arena{}}
	for lo := 0; lo < len(ids); lo += cnnBatch {
		hi := min(lo+cnnBatch, len(ids))
		c.Arena.Reset()
		s := n.forward(c, ids[lo:hi])
		for i := range hi - lo {
			copy(out.Row(lo+i), s.Row(i))
		}
	}
	return nil
}

func (n *cnn) card() memberCard { return memberCard{Name: "cnn", CNN: &n.shape} }

func (n *cnn) tensors() []safetensors.Named { return named(n.params()) }

// cnnLearner makes cnn members.
type cnnLearner struct {
	epochs   int // chosen at the first fit
	progress func(format string, args ...any)
}

func (l *cnnLearner) name() string { return "cnn" }

func (l *cnnLearner) fit(ctx context.Context, dev *kernel.Device, learn dataset, judge *dataset) (member, error) {
	v := newVocabulary(learn.texts, cnnVocabulary)
	r := rand.New(rand.NewPCG(learn.seed, 2))
	n := newCNN(v, learn.classes, r)
	ids := v.read(dev, learn.texts, n.shape.Tokens)
	t := &tuning{params: n.params(), rate: cnnRate, constant: true, batch: cnnBatch, epochs: cnnEpochs}
	t.step = func(c *nn.Context, rows []int) (float64, error) {
		s := n.forward(c, pick(ids, rows))
		loss := softmaxLoss(c, s, pick(learn.class, rows))
		n.backward(c, s)
		return loss, nil
	}
	t.evaluate = func() (kernel.Mat, error) {
		out := kernel.NewMat(len(judge.texts), learn.classes)
		return out, n.scores(dev, judge.texts, out)
	}
	var err error
	n.shape.Epochs, err = t.run(ctx, dev, r, len(ids), judge, l.epochs, l.progress)
	l.epochs = n.shape.Epochs
	return n, err
}

// cnnVocabulary is how many words a cnn knows: those beyond are too rare to
// learn a vector for.
const cnnVocabulary = 20_000

func heStd(in int) float64          { return math.Sqrt(2 / float64(in)) }
func glorotStd(in, out int) float64 { return math.Sqrt(2 / float64(in+out)) }
