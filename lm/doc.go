// Package lm holds the language models of a workspace: a tokenizer, an
// attention network and a card that says what they were trained on.
//
//	texts -> token -> [lm] -> perplexity, generated text, embeddings -> classify, internal/app
//
// In: texts with their dates. Out: a folder in Hugging Face's layout, and what
// can be asked of it: how surprising a text is, what could follow, which texts
// are alike.
package lm
