// Package transformer holds the models: a decoder in the shape of Llama (and,
// by its switches, of Qwen2 and Qwen3).
//
// What enters: token numbers in ragged batches. What leaves: hidden states,
// losses with their gradients, and the parameters under the names Hugging
// Face's files use, so that weights travel without renaming.
//
//	kernel -> nn -> [transformer] -> lm, forecast, recommend
package transformer
