// Package kernel is the arithmetic of the engine: matrix products and the
// vector loops of attention models over float32, as Go assembly chosen at run
// time by what the processor can do, with a generic Go version of each.
//
// What enters: slices and matrix views the caller owns. What leaves: the same,
// written in place. Nothing here allocates in steady state or keeps a caller's
// slice beyond the next product.
//
// A Device holds the choice of instructions and the workers; it is made once,
// handed down, and closed by whoever made it. Products split themselves over
// the workers; vector functions run on the caller's core and are meant to be
// called from within Run or Rows.
//
// Preconditions (lengths that fit each other) are documented and panic when
// broken: this is the one package of the module that may. Parallel results
// depend on the number of workers only through the documented order of sums,
// so the same input and worker count give the same bits.
package kernel
