"""Loads what Hemline exported in transformers and in llama.cpp, and compares
token ids, logits and the text each continues with when it always takes the
likeliest token with Hemline's own.

    pip install torch transformers
    npm pack @node-llama-cpp/linux-x64@3.22.1 && tar xzf node-llama-cpp-linux-x64-3.22.1.tgz
    HEMLINE_EXPORT=out go test -count=1 -run TestWriteExports ./lm/hf
    python lm/hf/testdata/check_hf.py --llama package/bins/linux-x64 out/*

A folder holds config.json, model.safetensors, tokenizer.json, model.gguf and
hemline.json: a text, its tokens, Hemline's logits at some positions, and the
tokens Hemline goes on with.
"""
import argparse
import ctypes
import glob
import json
import pathlib
import sys

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

torch.set_num_threads(1)
LIMIT = 1e-3  # of a logit, relative above one


class Params(ctypes.Structure):
    """The library's parameters, longer than any version's: they go by value on
    the stack, where trailing bytes do no harm."""
    _fields_ = [("word", ctypes.c_int32 * 128)]


class Batch(ctypes.Structure):
    _fields_ = [("n_tokens", ctypes.c_int32), ("token", ctypes.POINTER(ctypes.c_int32)), ("embd", ctypes.c_void_p),
                ("pos", ctypes.POINTER(ctypes.c_int32)), ("n_seq_id", ctypes.POINTER(ctypes.c_int32)),
                ("seq_id", ctypes.POINTER(ctypes.POINTER(ctypes.c_int32))), ("logits", ctypes.POINTER(ctypes.c_int8))]


class Llama:
    """llama.cpp by its C interface (llama.h of v0.5.0)."""

    def __init__(self, folder):
        def load(pattern):
            return ctypes.CDLL(glob.glob(f"{folder}/{pattern}")[0], ctypes.RTLD_GLOBAL)
        load("libggml-base.so")
        ggml = load("libggml.v*.so")
        self.lib = lib = load("libllama.v*.so")
        self.quiet = ctypes.CFUNCTYPE(None, ctypes.c_int, ctypes.c_char_p, ctypes.c_void_p)(
            lambda level, text, _: print(text.decode(errors="replace"), end="", file=sys.stderr) if level >= 4 else None)
        lib.llama_log_set(self.quiet, None)
        ggml.ggml_backend_load_all_from_path(str(folder).encode())
        lib.llama_backend_init()
        for name in ("llama_model_default_params", "llama_context_default_params"):
            getattr(lib, name).restype = Params
        for name in ("llama_model_load_from_file", "llama_init_from_model", "llama_model_get_vocab"):
            getattr(lib, name).restype = ctypes.c_void_p
        lib.llama_model_load_from_file.argtypes = [ctypes.c_char_p, Params]
        lib.llama_init_from_model.argtypes = [ctypes.c_void_p, Params]
        lib.llama_model_get_vocab.argtypes = [ctypes.c_void_p]
        lib.llama_vocab_n_tokens.argtypes = [ctypes.c_void_p]
        lib.llama_tokenize.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int32, ctypes.POINTER(ctypes.c_int32),
                                       ctypes.c_int32, ctypes.c_bool, ctypes.c_bool]
        lib.llama_batch_init.restype = Batch
        lib.llama_decode.argtypes = [ctypes.c_void_p, Batch]
        lib.llama_batch_free.argtypes = [Batch]
        lib.llama_get_logits_ith.restype = ctypes.POINTER(ctypes.c_float)
        lib.llama_get_logits_ith.argtypes = [ctypes.c_void_p, ctypes.c_int32]
        lib.llama_free.argtypes = lib.llama_model_free.argtypes = [ctypes.c_void_p]

    def context(self):
        p = self.lib.llama_context_default_params()
        # The places of some settings; the defaults show that they are the right ones.
        assert p.word[7] == p.word[8] > 0 and p.word[13] == -1 and p.word[26] == p.word[27] == 1, \
            "another version of llama.cpp: look its llama.h up"
        p.word[7] = p.word[8] = 1  # threads; several wait for each other by spinning
        p.word[13] = 0  # flash attention off
        p.word[26] = p.word[27] = 0  # keys and values in F32
        return p

    def run(self, path, text, ids, steps):
        """Token ids of the text, the logits of every position of ids, and as
        many of the likeliest tokens after them as there are steps."""
        lib = self.lib
        model = lib.llama_model_load_from_file(str(path).encode(), lib.llama_model_default_params())
        if not model:
            raise SystemExit(f"llama.cpp does not load {path}")
        vocab = lib.llama_model_get_vocab(model)
        raw = text.encode()
        room = (ctypes.c_int32 * (len(raw) + 8))()
        n = lib.llama_tokenize(vocab, raw, len(raw), room, len(room), False, False)
        context = lib.llama_init_from_model(model, self.context())
        size = lib.llama_vocab_n_tokens(vocab)
        logits = self.decode(context, ids, 0, size)
        greedy = [int(logits[-1].argmax())]
        while len(greedy) < steps:  # one by one, with cached keys and values
            row = self.decode(context, greedy[-1:], len(ids) + len(greedy) - 1, size)
            greedy.append(int(row[-1].argmax()))
        lib.llama_free(context)
        lib.llama_model_free(model)
        return list(room[:n]), logits, greedy

    def decode(self, context, ids, at, size):
        """Logits after each of the tokens, which begin at a position."""
        batch = self.lib.llama_batch_init(len(ids), 0, 1)
        batch.n_tokens = len(ids)
        for i, t in enumerate(ids):
            batch.token[i], batch.pos[i], batch.n_seq_id[i], batch.seq_id[i][0], batch.logits[i] = t, at + i, 1, 0, 1
        if self.lib.llama_decode(context, batch) != 0:
            raise SystemExit("llama.cpp does not run the model")
        logits = torch.tensor([self.lib.llama_get_logits_ith(context, i)[:size] for i in range(len(ids))])
        self.lib.llama_batch_free(batch)
        return logits


