package train

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"hemline/neural/kernel"
	"hemline/neural/nn"
	"hemline/neural/optim"
)

// Diverged is a run whose loss or gradient became infinite or no number. The
// weights are those before the step.
type Diverged struct {
	Step       int
	Checkpoint int // the step of the checkpoint that is left; 0: none
}

func (e *Diverged) Error() string {
	s := fmt.Sprintf("train: the loss of step %d is not a finite number; use a lower learning rate", e.Step)
	if e.Checkpoint > 0 {
		s += fmt.Sprintf(" (the checkpoint of step %d is kept)", e.Checkpoint)
	}
	return s
}

// runner is a run under way.
type runner struct {
	Options
	task   Task
	c      *nn.Context
	params []*nn.Param
	adam   *optim.AdamW
	log    *log
	state
	best  [][]float32 // weights of the lowest validation loss; nil: none yet
	saved int         // step of the checkpoint on disk
	began time.Time
	first int // steps done when this process began
	seen0 int64
	spent time.Duration // by the runs this one goes on from
	valid int           // last step that was validated
	at    float64       // part of the run done after the last step
}

// state is what a checkpoint keeps beside arrays.
type state struct {
	Step    int     `json:"step"`
	Loss    float64 `json:"loss"`
	Best    float64 `json:"best"` // lowest validation loss
	BestAt  int     `json:"best_at"`
	Waiting int     `json:"waiting"` // validations since then
	Seen    int64   `json:"seen"`
	Early   bool    `json:"early"`
	// Spent is the time until the checkpoint, of a run with a budget.
	Spent time.Duration `json:"spent_ns,omitempty"`
}

// Run trains until the steps are done, the validation loss stops falling, or
// ctx ends; then it leaves a checkpoint and returns ctx's error, or why the
// checkpoint could not be written. When the
// folder holds a checkpoint of the same label the run goes on from there. The
// weights end as those with the lowest validation loss.
func Run(ctx context.Context, dev *kernel.Device, prec kernel.Precision, o Options, task Task) (Result, error) {
	if o.Steps < 1 {
		return Result{}, errors.New("train: no steps to take")
	}
	if o.Budget > 0 && o.Now == nil {
		return Result{}, errors.New("train: a budget of time needs a clock")
	}
	o.Accumulate = max(o.Accumulate, 1)
	r := &runner{
		Options: o, task: task, params: task.Params(), adam: &o.Optimizer,
		c:     &nn.Context{Dev: dev, Arena: &nn.Arena{}, Precision: prec},
		state: state{Best: math.MaxFloat64},
	}
	if err := r.resume(); err != nil {
		return Result{}, err
	}
	defer r.log.close()
	r.first, r.seen0, r.spent = r.Step, r.Seen, r.Spent
	if o.Now != nil {
		r.began = o.Now()
	}
	r.at = r.part()
	for r.Step < o.Steps && !r.Early && r.part() < 1 {
		if ctx.Err() != nil {
			if err := r.save(); err != nil {
				return r.result(), err
			}
			return r.result(), ctx.Err()
		}
		if err := r.step(); err != nil {
			return r.result(), err
		}
	}
	if r.Budget > 0 && r.valid != r.Step { // the time ran out between two steps
		if err := r.validate(&Progress{}); err != nil {
			return r.result(), err
		}
	}
	if r.saved != r.Step {
		if err := r.save(); err != nil {
			return r.result(), err
		}
	}
	if r.best != nil {
		for i, p := range r.params {
			copy(p.W, r.best[i])
		}
	}
	return r.result(), nil
}

func (r *runner) result() Result {
	res := Result{Steps: r.Step, Loss: r.Loss, Val: r.Best, ValStep: r.BestAt, Seen: r.Seen, Stopped: r.Early}
	if r.BestAt == 0 {
		res.Val = math.NaN()
	}
	return res
}

