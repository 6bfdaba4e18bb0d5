package classify

import (
	"context"
	"math"
	"math/rand/v2"

	"hemline/neural/kernel"
	"hemline/neural/nn"
	"hemline/neural/safetensors"
)

// bag is a network with one hidden layer over the same n-grams the linear
// model reads: each has a vector, a text is their weighted sum, and a score a
// class follows a ReLU (Joulin et al. 2017, with the hidden layer of Iyyer et
// al. 2015). What classes share lies in the vectors, which the separators of a
// linear model cannot share; together they are better than either.
type bag struct {
	epoch int
	space *space
	table *nn.Param // features x hidden
	bias  *nn.Param // hidden
	out   *nn.Linear
	sum   []float32 // of each weight of the table: its squared gradients
}

// Sizes and training: the dropouts keep the validation loss near its lowest for
// the last passes, so that little hangs on the number of them.
const (
	bagHidden    = 128
	bagLimit     = 1 << 16 // features
	bagReach     = 2       // of a size: what few passes learn of it, one feature among many
	bagEpochs    = 8
	bagBatch     = 32
	bagRate      = 2e-3
	bagTableRate = 0.03
	bagInput     = 0.3 // features dropped
	bagDrop      = 0.5 // hidden values dropped
	bagSmooth    = 0.1 // of the certainty of a label (Szegedy et al. 2016)
)

func newBag(s *space, classes int, r *rand.Rand) *bag {
	b := &bag{
		space: s,
		table: nn.NewParam("table.weight", s.size(), bagHidden), bias: nn.NewParam("table.bias", bagHidden),
		out: nn.NewLinear(bagHidden, true, nn.Part{Name: "output", Out: classes}),
	}
	b.table.Frozen = true // its steps are its own: see learn
	if r == nil {
		return b
	}
	b.sum = make([]float32, len(b.table.W))
	for i := range b.table.W {
		b.table.W[i] = float32(r.NormFloat64() * 0.05)
	}
	b.out.Init(r, glorotStd(bagHidden, classes))
	return b
}

func (b *bag) params() []*nn.Param { return append([]*nn.Param{b.table, b.bias}, b.out.Params()...) }

// hidden returns the hidden values of rows of v.
func (b *bag) hidden(c *nn.Context, v *vectors, rows []int) kernel.Mat {
	h := c.Arena.Mat(len(rows), bagHidden)
	c.Dev.Rows(len(rows), 4, func(_, lo, hi int) {
		for ; lo < hi; lo++ {
			row := h.Row(lo)
			copy(row, b.bias.W)
			index, value := v.row(rows[lo])
			for k, f := range index {
				if value[k] != 0 {
					c.Dev.Axpy(row, value[k], b.table.W[int(f)*bagHidden:(int(f)+1)*bagHidden])
				}
			}
		}
	})
	c.Dev.ReLU(h.Data, h.Data)
	return h
}

// step learns from rows of v and returns their mean loss.
func (b *bag) step(c *nn.Context, v *vectors, rows []int, class []int32) float64 {
	thinned := thin(c.Rand, v, rows)
	all := make([]int, len(rows))
	for i := range all {
		all[i] = i
	}
	h := b.hidden(c, thinned, all)
	dropped := c.Arena.Mat(h.Rows, h.Cols)
	copy(dropped.Data, h.Data)
	drop := nn.Dropout{Rate: bagDrop}
	drop.Forward(c, dropped)
	scores := b.out.Forward(c, dropped)
	loss := softmaxLoss(c, scores, class)
	smoothen(scores, class, bagSmooth)
	dh := c.Arena.Mat(h.Rows, h.Cols)
	b.out.Backward(c, dh, scores)
	drop.Backward(c, dh)
	c.Dev.ReLUBackward(dh.Data, dh.Data, h.Data)
	c.Dev.AddColumns(b.bias.Grad(), dh)
	b.learn(c, thinned, dh)
	return loss
}

// thin copies rows without a part of their features and makes up for them.
func thin(r *rand.Rand, v *vectors, rows []int) *vectors {
	out := &vectors{start: []int{0}}
	for _, i := range rows {
		index, value := v.row(i)
		for k, f := range index {
			if r.Float32() >= bagInput {
				out.index, out.value = append(out.index, f), append(out.value, value[k]/(1-bagInput))
			}
		}
		out.start = append(out.start, len(out.index))
	}
	return out
}

