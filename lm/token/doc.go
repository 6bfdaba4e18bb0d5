// Package token turns text into the numbers a language model reads, and back:
// byte-level byte-pair encoding, trained here or loaded from the tokenizer.json
// of the GPT-2, Llama 3 and Qwen families.
//
//	text <-> [token] <-> ids
//
// Any bytes come back as they were. What a text says can never become a special
// token: texts are data.
package token
