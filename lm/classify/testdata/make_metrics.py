"""Makes metrics.json: predictions, and what scikit-learn says of them.

    python lm/classify/testdata/make_metrics.py

needs scikit-learn (1.x) and numpy. The calibration error is computed here from
its definition (Guo et al. 2017), since scikit-learn has none.
"""
import json
import os

import numpy as np
from sklearn.metrics import (accuracy_score, confusion_matrix, f1_score,
                             log_loss, precision_recall_fscore_support)

LABELS = ["coat", "dress", "shoe", "上衣", "裙子"]
rng = np.random.default_rng(7)
n = 120
truth = rng.choice(4, n, p=[0.5, 0.25, 0.15, 0.1])  # the last label never occurs
logits = rng.normal(0, 1.2, (n, 5))
logits[np.arange(n), truth] += 1.5
logits[:, 2] -= 9  # and the third is never predicted
p = np.exp(logits - logits.max(1, keepdims=True))
p = (p / p.sum(1, keepdims=True)).astype(np.float32)
guess = p.argmax(1)

ece, bins = 0.0, 15
confidence = p.max(1).astype(np.float64)
for b in range(bins):
    inside = (confidence > b / bins) & (confidence <= (b + 1) / bins)
    if inside.any():
        ece += inside.mean() * abs((guess == truth)[inside].mean() - confidence[inside].mean())

seen = sorted(set(truth) | set(guess))
precision, recall, f1, support = precision_recall_fscore_support(truth, guess, labels=range(5), zero_division=0)
out = {
    "labels": LABELS,
    "truth": [LABELS[t] for t in truth],
    "probabilities": [[float(f"{v:.9g}") for v in row] for row in p],
    "accuracy": accuracy_score(truth, guess),
    "macro_f1": f1_score(truth, guess, labels=seen, average="macro", zero_division=0),
    "log_loss": log_loss(truth, p.astype(np.float64), labels=range(5)),
    "calibration_error": ece,
    "precision": list(precision),
    "recall": list(recall),
    "f1": list(f1),
    "support": [int(s) for s in support],
    "confusion": confusion_matrix(truth, guess, labels=range(5)).tolist(),
}
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "metrics.json")
with open(path, "w", encoding="utf-8") as f:
    json.dump(out, f, ensure_ascii=False)
    f.write("\n")
