// Package classify learns from labelled texts which label a text has.
//
//	labelled texts -> [classify] -> a model folder -> labels with probabilities
//
// In: Examples, English, Chinese or both. Out: a Classifier, which gives each
// text a probability for every label, can be kept in a self-contained folder,
// and says what it was trained on; and a Report of how right it is.
//
// Four kinds of members can stand in a Classifier: linear (hashed n-grams and
// a linear separator, the baseline), cnn (convolution over tokens),
// transformer (a fine-tuned language model), and best, which weighs the others
// by what a validation part shows. A held-out part never takes part in any
// choice.
package classify
