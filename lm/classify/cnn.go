package classify

import (
	"context"
	"math"
	"math/rand/v2"

	network "hemline/neural/cnn"
	"hemline/neural/kernel"
	"hemline/neural/nn"
	"hemline/neural/safetensors"
)

// cnn is the reference network over words of a vocabulary.
type cnn struct {
	*network.Network
	vocabulary *vocabulary
	shape      readShape
}

// readShape is what a network that reads tokens was told and chose.
type readShape struct {
	Epochs int `json:"epochs"`
	Tokens int `json:"tokens"` // of a text that are read
}

// How the reference is trained.
const (
	cnnEpochs = 10
	cnnBatch  = 32
	cnnRate   = 1e-3
)

func newCNN(v *vocabulary, classes int, r *rand.Rand) (*cnn, error) {
	shape := network.Baseline(v.size(), classes)
	n, err := network.New(shape, r)
	return &cnn{Network: n, vocabulary: v, shape: readShape{Tokens: shape.MaxLen}}, err
}

func (n *cnn) scores(dev *kernel.Device, texts []string, out kernel.Mat) error {
	ids := n.vocabulary.read(dev, texts, n.shape.Tokens)
	c := &nn.Context{Dev: dev, Arena: &nn.Arena{}}
	for lo := 0; lo < len(ids); lo += cnnBatch {
		hi := min(lo+cnnBatch, len(ids))
		c.Arena.Reset()
		s, err := n.Scores(c, ids[lo:hi])
		if err != nil {
			return err
		}
		for i := range hi - lo {
			copy(out.Row(lo+i), s.Row(i))
		}
	}
	return nil
}

func (n *cnn) card() memberCard { return memberCard{Name: "cnn", CNN: &n.shape} }

func (n *cnn) tensors() []safetensors.Named { return named(n.Params()) }

// cnnLearner makes cnn members.
type cnnLearner struct {
	epochs   int // chosen at the first fit
	progress func(format string, args ...any)
}

func (l *cnnLearner) name() string { return "cnn" }

func (l *cnnLearner) copies() int { return 1 } // it is the reference; and more cost more than they gain

func (l *cnnLearner) fit(ctx context.Context, dev *kernel.Device, learn dataset, judge *dataset) (member, error) {
	v := newVocabulary(learn.texts, cnnVocabulary)
	r := rand.New(rand.NewPCG(learn.seed, 2))
	n, err := newCNN(v, learn.classes, r)
	if err != nil {
		return nil, err
	}
	ids := v.read(dev, learn.texts, n.shape.Tokens)
	t := &tuning{params: n.Params(), rate: cnnRate, constant: true, batch: cnnBatch, epochs: cnnEpochs}
	t.step = func(c *nn.Context, rows []int) (float64, error) {
		sum, count, err := n.Loss(c, pick(ids, rows), pick(learn.class, rows), 1)
		if err != nil {
			return 0, err
		}
		n.Backward(c)
		return sum / float64(count), nil
	}
	t.evaluate = func() (kernel.Mat, error) {
		out := kernel.NewMat(len(judge.texts), learn.classes)
		return out, n.scores(dev, judge.texts, out)
	}
	n.shape.Epochs, err = t.run(ctx, dev, r, len(ids), judge, l.epochs, l.progress)
	l.epochs = n.shape.Epochs
	return n, err
}

// cnnVocabulary is how many words a cnn knows: those beyond are too rare to
// learn a vector for.
const cnnVocabulary = 20_000

// glorotStd is the deviation of weights before a softmax (Glorot and Bengio
// 2010).
func glorotStd(in, out int) float64 { return math.Sqrt(2 / float64(in+out)) }
