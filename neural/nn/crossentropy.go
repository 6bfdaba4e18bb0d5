package nn

import "hemline/neural/kernel"

// Ignore is the target of a row that is not predicted.
const Ignore int32 = -1

// CrossEntropy is a language model's head: logits x*eT over a vocabulary, and
// the mean of -log softmax(logits)[target] over the rows with a target. The
// logits exist a block of rows at a time: whole they would be the largest
// array of the model.
type CrossEntropy struct {
	E *Param // (vocabulary, dim); often the embedding itself
}

// mostLogitRows is the most rows of logits that exist at once: by a vocabulary
// of 8,192 they are 32 MiB. Fewer would pack the vocabulary's weights more often.
const mostLogitRows = 1024

// logitRows is the size of equal blocks of n rows.
func logitRows(n int) int {
	blocks := max((n+mostLogitRows-1)/mostLogitRows, 1)
	return (n + blocks - 1) / blocks
}

// Loss returns the summed loss and the number of targets. With dx (rows x dim)
// it also writes the gradient of the mean loss times weight there and adds
// that of E.
func (h *CrossEntropy) Loss(c *Context, x kernel.Mat, targets []int32, dx *kernel.Mat, weight float32) (sum float64, count int) {
	vocabulary, dim := h.E.Shape[0], h.E.Shape[1]
	count = counted(targets)
	if count == 0 {
		if dx != nil {
			clear(dx.Data)
		}
		return 0, 0
	}
	e := kernel.AsMat(h.E.W, vocabulary, dim)
	mark := c.Arena.Mark()
	defer c.Arena.Release(mark)
	step := logitRows(x.Rows)
	logits := c.Arena.apart(step, vocabulary)
	losses := c.Arena.Floats(logits.Rows)
	for r0 := 0; r0 < x.Rows; r0 += step {
		r1 := min(r0+step, x.Rows)
		l, rows := logits.Slice(0, r1-r0, 0, vocabulary), x.Slice(r0, r1, 0, dim)
		c.Dev.Gemm(c.Precision, l, rows, e.T(), 1, 0)
		sum += crossEntropy(c, l, targets[r0:r1], losses, dx != nil, weight/float32(count))
		if dx == nil {
			continue
		}
		c.Dev.Gemm(c.Precision, dx.Slice(r0, r1, 0, dim), l, e, 1, 0)
		if g := h.E.Grad(); g != nil {
			c.Dev.Gemm(c.Precision, kernel.AsMat(g, vocabulary, dim), l.T(), rows, 1, 1)
		}
	}
	return sum, count
}

// ClassLoss is the cross-entropy of logits that are there already, a
// classifier's, rows x classes. It returns the summed loss and the number of
// targets; with gradient it also turns the logits into the gradient of the mean
// loss times weight.
func ClassLoss(c *Context, logits kernel.Mat, targets []int32, gradient bool, weight float32) (sum float64, count int) {
	mark := c.Arena.Mark()
	defer c.Arena.Release(mark)
	count = counted(targets)
	return crossEntropy(c, logits, targets, c.Arena.Floats(logits.Rows), gradient, weight/float32(max(count, 1))), count
}

// counted is the number of targets that are not ignored.
func counted(targets []int32) (n int) {
	for _, t := range targets {
		if t != Ignore {
			n++
		}
	}
	return n
}

// crossEntropy returns the summed loss of some rows of logits; with gradient
// it turns them into the gradient of the sum times weight. losses is scratch
// for a value a row: they are summed in order, whichever worker made them.
func crossEntropy(c *Context, logits kernel.Mat, targets []int32, losses []float32, gradient bool, weight float32) (sum float64) {
	c.Dev.Rows(logits.Rows, 8, func(_, lo, hi int) {
		for i := lo; i < hi; i++ {
			row, t := logits.Row(i), targets[i]
			switch {
			case t == Ignore:
				losses[i] = 0
				if gradient {
					clear(row)
				}
			case gradient:
				losses[i] = c.Dev.CrossEntropy(row, int(t), weight)
			default:
				losses[i] = c.Dev.LogSumExp(row, 1) - row[t]
			}
		}
	})
	for _, v := range losses[:logits.Rows] {
		sum += float64(v)
	}
	return sum
}
