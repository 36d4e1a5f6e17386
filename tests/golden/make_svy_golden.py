"""Write svy.json: the same stratified estimate by the Python package `svy` (run where it is installed).

Run: python tests/golden/make_svy_golden.py   (needs: pip install svy polars)
"""

import json
from importlib.metadata import version
from pathlib import Path

import polars as pl
import svy

FOLDER = Path(__file__).parent


def main() -> None:
    tps = pl.read_csv(FOLDER / "sample.csv").with_columns(
        (pl.col("v1") + pl.col("v2") + pl.col("v3")).alias("valid"),
        (pl.col("stratum_size") / pl.len().over("stratum")).alias("weight"),
    )
    design = svy.Design(stratum="stratum", wgt="weight", pop_size="stratum_size")
    sample = svy.Sample(data=tps, design=design)
    share, error = [], []
    for column in ("v1", "v2", "v3"):
        result = sample.estimation.ratio(y=column, x="valid")
        share.append(result.estimates[0].est)
        error.append(result.estimates[0].se)
    answer = {"made_by": f"svy {version('svy')}", "stratified": {"share": share, "standard_error": error}}
    (FOLDER / "svy.json").write_text(json.dumps(answer, indent=2) + "\n")


if __name__ == "__main__":
    main()
