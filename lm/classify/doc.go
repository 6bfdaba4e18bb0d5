// Package classify learns from labelled texts which label a text has.
//
//	labelled texts -> [classify] -> a model folder -> labels with probabilities
//
// In: Examples, English, Chinese or both. Out: a Classifier, which gives each
// text a probability for every label, can be kept in a self-contained folder,
// and says what it was trained on; and a Report of how right it is.
//
// A Classifier has one or more members: linear (hashed n-grams, the size of the
// text and a separator a class, the baseline that stands beside every other),
// bag (the same features with a hidden layer, three times), cnn (convolution
// over tokens), attention (a fine-tuned language model). The kind asked for
// says which may be in; Best weighs them by what a validation part shows, which
// no held-out text ever is in, and takes a language model only when it is given
// one.
package classify
