// Package text turns what a source yields into clean documents, and cuts them
// into sentences, words and search terms.
//
//	source.Item -> [text] -> Document -> taxonomy (mentions) -> corpus
//
// In: an Item with raw text in any language. Out: a Document with NFKC text,
// its language and a stable id. The steps are small, one method each, and
// listed in order in DefaultFilters; text/en and text/zh hold what only one
// language needs and import nothing of ours.
//
//	Cleaner    Item to Document, by way of CharFilters
//	Identify   which language
//	Fold       rune to rune, for matching
//	Sentences  spans of sentences
//	Words      tokens with spans and types; Analyzer adds filters around them
//	Terms      what full-text search stores and asks for
package text
