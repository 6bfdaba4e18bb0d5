"""Writes encoder.json: torch's convolutions, layer norm and GELU over a few
rows, and a tiny BertForMaskedLM and BertModel of transformers with random
weights, padded sequences, their outputs and gradients.

    pip install torch transformers
    python neural/testdata/make_encoder.py > neural/testdata/encoder.json
"""
import json

import torch
import torch.nn.functional as F
from transformers import BertConfig, BertForMaskedLM, BertModel


def flat(t, digits=7):
    return [float(f"{v:.{digits}g}") for v in t.detach().flatten().tolist()]


def rounded(*shape, scale=1.0):
    return (torch.randn(*shape) * scale * 100).round() / 100


def layer(f, *inputs):
    """The output, and the gradients of its sum weighted by a fixed pattern."""
    for t in inputs:
        t.requires_grad_(True)
    y = f(*inputs)
    dy = rounded(*y.shape)
    (y * dy).sum().backward()
    return y, dy


out = {"conv": []}
torch.manual_seed(1)
for width, padding in [(5, "same"), (4, "same"), (5, "valid"), (1, "valid")]:
    x, w, b = rounded(9, 3), rounded(2, 3, width), rounded(2)
    y, dy = layer(lambda x, w, b: F.conv1d(x.T[None], w, b, padding=padding)[0].T, x, w, b)
    out["conv"].append({"width": width, "same": padding == "same", "x": flat(x), "w": flat(w.permute(0, 2, 1)), "b": flat(b),
                        "y": flat(y), "dy": flat(dy), "dx": flat(x.grad), "dw": flat(w.grad.permute(0, 2, 1)), "db": flat(b.grad)})
x, w, b = rounded(4, 19), rounded(19), rounded(19)
y, dy = layer(lambda x, w, b: F.layer_norm(x, (19,), w, b, 1e-5), x, w, b)
out["norm"] = {"x": flat(x), "w": flat(w), "b": flat(b), "y": flat(y), "dy": flat(dy), "dx": flat(x.grad), "dw": flat(w.grad), "db": flat(b.grad)}
x = rounded(4, 19, scale=2)
y, dy = layer(F.gelu, x)
out["gelu"] = {"x": flat(x), "y": flat(y), "dy": flat(dy), "dx": flat(x.grad)}

CONFIG = BertConfig(vocab_size=29, hidden_size=16, num_hidden_layers=2, num_attention_heads=4, intermediate_size=20,
                    max_position_embeddings=12, type_vocab_size=2, layer_norm_eps=1e-12, hidden_act="gelu",
                    hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0, pad_token_id=0)
for name, kind in [("masked", BertForMaskedLM), ("pooled", BertModel)]:
    torch.manual_seed(2)
    model = kind(CONFIG).float()
    with torch.no_grad():
        for p in model.parameters():
            p.copy_(rounded(p.numel(), scale=0.3).view_as(p) + (p.dim() == 1))
    tokens, types = torch.randint(1, 29, (3, 11)), torch.randint(0, 2, (3, 11))
    lengths = [11, 4, 1]
    mask = torch.tensor([[1] * n + [0] * (11 - n) for n in lengths])
    result = model(tokens, attention_mask=mask, token_type_ids=types)
    params = {(n if n.startswith(("bert.", "cls.")) else "bert." + n): p for n, p in model.named_parameters()}
    case = {"tokens": tokens.flatten().tolist(), "types": types.flatten().tolist(), "lengths": lengths,
            "weights": {n: flat(p, 6) for n, p in params.items()}}
    if name == "masked":
        targets = torch.where((torch.rand(3, 11) < 0.4) & (mask == 1), torch.randint(0, 29, (3, 11)), -100)
        loss = F.cross_entropy(result.logits.view(-1, 29), targets.view(-1), ignore_index=-100)
        case |= {"logits": flat(result.logits), "loss": loss.item(), "targets": [-1 if t == -100 else t for t in targets.flatten().tolist()]}
    else:
        dy = rounded(3, 16)
        loss = (result.pooler_output * dy).sum()
        case |= {"pooled": flat(result.pooler_output), "dpooled": flat(dy), "hidden": flat(result.last_hidden_state)}
    loss.backward()
    case["gradients"] = {n: flat(p.grad, 5) for n, p in params.items()}
    out[name] = case
print(json.dumps(out))
