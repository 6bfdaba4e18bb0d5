package chart

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var nan = math.NaN()

func TestScale(t *testing.T) {
	for _, c := range []struct{ top, max, step float64 }{
		{3, 3, 1}, {7.1, 8, 2}, {10, 10, 2.5}, {0.23, 0.3, 0.1}, {6200, 8000, 2000}, {0, 1, 0.5}, {nan, 1, 0.5}, {-3, 1, 0.5}, {math.Inf(1), 1, 0.5},
	} {
		if m, s := scale(c.top); math.Abs(m-c.max) > 1e-9 || math.Abs(s-c.step) > 1e-9 {
			t.Errorf("scale(%v) = %v, %v, want %v, %v", c.top, m, s, c.max, c.step)
		}
	}
}

func TestScaleHoldsItsTop(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		top := rapid.Float64Range(1e-9, 1e12).Draw(t, "top")
		m, s := scale(top)
		lines := m / s
		if m < top*(1-1e-6) || lines < 1.5 || lines > 5.5 || math.Abs(lines-math.Round(lines)) > 1e-6 {
			t.Fatalf("scale(%v) = %v, %v: %v lines", top, m, s, lines)
		}
	})
}

var (
	linePath = regexp.MustCompile(`class="line" d="([^"]*)"`)
	gapRect  = regexp.MustCompile(`<rect fill="url\(#g-h\)" x="([^"]*)" width="([^"]*)"`)
)

// A missing period is a hole in the line and a hatched column, never a zero
// and never bridged.
func TestGapsAreShown(t *testing.T) {
	s := Line{ID: "g", Values: []float64{1, 2, nan, nan, 4, 3, nan, 2, nan, 0}}.SVG()
	d := linePath.FindStringSubmatch(s)[1]
	if n := strings.Count(d, "M"); n != 4 {
		t.Errorf("%d pieces of line, want 4: %s", n, d)
	}
	if n := strings.Count(d, "L"); n != 2 {
		t.Errorf("%d joints, want 2: %s", n, d)
	}
	if n := strings.Count(d, "h0"); n != 2 { // the lone 2 and the last 0
		t.Errorf("%d dots, want 2: %s", n, d)
	}
	got := gapRect.FindAllStringSubmatch(s, -1)
	want := [][2]string{{"20%", "20%"}, {"60%", "10%"}, {"80%", "10%"}}
	if len(got) != len(want) {
		t.Fatalf("%d hatched columns, want %d", len(got), len(want))
	}
	for i, g := range got {
		if g[1] != want[i][0] || g[2] != want[i][1] {
			t.Errorf("column %d at %s of %s, want %v", i, g[1], g[2], want[i])
		}
	}
}

// The forecast starts at the last value known and its interval is closed.
func TestFan(t *testing.T) {
	l := Line{ID: "f", Height: 100, Values: []float64{4}, Fan: []Band{{2, 4, 6}, {1, 3, 8}}, Reference: nan, Number: func(float64) string { return "n" }, Figure: func(float64) string { return "last" }}
	s := l.SVG()
	fan := regexp.MustCompile(`class="fan" d="([^"]*)"`).FindStringSubmatch(s)
	median := regexp.MustCompile(`class="median" d="([^"]*)"`).FindStringSubmatch(s)
	// Axis to 8; 100 px high below 16 px of room; three slots of 333.3.
	if fan == nil || fan[1] != "M166.7 66L500 41L833.3 16L833.3 103.5L500 91z" {
		t.Errorf("fan %v", fan)
	}
	if median == nil || median[1] != "M166.7 66L500 66L833.3 78.5" {
		t.Errorf("median %v", median)
	}
	if !strings.Contains(s, ">last</text>") {
		t.Error("the end of the forecast is not named")
	}
	l.Fan[1].High = nan
	if s := l.SVG(); strings.Contains(s, `class="fan"`) {
		t.Error("an interval that is not known was drawn")
	}
}

