"""Writes the folders in encoder/ beside this script: tiny BERTs of transformers
with random weights in its own files, and what it makes of a few sentences.

    pip install torch transformers tokenizers safetensors
    python lm/hf/testdata/make_bert.py
"""
import json
import pathlib
import shutil

import torch
from safetensors.torch import load_file, save_file
from tokenizers import BertWordPieceTokenizer
from transformers import BertConfig, BertForMaskedLM, BertForPreTraining, BertModel, BertTokenizer

HERE = pathlib.Path(__file__).parent / "encoder"
TEXTS = ["The trench coat is back, and Séverine wears it belted.", "今年秋天流行短款风衣，配阔腿裤很利落。",
         "Maillard 色系 coats sold out 24 times"]
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
SHAPE = dict(hidden_size=16, intermediate_size=24, num_hidden_layers=2, num_attention_heads=4,
             max_position_embeddings=48, type_vocab_size=2)


def words():
    t = BertWordPieceTokenizer(lowercase=True)
    t.train_from_iterator(TEXTS * 2, vocab_size=180, min_frequency=2, special_tokens=SPECIAL, show_progress=False)
    return [w for w, _ in sorted(t.get_vocab().items(), key=lambda item: item[1])]


def tokenizer(folder):
    """The word list is read the old way and, but for the folder that is to have
    nothing else, written as tokenizer.json."""
    (folder / "vocab.txt").write_text("\n".join(words()) + "\n", encoding="utf-8")
    roles = dict(zip(("pad_token", "unk_token", "cls_token", "sep_token", "mask_token"), SPECIAL))
    return BertTokenizer(vocab=str(folder / "vocab.txt"), do_lower_case=True, **roles)


# name: class, type of the weights
MODELS = {"masked_bf16": (BertForMaskedLM, torch.bfloat16), "pretraining_f16": (BertForPreTraining, torch.float16),
          "wordlist": (BertModel, torch.float32)}


def oldest(folder):
    """Turns a folder into the form of the first published ones."""
    weights = load_file(folder / "model.safetensors")
    weights = {k.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta"): v for k, v in weights.items()}
    weights["embeddings.position_ids"] = torch.arange(SHAPE["max_position_embeddings"])[None]
    save_file(weights, folder / "model.safetensors", {"format": "pt"})
    (folder / "tokenizer.json").unlink()
    (folder / "tokenizer_config.json").write_text('{"do_lower_case": true}\n')


def rounded(tensor):
    return [float(f"{v:.6g}") for v in tensor.flatten().tolist()]


def main():
    for i, (name, (kind, dtype)) in enumerate(MODELS.items()):
        torch.manual_seed(i)
        folder = HERE / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        tok = tokenizer(folder)
        model = kind(BertConfig(**SHAPE, vocab_size=len(tok) + 3)).eval()
        with torch.no_grad():
            for p in model.parameters():
                p.copy_(torch.randn_like(p) * 0.3 + (p.dim() == 1))
        model.to(dtype).save_pretrained(folder)
        tok.save_pretrained(folder)
        if name == "wordlist":
            oldest(folder)
            again = model.float()
        else:
            (folder / "vocab.txt").unlink()
            again = kind.from_pretrained(folder, dtype=torch.float32).eval()
        golden = []
        for text in TEXTS:
            inputs = {k: torch.tensor([v]) for k, v in tok(text).items()}
            base = again if kind is BertModel else again.bert
            with torch.no_grad():
                out = base(**inputs)
                g = {"text": text, "ids": inputs["input_ids"][0].tolist(), "hidden": rounded(out.last_hidden_state[0, -2])}
                if out.pooler_output is not None:
                    g["pooled"] = rounded(out.pooler_output[0])
                if kind is not BertModel:
                    scores = again(**inputs)
                    g["logits"] = rounded((scores.logits if kind is BertForMaskedLM else scores.prediction_logits)[0, 2])
            golden.append(g)
        (folder / "golden.json").write_text(json.dumps(golden, ensure_ascii=False) + "\n", encoding="utf-8")


main()
