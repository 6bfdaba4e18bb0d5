// Package meaning tells which concepts are spoken of alike, and which of many
// texts say most about a concept, from the vectors a language model gives.
//
//	vectors of names and of texts -> [meaning] -> neighbours, groups, choices
//
// In: for each spelling of a concept the vector of the spelling and the mean
// vector of texts that have it. Out: a Space, which knows for each concept the
// nearest others and how far to trust that. Vectors that come from the same
// company are near (Harris 1954), so opposites such as red and green are, too:
// near means that a reader of one will want to see the other, not that the two
// can be counted as one.
package meaning
