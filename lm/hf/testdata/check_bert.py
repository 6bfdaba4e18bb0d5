"""Loads the encoders Hemline exported in transformers, and compares token ids,
hidden states and the scores of tokens with Hemline's own.

    pip install torch transformers
    HEMLINE_EXPORT=out go test -count=1 -run TestWriteEncoders ./lm/hf
    python lm/hf/testdata/check_bert.py out/*
"""
import json
import pathlib
import sys

import torch
from transformers import AutoModel, AutoModelForMaskedLM, AutoTokenizer

LIMIT = 1e-3  # relative above one


def off(a, b):
    b = torch.tensor(b)
    return ((a - b).abs() / b.abs().clamp(min=1)).max().item()


def check(folder):
    tok = AutoTokenizer.from_pretrained(folder)
    base, info = AutoModel.from_pretrained(folder, output_loading_info=True)
    heads = {k for k in info["missing_keys"] if "pooler" not in k}
    assert not heads, f"{folder}: AutoModel misses {heads}"
    worst, masked = 0.0, None
    for g in json.loads((folder / "hemline.json").read_text()):
        inputs = {k: torch.tensor([v]) for k, v in tok(g["Text"]).items()}
        assert inputs["input_ids"][0].tolist() == g["IDs"], f"{folder}: {inputs['input_ids'][0].tolist()} {g['IDs']}"
        with torch.no_grad():
            worst = max(worst, off(base.eval()(**inputs).last_hidden_state[0, -2], g["Hidden"]))
            if g["Logits"] is None:
                continue
            if masked is None:
                masked, info = AutoModelForMaskedLM.from_pretrained(folder, output_loading_info=True)
                assert not info["missing_keys"], f"{folder}: AutoModelForMaskedLM misses {info['missing_keys']}"
            worst = max(worst, off(masked.eval()(**inputs).logits[0, 2], g["Logits"]))
    roles = (tok.mask_token, tok.pad_token, tok.cls_token, tok.sep_token)
    assert roles == ("[MASK]", "[PAD]", "[CLS]", "[SEP]"), roles
    print(f"{folder.name}: tokens equal, states and scores differ by {worst:.2e}, head {masked is not None}")
    assert worst < LIMIT


for name in sys.argv[1:]:
    check(pathlib.Path(name))
