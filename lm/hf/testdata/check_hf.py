"""Loads models Hemline trained in transformers and in llama.cpp and compares
with Hemline's own: the token ids of a few sentences, the logits after some of
their tokens, and the text each goes on with when it always takes the likeliest
token. Anything farther apart than 1e-3, or any other token, fails.

    pip install torch transformers
    npm pack @node-llama-cpp/linux-x64@3.22.1 && tar xzf node-llama-cpp-linux-x64-3.22.1.tgz
    hemline lm train --data weibo_hot_search.tsv.gz --text-column 3 --steps 500 --out model
    hemline lm export --model model --format gguf -o model.gguf
    python lm/hf/testdata/check_hf.py model --gguf model.gguf --llama package/bins/linux-x64

Several folders may be named; without --gguf each is exported by the script.
The folders that `HEMLINE_EXPORT=out go test -count=1 -run TestWriteExports
./lm/hf` writes, of all architectures, are checked in the same way.
"""
import argparse
import contextlib
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import torch
import transformers
from transformers import AutoModelForCausalLM, AutoTokenizer

import llamacpp

torch.set_num_threads(1)
transformers.logging.set_verbosity_error()
transformers.logging.disable_progress_bar()
LIMIT = 1e-3
ROOT = pathlib.Path(__file__).resolve().parents[3]


@contextlib.contextmanager
def hemline(folder):
    """Hemline's answers, and its export for llama.cpp."""
    with tempfile.TemporaryDirectory() as out:
        env = {**os.environ, "HEMLINE_MODEL": str(folder.resolve()), "HEMLINE_ANSWERS": out}
        subprocess.run(["go", "test", "-count=1", "-run", "TestWriteAnswers", "./lm/hf"], cwd=ROOT, env=env, check=True,
                       stdout=subprocess.DEVNULL)
        out = pathlib.Path(out)
        yield json.loads((out / "answers.json").read_text()), out / "model.gguf"


class Transformers:
    name = "transformers"
    version = f"{transformers.__version__}, PyTorch {torch.__version__}"

    def __init__(self, folder):
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        self.model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)

    def read(self, text):
        return self.tokenizer(text, add_special_tokens=False)["input_ids"]

    @torch.no_grad()
    def answer(self, ids, steps):
        """The logits of every position, and the likeliest tokens after them."""
        out = self.model(torch.tensor([ids]), use_cache=True)
        logits, greedy = out.logits[0], [int(out.logits[0, -1].argmax())]
        while len(greedy) < steps:
            out = self.model(torch.tensor([greedy[-1:]]), past_key_values=out.past_key_values, use_cache=True)
            greedy.append(int(out.logits[0, -1].argmax()))
        return logits, greedy


class LlamaCpp:
    name = "llama.cpp"

    def __init__(self, library, path):
        self.model = library.open(path)
        self.version = library.version

    def read(self, text):
        return self.model.tokenize(text)

    def answer(self, ids, steps):
        context = self.model.context()
        logits = context.feed(ids)
        greedy = [int(logits[-1].argmax())]
        while len(greedy) < steps:
            greedy.append(int(context.feed(greedy[-1:])[-1].argmax()))
        context.close()
        return torch.from_numpy(logits), greedy


def compare(folder, other, answers, recorded):
    """Prints a line of the table and reports whether all is alike."""
    worst, read, written, tokens, steps = 0, 0, 0, 0, 0
    for i, ours in enumerate(answers):
        ids, (logits, greedy) = other.read(ours["text"]), other.answer(ours["ids"], len(ours["greedy"]))
        logits = logits[ours["positions"]]
        worst = max(worst, (logits - torch.tensor(ours["logits"])).abs().max().item())
        read += ids == ours["ids"]
        written += greedy == ours["greedy"]
        tokens, steps = tokens + len(ids), steps + len(greedy)
        recorded[i].setdefault("others", {})[other.name] = {
            "ids": ids, "logits": [[round(v, 5) for v in row.tolist()] for row in logits], "greedy": greedy}
    n = len(answers)
    ok = worst < LIMIT and read == written == n
    print(f"{folder.name:22} {other.name:12} {worst:10.1e}   {read}/{n} ({tokens:3} tokens)   {written}/{n} ({steps:3} tokens)   "
          f"{'ok' if ok else 'FAIL'}", flush=True)
    return ok


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("folders", nargs="+", type=pathlib.Path)
    args.add_argument("--gguf", type=pathlib.Path, help="the export of the only folder")
    args.add_argument("--llama", help="the folder of libllama; without it only transformers is asked")
    args.add_argument("--record", type=pathlib.Path, help="file for the answers about the only folder")
    args = args.parse_args()
    if len(args.folders) > 1 and (args.gguf or args.record):
        raise SystemExit("--gguf and --record are for one folder")
    library = llamacpp.Library(args.llama) if args.llama else None
    print(f"{'model':22} {'program':12} {'logits off':>10}   {'read alike':16}   {'written alike':16}")
    good = True
    for folder in args.folders:
        with hemline(folder) as (answers, exported):
            gguf = args.gguf or exported
            others = [Transformers(folder)] + ([LlamaCpp(library, gguf)] if library else [])
            recorded = [{"text": a["text"], "positions": a["positions"][-1:]} for a in answers]
            for other in others:
                good = compare(folder, other, answers, recorded) and good
            if args.record:
                for p in recorded:  # the last position is enough
                    for o in p["others"].values():
                        o["logits"] = o["logits"][-1:]
                out = {"gguf_sha256": hashlib.sha256(gguf.read_bytes()).hexdigest(),
                       "with": {o.name: o.version for o in others}, "prompts": recorded}
                args.record.write_text(json.dumps(out, ensure_ascii=False, separators=(",", ":")) + "\n")
    sys.exit(not good)


main()
