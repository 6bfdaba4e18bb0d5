"""Trains in PyTorch what lm's TestExportForTorch trained, from the same weights
on the same sequences at the same rates, and prints both losses and speeds.

    HEMLINE_TORCH=$PWD/parity HEMLINE_TORCH_TEXTS=$PWD/texts.txt HEMLINE_TORCH_STEPS=300 \\
        go test ./lm -run TestExportForTorch -count=1 -timeout 30m -v
    pip install torch safetensors numpy
    python bench/torch/train.py parity [--threads 2] [--steps N] [--compile]

The speed is that of the fastest step on both sides, so that what else the
machine does counts least. Run with --threads 1 and 2 and take the better.
"""
import argparse
import json
import math
import os
import time

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file

args = argparse.ArgumentParser()
args.add_argument("folder")
args.add_argument("--threads", type=int, default=os.cpu_count())
args.add_argument("--steps", type=int, default=0, help="0: as many as were exported")
args.add_argument("--compile", action="store_true", help="through torch.compile, which needs a C++ compiler")
args = args.parse_args()
torch.set_num_threads(args.threads)

run = json.load(open(f"{args.folder}/run.json"))
HEADS, SIZE, LAYERS, LENGTH, ROWS = run["heads"], run["head_dim"], run["layers"], run["length"], run["sequences"]
W = {n: torch.nn.Parameter(t) for n, t in load_file(f"{args.folder}/first.safetensors").items()}


def windows(name):
    return torch.from_numpy(np.fromfile(f"{args.folder}/{name}", dtype="<i4").astype(np.int64)).view(-1, LENGTH + 1)


train, held = windows("train.bin"), windows("held.bin")
angles = torch.outer(torch.arange(LENGTH).float(), 10000.0 ** (-torch.arange(0, SIZE, 2).float() / SIZE))
COS, SIN = (torch.cat([f(angles)] * 2, -1) for f in (torch.cos, torch.sin))


def turn(x):
    low, high = x.chunk(2, -1)
    return x * COS + torch.cat([-high, low], -1) * SIN


def norm(x, name):
    return F.rms_norm(x, (x.shape[-1],), W[name], 1e-5)


def loss_of(batch):
    tokens, targets = batch[:, :-1], batch[:, 1:]
    x = F.embedding(tokens, W["model.embed_tokens.weight"])
    for i in range(LAYERS):
        name = f"model.layers.{i}."
        h = norm(x, name + "input_layernorm.weight")
        q, k, v = (F.linear(h, W[f"{name}self_attn.{p}_proj.weight"]).view(len(x), LENGTH, HEADS, SIZE).transpose(1, 2) for p in "qkv")
        h = F.scaled_dot_product_attention(turn(q), turn(k), v, is_causal=True)
        x = x + F.linear(h.transpose(1, 2).reshape(len(x), LENGTH, -1), W[name + "self_attn.o_proj.weight"])
        h = norm(x, name + "post_attention_layernorm.weight")
        gate, up = F.linear(h, W[name + "mlp.gate_proj.weight"]), F.linear(h, W[name + "mlp.up_proj.weight"])
        x = x + F.linear(F.silu(gate) * up, W[name + "mlp.down_proj.weight"])
    logits = F.linear(norm(x, "model.norm.weight"), W["model.embed_tokens.weight"])
    return F.cross_entropy(logits.flatten(0, 1), targets.flatten())


step_loss = torch.compile(loss_of) if args.compile else loss_of
optimizer = torch.optim.AdamW([
    {"params": [w for n, w in W.items() if "norm" not in n], "weight_decay": run["decay"]},
    {"params": [w for n, w in W.items() if "norm" in n], "weight_decay": 0.0},
], lr=1e-3, betas=(0.9, 0.95), eps=1e-8, fused=True)

steps = args.steps or len(run["rates"])
fastest, worst = math.inf, 0.0
for step in range(steps):
    start = time.perf_counter()
    for group in optimizer.param_groups:
        group["lr"] = run["rates"][step]
    loss = step_loss(train[step * ROWS:(step + 1) * ROWS])
    loss.backward()
    torch.nn.utils.clip_grad_norm_(W.values(), run["clip"])
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    value = loss.item()
    fastest = min(fastest, time.perf_counter() - start)
    worst = max(worst, abs(value / run["losses"][step] - 1))
    if step < 3 or step % 50 == 49:
        print(f"step {step + 1}: PyTorch {value:.4f}, hemline {run['losses'][step]:.4f}", flush=True)

speed = ROWS * LENGTH / fastest
print(f"training loss of any step differs by at most {100 * worst:.2f} %")
print(f"fastest step with {args.threads} threads: PyTorch {speed:.0f} tokens/s, hemline {run['best_tokens_per_second']:.0f}, ratio {run['best_tokens_per_second'] / speed:.2f}")
if steps == len(run["rates"]):
    with torch.no_grad():
        val = sum(loss_of(held[i:i + ROWS]).item() * len(held[i:i + ROWS]) for i in range(0, len(held), ROWS)) / len(held)
    print(f"held-out loss: PyTorch {val:.4f}, hemline {run['val_loss']:.4f}, {100 * (run['val_loss'] / val - 1):+.3f} %")
