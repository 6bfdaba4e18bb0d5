package hemline_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// calls reports whether a file names one of the functions of a package,
// whatever the file calls the package.
func calls(t *testing.T, file, pkg string, functions ...string) bool {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	local := pkg
	for _, i := range f.Imports {
		if p := strings.Trim(i.Path.Value, `"`); i.Name != nil && (p == pkg || strings.HasPrefix(path.Base(strings.TrimSuffix(p, "/v2")), pkg)) {
			local = i.Name.Name
		}
	}
	found := false
	ast.Inspect(f, func(n ast.Node) bool {
		call, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if x, ok := call.X.(*ast.Ident); ok && x.Name == local && slices.Contains(functions, call.Sel.Name) {
			found = true
		}
		return true
	})
	return found
}

// documented reports whether a file of the folder has a package comment.
func documented(t *testing.T, dir string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.PackageClauseOnly|parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		if f.Doc != nil {
			return true
		}
	}
	return false
}

// The clock and the source of chance are handed in, so that the same input
// gives the same bytes; only the two ends of the program may reach for them, and
// the benchmark, whose business is time.
func TestClockIsHandedIn(t *testing.T) {
	walk(t, func(file string) {
		if strings.HasPrefix(file, "cmd/") || strings.HasPrefix(file, "bench/") || strings.Contains(file, "/gen/") {
			return
		}
		if calls(t, file, "time", "Now", "Since", "Until") {
			t.Errorf("%s reads the clock; take it as a parameter", file)
		}
		for _, name := range []string{
			"Int", "IntN", "Int32", "Int32N", "Int64", "Int64N", "Uint", "UintN", "Uint32", "Uint32N", "Uint64", "Uint64N",
			"Float32", "Float64", "NormFloat64", "ExpFloat64", "N", "Shuffle", "Perm",
		} {
			if calls(t, file, "rand", name) {
				t.Errorf("%s uses the shared random source (rand.%s); take a *rand.Rand", file, name)
			}
		}
	})
}

func TestNothingPanicsOrStartsByItself(t *testing.T) {
	walk(t, func(file string) {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
				t.Errorf("%s has an init function; let the caller build what it needs", file)
			}
		}
		if strings.HasPrefix(file, "neural/kernel/") {
			return // documented preconditions of kernels
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				if id, ok := call.Fun.(*ast.Ident); ok && id.Name == "panic" {
					t.Errorf("%s panics; return an error", file)
				}
			}
			return true
		})
	})
}
