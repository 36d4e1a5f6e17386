"""Totals are re-summed bottom-up, never incremented: no drift, no hot counters.

After a batch each touched desa is summed from its TPS, then its kecamatan from its desa, and so
on up to the province. `rebuild` does the same for everything; `compare` proves that both agree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import Count as CountRows
from django.db.models import F, Sum

from deskpemilu.channels import bulk
from deskpemilu.domain.codes import Level, ancestors_of, level_of, parent_of
from deskpemilu.domain.states import CountState
from deskpemilu.intake import cross
from deskpemilu.intake.cross import Shown
from deskpemilu.intake.models import Count
from deskpemilu.registry.models import Contest, Election, Region, Tps
from deskpemilu.tally.models import LiveVersion, Total
from deskpemilu.tally.sums import RegionSum

Touched = tuple[int, str]  # contest id, region code
DYNAMIC = ["tps_in", "tps_verified", "tps_held", "received", "verified"]
CHUNK = 400  # region codes in one statement, below SQLite's limit of parameters


def lock(election_id: int) -> None:
    """Take the turn to write counts and totals of an election; call first in the transaction.

    Without it two workers on PostgreSQL would each sum without the other's rows.
    """
    LiveVersion.objects.get_or_create(election_id=election_id)
    LiveVersion.objects.select_for_update().get(election_id=election_id)


def bump(election_ids: Iterable[int]) -> None:
    """Tell open pages that something of these elections changed."""
    LiveVersion.objects.filter(election_id__in=set(election_ids)).update(number=F("number") + 1)


def resum(touched: Iterable[Touched], *, tps_ids: Collection[int] | None = None) -> None:
    """Re-sum the touched desa and everything above them, and compare their forms with each other.

    Runs in the caller's transaction. `tps_ids`: the TPS whose forms changed, where that is known, so
    that no other is looked up.
    """
    level = set(touched)
    shown = cross.shown_in(level)
    cross.refresh(level, shown, tps_ids)
    sums = _sum_desa(level, shown)
    while level:
        _write(sums)
        level = {(contest, parent) for contest, code in level if (parent := parent_of(code))}
        sums = _sum_children(level)


def _sum_desa(touched: set[Touched], shown: Iterable[Shown]) -> dict[Touched, RegionSum]:
    sums = {key: RegionSum() for key in touched}
    for row in shown:
        sums[row.contest_id, row.desa_code].add_count(row.state, row.votes, row.rows)
    return sums


def _sum_children(parents: set[Touched]) -> dict[Touched, RegionSum]:
    sums = {key: RegionSum() for key in parents}
    contests = {contest for contest, _ in parents}
    codes = sorted({code for _, code in parents})
    for at in range(0, len(codes), CHUNK):
        rows = Total.objects.filter(
            contest_id__in=contests, region__parent_id__in=codes[at : at + CHUNK]
        ).values_list("contest_id", "region__parent_id", "received", "verified", "tps_held")
        for contest_id, code, received, verified, held in rows:
            if code is not None and (contest_id, code) in sums:
                sums[contest_id, code].add_region(received, verified, held)
    return sums


def _write(sums: dict[Touched, RegionSum]) -> None:
    bulk.insert(
        [
            Total(
                contest_id=contest_id,
                region_id=code,
                level=level_of(code).value,
                tps_in=total.received.figures["tps"],
                tps_verified=total.verified.figures["tps"],
                tps_held=total.held,
                received=total.received.as_side(),
                verified=total.verified.as_side(),
            )
            for (contest_id, code), total in sums.items()
        ],
        unique=["contest", "region"],
        update=DYNAMIC,
    )


def rebuild(election: Election) -> None:
    """Make all totals of an election anew, with the number of TPS and DPT of every region."""
    with transaction.atomic():
        lock(election.pk)
        contests = list(election.contests.all())
        Total.objects.filter(contest__in=contests).delete()
        Total.objects.bulk_create(_empty_totals(election, contests), batch_size=500)
        desa = set(Tps.objects.filter(election=election).values_list("desa_id", flat=True))
        resum((contest.pk, code) for contest in contests for code in desa)
        bump([election.pk])


def resize(election: Election, desa_codes: Iterable[str]) -> None:
    """Count the TPS and voters of these desa and of what lies above them anew, and sum them again.

    For a TPS that was added, closed or moved; the caller holds the election's turn.
    """
    desa = set(desa_codes)
    codes = desa.union(*(ancestors_of(code) for code in desa))
    contests = list(election.contests.values_list("pk", flat=True))
    resum((contest_id, code) for contest_id in contests for code in desa)
    sizes = _sizes(election)
    rows = list(Total.objects.filter(contest_id__in=contests, region_id__in=codes))
    for row in rows:
        row.tps_total, row.dpt = sizes[row.region_id]
    Total.objects.bulk_update(rows, ["tps_total", "dpt"], batch_size=CHUNK)
    bump([election.pk])


def _sizes(election: Election) -> dict[str, list[int]]:
    """How many open TPS and registered voters a region has, by its code."""
    sizes: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    per_desa = (
        Tps.objects.filter(election=election)
        .order_by()
        .values("desa_id")
        .annotate(tps=CountRows("id"), left=Sum("dpt_l"), right=Sum("dpt_p"))
    )
    for row in per_desa:
        dpt = (row["left"] or 0) + (row["right"] or 0)
        for code in (row["desa_id"], *ancestors_of(row["desa_id"])):
            sizes[code][0] += row["tps"]
            sizes[code][1] += dpt
    return sizes


def _empty_totals(election: Election, contests: list[Contest]) -> list[Total]:
    """A row a contest and region: every region of the desk's area, and those above it."""
    sizes = _sizes(election)
    area = election.area_id
    codes = set(Region.objects.filter(code__startswith=area).values_list("code", flat=True))
    codes.update(ancestors_of(area))
    return [
        Total(
            contest=contest,
            region_id=code,
            level=level_of(code).value,
            tps_total=sizes[code][0],
            dpt=sizes[code][1],
        )
        for contest in contests
        for code in sorted(codes)
    ]


def compare(election: Election) -> list[str]:
    """Sentences on every total that differs from a sum of the counts themselves; [] when all agree."""
    differences: list[str] = []
    sizes = _sizes(election)
    for contest in election.contests.all():
        truth: dict[str, RegionSum] = defaultdict(RegionSum)
        rows = Count.objects.filter(contest=contest, counts=True, submission__isnull=False).values_list(
            "desa_code", "state", "submission__votes", "submission__rows"
        )
        for desa, state, votes, form_rows in rows.iterator(chunk_size=2000):
            for code in (desa, *ancestors_of(desa)):
                truth[code].add_count(CountState(state), votes, form_rows)
        for total in Total.objects.filter(contest=contest).exclude(level=Level.TPS.value).iterator():
            right = truth[total.region_id]
            if not _agrees(total, right):
                differences.append(f"{contest.short} wilayah {total.region_id}: jumlah tersimpan berbeda.")
            if [total.tps_total, total.dpt] != sizes[total.region_id]:
                differences.append(f"{contest.short} wilayah {total.region_id}: banyak TPS atau DPT berbeda.")
    return differences


def _agrees(total: Total, right: RegionSum) -> bool:
    empty = RegionSum().received.as_side()
    return (
        (total.received or empty) == right.received.as_side()
        and (total.verified or empty) == right.verified.as_side()
        and (total.tps_in, total.tps_verified, total.tps_held)
        == (right.received.figures["tps"], right.verified.figures["tps"], right.held)
    )
