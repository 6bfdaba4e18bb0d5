package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"hemline/internal/wholefile"
	"hemline/lm"
	"hemline/neural/kernel"
	"hemline/neural/train"
	"hemline/report"
	"hemline/signal/meaning"
)

// language is the workspace's language model, trained on what was known at an
// instant.
type language struct {
	model    *lm.Model
	dev      *kernel.Device
	readings *readings // what it was trained on, in small
	common   []float32 // mean vector of texts about anything
	steps    int       // that were planned; 0: it was made elsewhere
}

func (l *language) close() {
	if l != nil {
		l.dev.Close()
	}
}

// languageRecipe changes when the same texts would give another model.
const languageRecipe = 2

// pace is how many tokens a second training takes on two cores with AVX-512
// and AMX (measured: `hemline lm train --budget`). A budget of time becomes a
// number of steps by it, so that the same texts give the same model on any
// evening; where the processor is slower, the budget ends the training early
// and the report says so.
var pace = map[string]float64{"tiny": 40_000, "small": 11_000, "base": 3_000}

const (
	// reserve is the part of a budget for the vocabulary, for validation and
	// for the noise of a machine that does other things, too.
	reserve = 0.3
	// bytesOfToken is about how many bytes a token of a vocabulary of 4,096
	// stands for in Chinese; in English it is nearer to four.
	bytesOfToken = 3
	maxPasses    = 16 // as lm.Train takes with a budget
)

// stepsFor is how many steps a budget has time for, and no more than the texts
// are good for.
func stepsFor(budget time.Duration, size string, bytes int64) int {
	affordable := budget.Seconds() * (1 - reserve) * pace[size] / lm.StepTokens
	useful := maxPasses * float64(bytes) / bytesOfToken / lm.StepTokens
	return max(1, int(min(affordable, useful)))
}

// leastText is how many bytes of text are worth a language model.
const leastText = 64 << 10

// modelName is the folder of the model as of an instant: the usual one for all
// there is, another for each day looked back to.
func modelName(until time.Time, asked bool) string {
	if !asked {
		return "lm"
	}
	return "lm-" + until.AddDate(0, 0, -1).Format(time.DateOnly)
}

// language gives the model of what was known before until: the one in the
// workspace if it was trained on just these texts, else a new one, in the time
// that lm.budget allows. For all there is (not asked for a day) a model that
// somebody put there by `lm train` or `lm import` is used as it is. nil: there
// is none, because it is turned off or there is too little text.
func (a *App) language(ctx context.Context, w *workspace, until time.Time, asked bool) (*language, error) {
	if w.cfg.LM.Budget == 0 {
		return nil, nil
	}
	r, err := w.read(ctx, until)
	if err != nil {
		return nil, err
	}
	if r.bytes < leastText {
		a.say("language model: %s bytes of text are too few to learn from", thousands(r.bytes))
		return nil, nil
	}
	l := &language{dev: kernel.New(w.cfg.Workers), readings: r}
	if l.model, l.steps, err = a.model(ctx, w, l.dev, modelFolder(w.dir, modelName(until, asked)), asked, r); err == nil {
		r.texts = nil // the memory is needed elsewhere
		err = l.listen(ctx)
	}
	if err != nil {
		l.close()
		return nil, err
	}
	return l, nil
}

