"""Writes reference.json: hierarchicalforecast's MinT on a made hierarchy.

Run in this folder: pip install hierarchicalforecast==1.5.3 && python reference.py
"""
import json
import numpy as np
from hierarchicalforecast.methods import MinTrace

rng = np.random.default_rng(7)
# Nodes: 0 all; 1 and 2 its groups; 3 to 7 bottoms, two in the first group.
S = np.array([[1, 1, 1, 1, 1], [1, 1, 0, 0, 0], [0, 0, 1, 1, 1]] + np.eye(5).tolist())
base = np.round(rng.uniform(5, 60, (8, 3)), 3)
common = rng.normal(size=(1, 40))
errors = np.round(rng.uniform(0.5, 4, (8, 1)) * (rng.normal(size=(8, 40)) + 0.7 * common), 3)
# As good as about zero, where moments about the mean and about zero agree; the
# library takes errors of exactly that for those of an overfitted model.
errors += 5e-5 - errors.mean(axis=1, keepdims=True)
cases = {}
for method in ("mint_shrink", "wls_var", "ols"):
    m = MinTrace(method)
    got = m.fit_predict(S=S, y_hat=base, y_insample=errors, y_hat_insample=np.zeros_like(errors))
    cases[method] = np.asarray(got["mean"]).tolist()
with open("reference.json", "w") as out:
    json.dump({"base": base.tolist(), "errors": errors.tolist(), "want": cases}, out)
    out.write("\n")
