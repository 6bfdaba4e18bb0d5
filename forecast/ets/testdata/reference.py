"""Writes reference.json: statsforecast's exponential smoothing on two known series.

Run in this folder: pip install statsforecast==2.1.1 && python reference.py
"""
import json
import numpy as np
from statsforecast.models import AutoETS

# Accidental deaths in the USA by month, 1973-1978 (Brockwell & Davis 1991), and
# airline passengers in thousands, 1949-1960 (Box & Jenkins 1970).
SERIES = {
  "deaths": [
    9007, 8106, 8928, 9137, 10017, 10826, 11317, 10744, 9713, 9938, 9161, 8927, 7750, 6981, 8038,
    8422, 8714, 9512, 10120, 9823, 8743, 9129, 8710, 8680, 8162, 7306, 8124, 7870, 9387, 9556,
    10093, 9620, 8285, 8466, 8160, 8034, 7717, 7461, 7767, 7925, 8623, 8945, 10078, 9179, 8037,
    8488, 7874, 8647, 7792, 6957, 7726, 8106, 8890, 9299, 10625, 9302, 8314, 8850, 8265, 8796, 7836,
    6892, 7791, 8192, 9115, 9434, 10484, 9827, 9110, 9070, 8633, 9240,
  ],
  "passengers": [
    112, 118, 132, 129, 121, 135, 148, 148, 136, 119, 104, 118, 115, 126, 141, 135, 125, 149, 170,
    170, 158, 133, 114, 140, 145, 150, 178, 163, 172, 178, 199, 199, 184, 162, 146, 166, 171, 180,
    193, 181, 183, 218, 230, 242, 209, 191, 172, 194, 196, 196, 236, 235, 229, 243, 264, 272, 237,
    211, 180, 201, 204, 188, 235, 227, 234, 264, 302, 293, 259, 229, 203, 229, 242, 233, 267, 269,
    270, 315, 364, 347, 312, 274, 237, 278, 284, 277, 317, 313, 318, 374, 413, 405, 355, 306, 271,
    306, 315, 301, 356, 348, 355, 422, 465, 467, 404, 347, 305, 336, 340, 318, 362, 348, 363, 435,
    491, 505, 404, 359, 310, 337, 360, 342, 406, 396, 420, 472, 548, 559, 463, 407, 362, 405, 417,
    391, 419, 461, 472, 535, 622, 606, 508, 461, 390, 432,
  ],
}

cases = []
for name, y in SERIES.items():
    for method, kind, damped in (("ses", "ANN", False), ("holt", "AAN", False), ("damped", "AAN", True)):
        m = AutoETS(season_length=1, model=kind, damped=damped).fit(np.array(y, float))
        f = m.predict(12)["mean"]
        cases.append({"series": name, "season": 1, "method": method, "want": [round(float(v), 4) for v in f],
                      "squares": float(np.sum(np.square(m.model_["residuals"])))})
    m = AutoETS(season_length=12).fit(np.array(y, float))
    cases.append({"series": name, "season": 12, "method": "ets", "want": [round(float(v), 4) for v in m.predict(12)["mean"]]})
with open("reference.json", "w") as out:
    json.dump({"series": SERIES, "cases": cases}, out)
    out.write("\n")
