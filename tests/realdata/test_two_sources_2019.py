"""Banyuasin 2019 by two sources, KPU's scans and the crowd's reading of the same photos: conflicts exactly
where they differ.

The file has 2,483 TPS. 19 of them have no Kemendagri code, and 16 stand under the code of another village of
the same name: neither can be placed, which leaves 2,448.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from deskpemilu.audit.services import PROGRAM
from deskpemilu.flow import imports
from deskpemilu.intake.models import Count, Submission
from deskpemilu.registry.importers.report import Report
from deskpemilu.registry.models import Choice, Contest, Election, Tps
from deskpemilu.tally import totals
from deskpemilu.tally.models import Total
from tests.builders import region

pytestmark = [pytest.mark.realdata, pytest.mark.django_db]

NOW = datetime(2019, 4, 20, 3, 0, tzinfo=UTC)
FIGURES = ("pas1", "pas2", "sah", "tsah", "jum")
COLUMNS = ("suara_01", "suara_02", "suara_sah", "suara_tidak_sah", "suara_total")
SOURCES = {"kpu": "KPU", "kp": "KawalPemilu"}
Line = Mapping[str, str]


@pytest.fixture(scope="module")
def lines(shared: Path) -> dict[str, Line]:
    """Lines of the file by TPS code."""
    with (shared / "data/banyuasin/tps_2019_two_sources.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["kode_kemendagri"]]
    codes = [f"{row['kode_kemendagri']}{int(row['tps_no']):03d}" for row in rows]
    twice = {code for code, many in Counter(codes).items() if many > 1}
    return {code: row for code, row in zip(codes, rows, strict=True) if code not in twice}


@pytest.fixture
def election(lines: Mapping[str, Line]) -> Election:
    """The presidential election of 2019 with two pairs, and its TPS."""
    made = Election.objects.create(
        code="pemilu2019",
        name="Pemilu 2019",
        preset="uji",
        area=region("1607", "Banyuasin"),
        date=date(2019, 4, 17),
    )
    contest = Contest.objects.create(
        election=made, code="ppwp", name="Presiden", short="Presiden", order=0, cap=300
    )
    Choice.objects.bulk_create(
        Choice(contest=contest, key=key, order=int(key), name=f"Pasangan {key}") for key in ("1", "2")
    )
    Tps.objects.bulk_create(
        Tps(
            election=made,
            code=code,
            desa=region(code[:10], row["kelurahan"]),
            dpt_l=int(row["dpt_l"]) if known(row) else None,
            dpt_p=int(row["dpt_p"]) if known(row) else None,
        )
        for code, row in lines.items()
    )
    totals.rebuild(made)
    return made


def known(line: Line) -> bool:
    """Whether the voters are known; some are written as -1."""
    return line["dpt_l"].isdigit() and line["dpt_p"].isdigit()


def bring(election: Election, lines: Mapping[str, Line], source: str, folder: Path) -> Report:
    """One source as a file of results, by the road of every import."""
    file = folder / f"{source}.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(("kode_tps", *COLUMNS, "sumber"))
        for code, line in lines.items():
            rows.writerow((code, *(line[f"{source}_{name}"] for name in FIGURES), SOURCES[source]))
    return imports.carry_out(actor=PROGRAM, kind="results", path=file, election=election, now=NOW)


def states(line: Line, source: str) -> bool:
    """Whether a source states votes of a TPS."""
    return bool(line[f"{source}_pas1"] or line[f"{source}_pas2"])


def differ(line: Line) -> bool:
    """Whether a figure that both sources state is another."""
    pairs = [(line[f"kpu_{name}"], line[f"kp_{name}"]) for name in FIGURES]
    return any(ours and theirs and int(ours) != int(theirs) for ours, theirs in pairs)


def test_conflicts_are_found_exactly_where_the_sources_differ(
    election: Election, lines: Mapping[str, Line], tmp_path: Path
) -> None:
    """Whether one or both of them break a rule or not; and nothing is summed that is not agreed on."""
    assert len(lines) == 2448
    first = bring(election, lines, "kpu", tmp_path)
    second = bring(election, lines, "kp", tmp_path)
    assert not first.refused
    assert not second.refused
    both = {code for code, line in lines.items() if states(line, "kpu") and states(line, "kp")}
    expected = {code for code in both if differ(lines[code])}
    found = set(Count.objects.filter(state="conflict").values_list("tps__code", flat=True))
    assert found == expected
    assert (len(both), len(expected)) == (2383, 215)
    agreed = both - expected
    assert Submission.objects.filter(tps__code__in=agreed).count() == len(agreed), (
        "agreeing is no second version"
    )
    assert totals.compare(election) == []
    assert Total.objects.get(region_id="1607").tps_in == Count.objects.filter(state="received").count()


def test_importing_a_source_again_changes_nothing(
    election: Election, lines: Mapping[str, Line], tmp_path: Path
) -> None:
    """Neither the first nor the second."""
    some = dict(list(lines.items())[:300])
    for source in ("kpu", "kp"):
        bring(election, some, source, tmp_path)
    before = Submission.objects.count(), sorted(Count.objects.values_list("tps__code", "state"))
    for source in ("kpu", "kp"):
        report = bring(election, some, source, tmp_path)
        assert (report.new, report.changed) == (0, 0)
    assert before == (Submission.objects.count(), sorted(Count.objects.values_list("tps__code", "state")))
