package reconcile

import (
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// tree is that of the reference: all, two groups, five bottoms.
func tree() []Total {
	return []Total{{0, []int{1, 2}}, {1, []int{3, 4}}, {2, []int{5, 6, 7}}}
}

func TestReference(t *testing.T) {
	text, err := os.ReadFile("testdata/reference.json")
	if err != nil {
		t.Fatal(err)
	}
	var ref struct {
		Base, Errors [][]float64
		Want         map[string][][]float64
	}
	if err := json.Unmarshal(text, &ref); err != nil {
		t.Fatal(err)
	}
	// One error of a node's usual size is weighted least squares.
	sizes := make([][]float64, len(ref.Errors))
	for i, e := range ref.Errors {
		s, _ := rootMeanSquare(e, 1)
		sizes[i] = []float64{s}
	}
	for name, errs := range map[string][][]float64{"mint_shrink": ref.Errors, "wls_var": sizes, "ols": nil} {
		got, err := MinT(ref.Base, errs, tree())
		if err != nil {
			t.Fatal(err)
		}
		if len(ref.Want[name]) != len(got) {
			t.Fatalf("%s: %d nodes in the reference", name, len(ref.Want[name]))
		}
		for i := range got {
			for k, v := range got[i] {
				// The library adds a ridge of 2e-8.
				if want := ref.Want[name][i][k]; math.Abs(v-want) > 2e-6*(1+math.Abs(want)) {
					t.Errorf("%s: node %d, period %d: %v, want %v", name, i, k, v, want)
				}
			}
		}
	}
}

// drawn is a hierarchy with forecasts and errors, some missing, some nodes
// never wrong.
func drawn(t *rapid.T) (base, errs [][]float64, totals []Total) {
	groups := rapid.IntRange(1, 4).Draw(t, "groups")
	nodes := 1 + groups
	top := Total{Node: 0}
	for g := range groups {
		size := rapid.IntRange(1, 4).Draw(t, "size")
		group := Total{Node: 1 + g}
		for range size {
			group.Parts = append(group.Parts, nodes)
			nodes++
		}
		top.Parts = append(top.Parts, group.Node)
		totals = append(totals, group)
	}
	totals = append([]Total{top}, totals...)
	times := rapid.SampledFrom([]int{0, 1, 2, 3, 5, 30}).Draw(t, "times")
	rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
	for range nodes {
		y, e := make([]float64, 3), make([]float64, times)
		for k := range y {
			y[k] = 100*rng.Float64() - 20
		}
		size := float64(rng.IntN(4))
		for k := range e {
			if e[k] = size * rng.NormFloat64(); rng.IntN(5) == 0 {
				e[k] = math.NaN()
			}
		}
		base, errs = append(base, y), append(errs, e)
	}
	return base, errs, totals
}

// gap is the farthest a total is from the sum of its parts.
func gap(y [][]float64, totals []Total) float64 {
	worst := 0.0
	for _, t := range totals {
		for k, v := range y[t.Node] {
			for _, p := range t.Parts {
				v -= y[p][k]
			}
			worst = max(worst, math.Abs(v))
		}
	}
	return worst
}

func far(a, b [][]float64) float64 {
	worst := 0.0
	for i := range a {
		for k := range a[i] {
			worst = max(worst, math.Abs(a[i][k]-b[i][k]))
		}
	}
	return worst
}

func scaled(y [][]float64, by float64) [][]float64 {
	var out [][]float64
	for _, v := range y {
		w := slices.Clone(v)
		for k := range w {
			w[k] *= by
		}
		out = append(out, w)
	}
	return out
}

func TestAddsUpAndKeepsWhatDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base, errs, totals := drawn(t)
		got, err := MinT(base, errs, totals)
		if err != nil {
			t.Fatal(err)
		}
		if g := gap(got, totals); g > 1e-9 {
			t.Fatalf("totals are off by %v", g)
		}
		again, err := MinT(got, errs, totals)
		if err != nil {
			t.Fatal(err)
		}
		if d := far(got, again); d > 1e-9 {
			t.Fatalf("what added up moved by %v", d)
		}
	})
}

