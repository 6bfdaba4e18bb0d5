// Package app wires the stages into the commands a person runs.
//
//	cmd/hemline -> [app] -> source, text, taxonomy, corpus, signal, forecast, report; lm, neural
//
// In: what flags and the settings file said. Out: results on Stdout, progress
// and remarks on Stderr. It is the only package that sees every other; what
// it does itself is order, parallelism and the workspace's folder.
package app
