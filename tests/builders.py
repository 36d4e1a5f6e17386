"""Registry rows and reports for tests: fictitious, but of the shape of the real thing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from deskpemilu.domain.codes import level_of, parent_of
from deskpemilu.domain.contests import CONTESTS, choice_order
from deskpemilu.intake.models import Count, Submission
from deskpemilu.registry.models import Choice, Contest, Election, Region, Tps

NOW = datetime(2024, 2, 14, 11, 0, tzinfo=UTC)
KECAMATAN_NAMES = ("Sukamaju", "Muara Jernih", "Tanjung Asri", "Bukit Harapan")
DESA_NAMES = ("Mekar Sari", "Karang Anyar", "Lubuk Dalam", "Sido Mulyo", "Air Bening", "Sungai Rotan")
CHOICES: Mapping[str, Sequence[tuple[str, str, tuple[str, ...]]]] = {
    "ppwp": (
        ("1", "Pasangan Satu", ("AMIN",)),
        ("2", "Pasangan Dua", ("PAGI",)),
        ("3", "Pasangan Tiga", ("GAMA",)),
    ),
    "pdpd": tuple((str(n), f"Calon DPD {n}", ()) for n in range(1, 6)),
    "pdpr": tuple((str(n), f"Partai {n}", ()) for n in (*range(1, 18), 24)),
    "pdprdp": tuple((str(n), f"Partai {n}", ()) for n in (*range(1, 18), 24)),
    "pdprdk": tuple((str(n), f"Partai {n}", ()) for n in (*range(1, 18), 24)),
    "pkwkp": (("1", "Calon Satu", ()), ("2", "Calon Dua", ()), ("3", "Calon Tiga", ())),
    "pkwkk": (("1", "Calon Satu", ()), ("2", "Calon Dua", ())),
}


def region(code: str, name: str) -> Region:
    """A region and, where missing, those above it."""
    parent = parent_of(code)
    above = region(parent, f"Wilayah {parent}") if parent else None
    row, _ = Region.objects.get_or_create(
        code=code, defaults={"name": name, "level": level_of(code).value, "parent": above}
    )
    return row


def make_election(
    kecamatan: int = 2,
    desa: int = 2,
    tps: int = 3,
    contests: Sequence[str] = ("ppwp",),
    *,
    code: str = "pemilu2024",
    preset: str = "pemilu2024",
    cap: int = 300,
    dpt: tuple[int, int] = (120, 125),
) -> Election:
    """An election in kabupaten 16.07 with regions, contests, choices and TPS.

    Kecamatan are 160701…, desa 1607012001…; the same desa names stand in every kecamatan.
    """
    area = region("1607", "Kabupaten Uji")
    election = Election.objects.create(
        code=code, name="Pemilu 2024", preset=preset, area=area, date=date(2024, 2, 14)
    )
    for order, contest_code in enumerate(contests):
        info = CONTESTS[contest_code]
        contest = Contest.objects.create(
            election=election, code=contest_code, name=info.name, short=info.short, order=order, cap=cap
        )
        Choice.objects.bulk_create(
            Choice(contest=contest, key=key, order=choice_order(key)[0], name=name, aliases=list(aliases))
            for key, name, aliases in CHOICES[contest_code]
        )
    rows = []
    for k in range(1, kecamatan + 1):
        region(f"1607{k:02d}", KECAMATAN_NAMES[(k - 1) % len(KECAMATAN_NAMES)])
        for d in range(1, desa + 1):
            place = region(f"1607{k:02d}{2000 + d}", DESA_NAMES[(d - 1) % len(DESA_NAMES)])
            rows += [
                Tps(election=election, code=f"{place.code}{n:03d}", desa=place, dpt_l=dpt[0], dpt_p=dpt[1])
                for n in range(1, tps + 1)
            ]
    Tps.objects.bulk_create(rows)
    return election


def make_submission(
    tps: Tps,
    contest: Contest,
    votes: Mapping[str, int],
    *,
    state: str = "received",
    invalid: int = 0,
    findings: Sequence[Mapping[str, object]] = (),
    at: datetime = NOW,
    generation: str = "reguler",
) -> Count:
    """A stored version and its count, written directly (for tests of what reads them)."""
    valid = sum(votes.values())
    count, _ = Count.objects.get_or_create(
        tps=tps,
        contest=contest,
        generation=generation,
        defaults={"desa_code": tps.desa_id, "changed_at": at},
    )
    submission = Submission.objects.create(
        tps=tps,
        contest=contest,
        generation=generation,
        version=count.versions + 1,
        origin="report",
        votes=dict(votes),
        rows={"suara_sah": valid, "suara_tidak_sah": invalid, "suara_total": valid + invalid},
        findings=[dict(f) for f in findings],
        blocking=state == "held",
        figures=f"{tps.code}{valid}{invalid}"[-32:],
        created_at=at,
    )
    count.versions += 1
    count.submission = submission
    count.state = state
    count.changed_at = at
    count.save()
    return count
