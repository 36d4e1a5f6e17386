"""Samples that are enlarged or lose a TPS, and the designs of zones and of two stages, all drawn again."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from deskpemilu.audit.models import Record
from deskpemilu.audit.services import PROGRAM
from deskpemilu.domain.roles import Role
from deskpemilu.insight import services
from deskpemilu.insight.models import Run, Sample
from deskpemilu.insight.samples import services as samples
from deskpemilu.registry.models import Contest, Election
from tests.db.insight.conftest import EVENING, report, stations_of
from tests.people import person

NOW = EVENING + timedelta(hours=3)


def draw(contest: Contest, n: int = 24, design: str = "stratified", **more: int) -> Sample:
    return samples.draw(actor=PROGRAM, contest=contest, n=n, design=design, seed="benih", now=EVENING, **more)


def members(sample: Sample) -> set[str]:
    return {code for code, _ in sample.members}


def estimate(contest: Contest) -> Run:
    return services.compute(actor=PROGRAM, contest=contest, kind=Run.Kind.ESTIMATE, now=NOW)


@pytest.mark.parametrize("design", ["zones", "two_stage"])
def test_every_design_estimates_and_can_be_repeated(
    contest: Contest, election: Election, design: str
) -> None:
    """With an interval, a design effect and the same figures again."""
    draw(contest, design=design)
    report(contest, stations_of(election))
    run = estimate(contest)
    assert (run.result["n"], run.result["reported"], run.result["design"]) == (24, 24, design)
    for row in run.result["choices"].values():
        assert 0 <= row["low"] < row["share"] < row["high"] <= 1
    assert run.result["turnout_interval"][0] < run.result["turnout"] < run.result["turnout_interval"][1]
    assert "unggul" in run.result["sentence"]
    assert services.reproduce(run=run).same


def test_two_stages_take_so_many_tps_of_a_desa(contest: Contest) -> None:
    """Three each, kept with the sample."""
    sample = draw(contest, n=12, design="two_stage", tps_per_desa=3)
    assert sample.tps_per_desa == 3
    desa = [code[:10] for code in members(sample)]
    assert {desa.count(code) for code in set(desa)} == {3}


@pytest.mark.parametrize("design", ["stratified", "srs", "pps", "two_stage"])
def test_an_enlarged_sample_holds_the_smaller_one(contest: Contest, design: str) -> None:
    """A new row that names the old one, in the log without its members."""
    small = draw(contest, n=16, design=design)
    large = samples.enlarge(actor=PROGRAM, sample=small, n=23, now=NOW)
    assert members(small) < members(large)
    assert (large.n, large.previous_id, large.seed) == (23, small.pk, small.seed)
    entry = Record.objects.get(act="enlarge_sample")
    assert not any(code in json.dumps(entry.data) for code in members(large))
    with pytest.raises(ValueError, match="sudah digantikan"):
        samples.enlarge(actor=PROGRAM, sample=small, n=40, now=NOW)


@pytest.mark.parametrize(("design", "n", "word"), [("zones", 30, "zona"), ("srs", 24, "lebih besar")])
def test_what_cannot_be_enlarged_is_refused(contest: Contest, design: str, n: int, word: str) -> None:
    """Zones move with the number; fewer is not larger."""
    with pytest.raises(ValueError, match=word):
        samples.enlarge(actor=PROGRAM, sample=draw(contest, design=design), n=n, now=NOW)


def test_a_lost_tps_is_replaced_by_the_next_ticket_of_its_stratum(
    contest: Contest, election: Election
) -> None:
    """Also a replacement that is lost in turn; the run from it can be repeated, also when enlarged."""
    first = draw(contest)
    lost = sorted(members(first))[0]
    second = samples.substitute(actor=PROGRAM, sample=first, tps_code=lost, reason="SK 12", now=NOW)
    (came,) = members(second) - members(first)
    assert members(first) - members(second) == {lost}
    assert came[:6] == lost[:6]
    assert second.replaced[0]["in"] == came
    third = samples.substitute(actor=PROGRAM, sample=second, tps_code=came, reason="banjir", now=NOW)
    assert lost not in members(third)
    assert came not in members(third)
    assert [each["reason"] for each in third.replaced] == ["SK 12", "banjir"]
    fourth = samples.enlarge(actor=PROGRAM, sample=third, n=36, now=NOW)
    assert lost not in members(fourth)
    report(contest, stations_of(election))
    assert services.reproduce(run=estimate(contest)).same
    assert Record.objects.filter(act="substitute_sample").count() == 2


def test_what_has_reported_or_is_not_in_the_sample_is_not_replaced(
    contest: Contest, election: Election
) -> None:
    """Nor without a reason, nor with two stages, nor by somebody who may not draw."""
    sample = draw(contest)
    inside = sorted(members(sample))
    outside = next(tps for tps in stations_of(election) if tps.code not in inside)
    report(contest, [tps for tps in stations_of(election) if tps.code == inside[0]])
    cases = (
        (inside[0], "SK", "sudah melapor"),
        (outside.code, "SK", "bukan anggota"),
        (inside[1], " ", "alasan"),
    )
    for code, reason, word in cases:
        with pytest.raises(ValueError, match=word):
            samples.substitute(actor=PROGRAM, sample=sample, tps_code=code, reason=reason, now=NOW)
    with pytest.raises(PermissionDenied):
        samples.substitute(
            actor=person(Role.PIMPINAN), sample=sample, tps_code=inside[1], reason="SK", now=NOW
        )
    desa = draw(contest, design="two_stage")
    with pytest.raises(ValueError, match="tidak mengenal"):
        samples.substitute(
            actor=PROGRAM, sample=desa, tps_code=sorted(members(desa))[3], reason="SK", now=NOW
        )
