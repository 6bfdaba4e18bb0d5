// Package metric scores generated text against references: BLEU and ROUGE, for
// English and Chinese, with the values of the tools everybody quotes
// (sacrebleu, rouge-score).
//
// What enters: hypotheses and their references, one string a segment. What
// leaves: corpus scores. Perplexity, which needs a model, is lm's.
package metric
