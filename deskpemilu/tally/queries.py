"""Reading totals: tables for commands, pages and files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from deskpemilu.domain.codes import Level, within
from deskpemilu.domain.contests import CONTESTS, choice_order, party_of
from deskpemilu.domain.states import HELD_BACK, IN_RECEIVED, IN_VERIFIED, CountState
from deskpemilu.intake.models import Count
from deskpemilu.registry.models import Choice, Contest, Dapil, Election, Tps
from deskpemilu.tally.models import Total

RECEIVED, VERIFIED = "received", "verified"
NO_SIDE: dict[str, Any] = {"tps": 0, "valid": 0, "invalid": 0, "total": 0, "voters": 0, "votes": {}}


class NoContest(ValueError):
    """The election has no such contest."""


def contest_of(election: Election, code: str) -> Contest:
    """The contest of that code. Raises NoContest naming those there are."""
    contest = Contest.objects.filter(election=election, code=code).first()
    if contest is None:
        known = ", ".join(Contest.objects.filter(election=election).values_list("code", flat=True))
        raise NoContest(f"Pemilihan {election.code} tidak memuat “{code}”; yang ada: {known}.")
    return contest


def tally_rows(
    *,
    election: Election,
    contest_code: str,
    by: str,
    count: str = RECEIVED,
    area: str = "",
    now: datetime,
) -> dict[str, Any]:
    """Totals of one level as `desk tally` prints them; only inside `area` where it is given."""
    contest = contest_of(election, contest_code)
    rows = (
        _tps_rows(contest, count, area) if by == Level.TPS.value else _region_rows(contest, by, count, area)
    )
    return {
        "election": election.code,
        "contest": contest.code,
        "by": by,
        "count": count,
        "at": now.isoformat(),
        "rows": list(rows),
    }


def _region_rows(contest: Contest, level: str, count: str, area: str) -> Iterator[dict[str, Any]]:
    dapils = dapils_of(contest)
    totals = Total.objects.filter(contest=contest, level=level, tps_total__gt=0).select_related("region")
    for total in totals.filter(region__code__startswith=area).order_by("region_id"):
        side = {**NO_SIDE, **(total.verified if count == VERIFIED else total.received)}
        yield {
            "code": total.region_id,
            "name": total.region.name,
            "tps_total": total.tps_total,
            "tps_in": total.tps_in,
            "tps_verified": total.tps_verified,
            "tps_held": total.tps_held,
            "dpt": total.dpt,
            "voters": side["voters"],
            "valid": side["valid"],
            "invalid": side["invalid"],
            "votes": comparable_votes(contest, dapils, total.region_id, side["votes"]),
        }


def _tps_rows(contest: Contest, count: str, area: str) -> Iterator[dict[str, Any]]:
    """Every TPS has a row; figures only where the count is in the total that is asked for."""
    wanted = IN_VERIFIED if count == VERIFIED else IN_RECEIVED
    counts = Count.objects.filter(
        contest=contest, counts=True, desa_code__startswith=area[:10]
    ).select_related("submission__recheck", "requested__recheck")
    by_tps = {row.tps_id: row for row in counts}
    stations = Tps.objects.filter(election_id=contest.election_id, code__startswith=area).select_related(
        "desa"
    )
    for tps in stations.order_by("code"):
        yield _tps_row(tps, by_tps.get(tps.pk), wanted)


def _tps_row(tps: Tps, count: Count | None, wanted: frozenset[CountState]) -> dict[str, Any]:
    state = CountState(count.state) if count else CountState.MISSING
    version = count.submission if count and state in wanted else None
    rows = version.rows if version else {}
    votes = version.votes if version else {}
    row: dict[str, Any] = {
        "code": tps.code,
        "name": f"{tps.desa.name} TPS {tps.number:03d}",
        "tps_total": 1,
        "tps_in": int(state in IN_RECEIVED),
        "tps_verified": int(state in IN_VERIFIED),
        "tps_held": int(state in HELD_BACK),
        "dpt": tps.dpt,
        "voters": rows.get("pengguna_total_j", 0),
        "valid": rows.get("suara_sah", sum(votes.values())),
        "invalid": rows.get("suara_tidak_sah", 0),
        "votes": dict(sorted(votes.items(), key=lambda item: choice_order(item[0]))),
    }
    if count is not None and state in HELD_BACK:
        row["findings"] = finding_codes(count)
    return row


def finding_codes(count: Count) -> list[str]:
    """Why a count is held back: codes of its hard findings, or that two reports differ."""
    versions = [version for version in (count.submission, count.requested) if version is not None]
    codes = {f["code"] for version in versions for f in version.findings_now if f.get("severity") == "galat"}
    if count.state == CountState.CONFLICT.value:
        codes.add("conflict")
    return sorted(codes)


def dapils_of(contest: Contest) -> Sequence[Dapil]:
    """Districts of a contest; empty where all vote on one list."""
    return list(Dapil.objects.filter(contest=contest))


def comparable_votes(
    contest: Contest, dapils: Sequence[Dapil], region: str, votes: dict[str, int]
) -> dict[str, int]:
    """Votes that may stand beside each other in a region.

    Candidate 3 of a party is another person in each district: where a region spans several, only
    sums of parties (own votes and candidates together) are shown.
    """
    if not CONTESTS[contest.code].legislative or not spans_districts(dapils, region):
        return votes
    return party_sums(votes)


def party_sums(votes: Mapping[str, int]) -> dict[str, int]:
    """Votes of each party: its own and its candidates' together, in ballot order."""
    sums: dict[str, int] = {}
    for key, figure in votes.items():
        sums[party_of(key)] = sums.get(party_of(key), 0) + figure
    return dict(sorted(sums.items(), key=lambda item: choice_order(item[0])))


