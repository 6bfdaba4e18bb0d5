package classify

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"hemline/neural/kernel"
	"hemline/neural/nn"
	"hemline/neural/optim"
)

// tuning trains a network on rows of a dataset, a pass at a time, and finds
// out how many passes are best.
type tuning struct {
	params      []*nn.Param
	rate, decay float64
	clip        float64
	batch       int
	epochs      int
	constant    bool                                                      // the rate does not fall
	step        func(c *nn.Context, rows []int) (loss float64, err error) // adds gradients of the mean loss
	evaluate    func() (kernel.Mat, error)                                // scores of the texts to judge by
}

// patience is how many passes may bring nothing before no more are made: once
// a network that learns a small set by heart gets worse, it does not recover.
const patience = 2

// run trains for the given number of passes; when that is zero, for all and
// goes back to the one after which the texts to judge by were likeliest. It
// returns the number of passes the weights have seen.
func (t *tuning) run(ctx context.Context, dev *kernel.Device, r *rand.Rand, rows int, judge *dataset, passes int, progress func(string, ...any)) (int, error) {
	order := make([]int, rows)
	for i := range order {
		order[i] = i
	}
	adam := optim.AdamW{Decay: t.decay, Beta2: 0.999}
	schedule := optim.Schedule{Peak: t.rate, Floor: 0.05, Warm: 0.06}
	steps := (rows + t.batch - 1) / t.batch
	c := &nn.Context{Dev: dev, Arena: &nn.Arena{}, Train: true, Rand: r}
	best, kept, low := 0, [][]float32(nil), math.Inf(1)
	last := t.epochs
	if judge == nil {
		last = passes
	}
	for epoch := range last {
		r.Shuffle(rows, func(i, j int) { order[i], order[j] = order[j], order[i] })
		sum := 0.0
		for s := range steps {
			if err := ctx.Err(); err != nil {
				return 0, err
			}
			c.Arena.Reset()
			loss, err := t.step(c, order[s*t.batch:min((s+1)*t.batch, rows)])
			if err != nil {
				return 0, err
			}
			if math.IsNaN(loss) || math.IsInf(loss, 0) {
				return 0, fmt.Errorf("classify: training lost its way in pass %d, step %d: the loss is %g", epoch+1, s+1, loss)
			}
			sum += loss
			rate := t.rate
			if !t.constant {
				// The part of all passes, also when fewer are made: what comes
				// after a pass is then the same as when it was chosen.
				rate = schedule.At(float64(epoch*steps+s) / float64(t.epochs*steps))
			}
			scale := 1.0
			if t.clip > 0 {
				scale = optim.Clip(optim.GradNorm(dev, t.params), t.clip)
			}
			adam.Step(dev, t.params, rate, scale)
		}
		if judge == nil {
			continue
		}
		scores, err := t.evaluate()
		if err != nil {
			return 0, err
		}
		one := []kernel.Mat{scores}
		_, loss := fitMixture(one, judge.class).judge(one, judge.class)
		if progress != nil {
			progress("pass %d of %d: training loss %.3f, validation loss %.3f", epoch+1, last, sum/float64(steps), loss)
		}
		if loss < low {
			best, low, kept = epoch+1, loss, snapshot(kept, t.params)
		}
		if epoch+1 >= best+patience {
			break
		}
	}
	if judge == nil {
		return last, nil
	}
	for i, p := range t.params {
		copy(p.W, kept[i])
	}
	return best, nil
}

func snapshot(to [][]float32, params []*nn.Param) [][]float32 {
	if to == nil {
		to = make([][]float32, len(params))
	}
	for i, p := range params {
		to[i] = append(to[i][:0], p.W...)
	}
	return to
}

// softmaxLoss returns the mean of -log softmax(scores)[class] over the rows
// and leaves its gradient in place of the scores.
func softmaxLoss(c *nn.Context, scores kernel.Mat, class []int32) float64 {
	sum, count := nn.ClassLoss(c, scores, class, true, 1)
	return sum / float64(count)
}
