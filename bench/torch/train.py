"""Trains in PyTorch what lm's TestExportForTorch trained, from the same weights
on the same sequences at the same rates, and compares the losses.

    HEMLINE_TORCH=$PWD/out/torch HEMLINE_TORCH_TEXTS=$PWD/texts.txt HEMLINE_TORCH_STEPS=400 \\
        go test ./lm -run TestExportForTorch -count=1 -timeout 60m -v
    pip install -r bench/torch/requirements.txt
    python bench/torch/train.py out/torch
"""
import argparse
import json
import os

import numpy as np
import torch
from model import Decoder, step
from safetensors.torch import load_file

args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
args.add_argument("folder")
args.add_argument("--threads", type=int, default=os.cpu_count())
args = args.parse_args()
torch.set_num_threads(args.threads)

run = json.load(open(f"{args.folder}/run.json"))
rows, length, steps = run["sequences"], run["length"], len(run["rates"])
model = Decoder(load_file(f"{args.folder}/first.safetensors"), run["layers"], run["heads"], run["head_dim"], length)
optimizer = model.optimizer(run["decay"])


def windows(name):
    return torch.from_numpy(np.fromfile(f"{args.folder}/{name}", dtype="<i4").astype(np.int64)).view(-1, length + 1)


train, held = windows("train.bin"), windows("held.bin")
worst = {"f32": 0.0, "bf16": 0.0}
for i in range(steps):
    loss = step(model, model.loss, optimizer, train[i * rows:(i + 1) * rows], run["clip"], run["rates"][i])
    for kind in worst:
        worst[kind] = max(worst[kind], abs(run[kind]["losses"][i] / loss - 1))
    if i < 3 or i % 50 == 49:
        print(f"step {i + 1}: PyTorch {loss:.4f}, hemline f32 {run['f32']['losses'][i]:.4f}, bf16 {run['bf16']['losses'][i]:.4f}", flush=True)

with torch.no_grad():
    val = sum(model.loss(held[i:i + rows]).item() * len(held[i:i + rows]) for i in range(0, len(held), rows)) / len(held)
print(f"{run['size']}, {steps} steps of {rows} x {length} tokens, held-out loss in nats a token")
print(f"PyTorch f32   {val:.4f}")
for kind in worst:
    ours = run[kind]["val_loss"]
    print(f"hemline {kind:4}  {ours:.4f}  {100 * (ours / val - 1):+.3f} %  (training loss of any step: at most {100 * worst[kind]:.2f} % off)")