// smoothen turns the gradient of a cross-entropy towards the true class alone
// into one that leaves a part to all classes.
func smoothen(grad kernel.Mat, class []int32, part float32) {
	weight := part / float32(len(class))
	for i, c := range class {
		row := grad.Row(i)
		for j := range row {
			row[j] -= weight / float32(len(row))
		}
		row[c] += weight
	}
}

// learn takes an AdaGrad step (Duchi, Hazan and Singer 2011) on the vectors of
// the features seen. The workers share the columns, so that two texts with the
// same feature meet in a fixed order.
func (b *bag) learn(c *nn.Context, v *vectors, dh kernel.Mat) {
	scale := float32(dh.Rows) // AdaGrad does not mind; squares of means would be lost beside epsilon
	c.Dev.Rows(bagHidden, 16, func(_, lo, hi int) {
		for i := range dh.Rows {
			g := dh.Row(i)[lo:hi]
			index, value := v.row(i)
			for k, f := range index {
				at := int(f) * bagHidden
				w, s := b.table.W[at+lo:at+hi], b.sum[at+lo:at+hi]
				w, s = w[:len(g)], s[:len(g)]
				x := value[k] * scale
				for j, d := range g {
					if d != 0 {
						d *= x
						s[j] += d * d
						w[j] -= bagTableRate * d / float32(math.Sqrt(float64(s[j]+1e-6)))
					}
				}
			}
		}
	})
}

func (b *bag) scores(dev *kernel.Device, texts []string, out kernel.Mat) error {
	return b.scoreVectors(dev, b.space.vectors(dev, texts), out)
}

func (b *bag) scoreVectors(dev *kernel.Device, v *vectors, out kernel.Mat) error {
	c := &nn.Context{Dev: dev, Arena: &nn.Arena{}}
	var rows []int
	for lo := 0; lo < v.rows(); lo += predictBatch {
		c.Arena.Reset()
		rows = rows[:0]
		for i := lo; i < min(lo+predictBatch, v.rows()); i++ {
			rows = append(rows, i)
		}
		s := b.out.Forward(c, b.hidden(c, v, rows))
		for i := range rows {
			copy(out.Row(lo+i), s.Row(i))
		}
	}
	return nil
}

func (b *bag) card() memberCard {
	return memberCard{Name: "bag", Bag: &bagShape{Ngrams: b.space.ngrams, Epochs: b.epoch}}
}

func (b *bag) tensors() []safetensors.Named { return append(b.space.tensors(), named(b.params())...) }

// bagShape is what a bag was told and chose.
type bagShape struct {
	Ngrams
	Epochs int `json:"epochs"`
}

// bagLearner makes bags of the n-grams of both kinds.
type bagLearner struct {
	ngrams   Ngrams
	epochs   int // chosen at the first fit
	progress func(format string, args ...any)
}

func (l *bagLearner) name() string { return "bag of n-grams with a hidden layer" }

// copies average out what each has learnt by chance (Hansen and Salamon 1990):
// three lower the log loss of a mixture by half a percent to two.
func (l *bagLearner) copies() int { return 3 }

func (l *bagLearner) fit(ctx context.Context, dev *kernel.Device, learn dataset, judge *dataset) (member, error) {
	r := rand.New(rand.NewPCG(learn.seed, 3))
	s := newSpace(dev, learn.texts, l.ngrams, bagReach, bagLimit)
	b := newBag(s, learn.classes, r)
	v := s.vectors(dev, learn.texts)
	var judged *vectors
	if judge != nil {
		judged = s.vectors(dev, judge.texts)
	}
	t := &tuning{params: b.params(), rate: bagRate, batch: bagBatch, epochs: bagEpochs}
	t.step = func(c *nn.Context, rows []int) (float64, error) {
		return b.step(c, v, rows, pick(learn.class, rows)), nil
	}
	t.evaluate = func() (kernel.Mat, error) {
		out := kernel.NewMat(len(judge.texts), learn.classes)
		return out, b.scoreVectors(dev, judged, out)
	}
	var err error
	b.epoch, err = t.run(ctx, dev, r, v.rows(), judge, l.epochs, l.progress)
	l.epochs = b.epoch
	return b, err
}
