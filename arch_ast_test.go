package hemline_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// calls reports whether a file calls one of the functions of a package, going
// by the package's usual name.
func calls(t *testing.T, file, pkg string, functions ...string) bool {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	found := false
	ast.Inspect(f, func(n ast.Node) bool {
		call, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if x, ok := call.X.(*ast.Ident); ok && x.Name == pkg && slices.Contains(functions, call.Sel.Name) {
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
// gives the same bytes; only the two ends of the program may reach for them.
func TestClockIsHandedIn(t *testing.T) {
	walk(t, func(file string) {
		if strings.HasPrefix(file, "cmd/") || strings.Contains(file, "/gen/") {
			return
		}
		if calls(t, file, "time", "Now", "Since", "Until") {
			t.Errorf("%s reads the clock; take it as a parameter", file)
		}
		if calls(t, file, "rand", "Int", "IntN", "Float64", "Shuffle", "Perm") && !calls(t, file, "rand", "New") && !calls(t, file, "rand", "Rand") {
			t.Errorf("%s uses the shared random source; take a *rand.Rand", file)
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
