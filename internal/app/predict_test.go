package app

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"hemline/neural/kernel"
	"hemline/signal/herald"
)

// fads writes an invented corpus: down jackets that come back every autumn,
// polka dots that double every other half year, a beret that stays, and talk of
// other things; in English and Chinese.
func fads(t *testing.T, path string, weeks int, after string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w := csv.NewWriter(f)
	write := func(day time.Time, n int, said ...string) {
		for i := range n {
			s := fmt.Sprintf(said[i%len(said)], day.YearDay()*7+i, day.Year()+i)
			if err := w.Write([]string{day.AddDate(0, 0, i%7).Format(time.DateOnly), s}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Write([]string{"date", "text"}); err != nil {
		t.Fatal(err)
	}
	monday := time.Date(2019, 1, 7, 0, 0, 0, 0, time.UTC)
	for week := range weeks {
		day := monday.AddDate(0, 0, 7*week)
		jackets, dots := 1, 2
		if m := day.Month(); m >= 11 || m <= 1 {
			jackets = 8
		}
		if (week/26)%2 == 1 {
			dots = 6
		}
		write(day, jackets, "Row %d: a down jacket hangs by the door since %d.", "第 %d 位同学的羽绒服穿了 %d 天")
		write(day, dots, "Stall %d sells polka dots, the %d kind.", "第 %d 家店的波点裙摆，编号 %d")
		write(day, 3, "Beret number %d was seen on bus %d.", "第 %d 顶贝雷帽，乘 %d 路车")
		write(day, 6, "Train %d was late, as in %d.", "第 %d 场雨下到 %d 点", "Soup %d needs %d leeks.")
	}
	if after != "" {
		for day := monday.AddDate(0, 0, 7*weeks); day.Before(monday.AddDate(0, 0, 7*weeks+120)); day = day.AddDate(0, 0, 1) {
			write(day, 9, after)
		}
	}
	w.Flush()
	if err := w.Error(); err != nil {
		t.Fatal(err)
	}
}

// fadShop is a workspace with that corpus.
func fadShop(t *testing.T, weeks int, after string) string {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "posts.csv")
	fads(t, path, weeks, after)
	a, _ := quiet(t)
	if err := a.Import(t.Context(), ImportOptions{Workspace: dir, Files: []string{path}, Map: "date=date,text=text", Set: "source=stall", Yes: true}); err != nil {
		t.Fatal(err)
	}
	return dir
}

func predictJSON(t *testing.T, o PredictOptions) (*Prediction, []byte) {
	t.Helper()
	a, out := quiet(t)
	o.JSON = true
	if err := a.Predict(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	p := &Prediction{}
	if err := json.Unmarshal(out.Bytes(), p); err != nil {
		t.Fatal(err)
	}
	return p, out.Bytes()
}

const fadWeeks = 5 * 52

func TestPredict(t *testing.T) {
	dir := fadShop(t, fadWeeks, "")
	autumn := "2023-09-30"
	p, _ := predictJSON(t, PredictOptions{Workspace: dir, Text: "今年的羽绒服来了", AsOf: autumn, Neighbours: 3})
	if len(p.Concepts) != 1 || p.Concepts[0].Concept != "category/down-jacket" || p.Herald == nil {
		t.Fatalf("%+v", p)
	}
	r := p.Herald
	if r.Probability < 0.5 || !r.Skill || r.Validated.trial(byChoice).AUC < 0.7 {
		t.Errorf("in September, after four winters: %.2f by %s, skill %v, %+v", r.Probability, r.Method, r.Skill, r.Validated.trial(byChoice))
	}
	if c := p.Concepts[0]; c.Season == nil || *c.Season < 1 || c.Rise == nil {
		t.Errorf("season %v, rise %v", c.Season, c.Rise)
	}
	if len(p.Neighbours) != 3 || p.By != "words" {
		t.Fatalf("%d neighbours by %s", len(p.Neighbours), p.By)
	}
	for _, n := range p.Neighbours {
		if !slices.Contains(n.Concepts, "category/down-jacket") || n.Date.Format(time.DateOnly) > autumn || !strings.Contains(n.Text, "羽绒服") {
			t.Errorf("near: %+v", n.labelled)
		}
	}
	p, _ = predictJSON(t, PredictOptions{Workspace: dir, Text: "a beret for everybody", AsOf: autumn, Neighbours: 1})
	if p.Herald.Probability > 0.3 {
		t.Errorf("a beret that stays is given %.2f", p.Herald.Probability)
	}
	if !strings.Contains(strings.ToLower(p.Neighbours[0].Text), "beret") {
		t.Errorf("near a beret: %s", p.Neighbours[0].Text)
	}
	p, _ = predictJSON(t, PredictOptions{Workspace: dir, Text: "The train was late again", AsOf: autumn})
	if p.Herald != nil || p.Problem == "" || p.Relevance.Relevant || len(p.Concepts) != 0 || len(p.Neighbours) != 0 {
		t.Errorf("of a train: %+v", p)
	}
}

// What is said as of a day is what a corpus that ends there says, to the byte,
// whatever comes after.
func TestPredictSeesNothingLater(t *testing.T) {
	last := time.Date(2019, 1, 7, 0, 0, 0, 0, time.UTC).AddDate(0, 0, 7*fadWeeks-1).Format(time.DateOnly)
	dirs := []string{
		fadShop(t, fadWeeks, ""),
		fadShop(t, fadWeeks, "Crowd %d in down jackets and polka dots, %d of them."),
		fadShop(t, fadWeeks, "第 %d 队贝雷帽经过 %d 号门"),
	}
	for _, said := range []string{"波点和羽绒服", "polka dots on a beret"} {
		var first []byte
		for i, dir := range dirs {
			_, got := predictJSON(t, PredictOptions{Workspace: dir, Text: said, AsOf: last, Neighbours: 5})
			if i == 0 {
				first = got
			} else if !bytes.Equal(got, first) {
				t.Errorf("%s: with another future\n%s\nbecame\n%s", said, first, got)
			}
		}
	}
	model := func(dir string) []byte {
		raw, err := os.ReadFile(filepath.Join(dir, "models", "herald-"+last, heraldWords, "1.safetensors"))
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	if !bytes.Equal(model(dirs[0]), model(dirs[1])) {
		t.Error("the classifier of words has read the future")
	}
	// The same question at the end does see it.
	a, _ := predictJSON(t, PredictOptions{Workspace: dirs[0], Text: "波点和羽绒服"})
	b, _ := predictJSON(t, PredictOptions{Workspace: dirs[1], Text: "波点和羽绒服"})
	if a.Concepts[0].Mentions == b.Concepts[0].Mentions {
		t.Error("the futures are alike: this test could not fail")
	}
}

// A fold learns from no document whose outcome was not settled when the fold
// began, of whatever kind: changing all that comes after that moment changes
// nothing of what was learnt.
func TestLessonKeepsTheGap(t *testing.T) {
	dir := fadShop(t, fadWeeks, "")
	a, _ := quiet(t)
	w, err := a.openWorkspace(t.Context(), dir, nil, reading)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	rule, err := DefaultOutcome().rule()
	if err != nil {
		t.Fatal(err)
	}
	until, err := w.asOf(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	p, err := w.past(t.Context(), rule, until)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.recall(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	dev := kernel.New(1)
	defer dev.Close()
	f := herald.Fold{From: 200, To: 226}
	learn := func(l *lesson) *learnt {
		k, err := l.learn(t.Context(), func(period int) bool { return f.Learns(period, rule.Periods) })
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	want := learn(newLesson(p, dev))
	changed := 0
	for i := range p.stories {
		if s := &p.stories[i]; s.period+rule.Periods >= f.From && s.Label != labelUnknown {
			s.Label, s.Text = labelRise, "polka dots rise, 波点要火"
			changed++
		}
	}
	for _, c := range p.of {
		for i := range c.outcomes {
			if i+rule.Periods >= f.From && c.outcomes[i] != 0 {
				c.outcomes[i] = 3 - c.outcomes[i] // the other one
			}
		}
	}
	if changed == 0 {
		t.Fatal("nothing lies in the gap: this test could not fail")
	}
	got := learn(newLesson(p, dev))
	if got.base != want.base || fmt.Sprint(got.logit) != fmt.Sprint(want.logit) {
		t.Errorf("learnt %v and %v, before the change %v and %v", got.base, got.logit, want.base, want.logit)
	}
	texts := []string{"polka dots", "波点裙摆", "a beret"}
	a1, err := risesBy(t.Context(), dev, got.words, texts)
	if err != nil {
		t.Fatal(err)
	}
	a2, err := risesBy(t.Context(), dev, want.words, texts)
	if err != nil || !slices.Equal(a1, a2) {
		t.Errorf("words say %v, before the change %v, %v", a1, a2, err)
	}
}

func TestTooShortAPastIsSaid(t *testing.T) {
	dir := fadShop(t, 60, "")
	p, _ := predictJSON(t, PredictOptions{Workspace: dir, Text: "polka dots", Neighbours: 2})
	if p.Herald != nil || !strings.Contains(p.Problem, "too little is known") || len(p.Neighbours) != 2 {
		t.Errorf("%+v", p)
	}
	a, _ := quiet(t)
	o := DefaultOutcome()
	o.Workspace, o.Train = dir, true
	if err := a.LabelOutcomes(t.Context(), o); !errors.Is(err, errShort) {
		t.Errorf("trained on it: %v", err)
	}
}

// Neighbours by a language model: the vectors are kept, used again, and made
// anew for another model; a model that has read later texts is refused.
func TestNeighboursByMeaning(t *testing.T) {
	dir := fadShop(t, 60, "")
	a, _ := quiet(t)
	if err := a.LMTrain(t.Context(), LMTrainOptions{Workspace: dir, Size: "tiny", Steps: 3, Seed: 1, Precision: "f32", Keep: 100}); err != nil {
		t.Fatal(err)
	}
	p, first := predictJSON(t, PredictOptions{Workspace: dir, Text: "一件羽绒服", Neighbours: 3})
	if !strings.HasPrefix(p.By, "language model") || len(p.Neighbours) != 3 || p.Neighbours[0].Score > 1.0001 {
		t.Fatalf("%+v", p)
	}
	kept := filepath.Join(dir, "models", "near-lm.vectors")
	before, err := os.ReadFile(kept)
	if err != nil {
		t.Fatal(err)
	}
	if _, again := predictJSON(t, PredictOptions{Workspace: dir, Text: "一件羽绒服", Neighbours: 3}); !bytes.Equal(first, again) {
		t.Error("another answer from the vectors that were kept")
	}
	if err := os.WriteFile(kept, before[:len(before)-3], 0o644); err != nil {
		t.Fatal(err)
	}
	if _, again := predictJSON(t, PredictOptions{Workspace: dir, Text: "一件羽绒服", Neighbours: 3}); !bytes.Equal(first, again) {
		t.Error("another answer after the vectors were cut short")
	}
	o := PredictOptions{Workspace: dir, Text: "一件羽绒服", Neighbours: 3, AsOf: "2019-06-30", LM: modelFolder(dir, "lm")}
	if err := a.Predict(t.Context(), o); err == nil || !strings.Contains(err.Error(), "later than 2019-06-30") {
		t.Errorf("a model that read later texts: %v", err)
	}
}

func TestVectorsFile(t *testing.T) {
	v := &vectors{Format: vectorsFormat, Model: "m", Dim: 2, ids: []uint64{7, 1 << 63}, values: []float32{1, 0, 0.6, -0.8}}
	path := filepath.Join(t.TempDir(), "v")
	if err := v.write(path); err != nil {
		t.Fatal(err)
	}
	got := readVectors(path, "m", 2)
	if !slices.Equal(got.ids, v.ids) || !slices.Equal(got.values, v.values) {
		t.Errorf("%+v", got)
	}
	for _, other := range []*vectors{readVectors(path, "n", 2), readVectors(path, "m", 3), readVectors(path+"-", "m", 2)} {
		if len(other.ids) != 0 {
			t.Errorf("%+v of another", other)
		}
	}
}

func FuzzVectors(f *testing.F) {
	f.Add([]byte("{\"format\":1,\"model\":\"m\",\"dim\":1,\"count\":1}\n\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x80\x3f"))
	f.Add([]byte("{\"format\":1,\"dim\":65536,\"count\":400000}\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		v, err := parseVectors(bytes.NewReader(raw), int64(len(raw)))
		if err != nil {
			return
		}
		if len(v.ids) != v.Count || len(v.values) != v.Count*v.Dim {
			t.Fatalf("%d ids and %d values of %d", len(v.ids), len(v.values), v.Count)
		}
	})
}