def transformers(folder, text, ids, steps):
    """The same of transformers."""
    tok = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    greedy = []
    with torch.no_grad():
        logits = last = model(torch.tensor([ids])).logits[0]
        while len(greedy) < steps:
            greedy.append(int(last[-1].argmax()))
            last = model(torch.tensor([ids + greedy])).logits[0]
    return tok(text, add_special_tokens=False)["input_ids"], logits, greedy


def off(got, want):
    return ((got - want).abs() / want.abs().clamp(min=1)).max().item()


def main():
    args = argparse.ArgumentParser()
    args.add_argument("--llama", help="the folder of libllama")
    args.add_argument("folders", nargs="+", type=pathlib.Path)
    args = args.parse_args()
    llama = Llama(args.llama) if args.llama else None
    bad = 0
    for folder in args.folders:
        ours = json.loads((folder / "hemline.json").read_text())
        want = torch.tensor(ours["logits"])
        args = ours["text"], ours["ids"], len(ours["greedy"])
        results = {"transformers": transformers(folder, *args)}
        if llama:
            results["llama.cpp"] = llama.run(folder / "model.gguf", *args)
        for who, (ids, logits, greedy) in results.items():
            error = off(logits[ours["positions"]], want)
            same = ids == ours["ids"], greedy == ours["greedy"]
            ok = all(same) and error < LIMIT
            bad += not ok
            print(f"{'ok  ' if ok else 'FAIL'} {folder.name:20} {who:13} logits differ by {error:.1e}; "
                  f"{len(ids)} tokens read {'alike' if same[0] else 'OTHERWISE'}, "
                  f"{len(greedy)} written {'alike' if same[1] else 'OTHERWISE'}", flush=True)
    sys.exit(1 if bad else 0)


main()
