// Package nn holds the layers: each has a Forward that keeps what its Backward
// needs, and a Backward that adds to its parameters' gradients and returns the
// gradient of its input.
//
// What enters: matrices of one row a token (Batch says how rows divide into
// sequences; there is no padding to compute on). What leaves: the same. All
// activations live in the Context's Arena until its next Reset, so a step takes
// only a few closures of memory once the largest batch has been seen.
//
//	kernel -> nn -> transformer, cnn, and the heads of lm/classify
package nn
