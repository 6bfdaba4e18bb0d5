"""Speed of a training step of the small model (L6 d256 T128 B16 V8192) in
PyTorch and here, in turn, so that both meet the same machine.

    go build -o bin/bench ./bench
    pip install -r bench/torch/requirements.txt
    python bench/torch/speed.py --bench bin/bench

Each setting of PyTorch is a process of its own that has warmed up and waits
while the others are measured. A setting is TYPE:MODE:THREADS, such as
f32:compile:2 (torch.compile, which needs a C++ compiler) or bf16:eager:1
(autocast). --settings names those to measure.
"""
import argparse
import json
import statistics
import subprocess
import sys
import time

SEQUENCES, LENGTH, VOCABULARY, DIM, LAYERS, HEADS, HIDDEN = 16, 128, 8192, 256, 6, 8, 688


def weights():
    import torch

    torch.manual_seed(1)
    shapes = {"model.embed_tokens.weight": (VOCABULARY, DIM), "model.norm.weight": (DIM,)}
    for i in range(LAYERS):
        name = f"model.layers.{i}."
        shapes |= {f"{name}self_attn.{p}_proj.weight": (DIM, DIM) for p in "qkvo"}
        shapes |= {f"{name}mlp.{p}_proj.weight": (HIDDEN, DIM) for p in ("gate", "up")}
        shapes |= {name + "mlp.down_proj.weight": (DIM, HIDDEN)}
        shapes |= {f"{name}{p}_layernorm.weight": (DIM,) for p in ("input", "post_attention")}
    return {n: torch.ones(s) if len(s) == 1 else torch.randn(s) * 0.02 for n, s in shapes.items()}


def work(setting, steps):
    """The process of one setting: for each line it reads it takes steps and
    prints their seconds."""
    import torch
    from model import Decoder, step

    kind, mode, threads = setting.split(":")
    torch.set_num_threads(int(threads))
    model = Decoder(weights(), LAYERS, HEADS, DIM // HEADS, LENGTH)
    optimizer = model.optimizer(0.1)
    inner = torch.compile(model.loss) if mode == "compile" else model.loss

    def loss_of(batch):
        with torch.autocast("cpu", torch.bfloat16, enabled=kind == "bf16"):
            return inner(batch)

    batch = torch.randint(VOCABULARY, (SEQUENCES, LENGTH + 1))
    for _ in range(3):
        step(model, loss_of, optimizer, batch, 1.0)
    print("ready", flush=True)
    for _ in sys.stdin:
        took = []
        for _ in range(steps + 1):
            start = time.perf_counter()
            step(model, loss_of, optimizer, batch, 1.0)
            took.append(time.perf_counter() - start)
        print(json.dumps(took[1:]), flush=True)


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--bench", help="the program built from ./bench; without it PyTorch is measured alone")
    args.add_argument("--settings", default=",".join(f"{k}:{m}:{t}" for k in ("f32", "bf16") for m in ("eager", "compile") for t in (1, 2)))
    args.add_argument("--rounds", type=int, default=3)
    args.add_argument("--steps", type=int, default=6, help="of a round, after one that does not count")
    args.add_argument("--worker", help=argparse.SUPPRESS)
    args = args.parse_args()
    if args.worker:
        return work(args.worker, args.steps)

    workers = {}
    for s in args.settings.split(","):
        command = [sys.executable, "-B", __file__, "--worker", s, "--steps", str(args.steps)]
        workers[s] = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    for s, p in workers.items():
        if p.stdout.readline() != "ready\n":
            sys.exit(f"{s}: PyTorch failed")
    ours, most, theirs = {"f32": [], "bf16": []}, {"f32": 0, "bf16": 0}, {s: [] for s in workers}
    for turn in range(args.rounds):
        if args.bench:
            out = subprocess.run([args.bench, "--only", "train", "--json"], check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            for row in json.loads(out.stdout)["rows"]:
                kind = row["name"].removeprefix("train-")
                ours[kind].append(row["measured"])
                most[kind] = max(most[kind], row["most"])
        for s, p in workers.items():
            p.stdin.write("go\n")
            p.stdin.flush()
            theirs[s] += [SEQUENCES * LENGTH / t for t in json.loads(p.stdout.readline())]
        last = {k: v[-1] for k, v in ours.items() if v} | {s: statistics.median(v[-args.steps:]) for s, v in theirs.items()}
        print(f"round {turn + 1}:", ", ".join(f"{k} {v:.0f}" for k, v in last.items()), file=sys.stderr, flush=True)
    for p in workers.values():
        p.stdin.close()
        p.wait()

    middle = {k: statistics.median(v) for k, v in ours.items() if v}
    print("setting            median tokens/s   fastest   hemline/PyTorch (medians)")
    for k, v in ours.items():
        if v:
            print(f"hemline {k:10} {middle[k]:15.0f}   {most[k]:7.0f}")
    for s, v in theirs.items():
        kind, median = s.split(":")[0], statistics.median(v)
        ratio = f"{middle[kind] / median:.2f}" if kind in middle else "-"
        print(f"{s:18} {median:15.0f}   {max(v):7.0f}   {ratio}")


if __name__ == "__main__":
    main()
