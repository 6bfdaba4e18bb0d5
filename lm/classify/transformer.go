package classify

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"

	"hemline/lm"
	"hemline/neural/kernel"
	"hemline/neural/nn"
	"hemline/neural/safetensors"
)

// attention scores a text by a language model that reads it whole: every
// position sees every other, the mean of the last states goes through a
// linear head.
type attention struct {
	model *lm.Model
	pool  nn.MeanPool
	head  *nn.Linear
	shape readShape
	dim   int
	drop  nn.Dropout
}

// maxAttentionTokens is the longest text read: headlines and reviews end
// before, and the cost of a longer one is more than it tells.
const maxAttentionTokens = 128

// headName is what Hugging Face calls the last layer of a classifier.
const headName = "score"

// newAttention puts a head on a copy of a language model.
func newAttention(from *lm.Model, classes int) (*attention, error) {
	m, err := from.Clone()
	if err != nil {
		return nil, err
	}
	return onModel(m, classes), nil
}

// onModel puts a head of zeros on a language model, which it changes.
func onModel(m *lm.Model, classes int) *attention {
	size := m.Shape()
	if m.Decoder != nil {
		m.Decoder.SetCausal(false)
	}
	return &attention{
		model: m, dim: size.Dim, drop: nn.Dropout{Rate: attentionDrop}, shape: readShape{Tokens: min(maxAttentionTokens, size.Context)},
		head: nn.NewLinear(size.Dim, true, nn.Part{Name: headName, Out: classes}),
	}
}

func (a *attention) params() []*nn.Param { return append(a.model.Params(), a.head.Params()...) }

// read encodes texts; one without tokens is read as the first token of the
// vocabulary, since a sequence cannot be empty.
func (a *attention) read(dev *kernel.Device, texts []string) [][]int32 {
	out := make([][]int32, len(texts))
	dev.Rows(len(texts), 64, func(_, lo, hi int) {
		for ; lo < hi; lo++ {
			// A token is at least a byte, and seldom more than 16.
			ids := a.model.Sequence(nil, cut(texts[lo], 16*a.shape.Tokens), a.shape.Tokens)
			if len(ids) == 0 {
				ids = []int32{0}
			}
			out[lo] = ids
		}
	})
	return out
}

// forward returns the scores of sequences.
func (a *attention) forward(c *nn.Context, ids [][]int32) (kernel.Mat, error) {
	var tokens []int32
	b := nn.Batch{Start: []int{0}}
	for _, s := range ids {
		tokens = append(tokens, s...)
		b.Start = append(b.Start, len(tokens))
	}
	h, err := a.model.Hidden(c, tokens, b)
	if err != nil {
		return kernel.Mat{}, fmt.Errorf("classify: %w", err)
	}
	mean := a.pool.Forward(c, h, b)
	a.drop.Forward(c, mean)
	return a.head.Forward(c, mean), nil
}

// backward adds the gradients, given that of the scores.
func (a *attention) backward(c *nn.Context, dscores kernel.Mat) {
	dmean := c.Arena.Mat(dscores.Rows, a.dim)
	a.head.Backward(c, dmean, dscores)
	a.drop.Backward(c, dmean)
	a.model.BackwardHidden(c, a.pool.Backward(c, dmean))
}

func (a *attention) scores(dev *kernel.Device, texts []string, out kernel.Mat) error {
	ids := a.read(dev, texts)
	c := &nn.Context{Dev: dev, Arena: &nn.Arena{}}
	for lo := 0; lo < len(ids); lo += attentionBatch {
		hi := min(lo+attentionBatch, len(ids))
		c.Arena.Reset()
		s, err := a.forward(c, ids[lo:hi])
		if err != nil {
			return err
		}
		for i := range hi - lo {
			copy(out.Row(lo+i), s.Row(i))
		}
	}
	return nil
}

func (a *attention) card() memberCard {
	return memberCard{Name: "transformer", Attention: &a.shape}
}

func (a *attention) tensors() []safetensors.Named {
	return named(a.head.Params())
}

func named(params []*nn.Param) []safetensors.Named {
	out := make([]safetensors.Named, len(params))
	for i, p := range params {
		out[i] = safetensors.Named{Name: p.Name, Shape: p.Shape, Data: p.W}
	}
	return out
}

// attentionLearner fine-tunes a language model.
type attentionLearner struct {
	from     *lm.Model // nil until a first one is trained on the task's own texts
	given    bool      // from was given
	epochs   int       // chosen at the first fit
	progress func(format string, args ...any)
}

func (l *attentionLearner) name() string {
	if l.given {
		return "transformer, fine-tuned from the language model given"
	}
	return "transformer, pretrained on these texts"
}

func (l *attentionLearner) copies() int { return 1 } // more would cost minutes

// Fine-tuning: the usual recipe (Devlin et al. 2019) with a rate fit for models
// a hundredth of BERT's size.
const (
	attentionEpochs = 4
	attentionBatch  = 32
	attentionRate   = 5e-4
	attentionDecay  = 0.1
	attentionDrop   = 0.1
	// pretrainEpochs of the task's own texts, when no language model is given.
	pretrainEpochs = 6
)

func (l *attentionLearner) fit(ctx context.Context, dev *kernel.Device, learn dataset, judge *dataset) (member, error) {
	if l.from == nil {
		if err := l.pretrain(ctx, dev, learn); err != nil {
			return nil, err
		}
	}
	a, err := newAttention(l.from, learn.classes)
	if err != nil {
		return nil, err
	}
	r := rand.New(rand.NewPCG(learn.seed, 1))
	a.head.Init(r, 0.02) // BERT's initializer_range
	ids := a.read(dev, learn.texts)
	t := &tuning{params: a.params(), rate: attentionRate, decay: attentionDecay, batch: attentionBatch, epochs: attentionEpochs, clip: 1}
	t.step = func(c *nn.Context, rows []int) (float64, error) {
		part, class := pick(ids, rows), pick(learn.class, rows)
		s, err := a.forward(c, part)
		if err != nil {
			return 0, err
		}
		loss := softmaxLoss(c, s, class)
		a.backward(c, s)
		return loss, nil
	}
	t.evaluate = func() (kernel.Mat, error) {
		out := kernel.NewMat(len(judge.texts), learn.classes)
		return out, a.scores(dev, judge.texts, out)
	}
	a.shape.Epochs, err = t.run(ctx, dev, r, len(ids), judge, l.epochs, l.progress)
	l.epochs = a.shape.Epochs
	return a, err
}

// pretrain makes a small language model of the texts themselves.
func (l *attentionLearner) pretrain(ctx context.Context, dev *kernel.Device, learn dataset) error {
	texts := make([]lm.Text, len(learn.texts))
	for i, t := range learn.texts {
		texts[i].Text = t
	}
	m, _, err := lm.Train(ctx, dev, texts, lm.TrainOptions{Size: "tiny", Epochs: pretrainEpochs, Seed: learn.seed})
	if err != nil {
		return fmt.Errorf("classify: pretraining on the texts: %w", err)
	}
	l.from = m
	return nil
}

func pick[T any](from []T, rows []int) []T {
	out := make([]T, len(rows))
	for i, r := range rows {
		out[i] = from[r]
	}
	return slices.Clip(out)
}
