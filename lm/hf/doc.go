// Package hf reads and writes decoders in the folders Hugging Face's libraries
// use, config.json, model.safetensors (or its shards) and tokenizer.json, and
// writes them as the one GGUF file llama.cpp loads.
//
//	folder <-> [hf] <-> transformer.Decoder, token.Tokenizer -> lm
//	             \-> GGUF
//
// A folder is not trusted: sizes are checked before memory is taken, names of
// files stay within the folder, and weights that are no numbers are refused.
// testdata/check_hf.py shows transformers and llama.cpp computing the same from
// what is written here.
package hf
