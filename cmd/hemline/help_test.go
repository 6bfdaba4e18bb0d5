package main

import (
	"testing"

	"github.com/alecthomas/kong"
)

// Every command shows examples under its help, and every example is of a
// command that is there.
func TestEveryCommandHasExamples(t *testing.T) {
	var cli commands
	parser, err := kong.New(&cli, kong.Name("hemline"), kong.Vars{"version": ""})
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{"": true}
	for _, n := range parser.Model.Leaves(true) {
		known[n.Path()] = true
		if len(examples[n.Path()]) == 0 {
			t.Errorf("%q has no example", n.Path())
		}
	}
	for name := range examples {
		if !known[name] {
			t.Errorf("examples of %q, which is no command", name)
		}
	}
	if len(known) < 10 {
		t.Errorf("only %d commands found", len(known))
	}
}
