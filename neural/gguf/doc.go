// Package gguf reads and writes the file llama.cpp, Ollama and LM Studio keep a
// whole model in: keys with values, and tensors
// (github.com/ggml-org/ggml/blob/master/docs/gguf.md, version 3).
//
//	lm/hf -> [gguf] -> llama.cpp
//
// It knows nothing of models. A file is not trusted: every number in it is
// checked against the file's size before memory is taken for it.
package gguf
