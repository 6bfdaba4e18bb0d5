// Command vector writes the loops over vectors and the Go functions that
// choose among them:
//
//	go run ./vector -out ../vector_amd64.s -stubs ../vector_amd64.go -pkg kernel -levels ../vector_level_amd64.go -none ../vector_level_other.go
//
// Every loop is written once and emitted for AVX-512 and AVX2; the Go code
// that calls it is also its reference.
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/mmcloughlin/avo/build"
)

func main() {
	g := &generator{Context: build.NewContext(), data: data{}}
	g.ConstraintExpr("amd64")
	for _, program := range []func(*generator){
		elementwise, rotary, reductions, products, exponentials, softmax, swiglu, gelu, norms, layerNorms, adamW, dropout,
	} {
		program(g)
	}

	set := flag.NewFlagSet("vector", flag.ExitOnError)
	flags := build.NewFlags(set)
	levels := set.String("levels", "", "Go `file` of the functions that choose a loop by level")
	none := set.String("none", "", "Go `file` of the same functions where there is no assembly")
	_ = set.Parse(os.Args[1:]) // exits on error
	if status := build.Main(flags.Config(), g.Context); status != 0 {
		os.Exit(status)
	}
	if err := g.writeLevels(*levels, *none); err != nil {
		fmt.Fprintln(os.Stderr, "vector:", err)
		os.Exit(1)
	}
}
