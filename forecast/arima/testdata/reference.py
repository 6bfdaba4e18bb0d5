"""Writes reference.json: forecasts of statsforecast's AutoARIMA and, for the
airline passengers, of statsmodels' (0,1,1)(0,1,1) on logarithms.

    pip install statsforecast statsmodels && python reference.py
"""
import json
import os
import warnings

import numpy as np
from statsforecast.models import AutoARIMA
from statsforecast.utils import AirPassengers
from statsmodels.tsa.statespace.sarimax import SARIMAX
from statsmodels.tsa.stattools import kpss

warnings.filterwarnings("ignore")
random = np.random.default_rng(3)
passengers = AirPassengers.astype(float)
level = np.round(20 + np.cumsum(random.standard_normal(200)), 4)
noise = np.round(20 + random.standard_normal(200), 4)
cases = []
for name, y, season in [("passengers", passengers, 12), ("level", level, 1), ("noise", noise, 1)]:
    if season > 1:
        fit = SARIMAX(np.log(y), order=(0, 1, 1), seasonal_order=(0, 1, 1, season)).fit(disp=False)
        f = np.exp(fit.forecast(12))
    else:
        f = AutoARIMA(season_length=season).forecast(y=y, h=12)["mean"]
    lags = int(3 * np.sqrt(len(y)) / 13)
    cases.append({"name": name, "season": season, "y": y.tolist(), "forecast": np.round(f, 5).tolist(),
                  "kpss": round(float(kpss(y, "c", nlags=lags)[0]), 6)})
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "reference.json")
with open(path, "w") as f:
    json.dump(cases, f)
    f.write("\n")
