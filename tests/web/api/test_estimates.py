"""The statistics over the API: what the commands print, for whoever may see totals of the whole desk."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from http import HTTPStatus

import pytest
from click.testing import CliRunner
from django.utils import timezone

from deskpemilu.audit.models import Record
from deskpemilu.audit.services import PROGRAM
from deskpemilu.config.commands import anomalies, project, quickcount
from deskpemilu.domain.roles import Role
from deskpemilu.insight import services
from deskpemilu.insight.models import Run
from deskpemilu.insight.samples.services import draw
from deskpemilu.registry.models import Contest, Election, Tps
from deskpemilu.web.pages.insight.board import WHOLE
from tests.builders import make_election, make_submission
from tests.people import person
from tests.web.api.conftest import OTHER, OWN, Api, token_of

LOOKS = "look_totals"


@pytest.fixture
def counted() -> Contest:
    """Four kecamatan, all TPS in, a sample drawn."""
    election = make_election(kecamatan=4, desa=2, tps=3, code="penuh")
    contest = Contest.objects.select_related("election__area").get(election=election)
    for number, tps in enumerate(Tps.objects.filter(election=election).order_by("code")):
        make_submission(tps, contest, {"1": 40 + number % 5, "2": 60 + number % 7, "3": 20}, invalid=3)
    draw(actor=PROGRAM, contest=contest, n=12, design="stratified", seed="benih", now=timezone.now())
    return contest


@pytest.fixture
def sekda() -> Api:
    """The whole desk, with totals."""
    return token_of(person(Role.PIMPINAN))


def _printed(command: object, arguments: Sequence[str]) -> dict[str, object]:
    done = CliRunner().invoke(command, [*arguments, "--format", "json"])  # type: ignore[arg-type]
    assert done.exit_code == 0, done.output
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_the_answers_are_what_the_commands_print(counted: Contest, sekda: Api) -> None:
    """Key by key and figure by figure, with the number of the run; what was never computed is null."""
    asked = ["--contest", "ppwp"]
    printed = {
        "estimate": _printed(quickcount.command, ["estimate", *asked]),
        "projection": _printed(project.command, asked),
        "anomalies": _printed(anomalies.command, asked),
    }
    answer = sekda.get("estimates", contest="ppwp").json()
    assert answer == {"election": "penuh", "contest": "ppwp", **printed, "seats": None}
    only = sekda.get("estimates", contest="ppwp", kind="projection").json()
    assert (only["projection"], only["estimate"]) == (printed["projection"], None)


def test_a_run_is_read_by_its_number_and_listed(counted: Contest, sekda: Api) -> None:
    """All that is needed to make it again; the list carries no figures."""
    now = timezone.now()
    first, second = (
        services.compute(actor=PROGRAM, contest=counted, kind=kind, now=now + timedelta(seconds=number))
        for number, kind in enumerate((Run.Kind.ESTIMATE, Run.Kind.PROJECTION))
    )
    one = sekda.get(f"estimates/runs/{first.pk}").json()
    assert one["result"] == json.loads(json.dumps(first.result))
    assert first.sample is not None
    assert (one["seed"], one["sample_digest"]) == ("benih", first.sample.digest)
    assert (one["input_hash"], one["frame_digest"]) == (first.input_hash, first.frame.digest)
    page = sekda.get("estimates/runs", contest="ppwp").json()
    assert [row["run"] for row in page["rows"]] == [second.pk, first.pk]
    assert "result" not in page["rows"][0]
    assert [row["run"] for row in sekda.get("estimates/runs", kind="estimate").json()["rows"]] == [first.pk]
    gone = sekda.get("estimates/runs/987654")
    assert gone.status_code == HTTPStatus.NOT_FOUND
    assert "Perhitungan 987654 tidak ada" in gone.json()["pesan"]


def test_a_look_is_recorded_once_in_ten_minutes(counted: Contest, sekda: Api) -> None:
    run = services.compute(actor=PROGRAM, contest=counted, kind=Run.Kind.PROJECTION, now=timezone.now())
    assert sekda.get("estimates/runs").status_code == HTTPStatus.OK
    assert Record.objects.filter(act=LOOKS).count() == 0, "the list shows no figures"
    for path in ("estimates", f"estimates/runs/{run.pk}", "estimates"):
        assert sekda.get(path, contest="ppwp").status_code == HTTPStatus.OK
    assert Record.objects.filter(act=LOOKS, subject=f"contest:{counted.pk}", region="1607").count() == 1


@pytest.mark.parametrize("path", ["estimates", "estimates/runs", "estimates/runs/{}"])
def test_a_part_of_the_desk_is_not_enough(counted: Contest, path: str) -> None:
    """A camat with totals of a kecamatan, and the Sekda with a token of one: told why, nothing recorded."""
    run = services.compute(actor=PROGRAM, contest=counted, kind=Run.Kind.PROJECTION, now=timezone.now())
    nosy = token_of(person(Role.CAMAT, OTHER, totals=True)), token_of(person(Role.PIMPINAN), OWN)
    for given in nosy:
        answer = given.get(path.format(run.pk), contest="ppwp")
        assert (answer.status_code, answer.json()) == (HTTPStatus.FORBIDDEN, {"pesan": WHOLE})
    assert not Record.objects.filter(act=LOOKS).exists()


def test_unknown_things_are_named(election: Election, sekda: Api) -> None:
    """404 for a contest or election that is not there, 422 for a kind that there is not."""
    assert sekda.get("estimates", contest="pkwkp").status_code == HTTPStatus.NOT_FOUND
    assert sekda.get("estimates", contest="ppwp", election="lain").status_code == HTTPStatus.NOT_FOUND
    assert (
        sekda.get("estimates", contest="ppwp", kind="ramalan").status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    )
    assert sekda.get("estimates/runs/0").status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    empty = sekda.get("estimates", contest="ppwp").json()
    assert (empty["estimate"], empty["projection"]) == (None, None)
