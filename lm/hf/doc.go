// Package hf reads and writes models in the folders Hugging Face's libraries
// use, config.json, model.safetensors (or its shards) and tokenizer.json:
// decoders of Llama's family and encoders of BERT's, these with the names and
// the list of words of the first published ones too. Decoders it also writes as
// the one GGUF file llama.cpp loads.
//
//	folder <-> [hf] <-> transformer.Decoder or Encoder, token.Tokenizer -> lm
//	             \-> GGUF
//
// A folder is not trusted: sizes are checked before memory is taken, names of
// files stay within the folder, and weights that are no numbers are refused.
// testdata/check_hf.py and check_bert.py show transformers and llama.cpp
// computing the same from what is written here.
package hf