// TestScale: the unit does not matter. Powers of two are exact, so neither does
// rounding, which nodes of very unlike errors magnify (8e-7 was seen in tenths).
func TestScale(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base, errs, totals := drawn(t)
		by := math.Ldexp(1, rapid.IntRange(-660, 660).Draw(t, "power"))
		a, err := MinT(base, errs, totals)
		if err != nil {
			t.Fatal(err)
		}
		b, err := MinT(scaled(base, by), scaled(errs, 1/by), totals) // W's unit does not matter
		if err != nil {
			t.Fatal(err)
		}
		if d := far(a, scaled(b, 1/by)); d > 1e-12 {
			t.Fatalf("in another unit off by %v", d)
		}
	})
}

// TestTextbook compares with the formula written out, on nodes with strong
// correlations and totals that share parts.
func TestTextbook(t *testing.T) {
	totals := []Total{{0, []int{2, 3, 4}}, {1, []int{3, 4, 5}}}
	rng := rand.New(rand.NewPCG(3, 4))
	base, errs := make([][]float64, 6), make([][]float64, 6)
	for i := range base {
		base[i], errs[i] = []float64{rng.Float64() * 10}, make([]float64, 12)
	}
	for k := range 12 {
		common := rng.NormFloat64()
		for i := range errs {
			errs[i][k] = float64(1+i) * (common + 0.5*rng.NormFloat64())
		}
	}
	w, err := newCovariance(errs, 6)
	if err != nil {
		t.Fatal(err)
	}
	if w.own[0] <= 0.01 || w.own[0] >= 0.9 {
		t.Fatalf("shrinkage %v shows nothing", w.own[0])
	}
	at := func(i, j int) float64 {
		v := dot(w.z[i], w.z[j])
		if i == j {
			v += w.own[i]
			if math.Abs(v-1) > 1e-12 {
				t.Errorf("correlation of %d with itself is %v", i, v)
			}
		}
		return v * w.sd[i] * w.sd[j]
	}
	c := [2][6]float64{{1, 0, -1, -1, -1, 0}, {0, 1, 0, -1, -1, -1}}
	var m [2][2]float64
	var wc [6][2]float64
	var r [2]float64
	for a := range 2 {
		for i := range 6 {
			r[a] += c[a][i] * base[i][0]
			for j := range 6 {
				wc[i][a] += at(i, j) * c[a][j]
			}
		}
	}
	for a := range 2 {
		for b := range 2 {
			for i := range 6 {
				m[a][b] += c[a][i] * wc[i][b]
			}
		}
	}
	det := m[0][0]*m[1][1] - m[0][1]*m[1][0]
	x := [2]float64{(m[1][1]*r[0] - m[0][1]*r[1]) / det, (m[0][0]*r[1] - m[1][0]*r[0]) / det}
	got, err := MinT(base, errs, totals)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 6 {
		if want := base[i][0] - wc[i][0]*x[0] - wc[i][1]*x[1]; math.Abs(got[i][0]-want) > 1e-9 {
			t.Errorf("node %d: %v, want %v", i, got[i][0], want)
		}
	}
}

