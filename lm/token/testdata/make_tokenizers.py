"""Makes tokenizers.json: small tokenizers in the layouts of published models,
and the ids Hugging Face's tokenizers library gives for hard texts.

    python lm/token/testdata/make_tokenizers.py

Needs `tokenizers` (0.23 made the committed file). The texts were written for
this test.
"""

import json
import os

from tokenizers import (AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers)

GPT2 = r"""'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"""
LLAMA3 = r"""(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"""
GPT4 = r"""'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+"""
QWEN2 = r"""(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"""

TRAIN = [
    "The linen shirt is back this summer, and so is the wide linen trouser.",
    "She's wearing a navy blazer; they're wearing denim. We've seen it before, haven't we?",
    "I'll take the red one, he'd rather have the blue, and I'm not sure it's for us.",
    "In 2024 the shop sold 1,250 dresses; in 2025 it sold 3,475 and 12.5% came back.",
    "Ballet flats, ballet flats everywhere: silver, gold, and the softest leather.",
    "A café in Málaga, a naïve résumé, a jalapeño-green façade.",
    "The trench coat returns every autumn. The trench coat never left.",
    "Sizes 34, 36, 38, 40 and 42; price 129 to 349 euros.",
    "    def price(size):\n        return 129 + size * 2\n\n\n    # done\n",
    "Line one\r\nLine two\r\n\r\nLine four\ttabbed",
    "今年夏天亚麻衬衫又流行起来了，阔腿裤也是。",
    "这条连衣裙的面料很舒服，颜色也很好看，就是有点长。",
    "新中式穿搭火了，马面裙卖到断货。",
    "芭蕾平底鞋、乐福鞋、勃肯鞋，今年秋天穿哪一双？",
    "她穿了一件米色风衣，配一条蓝色牛仔裤，显得很高级。",
    "连衣裙，连衣裙，还是连衣裙！价格从129元到349元。",
    "多巴胺穿搭之后是美拉德，美拉德之后是什么？",
    "오늘은 리넨 셔츠를 입었다. 셔츠가 시원하다.",
    "วันนี้ใส่เสื้อผ้าลินินสีขาว",
    "قميص كتان أبيض بسعر ١٢٩ ريال",
    "😀 love it 😍😍 👗👠 so chic",
] * 4

