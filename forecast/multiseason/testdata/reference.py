"""Writes reference.json: one-step errors and forecasts of statsmodels'
ETS(A,N,A) with weights and first states given, which is the model here with
one season and errors that do not remember.

    pip install statsmodels && python reference.py
"""
import json
import os

import numpy as np
from statsmodels.tsa.exponential_smoothing.ets import ETSModel

random = np.random.default_rng(5)
season, n, h = 12, 96, 15
alpha, gamma, level = 0.2, 0.1, 10.0
states = np.round(3 * np.cos(2 * np.pi * np.arange(season) / season), 3)
y = np.round(level + np.tile(states, n // season) + 0.1 * np.cumsum(random.standard_normal(n)) + random.standard_normal(n), 3)
model = ETSModel(y, error="add", trend=None, seasonal="add", seasonal_periods=season,
                 initialization_method="known", initial_level=level, initial_seasonal=states)
names = model.param_names
values = {"smoothing_level": alpha, "smoothing_seasonal": gamma}
fit = model.smooth([values[p] for p in names if p in values])
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "reference.json")
with open(path, "w") as f:
    json.dump({"y": y.tolist(), "level": level, "season": states.tolist(),
               "absolute": float(np.abs(fit.resid).sum()), "forecast": np.round(fit.forecast(h), 8).tolist()}, f)
    f.write("\n")
