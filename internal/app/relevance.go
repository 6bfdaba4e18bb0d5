package app

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"hemline/internal/config"
	"hemline/internal/wholefile"
	"hemline/lm/classify"
	"hemline/neural/kernel"
	"hemline/report"
	"hemline/taxonomy"
	"hemline/text"
)

// relevanceVerdict is what a workspace keeps of a trial: whether a judge learnt
// from labelled texts does better than the pack's rule.
type relevanceVerdict struct {
	Made      string   `json:"made"` // fingerprint of all that decides it
	Source    string   `json:"source"`
	Texts     int      `json:"texts"`      // held out, on which both were tried
	Learnt    float64  `json:"learnt_f1"`  //
	Rule      float64  `json:"rule_f1"`    //
	Used      bool     `json:"used"`       // the learnt one
	RuleCount float64  `json:"rule_count"` // what a point of the rule's score counts beside the log odds
	Threshold float64  `json:"threshold"`  // sum of both from which a text is relevant
	Positive  []string `json:"positive"`
	Scripts   []script `json:"scripts"` // it was taught in; of others the rule judges
}

const (
	relevanceName = "relevance"    // of the model in a workspace
	verdictName   = "verdict.json" // in its folder
	// relevanceRecipe changes when the same labels would give another judge.
	relevanceRecipe = 1
	relevanceSeed   = 1
	// leastTrial is how many texts can tell two judges apart: with a hundred the
	// standard error of an F1 is some five points.
	leastTrial   = 100
	otherLabel   = "\x00other" // no file's label
	heldFraction = 0.2         // of the labelled texts: half of them set the threshold, half judge
	heldSalt     = 0x72656c6576616e63
	halfSalt     = 0x68616c76
)

// relevance settles who judges whether a document is about the domain: a judge
// learnt from the labelled texts of the settings when it did better on texts
// that neither had seen, else the pack's rule.
func (a *App) relevance(ctx context.Context, w *workspace) error {
	r := w.cfg.Relevance
	if r.File == "" {
		return w.forgetRelevance()
	}
	path, err := config.Expand(r.File)
	if err != nil {
		return fmt.Errorf("relevance: %w", err)
	}
	examples, err := a.examples(ctx, TextData{File: w.cfg.Path(path), Text: r.Text, Label: r.Label})
	if err != nil {
		return fmt.Errorf("relevance: %w", err)
	}
	h := sha256.New()
	fmt.Fprintln(h, relevanceRecipe, w.pack.Fingerprint(), r.Positive)
	for i, e := range examples {
		examples[i].Text = unspaced(e.Text)
		fmt.Fprintf(h, "%q %q\n", examples[i].Text, e.Label)
	}
	v, err := w.verdict()
	if err != nil {
		return err
	}
	made := fmt.Sprintf("%x", h.Sum(nil))
	dir := modelFolder(w.dir, relevanceName)
	if v != nil && v.Made == made {
		if _, err := classify.Load(dir); err == nil {
			return nil
		}
		a.say("the judge of relevance cannot be read by this program, and is learnt anew")
	}
	if err := w.forgetRelevance(); err != nil { // it must not judge its own trial
		return err
	}
	a.say("learning relevance from %s texts of %s", thousands(int64(len(examples))), filepath.Base(path))
	v, c, err := w.tryRelevance(ctx, examples, r.Positive)
	if err != nil {
		return err
	}
	v.Made, v.Source = made, filepath.Base(path)
	if err := c.Save(dir); err != nil {
		return err
	}
	w.judge, w.matcher = nil, nil
	return wholefile.Write(filepath.Join(dir, verdictName), func(f io.Writer) error {
		enc := json.NewEncoder(f)
		enc.SetIndent("", "  ")
		return enc.Encode(v)
	})
}

// tryRelevance learns from four fifths of the examples, sets the threshold on a
// tenth and holds judge and rule against each other on the last tenth; what it
// returns has learnt from all.
func (w *workspace) tryRelevance(ctx context.Context, examples []classify.Example, positive []string) (*relevanceVerdict, *classify.Classifier, error) {
	labels := map[string]bool{}
	for i, e := range examples {
		labels[e.Label] = true
		examples[i].Label = otherLabel
		if slices.Contains(positive, e.Label) {
			examples[i].Label = positive[0]
		}
	}
	for _, p := range positive {
		if !labels[p] {
			return nil, nil, fmt.Errorf("no text has the label %q of relevance.positive; there are %q", p, slices.Sorted(maps.Keys(labels)))
		}
	}
	if err := w.reader(); err != nil {
		return nil, nil, err
	}
	dev := kernel.New(w.cfg.Workers)
	defer dev.Close()
	o := classify.Options{Kind: classify.Linear, Seed: relevanceSeed}
	learn, held := classify.Split(examples, heldFraction, heldSalt)
	set, judged := classify.Split(held, 0.5, halfSalt)
	c, err := classify.Train(ctx, dev, learn, o)
	if err != nil {
		return nil, nil, err
	}
	v := &relevanceVerdict{Positive: positive[:1], Texts: len(judged), Scripts: scriptsOf(learn)}
	j, err := newLearntJudge(c, v, taxonomy.NewRuleJudge(w.matcher))
	if err != nil {
		return nil, nil, err
	}
	part := w.hear(j, set)
	best := -1.0
	for _, count := range ruleCounts {
		if at, f1 := bestThreshold(part, count); f1 >= best { // of equals the one that trusts words of the domain most
			best, v.RuleCount, v.Threshold = f1, count, at
		}
	}
	var learnt, ruled tally
	for _, e := range judged {
		doc, truth := &text.Document{Title: e.Text}, e.Label == j.positive
		mentions := w.matcher.Match(nil, doc.Text())
		learnt.add(j.Relevant(doc, mentions), truth)
		ruled.add(j.rule.Relevant(doc, mentions), truth)
	}
	v.Learnt, v.Rule = learnt.f1(), ruled.f1()
	v.Used = v.Learnt > v.Rule && len(judged) >= leastTrial
	c, err = classify.Train(ctx, dev, examples, o)
	return v, c, err
}

