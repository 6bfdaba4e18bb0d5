// Package source holds the nouns every reader of the outside world shares.
//
//	files, feeds, APIs -> [source] -> Item -> text -> Document
//
// In: nothing; each kind of source lives in its own folder below (file, ...)
// and knows one way in. Out: Items, one per row or post, in a stable order,
// the unusable ones marked with the reason instead of left out.
package source
