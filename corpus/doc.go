// Package corpus is the workspace's store: documents, the mentions found in
// them, and what could not be used.
//
//	text.Document + taxonomy.Mention -> [corpus] -> search, signal, export
//
// In: documents with their mentions, in any order, the same ones any number
// of times. Out: distinct documents whose near-duplicates are kept as copies
// with their own time, source and heat; full-text search in English and
// Chinese; streams for counting and export. One SQLite file, written in
// transactions: what was committed survives a kill, and nothing is half
// written.
//
// Which rows are copies of which is a function of the set of rows, not of the
// order they came in, and what is dated later never changes it for what is
// dated earlier: see grouper. So a stream cut at an instant is what a store
// filled up to that instant would give.
package corpus
