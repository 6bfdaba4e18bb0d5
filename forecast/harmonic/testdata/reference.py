"""Writes reference.json: forecasts of statsmodels' ARIMA with sines as
regressors and AR(1) errors, on a simulated weekly series.

    pip install statsmodels && python reference.py
"""
import json
import os
import warnings

import numpy as np
from statsmodels.tsa.arima.model import ARIMA

warnings.filterwarnings("ignore")
random = np.random.default_rng(11)
n, h, season, pairs = 209, 26, 52, 2
t = np.arange(n + h)
x = np.column_stack([f(2 * np.pi * k * t / season) for k in range(1, pairs + 1) for f in (np.cos, np.sin)])
noise = np.zeros(n)
for i in range(1, n):
    noise[i] = 0.6 * noise[i - 1] + 0.5 * random.standard_normal()
y = np.round(10 + x[:n] @ [3, -1, 0.8, 0.5] + noise, 4)
cases = []
for order, trend in [((1, 0, 0), "c"), ((1, 1, 1), "n")]:
    fit = ARIMA(y, exog=x[:n], order=order, trend=trend).fit()
    cases.append({"d": order[1], "forecast": np.round(fit.forecast(h, exog=x[n:]), 6).tolist()})
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "reference.json")
with open(path, "w") as f:
    json.dump({"season": season, "pairs": pairs, "y": y.tolist(), "cases": cases}, f)
    f.write("\n")