func TestSingular(t *testing.T) {
	y := func(v ...float64) (out [][]float64) {
		for _, x := range v {
			out = append(out, []float64{x})
		}
		return out
	}
	nan := math.NaN()
	for name, c := range map[string]struct {
		base, errs [][]float64
		totals     []Total
		want       [][]float64
	}{
		"never wrong":        {y(10, 3, 4), y(0, 0, 0), []Total{{0, []int{1, 2}}}, y(9, 4, 5)},
		"parts never wrong":  {y(10, 3, 4), y(5, 0, 0), []Total{{0, []int{1, 2}}}, y(7, 3, 4)},
		"one never wrong":    {y(10, 3, 4), y(2, 0, 2), []Total{{0, []int{1, 2}}}, y(8.5, 3, 5.5)},
		"nothing known":      {y(10, 3, 4), y(nan, nan, nan), []Total{{0, []int{1, 2}}}, y(9, 4, 5)},
		"one unknown":        {y(10, 3, 4), y(1, nan, 1), []Total{{0, []int{1, 2}}}, y(9, 4, 5)},
		"two say the same":   {y(10, 10, 3, 4), y(0, 0, 1, 1), []Total{{0, []int{2, 3}}, {1, []int{2, 3}}}, y(10, 10, 4.5, 5.5)},
		"a total of one":     {y(10, 4), y(1, 1), []Total{{0, []int{1}}}, y(7, 7)},
		"no totals":          {y(10, 4), y(1, 1), nil, y(10, 4)},
		"zeros":              {y(0, 0), y(1, 1), []Total{{0, []int{1}}}, y(0, 0)},
		"nothing":            {nil, nil, nil, nil},
		"errors that add up": {y(10, 3, 4), [][]float64{{3, 3, 0, 6}, {1, 2, -1, 3}, {2, 1, 1, 3}}, []Total{{0, []int{1, 2}}}, nil},
	} {
		got, err := MinT(c.base, c.errs, c.totals)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if g := gap(got, c.totals); g > 1e-9 {
			t.Errorf("%s: off by %v", name, g)
		}
		if c.want != nil && far(got, c.want) > 1e-5 {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestRefuses(t *testing.T) {
	ok := [][]float64{{1}, {1}, {1}}
	one := []Total{{0, []int{1, 2}}}
	for name, c := range map[string]struct {
		base, errs [][]float64
		totals     []Total
	}{
		"ragged":          {[][]float64{{1}, {1, 2}, {1}}, nil, one},
		"not finite":      {[][]float64{{1}, {math.NaN()}, {1}}, nil, one},
		"errors of fewer": {ok, [][]float64{{1}}, one},
		"ragged errors":   {ok, [][]float64{{1}, {1, 2}, {1}}, one},
		"infinite error":  {ok, [][]float64{{1}, {math.Inf(1)}, {1}}, one},
		"overflow":        {[][]float64{{1e308}, {1.7e308}, {1.7e308}}, nil, one},
		"unknown total":   {ok, nil, []Total{{3, []int{1}}}},
		"unknown part":    {ok, nil, []Total{{0, []int{-1}}}},
		"no parts":        {ok, nil, []Total{{0, nil}}},
		"a part twice":    {ok, nil, []Total{{0, []int{1, 1}}}},
		"a total twice":   {ok, nil, []Total{{0, []int{1}}, {0, []int{2}}}},
	} {
		if got, err := MinT(c.base, c.errs, c.totals); err == nil {
			t.Errorf("%s: %v", name, got)
		}
	}
	for _, totals := range [][]Total{
		{{0, []int{0}}},
		{{0, []int{1}}, {1, []int{2}}, {2, []int{1}}},
	} {
		var cycle *CycleError
		if _, err := MinT(ok, nil, totals); !errors.As(err, &cycle) || len(totals) == 3 && cycle.Node == 0 {
			t.Errorf("%v: %v", totals, err)
		}
	}
}

func TestClip(t *testing.T) {
	values := [][]float64{{9}, {1}, {-3}, {-2}}
	if err := Clip(values, []bool{true, true, true, false}, []Total{{0, []int{1, 2, 3}}}); err != nil {
		t.Fatal(err)
	}
	if far(values, [][]float64{{-1}, {1}, {0}, {-2}}) > 0 {
		t.Errorf("%v", values)
	}
	if err := Clip(values, nil, nil); err == nil {
		t.Error("no word on which are positive, and no error")
	}
}

// TestThousands: 5,000 bottoms in 1,000 groups under one total.
func TestThousands(t *testing.T) {
	const groups, each, times = 1000, 5, 60
	totals := []Total{{Node: 0}}
	nodes := 1 + groups
	for g := range groups {
		totals[0].Parts = append(totals[0].Parts, 1+g)
		group := Total{Node: 1 + g}
		for range each {
			group.Parts = append(group.Parts, nodes)
			nodes++
		}
		totals = append(totals, group)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	base, errs := make([][]float64, nodes), make([][]float64, nodes)
	for i := range base {
		base[i], errs[i] = make([]float64, 52), make([]float64, times)
		for k := range base[i] {
			base[i][k] = rng.Float64()
		}
		for k := range errs[i] {
			errs[i][k] = rng.NormFloat64()
		}
	}
	for _, e := range [][][]float64{errs, nil} {
		got, err := MinT(base, e, totals)
		if err != nil {
			t.Fatal(err)
		}
		if g := gap(got, totals); g > 1e-9 {
			t.Errorf("off by %v", g)
		}
	}
}
