package train

import (
	"time"

	"hemline/neural/nn"
	"hemline/neural/optim"
)

// Task is a model with its data.
type Task interface {
	// Params lists the weights, always in the same order.
	Params() []*nn.Param
	// Step runs a micro-batch forward and backward: it adds the gradient of
	// its mean loss times weight and returns the summed loss and what it was
	// summed over (tokens, examples). What it takes from the data depends on
	// step (from 1) and micro (from 0) alone.
	Step(c *nn.Context, step, micro int, weight float32) (loss float64, count int, err error)
	// Validate returns the summed loss over held-out data and its count; a
	// count of 0 means there is none.
	Validate(c *nn.Context) (loss float64, count int, err error)
}

// Options say how to train. Steps is needed.
type Options struct {
	Steps      int
	Budget     time.Duration // the run ends after it at the latest, those it resumes included; 0: none. Needs Now
	Accumulate int           // micro-batches a step; 0: 1
	Optimizer  optim.AdamW
	Schedule   optim.Schedule
	Clip       float64 // of the gradients' global norm; 0: none
	Seed       uint64  // of dropout

	ValidateEvery int // steps; 0: only at the end. With a Budget also at every tenth of it
	Patience      int // validations without a better one before the run ends; 0: never

	Folder          string // of the checkpoint; empty: none
	CheckpointEvery int    // steps; 0: only at the end and when interrupted
	Label           string // what the checkpoint belongs to: another label's is refused

	Now      func() time.Time // for the pace and the budget; nil: no pace is told
	Progress func(Progress)   // after every step
}

// Progress is the state after a step, and a line of the log.
type Progress struct {
	Step      int           `json:"step"`
	Steps     int           `json:"steps"`
	Loss      float64       `json:"loss"`               // mean over the step, in nats
	Val       *float64      `json:"val_loss,omitempty"` // mean over the held-out data, when it was measured
	Rate      float64       `json:"lr"`
	GradNorm  float64       `json:"grad_norm"`
	PerSecond float64       `json:"per_second,omitempty"` // tokens or examples
	Left      time.Duration `json:"left_ns,omitempty"`
}

// Result is how a run ended.
type Result struct {
	Steps   int     // taken, those before a resume included
	Loss    float64 // of the last step
	Val     float64 // of the weights that were kept; NaN without held-out data
	ValStep int     // the step they are of
	Seen    int64   // tokens or examples, those before a resume included
	Stopped bool    // early, because the validation loss did not get better
}
