"""What the four pages of the statistics show: the latest stored run, its history, the table below."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404

from deskpemilu.accounts.access import DeskRequest
from deskpemilu.domain.roles import Act
from deskpemilu.insight import queries
from deskpemilu.insight.models import Run, Sample
from deskpemilu.insight.schedule import kinds_of
from deskpemilu.intake.blindness import hidden_from
from deskpemilu.registry.models import Contest, Election
from deskpemilu.web.election import current_election
from deskpemilu.web.pages.insight.chart import SERIES, Chart, history

WHOLE = (
    "Hitung cepat, proyeksi, anomali dan kursi menyangkut jumlah suara seluruh wilayah desk. "
    "Hak Anda atas jumlah suara belum meliputi seluruhnya. Hubungi administrator desk bila perlu."
)
PAGES = (
    (Run.Kind.ESTIMATE, "insight", "Hitung cepat"),
    (Run.Kind.PROJECTION, "projection", "Proyeksi"),
    (Run.Kind.ANOMALIES, "anomalies", "Anomali"),
    (Run.Kind.SEATS, "seats", "Kursi"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """Election and contest of a request that may see them, and the contests beside it."""

    election: Election
    contest: Contest
    contests: Sequence[Contest]


def place_of(request: DeskRequest, code: str, kind: Run.Kind) -> Place:
    """The contest asked for, else the first that has such runs. Raises Http404 or PermissionDenied."""
    election = current_election(request)
    if election is None:
        raise Http404("Desk ini belum mempunyai pemilihan.")
    if not request.access.may(Act.SEE_TOTALS, election.area_id):
        raise PermissionDenied(WHOLE)
    every = list(Contest.objects.filter(election=election).select_related("election__area").order_by("order"))
    fitting = [contest for contest in every if kind in kinds_of(contest)]
    found = next((c for c in every if c.code == code), None) if code else _first(fitting or every, kind)
    if found is None:
        raise Http404(f"Pemilihan ini tidak memuat “{code}”.")
    return Place(election, found, fitting)


def _first(contests: Sequence[Contest], kind: Run.Kind) -> Contest | None:
    """The contest that a screen opens with; for seats the one of which the desk holds most districts."""
    if kind is not Run.Kind.SEATS or not contests:
        return next(iter(contests), None)
    held = queries.districts_held(contests[0].election)
    return max(contests, key=lambda contest: held.get(contest.pk, 0))


@dataclass(frozen=True, slots=True)
class Shown:
    """A choice in the table: what was said of it, where it lies on a track from 0 to `top`."""

    key: str
    name: str
    series: int
    row: Mapping[str, Any]
    naive: float | None
    model: Mapping[str, Any] | None
    first: bool
    top: float

    @property
    def margin(self) -> float:
        """Half of the interval's width."""
        return float(self.row["high"] - self.row["low"]) / 2

    @property
    def left(self) -> float:
        """Where the interval begins."""
        return 100 * float(self.row["low"]) / self.top

    @property
    def width(self) -> float:
        """Its length, wide enough to be seen."""
        return max(100 * float(self.row["high"] - self.row["low"]) / self.top, 0.4)

    @property
    def at(self) -> float:
        """Where the share is."""
        return 100 * float(self.row["share"]) / self.top

    @property
    def naive_at(self) -> float:
        """Where the counted share is."""
        return 100 * (self.naive or 0.0) / self.top

    @property
    def gap(self) -> float | None:
        """Counted share minus this one."""
        return None if self.naive is None else self.naive - float(self.row["share"])


@dataclass(frozen=True)
class Board:
    """A page of estimate or projection."""

    place: Place
    kind: Run.Kind
    run: Run | None
    result: Mapping[str, Any]
    shown: Sequence[Shown]
    chart: Chart | None
    sample: Sample | None
    exports: bool
    draws: bool

    @staticmethod
    def load(request: DeskRequest, code: str, kind: Run.Kind) -> Board:
        """Read the latest run and the history of its kind."""
        place = place_of(request, code, kind)
        run = queries.latest_run(place.contest, kind)
        result: Mapping[str, Any] = run.result if run else {}
        if kind is Run.Kind.ANOMALIES and run:
            result = without(result, hidden_from(request.access, place.election).codes(place.contest.pk))
        area = place.election.area_id
        return Board(
            place=place,
            kind=kind,
            run=run,
            result=result,
            shown=_shown(kind, result),
            chart=_chart(place.contest, kind) if run else None,
            sample=queries.latest_sample(place.contest) if kind is Run.Kind.ESTIMATE else None,
            exports=bool(run) and bool(request.access.may(Act.EXPORT, area)),
            draws=bool(request.access.may(Act.LOCK, area)),
        )

    @property
    def pages(self) -> list[tuple[str, str, bool]]:
        """The screens that a contest has: (route, label, whether it is this one)."""
        kinds = kinds_of(self.place.contest)
        return [(route, label, kind is self.kind) for kind, route, label in PAGES if kind in kinds]

    @property
    def page(self) -> str:
        """Route of this screen."""
        return next(route for kind, route, _ in PAGES if kind is self.kind)


def without(result: Mapping[str, Any], hidden: Collection[str]) -> Mapping[str, Any]:
    """The findings without those of forms whose first entry is kept from this person (blindness.py)."""
    if not hidden:
        return result
    rows = [row for row in result["rows"] if row["tps_code"] not in hidden]
    kinds = [row["code"] for row in rows]
    rates = {code: kinds.count(code) for code in result["rates"] if code in kinds}
    return {**result, "rows": rows, "rates": rates, "kept": len(result["rows"]) - len(rows)}


def _shown(kind: Run.Kind, result: Mapping[str, Any]) -> list[Shown]:
    if not result or "choices" not in result:
        return []
    rows = result["choices"]
    best = max(rows, key=lambda key: rows[key]["share"])
    naive = result.get("naive", {}) if kind is Run.Kind.ESTIMATE else result["reported_share"]
    model = result.get("model", {})
    top = max(ceil(10 * max(row["high"] for row in rows.values())), 1) / 10
    return [
        Shown(key, row["name"], number % SERIES + 1, row, naive.get(key), model.get(key), key == best, top)
        for number, (key, row) in enumerate(rows.items())
    ]


def _chart(contest: Contest, kind: Run.Kind) -> Chart | None:
    if kind not in {Run.Kind.ESTIMATE, Run.Kind.PROJECTION}:
        return None
    rows = queries.runs_of(contest, kind).values_list("at", "result__choices")
    return history([(at, choices) for at, choices in rows if choices])
