package app

import (
	"fmt"
	"time"

	"hemline/neural/train"
)

// trainingProgress tells how a training goes: a bar on a terminal, and a line
// at every validation and now and then between.
type trainingProgress struct {
	app  *App
	bar  *bar
	said time.Time
}

func (a *App) trainingProgress() *trainingProgress {
	return &trainingProgress{app: a, bar: a.bar("training")}
}

func (t *trainingProgress) done() { t.bar.done() }

// sayEvery is how often a line is printed between validations.
const sayEvery = 10 * time.Second

func (t *trainingProgress) step(p train.Progress) {
	t.bar.set(int64(p.Step), int64(p.Steps))
	now := t.app.Now()
	if p.Val == nil && now.Sub(t.said) < sayEvery {
		return
	}
	t.said = now
	line := fmt.Sprintf("step %d of %d: loss %.3f", p.Step, p.Steps, p.Loss)
	if p.Val != nil {
		line += fmt.Sprintf(", held out %.3f", *p.Val)
	}
	t.app.say("%s, %s tokens/s, %s left", line, thousands(int64(p.PerSecond)), p.Left.Round(time.Second))
}
