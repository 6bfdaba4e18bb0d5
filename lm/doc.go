// Package lm holds the language models of a workspace: a tokenizer, an
// attention network and a card that says what they were trained on. The network
// is a decoder in Llama's shape, which foretells the next token and so can
// write, or an encoder in BERT's, which reads a text both ways and fills gaps in
// it. What commands ask of a model goes by network, the little both have in
// common; only Generate and GGUF need a decoder.
//
//	texts -> token -> [lm] -> perplexity, generated text, embeddings -> classify, internal/app
//
// In: texts with their dates, or a folder of somebody else's model. Out: a
// folder in Hugging Face's layout, and what can be asked of it: how surprising a
// text is, what could follow, which texts are alike.
package lm
