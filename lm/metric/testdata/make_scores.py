"""Writes scores.json: what sacrebleu and rouge-score say of texts of our own.

    pip install sacrebleu rouge-score
    python lm/metric/testdata/make_scores.py > lm/metric/testdata/scores.json
"""
import json
import re

import sacrebleu
from rouge_score import rouge_scorer


class Chinese:
    """rouge-score's default tokenizer, with each Han character a token."""

    def tokenize(self, text):
        return re.findall(r"[a-z0-9]+|[\u3400-\u4dbf\u4e00-\u9fff]", text.lower())


EN = (
    ["The trench coat is back, in camel & black.", "Buyers ordered 1,200 pleated skirts - up 35% on 2023-24.",
     "Nothing alike", "", "wide-leg jeans", "It's a \"quiet luxury\" moment, they say... really?"],
    [["Trench coats are back, in camel and in black.", "The trench coat is back: camel & black."],
     ["Buyers have ordered 1,200 pleated skirts, up 35% on 2023-24."], ["Silk scarves sold out."],
     ["Linen leads the summer."], ["wide leg jeans in indigo", "wide-leg jeans"],
     ["It is a \"quiet luxury\" moment, they really say."]],
)
ZH = (
    ["今年秋天流行美拉德色系的大衣。", "马面裙搭配白衬衫，很显瘦", "Oversize西装配阔腿裤，价格只要1,299元！", "完全不同", "“多巴胺”穿搭——又火了…"],
    [["今年秋冬最流行的是美拉德色系大衣。", "美拉德色的大衣今年秋天很流行"], ["白衬衫搭配马面裙显瘦又好看"],
     ["oversize西装配阔腿裤，只要1299元"], ["羽绒服降价"], ["“多巴胺穿搭”今年又火了……"]],
)
SHORT = (["red"], [["red dress"]])

cases = []
for lang, (hyp, refs), tok, rouge_tok in (("en", EN, "13a", None), ("zh", ZH, "zh", Chinese()), ("en", SHORT, "13a", None)):
    width = max(len(r) for r in refs)
    streams = [[r[min(i, len(r) - 1)] for r in refs] for i in range(width)]
    bleu = sacrebleu.corpus_bleu(hyp, streams, tokenize=tok)
    scorer = rouge_scorer.RougeScorer(["rouge1", "rouge2", "rougeL"], tokenizer=rouge_tok)
    rouge = {}
    for name in ("rouge1", "rouge2", "rougeL"):
        best = [scorer.score_multi(r, h)[name] for h, r in zip(hyp, refs)]
        rouge[name] = {k: sum(getattr(b, a) for b in best) / len(best)
                       for k, a in (("precision", "precision"), ("recall", "recall"), ("f1", "fmeasure"))}
    cases.append({"language": lang, "hypotheses": hyp, "references": refs,
                  "bleu": {"score": bleu.score, "precisions": bleu.precisions, "brevity_penalty": bleu.bp,
                           "length": bleu.sys_len, "reference_length": bleu.ref_len}, "rouge": rouge})
print(json.dumps(cases, ensure_ascii=False, indent=1))
