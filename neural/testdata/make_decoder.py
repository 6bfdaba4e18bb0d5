"""Writes decoder.json: tiny decoders of transformers with random weights, their
logits, loss and gradients.

    pip install torch transformers
    python neural/testdata/make_decoder.py > neural/testdata/decoder.json
"""
import json

import torch
from transformers import (LlamaConfig, LlamaForCausalLM, Qwen2Config, Qwen2ForCausalLM, Qwen3Config,
                          Qwen3ForCausalLM)

SHAPE = dict(vocab_size=29, hidden_size=16, intermediate_size=20, num_hidden_layers=2, num_attention_heads=4,
             num_key_value_heads=2, max_position_embeddings=64, rms_norm_eps=1e-5, attention_dropout=0.0)
SCALING = dict(rope_type="llama3", rope_theta=500.0, factor=4.0, low_freq_factor=1.0, high_freq_factor=4.0,
               original_max_position_embeddings=8)
MODELS = {
    "llama": (LlamaForCausalLM, LlamaConfig(**SHAPE, head_dim=4, tie_word_embeddings=True,
                                            rope_parameters=dict(rope_type="default", rope_theta=10000.0))),
    "llama3": (LlamaForCausalLM, LlamaConfig(**SHAPE, head_dim=4, tie_word_embeddings=False, rope_parameters=SCALING)),
    "qwen2": (Qwen2ForCausalLM, Qwen2Config(**SHAPE, tie_word_embeddings=True,
                                            rope_parameters=dict(rope_type="default", rope_theta=1000.0))),
    "qwen3": (Qwen3ForCausalLM, Qwen3Config(**SHAPE, head_dim=8, tie_word_embeddings=False,
                                            rope_parameters=dict(rope_type="default", rope_theta=1000.0))),
}


def flat(t, digits=7):
    return [float(f"{v:.{digits}g}") for v in t.detach().flatten().tolist()]


out = []
for i, (name, (kind, config)) in enumerate(MODELS.items()):
    torch.manual_seed(i)
    model = kind(config).float()
    with torch.no_grad():
        for p in model.parameters():
            p.copy_(torch.tensor([float(f"{v:.2f}") for v in (torch.randn(p.numel()) * 0.3 + (p.dim() == 1)).tolist()]).view_as(p))
    tokens = torch.randint(0, 29, (2, 11))
    targets = torch.randint(0, 29, (2, 11))
    targets[0, 3] = -100
    logits = model(tokens).logits
    loss = torch.nn.functional.cross_entropy(logits.view(-1, 29), targets.view(-1), ignore_index=-100)
    loss.backward()
    params = dict(model.named_parameters())
    graded = ["model.embed_tokens.weight", "model.layers.0.self_attn.q_proj.weight", "model.layers.1.self_attn.k_proj.weight",
              "model.layers.0.self_attn.v_proj.bias", "model.layers.1.mlp.down_proj.weight", "model.layers.0.mlp.gate_proj.weight",
              "model.layers.0.input_layernorm.weight", "model.layers.1.self_attn.k_norm.weight", "model.norm.weight", "lm_head.weight"]
    rope = config.rope_parameters
    out.append({
        "name": name, "vocab": 29, "dim": 16, "layers": 2, "heads": 4, "kv_heads": 2,
        "head_dim": getattr(config, "head_dim", None) or 4, "hidden": 20, "eps": 1e-5, "theta": rope["rope_theta"],
        "scaling": None if rope["rope_type"] == "default" else
        {"Factor": 4.0, "LowFreqFactor": 1.0, "HighFreqFactor": 4.0, "OriginalContext": 8},
        "tied": config.tie_word_embeddings, "bias": name == "qwen2", "qk_norm": name == "qwen3",
        "weights": {n: flat(p, 6) for n, p in params.items()},
        "tokens": tokens.tolist(), "targets": [[-1 if v == -100 else v for v in row] for row in targets.tolist()],
        "logits": flat(logits), "loss": loss.item(),
        "gradients": {n: flat(params[n].grad, 5) for n in graded if n in params},
    })
print(json.dumps(out))
