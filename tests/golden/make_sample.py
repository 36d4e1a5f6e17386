"""Write sample.csv: an invented stratified sample, the common input of the oracles.

Columns: stratum, stratum_size, cluster (desa), size (DPT), votes of three choices. No real count is in it.
Run: python tests/golden/make_sample.py
"""

import csv
from pathlib import Path

import numpy as np

SIZES = (40, 12, 95, 7, 60)
DRAWN = (9, 4, 15, 7, 2)


def main() -> None:
    rng = np.random.default_rng(20240214)
    rows = []
    for stratum, (size, drawn) in enumerate(zip(SIZES, DRAWN, strict=True)):
        level = rng.normal([0.0, 1.0, -0.5], 0.3)
        for i in range(drawn):
            weight = np.exp(level + rng.normal(0, 0.3, 3))
            dpt = int(rng.integers(150, 300))
            votes = rng.multinomial(int(dpt * rng.uniform(0.6, 0.95)), weight / weight.sum())
            rows.append([stratum, size, stratum * 10 + i // 2, dpt, *votes])
    with (Path(__file__).parent / "sample.csv").open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["stratum", "stratum_size", "cluster", "size", "v1", "v2", "v3"])
        writer.writerows(rows)


if __name__ == "__main__":
    main()
