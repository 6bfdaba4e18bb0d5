package hemline_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// may is the import table: which of our own packages the code below a folder
// may import, beside what lies in the same top folder. A pattern covers the
// package and everything below it.
var may = map[string][]string{
	"cmd":                {"internal/app"},
	"source":             {"internal/fetch"},
	"text":               {"source"},
	"taxonomy":           {"text"},
	"corpus":             {"text", "taxonomy"},
	"series":             {},
	"neural":             {"internal/wholefile"},
	"lm":                 {"neural", "internal/wholefile"},
	"signal":             {"corpus", "taxonomy", "lm", "series"},
	"forecast":           {"series", "neural"},
	"llm":                {},
	"report":             {"source", "text", "taxonomy", "corpus", "series", "signal", "lm", "forecast"},
	"recommend":          {"source", "text", "taxonomy", "corpus", "series", "signal", "lm", "neural", "forecast"},
	"inspire":            {"source", "text", "taxonomy", "corpus", "series", "signal", "lm", "forecast"},
	"serve":              {"text", "taxonomy", "corpus", "series", "signal", "forecast", "report", "recommend", "inspire"},
	"client":             {},
	"internal/config":    {"series"},
	"internal/demo":      {},
	"internal/fetch":     {},
	"internal/wholefile": {},
	"internal/app":       {"*"},
	// The benchmark calls the engine as any program would, on texts from files.
	"bench": {"source", "neural", "lm"},
}

// assembles lists the packages whose work is to put siblings together; every
// other package may import its parents and what lies below it, no sibling.
var assembles = map[string][]string{
	// The baselines stand in every table.
	"forecast/backtest": {"forecast/naive2", "forecast/seasonalnaive"},
	// The ensemble mixes the methods, so it has to know them.
	"forecast/ensemble": {
		"forecast/arima", "forecast/backtest", "forecast/ets", "forecast/multiseason", "forecast/naive",
		"forecast/harmonic", "forecast/seasonalnaive", "forecast/seasonalshape", "forecast/theta", "forecast/tsb", "forecast/windowaverage",
	},
	// What was published is scored by the measures of the backtest.
	"forecast/ledger": {"forecast/backtest"},
	// Numerics that several methods share.
	"forecast/ets":           {"forecast/internal/smooth"},
	"forecast/naive2":        {"forecast/internal/smooth"},
	"forecast/theta":         {"forecast/internal/smooth"},
	"forecast/arima":         {"forecast/internal/arma", "forecast/internal/rhythm", "forecast/internal/scale"},
	"forecast/harmonic":      {"forecast/internal/arma", "forecast/internal/regress", "forecast/internal/rhythm", "forecast/internal/scale"},
	"forecast/multiseason":   {"forecast/internal/rhythm", "forecast/internal/scale"},
	"forecast/internal/arma": {"forecast/internal/regress"},
	// The engine is a stack: kernels, layers, models; optimiser and training
	// beside the models; only this direction.
	"neural/nn":                 {"neural/kernel"},
	"neural/transformer":        {"neural/kernel", "neural/nn"},
	"neural/optim":              {"neural/kernel", "neural/nn"},
	"neural/internal/gradcheck": {"neural/kernel"},
	"neural/cnn":                {"neural/kernel", "neural/nn"},
	"neural/train":              {"neural/kernel", "neural/nn", "neural/optim", "neural/safetensors"},
	"neural/safetensors":        {"neural/internal/float"},
	"neural/gguf":               {"neural/internal/float"},
	// A folder of Hugging Face's holds a tokenizer beside the weights.
	"lm/hf": {"lm/token"},
	// The generator writes what the package beside it reads.
	"text/zh/internal/gen": {"text/zh/internal/lexicon"},
}

// network lists where net/http may be imported.
var network = []string{"source", "internal/fetch", "llm", "serve", "client"}

// pkg is one Go package of the module: its folder and what its code imports.
type pkg struct {
	dir     string
	imports map[string]bool
	getenv  bool
}

