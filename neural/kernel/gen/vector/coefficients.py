"""Fits the polynomials of exp.go and gelu.go: python coefficients.py

The largest relative error is made small by Lawson's reweighted least squares
(1961); the coefficients are then rounded to float32. Needs numpy and scipy.
"""

import numpy as np
from scipy.special import erfcx


def nodes(low, high, n=3000):
    return (low + high) / 2 + (high - low) / 2 * np.cos(np.pi * (np.arange(n) + 0.5) / n)


def fit(name, columns, target, scale=1.0, rounds=1500):
    a, weights, best = np.stack(columns, 1), np.ones(len(target)), (np.inf, None)
    for _ in range(rounds):
        root = np.sqrt(weights / weights.sum())
        c = np.linalg.lstsq(a * root[:, None], target * root, rcond=None)[0]
        error = np.abs(a @ c - target)
        best = min(best, (error.max(), tuple(c)))
        weights = weights / weights.sum() * (error / error.max() + 1e-12)
    print(f"{name}: relative error {best[0]:.1e}, lowest degree first")
    print("   ", [float(np.float32(v * scale)) for v in best[1]])


# e^r = 1 + r + r^2 * (...) for |r| <= ln2/2.
r = nodes(-0.3475, 0.3475)
fit("exp", [r ** (2 + i) / np.exp(r) for i in range(5)], 1 - (1 + r) / np.exp(r))

# tanh x = x + x^3 * (...) in x^2 for |x| <= 0.625.
x = nodes(0, 0.64)
fit("tanh", [x ** (3 + 2 * i) / np.tanh(x) for i in range(5)], 1 - x / np.tanh(x))

# e^(z^2) erfc(z) = t * (...) in t = 1/(1+z/2), halved for the normal tail.
z = np.concatenate([nodes(0, 4), nodes(0, 10)])
t = 1 / (1 + z / 2)
fit("tail", [t ** (1 + i) / erfcx(z) for i in range(9)], np.ones(len(z)), scale=0.5)