TEXTS = [
    "", " ", "  ", "a", "\n", "Hello, world!", " leading and trailing ", "two  spaces   three    four",
    "\ttab\t\ttabs \t mixed", "line\nline\n\nline\r\nline\r\n\r\n  indented\n    more  ", " \n \n x", "x \n", "x \n ", "a\n b", "!\n\n?\r\n.",
    "it's IT'S It'S she'll SHE'LL we've WE'Ve they'RE I'm I'M he'd HE'D can't CAN'T", "'street 'tis ''s 'S'S 'll'LL' ' '' 'x 'é", "'\u017f a'\u017fx",
    "don\u2019t \u2018quote\u2019 \u201cdouble\u201d", "1 12 123 1234 12345 1,234.56 -7 +8 3.14e10 50%", "abc123def456 x1y22z333 2025年3月15日",
    "١٢٩ ٣٤٩٠ ۱۲۳۴ ०१२३ ½ ² Ⅷ ①②③④ ㊿ 一二三", "今年夏天亚麻衬衫又流行起来了，阔腿裤也是。", "这条连衣裙（蓝色）只要￥129元！！！", "她说：“好看”，然后买了3件。", "中文English混排text测试123个",
    "全角　空格　ＡＢＣ１２３", "カタカナとひらがな、漢字", "오늘은 리넨 셔츠를 입었다", "한국어 자모 ㅋㅋㅋ ㅠㅠ", "\u1112\u1161\u11ab\u1100\u1173\u11af jamo", "วันนี้ใส่เสื้อสีขาว ราคา ๑๒๙ บาท",
    "قميص كتان أبيض", "שִׂמְלָה לבנה", "हिन्दी में लिनन की शर्ट", "café cafe\u0301 naïve nai\u0308ve Å A\u030a ﬁ ﬂ ǅ", "e\u0301\u0323 o\u0302\u0301 \u0301alone", "İstanbul ISPARTA ß ẞ ΣΑΣ ς Ö ö",
    "😀😍 👗👠", "👩‍👩‍👧‍👦 👍🏽 🇨🇳🇫🇷 ❤️ ☺", "😀text😀", "a😀 b 😀\n", "#ootd @someone https://example.com/a?b=c&d=e#f user@example.com",
    "snake_case CamelCase kebab-case dot.dot ... !!! ?!?! --- ___ ***", "{\"key\": [1, 2, 3], \"x\": null}", "for (int i=0; i<10; i++) { sum += a[i]; }\n",
    "<|endoftext|>", "before <|endoftext|> after", "<|endoftext|><|endoftext|>", "<|im_start|>user\nhi<|im_end|>", "<s>x</s> <unk> [MASK] [CLS] a [SEP]", "a [MASK] b[MASK]c", "<tool>x</tool> word tool",
    "\u00a0nbsp\u00a0\u00a0two \u2003em\u2003 \u3000 \u0085 \u000b \u000c \u001c x", "zero\u200bwidth\u200d \ufeffbom \u00ad soft", "\u0000nul \u0007 bell \u007f \ufffd", "\u2028line\u2029para",
    "𝒻𝒶𝓃𝒸𝓎 𠀀𠀁 𝟙𝟚𝟛 \U000105c0 \U0001ccf0 \U0002ebf0", "a" * 100, "ab" * 60, " " * 70, "\n" * 70, "!" * 70, "1" * 70, "连衣裙" * 40, "好" * 60, "é" * 60, "supercalifragilisticexpialidocious" * 4,
    "The linen shirt is back, and ballet flats 芭蕾平底鞋 are everywhere 今年秋天 in 2025!", "wearing a navy blazer; they're wearing denim.", "米色风衣，配一条蓝色牛仔裤", "▁under▁score ▁▁", "a ▁ b", "##ing ## #", "unwanted affable runningness", ".,;:!?-()[]{}\"'`~@#$%^&*+=|\\/<>", "¡Hola! ¿Qué? «oui» 、。〈〉「」…—–·",
    "za\u0301\u0323" + "\u0316\u0301" * 20 + "lgo \u1100\u1161\u11a8" + "\u0301" * 33,
]

SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]


def byte_trainer(size, special):
    return trainers.BpeTrainer(vocab_size=size, special_tokens=special, show_progress=False, min_frequency=2,
                               initial_alphabet=pre_tokenizers.ByteLevel.alphabet())


def split(pattern, behavior="isolated", invert=False):
    return pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(pattern), behavior, invert),
                                    pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])


def byte_level(pre, normalizer=None, ignore_merges=False, special=SPECIAL, size=480):
    t = Tokenizer(models.BPE(ignore_merges=ignore_merges))
    if normalizer:
        t.normalizer = normalizer
    t.pre_tokenizer = pre
    t.decoder = decoders.ByteLevel()
    t.train_from_iterator(TRAIN, byte_trainer(size, special))
    return t


def gpt2():
    t = byte_level(pre_tokenizers.ByteLevel(add_prefix_space=False), special=["<|endoftext|>"])
    t.post_processor = processors.ByteLevel(trim_offsets=False)
    return t


def roberta():
    special = ["<s>", "<pad>", "</s>", "<unk>"]
    t = byte_level(pre_tokenizers.ByteLevel(add_prefix_space=True), special=special, size=480)
    t.add_special_tokens([AddedToken("[MASK]", lstrip=True, special=True)])
    t.add_tokens([AddedToken("tool", single_word=True), AddedToken("word", rstrip=True, normalized=False)])
    t.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0))
    return t


def llama3():
    t = byte_level(split(LLAMA3), ignore_merges=True)
    t.post_processor = processors.Sequence([processors.ByteLevel(trim_offsets=False), processors.TemplateProcessing(
        single="<|endoftext|> $A", pair="<|endoftext|> $A <|endoftext|>:1 $B:1", special_tokens=[("<|endoftext|>", 0)])])
    return t


def qwen2():
    t = byte_level(split(QWEN2), normalizer=normalizers.NFC())
    t.add_tokens([AddedToken("<tool>", normalized=False), AddedToken("</tool>", normalized=False)])
    return t


def gpt4():
    return byte_level(split(GPT4, "removed", True), size=430)


