// Package taxonomy knows concepts and finds them in documents.
//
//	text.Document -> [taxonomy] -> Mentions -> corpus -> signal
//
// In: packs (a domain's concepts and rules as YAML) and documents. Out:
// mentions with their spans, and a verdict whether a document is about the
// domain at all. Nothing in code knows fashion: the embedded pack is data
// under packs/fashion, and any other folder of the same shape loads as well.
package taxonomy
