// Package cnn holds a small convolutional classifier of texts, the strong
// baseline a transformer has to beat.
//
// What enters: token numbers, a slice a text. What leaves: probabilities, or
// a loss with its gradients.
//
//	kernel -> nn -> [cnn] -> lm
package cnn