def spans_districts(dapils: Sequence[Dapil], region: str) -> bool:
    """Whether a region holds areas of more than one district."""
    touched = {
        dapil.code
        for dapil in dapils
        if any(within(area, region) or within(region, area) for area in dapil.areas)
    }
    return len(touched) > 1


@dataclass(frozen=True, slots=True)
class ChoiceLine:
    """A line of the ballot as it is shown."""

    key: str
    name: str
    party: str
    colour: str


def ballot(contest: Contest, area: str, dapils: Sequence[Dapil] | None = None) -> list[ChoiceLine]:
    """The ballot of a region in its order; only party lines where it spans several districts."""
    dapils = dapils_of(contest) if dapils is None else dapils
    here = [d.code for d in dapils if any(within(a, area) or within(area, a) for a in d.areas)]
    rows = Choice.objects.filter(Q(dapil="") | Q(dapil__in=here), contest=contest)
    parties_only = CONTESTS[contest.code].legislative and len(here) > 1
    lines = [
        ChoiceLine(row.key, row.name, row.party, row.colour)
        for row in rows
        if not (parties_only and "." in row.key)
    ]
    return sorted({line.key: line for line in lines}.values(), key=lambda line: choice_order(line.key))


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a region has come. `problem` are the TPS held back; `missing` those not heard of."""

    code: str
    name: str
    level: str
    tps: int
    dpt: int
    received: int
    verified: int
    problem: int

    @property
    def missing(self) -> int:
        """TPS from which nothing usable has come."""
        return self.tps - self.received - self.problem

    @property
    def share(self) -> float:
        """Received as a fraction of all TPS, 0 to 1."""
        return self.received / self.tps if self.tps else 0.0


def progress_of(contest: Contest, area: str) -> Progress:
    """Progress of one region. Raises Total.DoesNotExist for a region that the desk does not have."""
    return progress(Total.objects.select_related("region").get(contest=contest, region_id=area))


def progress_below(contest: Contest, area: str) -> list[Progress]:
    """Progress of the regions just below one, in code order, those without TPS left out."""
    rows = Total.objects.filter(contest=contest, region__parent_id=area, tps_total__gt=0)
    return [progress(row) for row in rows.select_related("region").order_by("region_id")]


def progress(total: Total) -> Progress:
    """Progress as a row of totals tells it; `total.region` should be loaded."""
    return Progress(
        code=total.region_id,
        name=total.region.name,
        level=total.level,
        tps=total.tps_total,
        dpt=total.dpt,
        received=total.tps_in,
        verified=total.tps_verified,
        problem=total.tps_held,
    )
