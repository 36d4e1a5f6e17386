"""The sample as a map and as rows of kecamatan: how much of it is in, and when it came.

Comes in: the strata of stored runs. Only numbers of TPS are shown, never which TPS are in the sample.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from deskpemilu.domain.codes import KABUPATEN, KECAMATAN, PROVINSI
from deskpemilu.insight import queries
from deskpemilu.insight.models import Run, Sample
from deskpemilu.registry.models import Contest, Region
from deskpemilu.web.formatting import figure
from deskpemilu.web.maps import Key, Map, Piece, draw_map
from deskpemilu.web.pages.dashboard.rows import Row

MOST_DOTS = 30
MOST_MOMENTS = 40
WIDTH, HEIGHT = 100.0, 24.0
_BELOW = {PROVINSI: KABUPATEN, KABUPATEN: KECAMATAN}


@dataclass(frozen=True, slots=True)
class StratumRow:
    """A kecamatan: its sampled TPS as dots (in or not), and how they came in over time."""

    row: Mapping[str, Any]
    line: str

    @property
    def dots(self) -> Sequence[tuple[int, bool]]:
        """(place, whether it is in) of each sampled TPS; empty where they are too many for dots."""
        asked = self.row["sampled"]
        if asked > MOST_DOTS:
            return []
        return [(5 + 9 * number, number < self.row["reported"]) for number in range(asked)]

    @property
    def width(self) -> int:
        """Width of the row of dots."""
        return 9 * int(self.row["sampled"]) + 1


def stratum_rows(run: Run) -> list[StratumRow]:
    """The kecamatan of the latest run with their arrival since the first one of the same sample."""
    moments = _moments(run)
    return [StratumRow(row, _line(moments, row["code"])) for row in run.result["strata"]]


def _moments(run: Run) -> list[tuple[datetime, dict[str, float]]]:
    """Share of each kecamatan's sample that was in, at the moments of a few runs over the night."""
    if run.sample is None:
        return []
    runs = queries.runs_of(run.contest, Run.Kind.ESTIMATE).filter(sample=run.sample)
    ids = list(runs.values_list("pk", flat=True))
    step = max(1, -(-len(ids) // MOST_MOMENTS))
    chosen = sorted({*ids[::step], *ids[-1:]})
    rows = runs.filter(pk__in=chosen).values_list("at", "result__strata")
    return [(at, {row["code"]: row["rate"] or 0.0 for row in strata}) for at, strata in rows]


def _line(moments: Sequence[tuple[datetime, Mapping[str, float]]], code: str) -> str:
    """Points of a line in a box of WIDTH x HEIGHT, "" before there is a time to speak of."""
    if len(moments) < 2 or moments[0][0] == moments[-1][0]:
        return ""
    start, length = moments[0][0], moments[-1][0] - moments[0][0]
    points = [(WIDTH * ((at - start) / length), HEIGHT * (1 - rates.get(code, 0.0))) for at, rates in moments]
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def sample_map(contest: Contest, strata: Sequence[Mapping[str, Any]]) -> Map | None:
    """Parts of the desk's area toned by how much of their sample is in; None without outlines."""
    area = contest.election.area
    width = _BELOW.get(len(area.code), KECAMATAN)
    sums: dict[str, list[int]] = {}
    for row in strata:
        entry = sums.setdefault(row["code"][:width], [0, 0])
        entry[0] += row["sampled"]
        entry[1] += row["reported"]
    parts = [
        Row(r.code, r.name, sums[r.code][0], sums[r.code][1], 0, 0, None, lat=r.lat, lon=r.lon)
        for r in Region.objects.filter(code__in=sums).order_by("code")
    ]
    drawn = draw_map(area, parts, "masuk", contest.code)
    if drawn is None:
        return None
    rows = {part.code: part for part in parts}
    legend = [*drawn.legend, Key("scale-none", "tanpa TPS sampel")]
    return replace(drawn, pieces=[_said(piece, rows[piece.code]) for piece in drawn.pieces], legend=legend)


def _said(piece: Piece, part: Row) -> Piece:
    asked, came = figure(part.tps), figure(part.received)
    if not part.tps:
        return replace(piece, tone="scale-none", value="–", says=f"{part.name}: tanpa TPS sampel")
    return replace(piece, value=f"{came}/{asked}", says=f"{part.name}: {came} dari {asked} TPS sampel masuk")


def sample_board(board_run: Run | None, sample: Sample | None) -> dict[str, Any]:
    """Context of the page: rows and map; nothing before the first run."""
    if board_run is None or sample is None:
        return {"strata": [], "sample_map": None}
    strata = stratum_rows(board_run)
    return {"strata": strata, "sample_map": sample_map(board_run.contest, board_run.result["strata"])}
