package main

import (
	"encoding/json"
	"strings"
	"testing"
)

func yes() *bool { b := true; return &b }
func no() *bool  { b := false; return &b }

func TestGoals(t *testing.T) {
	for name, c := range map[string]struct {
		r   row
		met *bool
	}{
		"nothing wanted":           {row{Value: 3}, nil},
		"as much as wanted":        {row{Value: 20, Goal: &goal{AtLeast: 20}}, yes()},
		"less than wanted":         {row{Value: 19.9, Goal: &goal{AtLeast: 20}}, no()},
		"within":                   {row{Value: 1.2, Goal: &goal{AtMost: 1.2}}, yes()},
		"beyond":                   {row{Value: 1.21, Goal: &goal{AtMost: 1.2}}, no()},
		"ratio to the first":       {row{Value: 5, Goal: &goal{AtLeast: 0.7, Ratio: true}, Beside: []beside{{Ratio: 0.71}, {Ratio: 0.1}}}, yes()},
		"ratio too small":          {row{Value: 5, Goal: &goal{AtLeast: 0.7, Ratio: true}, Beside: []beside{{Ratio: 0.699}, {Ratio: 0.9}}}, no()},
		"ratio too large":          {row{Value: 5, Goal: &goal{AtMost: 1.01, Ratio: true}, Beside: []beside{{Ratio: 1.02}}}, no()},
		"nothing to compare with":  {row{Value: 5, Goal: &goal{AtLeast: 0.7, Ratio: true}}, nil},
		"no such unit":             {row{Value: 5, Goal: &goal{AtLeast: 0.7, Ratio: true}, Beside: []beside{{}}}, nil},
		"not measured":             {row{Goal: &goal{AtMost: 3}, Skipped: "no data"}, nil},
		"fast though disturbed":    {row{Value: 25, Goal: &goal{AtLeast: 20}, Disturbed: 0.5}, yes()},
		"slow while disturbed":     {row{Value: 15, Goal: &goal{AtLeast: 20}, Disturbed: 0.5}, nil},
		"hardly disturbed":         {row{Value: 15, Goal: &goal{AtLeast: 20}, Disturbed: disturbance}, no()},
		"ratio of a moving peak":   {row{Value: 5, Goal: &goal{AtLeast: 0.7, Ratio: true}, Beside: []beside{{Ratio: 0.9}}, Disturbed: 0.2}, nil},
		"ratio below moving peaks": {row{Value: 5, Goal: &goal{AtLeast: 0.7, Ratio: true}, Beside: []beside{{Ratio: 0.2}}, Disturbed: 0.2}, nil},
	} {
		c.r.settle()
		if got := c.r.Met; (got == nil) != (c.met == nil) || got != nil && *got != *c.met {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// some is a table with a row of every kind.
func some() []row {
	rows := []row{
		{Name: "peak-f32-1", What: "peak f32, one core", Value: 246.04, Unit: gflops},
		{
			Name: "gemm", What: "GEMM, one core", Value: 209.6, Unit: gflops, Runs: 5, Goal: &goal{AtLeast: 0.85, Ratio: true, Percent: true},
			Beside: []beside{{"one core's f32 peak", 246.7, gflops, 209.6 / 246.7}},
		},
		{
			Name: "bf16", What: "bf16", Value: 16221, Unit: "tokens/s", Disturbed: 0.3, Goal: &goal{AtLeast: 1.5, Ratio: true},
			Beside: []beside{{"f32", 6767, "tokens/s", 16221. / 6767}, {"two cores' bf16 peak", 7655, gflops, 0.092}},
		},
		{
			Name: "bpe", What: "BPE", Value: 9.31, Unit: "s", Goal: &goal{AtMost: 20},
			Beside: []beside{{What: "processor time", Value: 17.04, Unit: "s"}, {What: "a unit that is not there", Unit: gflops}},
		},
		{Name: "cnn", What: "CNN", Unit: "s", Goal: &goal{AtMost: 3}, Skipped: "needs real texts"},
	}
	for i := range rows {
		rows[i].settle()
	}
	return rows
}

func TestText(t *testing.T) {
	const want = `a chip, 2 cores, AVX2; go1.26, linux/amd64

what                measured          beside                                                                     wanted              met
peak f32, one core  246 GFLOP/s                                                                                  -                   -
GEMM, one core      210 GFLOP/s       85.0 % of one core's f32 peak 247 GFLOP/s                                  at least 85 %       no
bf16                16221 tokens/s ~  2.397 times f32 6767 tokens/s; 9.2 % of two cores' bf16 peak 7655 GFLOP/s  at least 1.5 times  unsure
BPE                 9.31 s            processor time 17.0 s                                                      at most 20 s        yes
CNN                 not measured      needs real texts                                                           at most 3 s         -
~ the peak measured before or after is more than 10 % below the highest of the run: something else used the machine
`
	var b strings.Builder
	if err := writeText(&b, machine{"a chip", 2, "AVX2", "go1.26", "linux/amd64"}, some()); err != nil {
		t.Fatal(err)
	}
	if got := b.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestMarkdown(t *testing.T) {
	var b strings.Builder
	if err := writeMarkdown(&b, machine{Processor: "a chip"}, some()); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(b.String(), "\n")
	if want := "| BPE | 9.31 s | processor time 17.0 s | at most 20 s | yes |"; lines[7] != want {
		t.Errorf("line 8 is %q, want %q", lines[7], want)
	}
	for i, l := range lines[2:9] {
		if strings.Count(l, "|") != len(heading())+1 {
			t.Errorf("line %d has not %d columns: %s", i+3, len(heading()), l)
		}
	}
}

// What a program reads has every figure, and no goal where none was told.
func TestJSON(t *testing.T) {
	var b strings.Builder
	if err := writeJSON(&b, machine{Cores: 2}, some()); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Machine machine
		Rows    []map[string]any
	}
	if err := json.Unmarshal([]byte(b.String()), &got); err != nil {
		t.Fatal(err)
	}
	if got.Machine.Cores != 2 || len(got.Rows) != 5 {
		t.Fatalf("%+v", got)
	}
	gemm, bf16, cnn := got.Rows[1], got.Rows[2], got.Rows[4]
	if gemm["measured"] != 209.6 || gemm["met"] != false || gemm["wanted"].(map[string]any)["at_least"] != 0.85 {
		t.Errorf("%v", gemm)
	}
	if _, told := bf16["met"]; told || bf16["disturbed"] != 0.3 {
		t.Errorf("%v", bf16)
	}
	if cnn["skipped"] != "needs real texts" {
		t.Errorf("%v", cnn)
	}
	if _, wanted := got.Rows[0]["wanted"]; wanted {
		t.Errorf("%v", got.Rows[0])
	}
}

func TestNumber(t *testing.T) {
	for v, want := range map[float64]string{0: "0.00", 1.234: "1.23", 9.994: "9.99", 9.996: "10.0", 17.04: "17.0", 99.94: "99.9", 99.96: "100", 7655.4: "7655"} {
		if got := number(v); got != want {
			t.Errorf("%g is written %s, want %s", v, got, want)
		}
	}
}
