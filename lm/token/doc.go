// Package token turns text into the numbers a language model reads, and back.
//
//	texts -> [token: Trainer] -> Tokenizer -> tokenizer.json
//	text  -> [token: Encode]  -> ids -> network -> ids -> [token: Decode] -> text
//
// In: texts, or the tokenizer.json of a published model (byte-level BPE of the
// GPT-2, Llama-3 and Qwen kind, SentencePiece BPE of the Llama-2 kind,
// WordPiece of BERT). Out: token ids, equal to those of Hugging Face's
// tokenizers library for the same file and text.
//
// Neither files nor texts are trusted: a file is checked before memory is taken
// for it, and the name of a special token inside a text is text unless the
// caller asks otherwise.
package token
