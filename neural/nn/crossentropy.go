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

// logitRows is how many rows of logits exist at once. 256 x 8,192 floats are
// 8 MiB; fewer rows would make the products less efficient.
const logitRows = 256

// Loss returns the summed loss and the number of targets. With dx (rows x dim)
// it also writes the gradient of the mean loss times weight there and adds
// that of E.
func (h *CrossEntropy) Loss(c *Context, x kernel.Mat, targets []int32, dx *kernel.Mat, weight float32) (sum float64, count int) {
	vocabulary, dim := h.E.Shape[0], h.E.Shape[1]
	for _, t := range targets {
		if t != Ignore {
			count++
		}
	}
	if count == 0 {
		if dx != nil {
			clear(dx.Data)
		}
		return 0, 0
	}
	e := kernel.AsMat(h.E.W, vocabulary, dim)
	mark := c.Arena.Mark()
	defer c.Arena.Release(mark)
	logits := c.Arena.Mat(min(logitRows, x.Rows), vocabulary)
	losses := c.Arena.Floats(logits.Rows)
	for r0 := 0; r0 < x.Rows; r0 += logitRows {
		r1 := min(r0+logitRows, x.Rows)
		l, rows := logits.Slice(0, r1-r0, 0, vocabulary), x.Slice(r0, r1, 0, dim)
		c.Dev.Gemm(c.Precision, l, rows, e.T(), 1, 0)
		c.Dev.Rows(r1-r0, 8, func(_, lo, hi int) {
			for i := lo; i < hi; i++ {
				t := targets[r0+i]
				switch {
				case t == Ignore:
					losses[i] = 0
					clear(l.Row(i))
				case dx == nil:
					losses[i] = c.Dev.LogSumExp(l.Row(i), 1) - l.Row(i)[t]
				default:
					losses[i] = c.Dev.CrossEntropy(l.Row(i), int(t), weight/float32(count))
				}
			}
		})
		for _, v := range losses[:r1-r0] {
			sum += float64(v)
		}
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
