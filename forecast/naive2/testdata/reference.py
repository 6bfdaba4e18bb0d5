"""Writes reference.json: naive 2 as the M4 competition defines it, from
statsmodels' autocorrelations and classical decomposition.

Run in this folder: pip install statsmodels==0.15.0 && python reference.py
"""
import json
import numpy as np
from statsmodels.tsa.seasonal import seasonal_decompose
from statsmodels.tsa.stattools import acf

H = 14
rng = np.random.default_rng(4)


def winter(n, season, noise, trend):
    t = np.arange(n)
    y = (100 + trend * t) * (1 + 0.3 * np.cos(2 * np.pi * t / season)) * np.exp(noise * rng.standard_normal(n))
    return [round(float(v), 4) for v in y]


def walk(n):
    return [round(float(v), 4) for v in 200 + np.cumsum(rng.standard_normal(n))]


def seasonal(y, season):
    if season < 2 or len(y) < 3 * season:
        return False
    r = acf(y, nlags=season, fft=False)[1:]
    limit = 1.645 * np.sqrt((1 + 2 * np.sum(r[:-1] ** 2)) / len(y))
    return bool(abs(r[-1]) > limit)


def naive2(y, season):
    y = np.array(y)
    if not seasonal(y, season):
        return False, np.repeat(y[-1], H)
    index = seasonal_decompose(y, model="multiplicative", period=season).seasonal
    ahead = np.array([index[len(y) - season + k % season] for k in range(H)])
    return True, y[-1] / index[-1] * ahead


cases = []
for name, season, y in [
    ("months", 12, winter(96, 12, 0.05, 0.4)),
    ("half a year left over", 12, winter(102, 12, 0.1, -0.3)),
    ("an odd season", 7, winter(80, 7, 0.1, 0)),
    ("hours", 24, winter(240, 24, 0.2, 0)),
    ("less than three years", 12, winter(35, 12, 0.01, 0)),
    ("just three", 12, winter(36, 12, 0.01, 0)),
    ("noise over the season", 12, winter(60, 12, 1.0, 0)),
    ("a walk", 12, walk(120)),
    ("no season", 1, winter(60, 12, 0.05, 0)),
]:
    found, want = naive2(y, season)
    cases.append({"name": name, "season": season, "y": y, "seasonal": found, "want": [round(float(v), 6) for v in want]})
with open("reference.json", "w") as out:
    json.dump(cases, out)
    out.write("\n")
