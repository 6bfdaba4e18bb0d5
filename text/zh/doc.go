// Package zh holds what only Chinese needs: the simplified form of each
// traditional character, words cut out of running text by a dictionary, and
// stop words. It knows nothing of documents or of fashion: package text calls
// it, and words of a domain are given to New at run time.
//
//	text.Fold, text.Words -> [text/zh]
//
// NOTICE says where the embedded data come from and under which licence.
package zh
