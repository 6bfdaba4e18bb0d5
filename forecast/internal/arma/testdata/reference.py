"""Writes reference.json: coefficients and forecasts of statsmodels' ARIMA
(exact likelihood, no constant) on simulated series.

    pip install statsmodels && python reference.py
"""
import json
import os
import warnings

import numpy as np
from statsmodels.tsa.arima.model import ARIMA
from statsmodels.tsa.arima_process import ArmaProcess

warnings.filterwarnings("ignore")
random = np.random.default_rng(7)
cases = []
for ar, ma in [([0.7], []), ([1.1, -0.4], []), ([], [0.6]), ([0.8], [-0.4]), ([0.5, 0.3], [0.5])]:
    process = ArmaProcess(np.r_[1, -np.array(ar)], np.r_[1, ma])
    x = np.round(process.generate_sample(300, distrvs=random.standard_normal), 4)
    fit = ARIMA(x, order=(len(ar), 0, len(ma)), trend="n").fit()
    cases.append({
        "x": x.tolist(),
        "ar": np.round(fit.arparams, 6).tolist(),
        "ma": np.round(fit.maparams, 6).tolist(),
        "forecast": np.round(fit.forecast(5), 6).tolist(),
    })
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "reference.json")
with open(path, "w") as f:
    json.dump(cases, f)
    f.write("\n")
