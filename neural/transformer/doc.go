// Package transformer holds the models: a decoder in the shape of Llama (and,
// by its switches, of Qwen2 and Qwen3), and an encoder in the shape of BERT.
//
// What enters: token numbers in ragged batches. What leaves: hidden states,
// losses with their gradients, and the parameters under the names Hugging
// Face's files use, so that weights travel without renaming. Adapt trains small
// adapters in place of the weights, Merge folds them in.
//
//	kernel -> nn -> [transformer] -> lm
package transformer
