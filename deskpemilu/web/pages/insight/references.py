"""What a statement is held against afterwards: the desk's own count, or KPU's figures that were imported.

Comes in: the contest, stored runs, figures of others. Goes out: references, the desk's first. KPU's figures
are summed here and nowhere stored; D.Hasil by kecamatan, Sirekap by TPS.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from deskpemilu.domain.codes import KECAMATAN
from deskpemilu.exchange import queries as foreign
from deskpemilu.exchange.foreign import ORIGIN_NAMES, Origin
from deskpemilu.insight import queries
from deskpemilu.insight.models import Run
from deskpemilu.registry.models import Contest, Tps

COMPLETE = 0.995
"""Share of all places from which a count is spoken of as nearly final."""
OWN = "desk"


@dataclass(frozen=True, slots=True)
class Reference:
    """Shares to hold statements against: of whom, how many of how many places, as of when."""

    source: str
    label: str
    shares: Mapping[str, float]
    names: Mapping[str, str]
    reported: int
    places: int
    unit: str
    at: datetime | None

    @property
    def complete(self) -> bool:
        """Whether (nearly) everything is in."""
        return self.reported >= COMPLETE * self.places


def references_of(contest: Contest) -> list[Reference]:
    """The desk's own count and every source that has figures of the contest; none without a run."""
    own = own_reference(contest)
    if own is None:
        return []
    found = [_dhasil(contest, own), _sirekap(contest, own)]
    return [own, *(each for each in found if each is not None)]


def chosen_of(references: list[Reference], wanted: str) -> Reference | None:
    """The one asked for; else a complete one of KPU, D.Hasil before Sirekap; else the desk's."""
    asked = [each for each in references if each.source == wanted]
    final = [each for each in references[1:] if each.complete]
    return next(iter([*asked, *final, *references]), None)


def own_reference(contest: Contest) -> Reference | None:
    """The counted shares of the newest projection, else of the newest quick count."""
    for kind, name, reported in (
        (Run.Kind.PROJECTION, "reported_share", "reported"),
        (Run.Kind.ESTIMATE, "naive", "naive_tps"),
    ):
        run = queries.latest_run(contest, kind)
        if run is not None:
            result = run.result
            names = {key: row["name"] for key, row in result["choices"].items()}
            return Reference(
                OWN, "hitungan masuk desk", result[name], names, result[reported], result["N"], "TPS", run.at
            )
    return None


def _dhasil(contest: Contest, own: Reference) -> Reference | None:
    """Sums of the kecamatan whose D.Hasil was imported."""
    sums = foreign.sums_of(contest, Origin.DHASIL, area=contest.election.area_id)
    rows = {code: each for code, each in sums.items() if len(code) == KECAMATAN}
    codes = Tps.objects.filter(election=contest.election_id).values_list("code", flat=True)
    wanted = {code[:KECAMATAN] for code in codes}
    kept = [each.form.votes for code, each in rows.items() if code in wanted]
    return _reference(contest, Origin.DHASIL, own, kept, places=len(wanted), unit="kecamatan")


def _sirekap(contest: Contest, own: Reference) -> Reference | None:
    """The TPS that Sirekap shows, of our register."""
    theirs = foreign.fitting(foreign.ours_of(contest), foreign.theirs_of(contest, Origin.SIREKAP))
    codes = set(Tps.objects.filter(election=contest.election_id).values_list("code", flat=True))
    kept = [each.form.votes for code, each in theirs.items() if code in codes and each.form.votes]
    return _reference(contest, Origin.SIREKAP, own, kept, places=len(codes), unit="TPS")


def _reference(
    contest: Contest,
    source: Origin,
    own: Reference,
    votes: Iterable[Mapping[str, int]],
    *,
    places: int,
    unit: str,
) -> Reference | None:
    """Shares of these votes; lines of candidates count for their party. None without a vote."""
    rows = list(votes)
    totals = dict.fromkeys(own.shares, 0)
    for row in rows:
        for key, figure in row.items():
            line = key if key in totals else key.split(".")[0]
            totals[line] = totals.get(line, 0) + figure
    everything = sum(totals.values())
    if not everything or set(totals) != set(own.shares):
        return None
    file = foreign.newest_file(contest, source)
    shares = {key: figure / everything for key, figure in totals.items()}
    name = ORIGIN_NAMES[source.value]
    at = (file.published_at or file.stored_at) if file else None
    return Reference(source.value, name, shares, own.names, len(rows), places, unit, at)
