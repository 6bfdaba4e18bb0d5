// Package neural is the attention engine: kernels, layers, models, training,
// and the file formats the rest of the world keeps weights in. It knows
// tensors, tokens and gradients, and nothing of fashion or of text.
//
//	kernel -> nn -> transformer, cnn -> lm
//	            \-> optim -> train ---/
//	safetensors, gguf: weights in and out
//
// The root package holds no code; each folder owns one noun.
package neural