def smollm():
    return byte_level(pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True),
                                               pre_tokenizers.ByteLevel(add_prefix_space=False)]), size=430)


def sentencepiece(metaspace):
    """Llama-2 in its older form (normalizers) or its newer (Metaspace)."""
    t = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    prep = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    t.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always", split=True)
    special = ["<unk>", "<s>", "</s>"] + ["<0x%02X>" % b for b in range(256)]
    t.train_from_iterator(TRAIN, trainers.BpeTrainer(vocab_size=700, special_tokens=special, show_progress=False, min_frequency=2, limit_alphabet=300))
    state = json.loads(t.to_str())
    state["added_tokens"] = [a for a in state["added_tokens"] if a["id"] < 3]
    t = Tokenizer.from_str(json.dumps(state))
    if metaspace:
        t.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="first", split=False)
    else:
        t.pre_tokenizer = None
        t.normalizer = prep
    t.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)])
    t.post_processor = processors.TemplateProcessing(single="<s> $A", pair="<s> $A <s>:1 $B:1", special_tokens=[("<s>", 1)])
    return t


def metaspace_unk():
    """Metaspace that splits, without byte fallback, unknown characters fused."""
    t = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True))
    t.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always", split=True)
    t.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always", split=True)
    t.train_from_iterator(TRAIN, trainers.BpeTrainer(vocab_size=400, special_tokens=["<unk>"], show_progress=False, min_frequency=2, limit_alphabet=120))
    return t


def bert(lower):
    t = Tokenizer(models.WordPiece(unk_token="[UNK]", max_input_chars_per_word=100))
    t.normalizer = normalizers.BertNormalizer(clean_text=True, handle_chinese_chars=True, strip_accents=None, lowercase=lower)
    t.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    t.decoder = decoders.WordPiece(prefix="##", cleanup=True)
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    t.train_from_iterator(TRAIN, trainers.WordPieceTrainer(vocab_size=400, special_tokens=special, show_progress=False, min_frequency=1))
    t.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1",
                                                     special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    return t


def main():
    tokenizers = {"gpt2": gpt2(), "roberta": roberta(), "llama3": llama3(), "qwen2": qwen2(), "gpt4": gpt4(), "smollm": smollm(),
                  "llama2": sentencepiece(False), "llama2-metaspace": sentencepiece(True), "metaspace-unk": metaspace_unk(),
                  "bert-uncased": bert(True), "bert-cased": bert(False)}
    cases = {}
    for name, t in tokenizers.items():
        parsed, plain, template, decoded = [], [], [], []
        for text in TEXTS:
            t.encode_special_tokens = False
            parsed.append(t.encode(text, add_special_tokens=False).ids)
            template.append(t.encode(text, add_special_tokens=True).ids)
            t.encode_special_tokens = True  # special tokens in the text stay text
            plain.append(t.encode(text, add_special_tokens=False).ids)
            decoded.append(t.decode(plain[-1], skip_special_tokens=True))
        # What parsing or the template changes is kept only where it does.
        state = json.loads(t.to_str())
        if name not in ("gpt2", "roberta"):  # both forms of merges, the older as "a b"
            for i, m in enumerate(state["model"].get("merges", [])):
                state["model"]["merges"][i] = " ".join(m)
        cases[name] = {
            "tokenizer": state,
            "ids": plain,
            "parsed": {str(i): p for i, p in enumerate(parsed) if p != plain[i]},
            "template": {str(i): template[i] for i in (5, 22)},
            "decoded": {str(i): d for i, d in enumerate(decoded) if d != TEXTS[i]},
        }
    # The reference's own merges, for the trainer; cut by the same pattern.
    trained = byte_level(split(QWEN2), special=["<|endoftext|>", "<|pad|>"], size=640)
    state = json.loads(trained.to_str())["model"]
    out = {"texts": TEXTS, "train": TRAIN[: len(TRAIN) // 4], "merges": [" ".join(m) for m in state["merges"]], "cases": cases}
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "tokenizers.json")
    with open(path, "w", encoding="utf-8") as f:
        json.dump(out, f, ensure_ascii=False, separators=(",", ":"))
        f.write("\n")
    print(path, os.path.getsize(path))


main()
