// Package safetensors reads and writes the file format Hugging Face keeps
// weights in: a length, a JSON header that names tensors with their type, shape
// and place, and the bytes (github.com/huggingface/safetensors, "Format").
//
//	file <-> [safetensors] <-> named []float32
//
// It knows nothing of models. A file is not trusted: every number in its
// header is checked against the file's size before memory is taken for it.
package safetensors