// ruleCounts are what is tried as the count of the rule's score. The rule
// cannot be misled by words that only went with the domain in the labelled
// texts, such as names.
var ruleCounts = []float64{0, 0.25, 0.5, 1, 1.5, 2, 3}

// opinion is a labelled text with what both judges think of it.
type opinion struct {
	logOdds, score float64
	truth          bool
}

func (h opinion) sum(count float64) float64 { return h.logOdds + count*h.score }

func (w *workspace) hear(j *learntJudge, examples []classify.Example) []opinion {
	out := make([]opinion, len(examples))
	for i, e := range examples {
		out[i].truth = e.Label == j.positive
		out[i].logOdds, out[i].score = j.think(e.Text, w.matcher.Match(nil, e.Text))
	}
	return out
}

// tally counts a yes-or-no answer against the truth.
type tally struct{ hits, said, true int }

func (t *tally) add(said, truth bool) {
	if said && truth {
		t.hits++
	}
	if said {
		t.said++
	}
	if truth {
		t.true++
	}
}

// f1 is the harmonic mean of precision and recall.
func (t *tally) f1() float64 { return 2 * float64(t.hits) / float64(max(t.said+t.true, 1)) }

// bestThreshold is the sum that, as the least for a yes, gives the largest F1.
func bestThreshold(opinions []opinion, count float64) (at, f1 float64) {
	opinions = slices.Clone(opinions)
	slices.SortStableFunc(opinions, func(a, b opinion) int { return cmp.Compare(b.sum(count), a.sum(count)) })
	var t tally
	for _, o := range opinions {
		t.add(false, o.truth)
	}
	for k, o := range opinions {
		t.said++
		if o.truth {
			t.hits++
		}
		if k+1 < len(opinions) && opinions[k+1].sum(count) == o.sum(count) {
			continue // a threshold cannot part equals
		}
		if f := t.f1(); f > f1 {
			f1, at = f, o.sum(count)
		}
	}
	return at, f1
}

// verdict reads what the workspace knows of a learnt judge; nil: nothing.
func (w *workspace) verdict() (*relevanceVerdict, error) {
	raw, err := os.ReadFile(filepath.Join(modelFolder(w.dir, relevanceName), verdictName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("relevance: %w", err)
	}
	v := &relevanceVerdict{}
	if err := json.Unmarshal(raw, v); err != nil {
		return nil, fmt.Errorf("relevance: %s: %w; delete its folder, and `hemline run` learns anew", verdictName, err)
	}
	return v, nil
}

// forgetRelevance removes the learnt judge.
func (w *workspace) forgetRelevance() error {
	w.judge, w.matcher = nil, nil
	if err := os.RemoveAll(modelFolder(w.dir, relevanceName)); err != nil {
		return fmt.Errorf("relevance: %w", err)
	}
	return nil
}

// judgement is the judge in use.
func (w *workspace) judgement() (taxonomy.Judge, error) {
	rule := taxonomy.NewRuleJudge(w.matcher)
	v, err := w.verdict()
	if err != nil || v == nil || !v.Used {
		return rule, err
	}
	c, err := classify.Load(modelFolder(w.dir, relevanceName))
	if err != nil {
		return nil, fmt.Errorf("relevance: %w; `hemline run --workspace %s` learns it anew", err, w.dir)
	}
	j, err := newLearntJudge(c, v, rule)
	if err != nil {
		return nil, err // not a nil judge in an interface
	}
	return j, nil
}

// tagging is the fingerprint of all that decides what mentions and relevance a
// document has.
func (w *workspace) tagging() (string, error) {
	v, err := w.verdict()
	if err != nil || v == nil || !v.Used {
		return w.pack.Fingerprint(), err
	}
	return w.pack.Fingerprint() + " " + v.Made, nil
}

// method is what the report says of the verdict.
func (v *relevanceVerdict) method() *report.Relevance {
	if v == nil {
		return nil
	}
	return &report.Relevance{Source: v.Source, Texts: v.Texts, Learnt: v.Learnt, Rule: v.Rule, Used: v.Used}
}
