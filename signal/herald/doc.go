// Package herald judges whether what is said now comes before a rise.
//
//	signal.Standing, signal.Outcome -> [herald] -> a probability, and what it was worth
//
// In: how concepts stood and what became of them, and what a classifier of
// words thought of past texts. Out: the probability that at least one concept
// of a text rises, and the measures that say what such probabilities were worth
// when only the past was known: beside the base rate, with an interval.
//
// Folds cut time so that nothing a fold is judged by was known to what it
// learnt from. Logit is a small logistic regression; a Moment is what it learns
// from, a concept before a period.
package herald
