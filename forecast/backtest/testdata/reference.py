"""Writes reference.json: the measures of a few made-up forecasts by others' code
and by the definitions of the M4 competition.

MAE, pinball loss and the verdicts are scikit-learn's; MASE, sMAPE, WQL and
coverage those of Nixtla's utilsforecast (whose sMAPE is half the competition's
and a part, not per cent); OWA and MSIS are written out from Makridakis,
Spiliotis & Assimakopoulos 2020, sections 2.5 and 2.6.

Run in this folder: pip install scikit-learn==1.9.1 utilsforecast==0.2.17 && python reference.py
"""
import json
import numpy as np
import pandas as pd
from sklearn.metrics import accuracy_score, confusion_matrix, mean_absolute_error, mean_pinball_loss
from utilsforecast import losses

SEASON, HORIZON, SERIES = 4, 6, 7
TAUS = [0.025, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.975]
DECILES = [round(0.1 * i, 1) for i in range(1, 10)]
VERDICTS = ["rise", "flat", "fall"]
rng = np.random.default_rng(13)


def r(v):
    return [round(float(x), 6) for x in v]


cases, train, test = [], [], []
for i in range(SERIES):
    n = 30 + 3 * i
    t = np.arange(n + HORIZON)
    y = (50 + 20 * i) * (1 + 0.01 * (i - 3) * t / 4) * (1 + 0.2 * np.sin(2 * np.pi * t / SEASON)) + rng.normal(0, 4, n + HORIZON)
    past, came = r(y[:n]), r(y[n:])
    mean = r(came + rng.normal(0, 6, HORIZON))
    naive2 = r(came + rng.normal(0, 9, HORIZON))
    spread = np.sort(rng.normal(0, 6, (len(TAUS), HORIZON)), axis=0)
    cases.append({
        "past": past, "actual": came, "mean": mean, "naive2": naive2,
        "quantiles": [r(np.array(mean) + q) for q in spread],
        "verdict": VERDICTS[int(rng.integers(3))],
    })
    train.append(pd.DataFrame({"unique_id": i, "ds": np.arange(n), "y": past}))
    frame = {"unique_id": i, "ds": np.arange(n, n + HORIZON), "y": came, "f": mean, "naive2": naive2}
    frame.update({f"q{tau}": q for tau, q in zip(TAUS, cases[-1]["quantiles"])})
    test.append(pd.DataFrame(frame))
train, test = pd.concat(train), pd.concat(test)

actual = test["y"].to_numpy()
mase = losses.mase(test, ["f", "naive2"], seasonality=SEASON, train_df=train).mean()
mase1 = losses.mase(test, ["f"], seasonality=1, train_df=train).mean()
smape = 200 * losses.smape(test, ["f", "naive2"]).mean()


def interval(low, high, alpha):
    """M4's MSIS, and the mean width scaled alike."""
    scores, widths = [], []
    for c in cases:
        past = np.array(c["past"])
        scale = np.mean(np.abs(past[SEASON:] - past[:-SEASON]))
        y, l, u = np.array(c["actual"]), np.array(c["quantiles"][TAUS.index(low)]), np.array(c["quantiles"][TAUS.index(high)])
        misses = 2 / alpha * ((l - y) * (y < l) + (y - u) * (y > u))
        scores.append(np.mean(u - l + misses) / scale)
        widths.append(np.mean(u - l) / scale)
    return float(np.mean(scores)), float(np.mean(widths))


def coverage(low, high):
    d = test.assign(**{"m-lo-1": test[f"q{low}"], "m-hi-1": test[f"q{high}"]})
    return float(losses.coverage(d, ["m"], level=1)["m"].mean())


def direction(mean, before):
    return "rise" if mean > 1.05 * before else "fall" if mean < 0.95 * before else "flat"


truth = [direction(np.mean(c["actual"]), np.mean(c["past"][-SEASON:])) for c in cases]
said = [c["verdict"] for c in cases]
wql = [2 * mean_pinball_loss(actual, test[f"q{q}"], alpha=q) * len(actual) / np.sum(np.abs(actual)) for q in DECILES]
want = {
    "mase": mase["f"], "mase_lag1": mase1["f"], "smape": smape["f"],
    "owa": (smape["f"] / smape["naive2"] + mase["f"] / mase["naive2"]) / 2,
    "wape": mean_absolute_error(actual, test["f"]) / np.mean(np.abs(actual)),
    "wql": np.mean(wql),
    "coverage_50": coverage(0.25, 0.75), "coverage_80": coverage(0.1, 0.9), "coverage_95": coverage(0.025, 0.975),
    "msis_80": interval(0.1, 0.9, 0.2)[0], "width_80": interval(0.1, 0.9, 0.2)[1],
    "msis_95": interval(0.025, 0.975, 0.05)[0], "width_95": interval(0.025, 0.975, 0.05)[1],
    "direction": accuracy_score(truth, said),
}
out = {
    "season": SEASON, "cases": cases, "want": {k: float(v) for k, v in want.items()},
    # By verdict called, then by what came: the transpose of scikit-learn's.
    "confusion": confusion_matrix(truth, said, labels=VERDICTS).T.tolist(),
    # Single functions, on all periods of all series together.
    "mae": mean_absolute_error(actual, test["f"]),
    "pinball": {str(q): mean_pinball_loss(actual, test[f"q{q}"], alpha=q) for q in TAUS},
}
with open("reference.json", "w") as f:
    json.dump(out, f)
    f.write("\n")
