// Package hf reads and writes decoders in the folders Hugging Face's libraries
// use: config.json, model.safetensors (or its shards) and tokenizer.json.
//
//	folder <-> [hf] <-> transformer.Decoder, token.Tokenizer -> lm
//
// A folder is not trusted: sizes are checked before memory is taken, names of
// files stay within the folder, and weights that are no numbers are refused.
package hf