// model loads the folder's model or trains it.
func (a *App) model(ctx context.Context, w *workspace, dev *kernel.Device, dir string, asked bool, r *readings) (m *lm.Model, steps int, err error) {
	have, err := os.ReadFile(filepath.Join(dir, madeName))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, 0, fmt.Errorf("language model: %w", err)
	}
	if err != nil && !asked { // nobody knows what a model of somebody's has read
		if isModel(dir) {
			a.say("using the language model in %s; delete that folder to have one trained", dir)
			m, err := lm.Load(dir)
			return m, 0, err
		}
	}
	prec, err := precision("auto", dev)
	if err != nil {
		return nil, 0, err
	}
	budget := time.Duration(w.cfg.LM.Budget)
	steps = stepsFor(budget, w.cfg.LM.Size, r.bytes)
	made := fmt.Sprintf("recipe %d, %s, %d steps, precision %d, %d workers, texts %x\n", languageRecipe, w.cfg.LM.Size, steps, prec, dev.Workers(), r.print)
	if string(have) == made {
		if m, err := lm.Load(dir); err == nil {
			return m, steps, nil
		}
		a.say("the language model in %s cannot be read by this program, and is trained anew", dir)
	}
	checkpoint := dir + ".training"
	if err := a.checkpointOf(checkpoint, made); err != nil {
		return nil, 0, err
	}
	if m, err = a.trainLanguage(ctx, w, dev, prec, r.texts, steps, checkpoint); err != nil {
		return nil, 0, err
	}
	// A kill between the two must not leave a model that looks like somebody's.
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, 0, fmt.Errorf("language model: %w", err)
	}
	if err := note(dir, "unfinished\n"); err != nil {
		return nil, 0, err
	}
	if err := m.Save(dir); err != nil {
		return nil, 0, err
	}
	if err := note(dir, made); err != nil {
		return nil, 0, err
	}
	if err := os.RemoveAll(checkpoint); err != nil {
		return nil, 0, fmt.Errorf("language model: %w", err)
	}
	return m, steps, nil
}

// madeName is the file in a model's folder that says what `run` made it from.
const madeName = "made-from"

// checkpointOf makes the folder of a training's checkpoint, empty unless it is
// of the same training.
func (a *App) checkpointOf(dir, made string) error {
	if was, err := os.ReadFile(filepath.Join(dir, madeName)); err == nil && string(was) == made {
		return nil
	}
	if err := os.RemoveAll(dir); err != nil {
		return fmt.Errorf("language model: %w", err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("language model: %w", err)
	}
	return note(dir, made)
}

// isModel reports whether a folder holds a model, and not a checkpoint alone.
func isModel(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "config.json"))
	return err == nil
}

// keep saves a model that somebody made, in place of one of `run`'s if there was
// one: from now on it is used as it is.
func keep(m *lm.Model, dir string) error {
	if err := os.Remove(filepath.Join(dir, madeName)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("lm: %w", err)
	}
	return m.Save(dir)
}

// note writes down what a folder was made from.
func note(dir, made string) error {
	return wholefile.Write(filepath.Join(dir, madeName), func(w io.Writer) error {
		_, err := io.WriteString(w, made)
		return err
	})
}

// trainLanguage trains the workspace's model.
func (a *App) trainLanguage(ctx context.Context, w *workspace, dev *kernel.Device, prec kernel.Precision, texts []lm.Text, steps int, folder string) (*lm.Model, error) {
	a.say("training a %s language model on %s documents: %s steps, %v at most (lm.budget)", w.cfg.LM.Size, thousands(int64(len(texts))), thousands(int64(steps)), time.Duration(w.cfg.LM.Budget))
	progress := a.trainingProgress()
	defer progress.done()
	m, _, err := lm.Train(ctx, dev, texts, lm.TrainOptions{
		Size: w.cfg.LM.Size, Steps: steps, Seed: 1, Folder: folder, Precision: prec,
		Loop: train.Options{Now: a.Now, Budget: time.Duration(w.cfg.LM.Budget), Progress: progress.step},
		Card: lm.Card{Program: Version, Sources: []string{filepath.Base(w.dir)}},
	})
	if errors.Is(err, context.Canceled) {
		return nil, fmt.Errorf("interrupted while the language model was trained; run the same command again to go on, or set lm.budget to 0 to go without: %w", err)
	}
	return m, err
}

// method is what the report says of the model.
func (l *language) method(space *meaning.Space) *report.Language {
	if l == nil {
		return nil
	}
	c, shape := &l.model.Card, l.model.Shape()
	out := &report.Language{
		Own: l.steps > 0, Size: c.Size, Parameters: shape.Parameters, Documents: c.Documents, From: c.From, To: c.To,
		Steps: c.Steps, Planned: l.steps, Bits: c.ValBits, Unigram: c.UniBits,
	}
	if space != nil {
		out.Spellings = space.Check()
	}
	return out
}
