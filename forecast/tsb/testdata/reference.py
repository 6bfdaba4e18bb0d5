"""Writes reference.json: statsforecast's TSB with given weights on a made series.

Run in this folder: pip install statsforecast==2.1.1 && python reference.py
"""
import json
import numpy as np
from statsforecast.models import TSB

# Sparse, and long enough that where the recursion starts is forgotten.
y = [float((i * i) % 7 + 1) if (i * 37) % 11 < 3 else 0.0 for i in range(600)]
cases = []
for size, chance in ((0.1, 0.1), (0.2, 0.05), (0.3, 0.3)):
    f = TSB(alpha_d=size, alpha_p=chance).forecast(np.array(y), 1)["mean"]
    cases.append({"size": size, "chance": chance, "want": float(f[0])})
with open("reference.json", "w") as out:
    json.dump({"y": y, "cases": cases}, out)
    out.write("\n")
