// Package en holds what only English needs: words, stems, stop words and
// plurals. It knows nothing of documents or of fashion: package text calls it.
//
//	text.Words, text.Terms -> [text/en]
package en
