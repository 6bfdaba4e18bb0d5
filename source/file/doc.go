// Package file reads documents out of local files.
//
//	paths, globs, stdin -> layers -> encoding -> format -> mapping -> source.Item
//
// In: CSV, TSV, JSON, JSONL and Parquet, plain or inside gzip, zstd and zip
// (recognised by their first bytes), in UTF-8, UTF-16 or GB18030. Out: one
// source.Item per data row, in file order; a row that cannot be a document
// carries its Problem and is never left out. Headers and blank lines are not
// rows.
//
// Memory does not grow with the input: text is read line by line, JSON value
// by value, Parquet page by page, and every row, expansion and temporary file
// has a limit (see Limits).
//
// The way through the code: reader.go (Run) opens each input.go, layers.go
// peels off compression, leaf.go recognises encoding (encoding.go) and format
// (sniff.go) and opens a table (delimited.go, json.go, parquet.go), resolve.go
// settles which column is what (mapping.go, guess.go), and build.go turns
// each row into an Item (date.go, heat.go).
package file