// elapsed is the time a run with a budget took, with those it goes on from.
func (r *runner) elapsed() time.Duration {
	if r.Budget == 0 {
		return 0
	}
	return r.spent + r.Now().Sub(r.began)
}

// part is how much of the run is done, by steps or by time, whichever is
// further: the learning rate follows it, so that a run which its budget ends
// has still gone down the whole curve.
func (r *runner) part() float64 {
	done := float64(r.Step) / float64(r.Steps)
	if r.Budget > 0 {
		done = max(done, float64(r.elapsed())/float64(r.Budget))
	}
	return done
}

// step takes one step, validates and saves when it is time to.
func (r *runner) step() error {
	step := r.Step + 1
	var sum float64
	var count int
	for micro := range r.Accumulate {
		r.c.Arena.Reset()
		r.c.Train = true
		r.c.Rand = rand.New(rand.NewPCG(r.Seed, uint64(step)<<16|uint64(micro)))
		loss, n, err := r.task.Step(r.c, step, micro, 1/float32(r.Accumulate))
		if err != nil {
			return err
		}
		sum, count = sum+loss, count+n
	}
	norm := optim.GradNorm(r.c.Dev, r.params)
	loss := sum / float64(max(count, 1))
	if !finite(loss) || !finite(norm) {
		return &Diverged{Step: step, Checkpoint: r.saved}
	}
	r.Step, r.Loss, r.Seen = step, loss, r.Seen+int64(count)
	part := r.part()
	p := Progress{Step: step, Steps: r.Steps, Loss: loss, GradNorm: norm, Rate: r.Schedule.At(part)}
	r.adam.Step(r.c.Dev, r.params, p.Rate, optim.Clip(norm, r.Clip))
	due := r.due(r.at, part)
	r.at = part
	if due {
		if err := r.validate(&p); err != nil {
			return err
		}
	}
	r.pace(&p)
	if err := r.log.line(p); err != nil {
		return err
	}
	if r.Progress != nil {
		r.Progress(p)
	}
	if r.CheckpointEvery > 0 && step%r.CheckpointEvery == 0 {
		return r.save()
	}
	return nil
}

// budgetValidations is how often a run with a budget validates at least.
const budgetValidations = 10

// due reports whether to validate after a step during which the run came from
// one part to another.
func (r *runner) due(from, to float64) bool {
	tenth := func(part float64) int { return int(min(part, 1) * budgetValidations) }
	return to >= 1 || r.ValidateEvery > 0 && (r.Step%r.ValidateEvery == 0 || r.Budget > 0 && tenth(from) != tenth(to))
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// validate measures the held-out loss and keeps the weights if it is the
// lowest.
func (r *runner) validate(p *Progress) error {
	r.c.Arena.Reset()
	r.c.Train = false
	loss, n, err := r.task.Validate(r.c)
	if err != nil || n == 0 {
		return err
	}
	loss /= float64(n)
	if !finite(loss) {
		return &Diverged{Step: r.Step, Checkpoint: r.saved}
	}
	p.Val, r.valid = &loss, r.Step
	if !(loss < r.Best) {
		r.Waiting++
		r.Early = r.Patience > 0 && r.Waiting >= r.Patience
		return nil
	}
	r.Best, r.BestAt, r.Waiting = loss, r.Step, 0
	if r.best == nil {
		r.best = make([][]float32, len(r.params))
	}
	for i, q := range r.params {
		r.best[i] = append(r.best[i][:0], q.W...)
	}
	return nil
}

// pace fills in the speed and the time left.
func (r *runner) pace(p *Progress) {
	if r.Now == nil {
		return
	}
	spent := r.Now().Sub(r.began)
	if spent <= 0 {
		return
	}
	p.PerSecond = float64(r.Seen-r.seen0) / spent.Seconds()
	p.Left = spent / time.Duration(r.Step-r.first) * time.Duration(r.Steps-r.Step)
	if r.Budget > 0 {
		p.Left = min(p.Left, max(r.Budget-r.spent-spent, 0))
	}
}
