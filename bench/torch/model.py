"""The decoder of neural/transformer in PyTorch: the same shapes, names and
steps, as a program for PyTorch would write them (fused attention, RMS norm and
AdamW)."""
import torch
import torch.nn.functional as F


class Decoder:
    """Weights by their names in Hugging Face's files, and the loss over them."""

    def __init__(self, weights, layers, heads, head_dim, length):
        self.w = {n: torch.nn.Parameter(t) for n, t in weights.items()}
        self.layers, self.heads, self.head_dim, self.length = layers, heads, head_dim, length
        angles = torch.outer(torch.arange(length).float(), 10000.0 ** (-torch.arange(0, head_dim, 2).float() / head_dim))
        self.cos, self.sin = (torch.cat([f(angles)] * 2, -1) for f in (torch.cos, torch.sin))

    def turn(self, x):
        low, high = x.chunk(2, -1)
        return x * self.cos + torch.cat([-high, low], -1) * self.sin

    def norm(self, x, name):
        return F.rms_norm(x, (x.shape[-1],), self.w[name], 1e-5)

    def loss(self, batch):
        """Mean cross-entropy, in nats, of rows of length + 1 tokens."""
        w, tokens, targets = self.w, batch[:, :-1], batch[:, 1:]
        x = F.embedding(tokens, w["model.embed_tokens.weight"])
        for i in range(self.layers):
            name = f"model.layers.{i}."
            h = self.norm(x, name + "input_layernorm.weight")
            q, k, v = (
                F.linear(h, w[f"{name}self_attn.{p}_proj.weight"]).view(len(x), self.length, self.heads, self.head_dim).transpose(1, 2)
                for p in "qkv"
            )
            h = F.scaled_dot_product_attention(self.turn(q), self.turn(k), v, is_causal=True)
            x = x + F.linear(h.transpose(1, 2).reshape(len(x), self.length, -1), w[name + "self_attn.o_proj.weight"])
            h = self.norm(x, name + "post_attention_layernorm.weight")
            gate, up = F.linear(h, w[name + "mlp.gate_proj.weight"]), F.linear(h, w[name + "mlp.up_proj.weight"])
            x = x + F.linear(F.silu(gate) * up, w[name + "mlp.down_proj.weight"])
        logits = F.linear(self.norm(x, "model.norm.weight"), w["model.embed_tokens.weight"])
        return F.cross_entropy(logits.flatten(0, 1), targets.flatten())

    def optimizer(self, decay):
        return torch.optim.AdamW(
            [
                {"params": [w for n, w in self.w.items() if "norm" not in n], "weight_decay": decay},
                {"params": [w for n, w in self.w.items() if "norm" in n], "weight_decay": 0.0},
            ],
            lr=1e-3, betas=(0.9, 0.95), eps=1e-8, fused=True,
        )


def step(model, loss_of, optimizer, batch, clip, rate=None):
    """One training step; the loss before it."""
    if rate is not None:
        for group in optimizer.param_groups:
            group["lr"] = rate
    loss = loss_of(batch)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.w.values(), clip)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    return loss.item()
