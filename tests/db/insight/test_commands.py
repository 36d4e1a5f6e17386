"""`desk quickcount`, `project`, `anomalies` as a script sees them: the keys of the contract, bad days."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.utils import timezone

from deskpemilu.config.commands import anomalies, project, quickcount
from deskpemilu.insight.models import Run
from deskpemilu.registry.models import Contest, Election, Tps
from tests.db.insight.conftest import EVENING, report, stations_of

COMMANDS = {"quickcount": quickcount.command, "project": project.command, "anomalies": anomalies.command}
HEAD = {
    "contest",
    "at",
    "n",
    "reported",
    "N",
    "design",
    "level",
    "lead",
    "turnout",
    "callable",
    "sentence",
    "warnings",
}
ESTIMATE = HEAD | {"choices", "deff_tps", "deff_voters"}
PROJECTION = HEAD | {"choices", "reported_share", "guard"}
SHARES = {"share", "low", "high", "se"}
LEAD = {"first", "second", "difference", "low", "high"}
FINDING = {"tps_code", "code", "severity", "values", "text", "suspect_field"}
DRAW = ("quickcount", "draw", "--contest", "ppwp", "--n", "24", "--seed", "benih")


def desk(*arguments: str) -> Result:
    """A command, its outputs apart."""
    name, *rest = arguments
    return CliRunner().invoke(COMMANDS[name], rest)


def said(*arguments: str) -> dict[str, Any]:
    """What a command that succeeds prints as JSON: one object, nothing else."""
    done = desk(*arguments, "--format", "json")
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def refused(*arguments: str) -> str:
    """The one line of a command that is refused."""
    done = desk(*arguments)
    assert done.exit_code == 1, done.output
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    return line


class TestContract:
    @pytest.fixture(autouse=True)
    def _counted(self, contest: Contest, election: Election) -> None:
        """Most TPS are in; one form is read wrongly somewhere."""
        made = report(contest, stations_of(election)[:55])
        made[3].rows |= {"suara_sah": made[3].rows["suara_sah"] - 100}
        made[3].save()
        assert desk(*DRAW).exit_code == 0

    def test_the_estimate(self) -> None:
        answer = said("quickcount", "estimate", "--contest", "ppwp")
        assert set(answer) >= ESTIMATE
        assert (answer["contest"], answer["n"], answer["N"], answer["level"]) == ("ppwp", 24, 60, 0.95)
        assert answer["design"] == "stratified"
        self.shares(answer)

    def test_the_projection(self) -> None:
        answer = said("project", "--contest", "ppwp")
        assert set(answer) >= PROJECTION
        assert set(answer["guard"]) >= {"holds", "failing"}
        assert set(answer["reported_share"]) == set(answer["choices"])
        assert (answer["reported"], answer["N"]) == (55, 60)
        self.shares(answer)

    def shares(self, answer: dict[str, Any]) -> None:
        """Fractions by choice key, in the order of the ballot."""
        assert list(answer["choices"]) == ["1", "2", "3"]
        assert set(answer["lead"]) == LEAD
        for row in answer["choices"].values():
            assert set(row) >= SHARES
            assert 0 <= row["low"] <= row["share"] <= row["high"] <= 1
        assert isinstance(answer["callable"], bool)
        assert isinstance(answer["warnings"], list)
        assert isinstance(answer["sentence"], str)
        assert Run.objects.get(pk=answer["run"]).result["choices"] == answer["choices"]

    def test_the_findings_as_json_and_csv(self) -> None:
        answer = said("anomalies", "--contest", "ppwp")
        assert answer["contest"] == "ppwp"
        assert answer["rows"]
        assert all(set(row) >= FINDING for row in answer["rows"])
        lines = list(
            csv.DictReader(io.StringIO(desk("anomalies", "--contest", "ppwp", "--format", "csv").stdout))
        )
        assert [line["tps_code"] for line in lines] == [row["tps_code"] for row in answer["rows"]]
        assert json.loads(lines[0]["values"]) == answer["rows"][0]["values"]

    def test_a_moment_of_the_night_and_a_run_made_again(self) -> None:
        moment = timezone.localtime(EVENING + timedelta(minutes=29)).strftime("%Y-%m-%dT%H:%M")
        then = said("quickcount", "estimate", "--contest", "ppwp", "--at", moment)
        now = said("quickcount", "estimate", "--contest", "ppwp")
        assert then["at"].startswith("2024-02-14T")
        assert then["reported"] < now["reported"]
        again = desk("quickcount", "reproduce", str(then["run"]))
        assert (again.exit_code, "sama" in again.stdout) == (0, True)


class TestBadDays:
    """One clear line, exit code 1, nothing on stdout, nothing stored."""

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            (("quickcount", "estimate", "--contest", "ppwp"), "belum diundi"),
            (("quickcount", "enlarge", "--contest", "ppwp", "--n", "30"), "belum diundi"),
            (("quickcount", "draw", "--contest", "ppwp", "--n", "0"), "1 sampai 60"),
            (("quickcount", "draw", "--contest", "ppwp", "--n", "61"), "1 sampai 60"),
            (("quickcount", "draw", "--contest", "ppwp", "--n", "5"), "terlalu kecil"),
            (
                ("quickcount", "draw", "--contest", "pkwkp", "--n", "24"),
                "tidak memuat “pkwkp”; yang ada",
            ),
            (("quickcount", "reproduce", "987"), "Perhitungan 987 tidak ada"),
            (("quickcount", "transcription", "987"), "987 tidak ada"),
            (("project", "--contest", "ppwp"), "Belum ada TPS yang melapor"),
            (("project", "--contest", "ppwp", "--count", "verified"), "Belum ada TPS yang diverifikasi"),
            (("project", "--contest", "xyz"), "tidak memuat “xyz”; yang ada: ppwp"),
            (
                ("project", "--contest", "ppwp", "--election", "lain"),
                "“lain” tidak ada; yang ada: pem",
            ),
            (("anomalies", "--contest", "ppwp"), "Belum ada TPS yang melapor"),
            (("anomalies", "--contest", "xyz", "--format", "csv"), "tidak memuat “xyz”"),
        ],
    )
    def test_before_anything_is_there(self, election: Election, arguments: Sequence[str], says: str) -> None:
        assert says in refused(*arguments)
        assert not Run.objects.exists()

    @pytest.mark.parametrize(
        ("at", "says"),
        [("2020-01-01", "Sampai 01-01-2020 pukul 00.00 belum ada TPS"), ("2999-01-01T18:00", "belum tiba")],
    )
    def test_a_moment_before_everything_or_in_the_future(
        self, contest: Contest, election: Election, at: str, says: str
    ) -> None:
        report(contest, stations_of(election))
        assert desk(*DRAW).exit_code == 0
        assert says in refused("quickcount", "estimate", "--contest", "ppwp", "--at", at)
        assert not Run.objects.exists()

    def test_a_moment_that_is_none_is_wrong_usage(self, contest: Contest) -> None:
        for at in ("kemarin", "2024-02-30", "2024-02-14T25:00"):
            done = desk("quickcount", "estimate", "--contest", "ppwp", "--at", at)
            assert (done.exit_code, "bukan waktu" in done.stderr) == (2, True)

    def test_no_dpt(self, contest: Contest, election: Election) -> None:
        """No projection and no draw by size without DPT; the quick count needs none."""
        Tps.objects.filter(election=election).update(dpt_l=None, dpt_p=None)
        report(contest, stations_of(election))
        assert "DPT belum diketahui" in refused("project", "--contest", "ppwp")
        by_size = ("--contest", "ppwp", "--n", "24", "--design", "pps")
        assert "membutuhkan DPT" in refused("quickcount", "draw", *by_size)
        assert desk(*DRAW).exit_code == 0
        assert said("quickcount", "estimate", "--contest", "ppwp")["reported"] == 24

    def test_no_election_and_no_register(self) -> None:
        assert "Belum ada pemilihan" in refused("project", "--contest", "ppwp")
        assert "Belum ada pemilihan" in refused(*DRAW)

    def test_nobody_of_the_sample_has_reported(self, contest: Contest, election: Election) -> None:
        drawn = json.loads(desk(*DRAW, "--format", "json").stdout)
        inside = {row["tps_code"] for row in drawn["tps"]}
        report(contest, [tps for tps in stations_of(election) if tps.code not in inside][:5])
        assert "elum ada TPS sampel yang melapor" in refused("quickcount", "estimate", "--contest", "ppwp")
