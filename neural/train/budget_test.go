package train

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"hemline/neural/kernel"
)

// clock is a clock on which every look takes a while.
type clock struct {
	at   time.Time
	look time.Duration
}

func (c *clock) now() time.Time {
	c.at = c.at.Add(c.look)
	return c.at
}

// A run that its budget ends has gone down the whole schedule and says what its
// last weights are worth.
func TestBudgetEndsTheRun(t *testing.T) {
	c := &clock{at: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), look: time.Second}
	o := options(1_000_000, "")
	o.Budget, o.Now = 300*time.Second, c.now
	var last Progress
	validated := 0
	o.Progress = func(p Progress) {
		last = p
		if p.Val != nil {
			validated++
		}
		if p.Left > o.Budget {
			t.Errorf("step %d: %v left of %v", p.Step, p.Left, o.Budget)
		}
	}
	l := newLine()
	l.noise = false
	res, err := Run(context.Background(), device(t), kernel.F32, o, l)
	if err != nil {
		t.Fatal(err)
	}
	if spent := c.at.Sub(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)); spent < o.Budget || spent > o.Budget+10*time.Second {
		t.Errorf("it took %v", spent)
	}
	if floor := o.Schedule.Peak * o.Schedule.Floor; last.Rate > 2*floor {
		t.Errorf("the last rate was %g, the floor is %g", last.Rate, floor)
	}
	if res.Steps != last.Step || res.Steps < 30 || res.Stopped || math.IsNaN(res.Val) || res.Val > 0.05 || validated < budgetValidations-1 {
		t.Errorf("%+v after %d validations", res, validated)
	}
}

func TestBudgetCountsTheTimeBeforeAKill(t *testing.T) {
	dev, folder := device(t), t.TempDir()
	c := &clock{look: time.Second}
	o := options(1_000_000, folder)
	o.Budget, o.Now = 300*time.Second, c.now
	ctx, cancel := context.WithCancel(context.Background())
	o.Progress = func(p Progress) {
		if p.Left < 100*time.Second {
			cancel()
		}
	}
	first, err := Run(ctx, dev, kernel.F32, o, newLine())
	if !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	c.at = c.at.Add(time.Hour) // nothing ran meanwhile
	from := c.at
	o.Progress = nil
	second, err := Run(context.Background(), dev, kernel.F32, o, newLine())
	if err != nil {
		t.Fatal(err)
	}
	if spent := c.at.Sub(from); spent > 110*time.Second || spent < 80*time.Second || second.Steps <= first.Steps {
		t.Errorf("the second run took %v, from step %d to %d", spent, first.Steps, second.Steps)
	}
}

func TestBudgetNeedsAClock(t *testing.T) {
	o := options(10, "")
	o.Budget = time.Second
	if _, err := Run(context.Background(), device(t), kernel.F32, o, newLine()); err == nil || !strings.Contains(err.Error(), "clock") {
		t.Errorf("%v", err)
	}
}
