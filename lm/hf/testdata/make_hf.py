"""Writes the folders beside this script: tiny models of transformers with
random weights in its own files, and the logits it gives for a sentence.

    pip install torch transformers tokenizers
    python lm/hf/testdata/make_hf.py
"""
import json
import pathlib
import shutil

import torch
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import (LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM,
                          Qwen3Config, Qwen3ForCausalLM)

HERE = pathlib.Path(__file__).parent
TEXT = "The wrap dress is back for spring 2024; 碎花连衣裙又流行了。"
PATTERN = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+"
           r"|\s+(?!\S)|\s+")
SHAPE = dict(hidden_size=16, intermediate_size=24, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2,
             max_position_embeddings=128, rms_norm_eps=1e-5)
LLAMA3 = dict(rope_type="llama3", rope_theta=500.0, factor=4.0, low_freq_factor=1.0, high_freq_factor=4.0,
              original_max_position_embeddings=16)


def plain(theta):
    return dict(rope_type="default", rope_theta=theta)


def tokenizer():
    t = Tokenizer(models.BPE())
    t.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(PATTERN), "isolated"), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    t.decoder = decoders.ByteLevel()
    t.train_from_iterator([TEXT] * 3, trainers.BpeTrainer(
        vocab_size=300, special_tokens=["<|endoftext|>"], initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
    return PreTrainedTokenizerFast(tokenizer_object=t, bos_token="<|endoftext|>", eos_token="<|endoftext|>")


# name: class, config, type of the weights, largest shard
MODELS = {
    "llama": (LlamaForCausalLM, LlamaConfig(**SHAPE, tie_word_embeddings=True, rope_parameters=plain(10000.0)), torch.float32, "1GB"),
    "llama3_bf16_shards": (LlamaForCausalLM, LlamaConfig(**SHAPE, head_dim=6, tie_word_embeddings=False, rope_parameters=LLAMA3),
                           torch.bfloat16, "12KB"),
    "qwen2_f16": (Qwen2ForCausalLM, Qwen2Config(**SHAPE, tie_word_embeddings=True, rope_parameters=plain(1000.0)), torch.float16, "1GB"),
    "qwen3_bf16": (Qwen3ForCausalLM, Qwen3Config(**SHAPE, head_dim=8, tie_word_embeddings=False, rope_parameters=plain(1000.0)),
                   torch.bfloat16, "1GB"),
}


def main():
    for i, (name, (kind, config, dtype, shard)) in enumerate(MODELS.items()):
        torch.manual_seed(i)
        tok = tokenizer()
        config.vocab_size = len(tok) + 3  # published models have spare rows too
        config.bos_token_id = config.eos_token_id = tok.eos_token_id
        model = kind(config)
        with torch.no_grad():
            for p in model.parameters():
                p.copy_(torch.randn_like(p) * 0.2 + (p.dim() == 1))
        model = model.to(dtype)
        folder = HERE / name
        shutil.rmtree(folder, ignore_errors=True)
        model.save_pretrained(folder, max_shard_size=shard)
        tok.save_pretrained(folder)
        ids = tok(TEXT, add_special_tokens=False)["input_ids"]
        with torch.no_grad():  # what the stored numbers give when nothing else is rounded
            again = kind.from_pretrained(folder, dtype=torch.float32)
            logits = again(torch.tensor([ids])).logits[0]
        golden = {"text": TEXT, "ids": ids, "positions": [0, len(ids) // 2, len(ids) - 1]}
        golden["logits"] = [[float(f"{v:.7g}") for v in logits[p].tolist()] for p in golden["positions"]]
        (folder / "golden.json").write_text(json.dumps(golden, ensure_ascii=False) + "\n")


main()