func TestSeasonIsShaded(t *testing.T) {
	s := Line{ID: "s", Values: make([]float64, 4), Shade: []bool{false, true, true, false}}.SVG()
	if !strings.Contains(s, `<rect class="season" x="25%" width="50%"`) {
		t.Error("the season is not where it should be")
	}
}

func TestBarsStack(t *testing.T) {
	s := Bars{ID: "b", Height: 100, Stacks: [][]float64{{1, nan, 3}, {3, nan, 1, 4}}, Number: func(float64) string { return "" }}.SVG()
	paths := regexp.MustCompile(`class="s(\d)" d="([^"]*)"`).FindAllStringSubmatch(s, -1)
	// Axis to 4, four slots of 250: the second stack stands on the first.
	if len(paths) != 2 || !strings.HasPrefix(paths[1][2], "M25 75h200v-75h-200z") || strings.Count(paths[1][2], "M") != 3 {
		t.Errorf("stacks %v", paths)
	}
	if n := strings.Count(s, `fill="url(#b-h)"`); n != 1 {
		t.Errorf("%d hatched columns, want the one that every stack misses", n)
	}
}

func TestLife(t *testing.T) {
	if s := Life(0.5); !strings.Contains(s, `<circle cx="18" cy="2.5"`) {
		t.Errorf("the peak is not on top: %s", s)
	}
	parse(t, Life(nan))
}

// Whatever the values, a chart is well-formed XML with finite numbers, and
// text stays text.
func TestChartsAreSound(t *testing.T) {
	value := rapid.OneOf(rapid.Float64(), rapid.SampledFrom([]float64{nan, math.Inf(1), math.Inf(-1), 0, math.MaxFloat64, -1, 1e-320}))
	values := rapid.SliceOfN(value, 0, 12)
	text := rapid.SampledFrom([]string{"", "羽绒服", `"><script>`, "a & b"})
	rapid.Check(t, func(t *rapid.T) {
		number := func(v float64) string { return strconv.FormatFloat(v, 'g', 3, 64) }
		l := Line{
			ID: "x", Title: text.Draw(t, "title"), Desc: text.Draw(t, "desc"), Class: text.Draw(t, "class"), Height: value.Draw(t, "height"),
			Values: values.Draw(t, "values"), Reference: value.Draw(t, "reference"), ReferenceLabel: text.Draw(t, "label"),
			Ticks: []Tick{{rapid.IntRange(-2, 30).Draw(t, "at"), text.Draw(t, "tick"), false}}, Hints: []string{text.Draw(t, "hint")}, Number: number, Figure: number,
			Shade: rapid.SliceOfN(rapid.Bool(), 0, 20).Draw(t, "shade"),
		}
		for range rapid.IntRange(0, 4).Draw(t, "steps") {
			l.Fan = append(l.Fan, Band{value.Draw(t, "low"), value.Draw(t, "mid"), value.Draw(t, "high")})
		}
		parse(t, l.SVG())
		parse(t, Spark{Title: l.Title, Class: l.Class, Values: l.Values, Future: values.Draw(t, "future")}.SVG())
		parse(t, Bars{ID: "y", Title: l.Title, Height: l.Height, Stacks: [][]float64{l.Values, values.Draw(t, "stack")}, Ticks: l.Ticks, Hints: l.Hints, Number: number}.SVG())
	})
}

type fataler interface {
	Helper()
	Fatalf(string, ...any)
}

func parse(t fataler, s string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(s))
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("%v in %s", err, s)
		}
		e, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		if e.Name.Local == "script" {
			t.Fatalf("a script in %s", s)
		}
		for _, a := range e.Attr {
			switch a.Name.Local {
			case "d", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "width", "height", "viewBox":
				if strings.Contains(a.Value, "NaN") || strings.Contains(a.Value, "Inf") || strings.Contains(a.Value, "e+") {
					t.Fatalf("%s=%q", a.Name.Local, a.Value)
				}
			}
		}
	}
}
