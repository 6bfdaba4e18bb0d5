"""Writes tokenizers.json: small byte-level BPE tokenizers made by Hugging Face's
library with the published split patterns, and its ids for hard texts.

    pip install tokenizers
    python lm/token/testdata/make_tokenizers.py > lm/token/testdata/tokenizers.json
"""
import json

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

LLAMA3 = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|"
          r"\s+(?!\S)|\s+")
QWEN2 = LLAMA3.replace(r"\p{N}{1,3}", r"\p{N}")

CORPUS = [
    "The trench coat is back this autumn, and so are the wide-leg jeans we all said we'd never wear again.",
    "Quiet luxury isn't over: they're still buying cashmere, and it's selling out at $1,299 a piece in 2024!",
    "今年秋天流行美拉德色系的大衣和马面裙。", "美拉德穿搭很显瘦，多巴胺配色也没有过时。", "新中式外套搭配阔腿裤，价格1299元。",
    "Maillard brown, butter yellow and cherry red: the colours of the season.\n\n  Shop the edit\t→ now",
    "I'VE SEEN IT ALL. don't we'll you'd", "réédition à l'été, naïve façade", "코트와 청바지", "เสื้อโค้ท",
]
HARD = [
    "", " ", "  ", "a", " a", "  a", "   leading and trailing   ", "line\nbreak", "line\r\n\r\n  two", "tab\tand\u00a0nbsp", "\n\n\n",
    "  \n  x", "x  \n", "we'll they'RE I'M it's 'tis 'S 'ſ '", "1", "12", "1234567", "٣٤٥ ½ Ⅷ ²", "$1,299.00!!!", "...\n\nnext", "?! \r\n x",
    "今年秋天流行美拉德色系的大衣", "美拉德 2024秋冬", "“多巴胺”穿搭——又火了…", "trench coat风衣mix", "👗🧥 new in 👩🏽‍🎤", "e\u0301te\u0301 nai\u0308ve",
    "réédition", "코트", "เสื้อโค้ท", "日本語のコート", "<|endoftext|>", "a<|endoftext|>b", "http://example.com/a?b=c&d=1", "snake_case camelCase",
    "\u200bzero\u200dwidth", "ﬁt ①", "mixed   spaces \u3000全角　空格", "-- ——  --a", " 's", "x'", "'", "''s", "a'b", "\u2028line\u2029sep", "𠮷野家",
    "don\u2019t", "A.B.C.", "\x00\x01\x7f",
]


def build(kind):
    tok = Tokenizer(models.BPE(ignore_merges=kind == "llama3"))
    if kind == "gpt2":
        tok.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    else:
        tok.pre_tokenizer = pre_tokenizers.Sequence([
            pre_tokenizers.Split(Regex(LLAMA3 if kind == "llama3" else QWEN2), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    if kind == "qwen2":
        tok.normalizer = normalizers.NFC()
    tok.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(vocab_size=420, min_frequency=1, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
                                  special_tokens=["<|endoftext|>"], show_progress=False)
    tok.train_from_iterator(CORPUS, trainer)
    return tok


out = []
for kind in ("gpt2", "llama3", "qwen2"):
    tok = build(kind)
    cases = []
    for text in HARD + CORPUS:
        # Texts that spell a special token are data here: its letters.
        plain = Tokenizer.from_str(tok.to_str())
        spec = json.loads(plain.to_str())
        spec["added_tokens"] = []
        cases.append({"text": text, "ids": Tokenizer.from_str(json.dumps(spec)).encode(text).ids})
    out.append({"name": kind, "tokenizer": json.loads(tok.to_str()), "cases": cases})
print(json.dumps(out, ensure_ascii=False))