func TestImports(t *testing.T) {
	for _, p := range packages(t) {
		room := roomOf(p.dir)
		allowed, known := may[room]
		if !known {
			t.Errorf("%s: no rule for this folder; add one to the table, with a reason in docs/decisions", p.dir)
			continue
		}
		for imp := range p.imports {
			if under(imp, "net/http") && !slices.ContainsFunc(network, func(n string) bool { return under(p.dir, n) }) {
				t.Errorf("%s imports %s: the network belongs to %v", p.dir, imp, network)
			}
			if imp == "flag" && room != "cmd" && room != "internal/config" {
				t.Errorf("%s imports flag: flags belong to cmd and internal/config", p.dir)
			}
			ours, ok := strings.CutPrefix(imp, "hemline/")
			if !ok {
				continue
			}
			if roomOf(ours) == room {
				if !related(p.dir, ours) && !slices.Contains(assembles[p.dir], ours) {
					t.Errorf("%s imports its sibling %s", p.dir, ours)
				}
				continue
			}
			if !slices.Contains(allowed, "*") && !slices.ContainsFunc(allowed, func(a string) bool { return under(ours, a) }) {
				t.Errorf("%s imports %s; it may import %v", p.dir, ours, allowed)
			}
		}
		if p.getenv && room != "cmd" && room != "internal/config" {
			t.Errorf("%s reads the environment: that belongs to cmd and internal/config", p.dir)
		}
	}
}

func TestEveryPackageSaysWhatItIs(t *testing.T) {
	for _, p := range packages(t) {
		if strings.HasPrefix(p.dir, "cmd/") || strings.Contains(p.dir, "/internal/") {
			continue // main.go says it there; private helpers say it where they stand
		}
		if !documented(t, p.dir) {
			t.Errorf("%s has no package comment; add a doc.go that says what enters and what leaves", p.dir)
		}
	}
}

// roomOf is the top folder of a package; below internal the first two.
func roomOf(dir string) string {
	parts := strings.Split(dir, "/")
	if parts[0] == "internal" && len(parts) > 1 {
		return parts[0] + "/" + parts[1]
	}
	return parts[0]
}

// related reports whether one of two packages lies below the other.
func related(a, b string) bool { return under(a, b) || under(b, a) }

func under(p, of string) bool { return p == of || strings.HasPrefix(p, of+"/") }

// packages reads the imports of all code but tests and fixtures.
func packages(t *testing.T) []pkg {
	t.Helper()
	found := map[string]*pkg{}
	walk(t, func(file string) {
		dir := path.Dir(file)
		if dir == "." {
			return
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		p := found[dir]
		if p == nil {
			p = &pkg{dir: dir, imports: map[string]bool{}}
			found[dir] = p
		}
		for _, i := range f.Imports {
			name, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			p.imports[name] = true
		}
		p.getenv = p.getenv || readsEnvironment(t, file)
	})
	if len(found) < 10 {
		t.Fatalf("only %d packages found: is the test run at the root of the module?", len(found))
	}
	var out []pkg
	for _, p := range found {
		out = append(out, *p)
	}
	slices.SortFunc(out, func(a, b pkg) int { return strings.Compare(a.dir, b.dir) })
	return out
}

// walk visits every Go file that is neither test nor fixture nor of another
// module.
func walk(t *testing.T, visit func(file string)) {
	t.Helper()
	err := filepath.WalkDir(".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		p = filepath.ToSlash(p)
		if d.IsDir() {
			_, none := os.Stat(filepath.Join(p, "go.mod")) // of a module of its own
			if p != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || none == nil) {
				return filepath.SkipDir
			}
			return nil
		}
		if strings.HasSuffix(p, ".go") && !strings.HasSuffix(p, "_test.go") {
			visit(p)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// readsEnvironment looks for the calls of package os that do.
func readsEnvironment(t *testing.T, file string) bool {
	t.Helper()
	return calls(t, file, "os", "Getenv", "LookupEnv", "Environ", "ExpandEnv")
}
