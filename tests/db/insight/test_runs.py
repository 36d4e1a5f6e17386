"""Runs: what is read, what is said, what is stored, and that it can be repeated."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from deskpemilu.audit.models import Record
from deskpemilu.audit.services import PROGRAM
from deskpemilu.domain.roles import Role
from deskpemilu.insight import queries, services
from deskpemilu.insight.models import FrameSnapshot, Run, Sample
from deskpemilu.insight.samples import services as samples
from deskpemilu.intake.models import Count, Submission
from deskpemilu.registry.models import Contest, Election, Tps, TpsAlias
from deskpemilu.verification.models import Act
from tests.builders import make_election
from tests.db.insight.conftest import EVENING, report, stations_of
from tests.people import person

NOW = EVENING + timedelta(hours=3)
E, P, A = Run.Kind.ESTIMATE, Run.Kind.PROJECTION, Run.Kind.ANOMALIES


def compute(contest: Contest, kind: Run.Kind, **more: object) -> Run:
    return services.compute(actor=PROGRAM, contest=contest, kind=kind, now=NOW, **more)  # type: ignore[arg-type]


def draw(contest: Contest, n: int = 24, seed: str = "benih", design: str = "stratified") -> Sample:
    return samples.draw(actor=PROGRAM, contest=contest, n=n, design=design, seed=seed, now=EVENING)


class TestRefusals:
    def test_nothing_reported(self, contest: Contest) -> None:
        for kind in (P, A):
            with pytest.raises(ValueError, match="Belum ada TPS yang melapor"):
                compute(contest, kind)

    def test_nothing_verified(self, contest: Contest, election: Election) -> None:
        report(contest, stations_of(election)[:20])
        with pytest.raises(ValueError, match="Belum ada TPS yang diverifikasi"):
            compute(contest, P, count="verified")

    def test_a_moment_before_everything_and_one_that_has_not_come(
        self, contest: Contest, election: Election
    ) -> None:
        draw(contest)
        report(contest, stations_of(election))
        with pytest.raises(ValueError, match=r"Sampai 14-02-2024 pukul 06\.00 belum ada TPS yang melapor"):
            compute(contest, E, at=EVENING - timedelta(hours=10))
        with pytest.raises(ValueError, match=r"14-02-2024 pukul 19\.01 belum tiba"):
            compute(contest, E, at=NOW + timedelta(minutes=1))
        assert not Run.objects.exists()

    def test_no_sample_drawn(self, contest: Contest, election: Election) -> None:
        report(contest, stations_of(election)[:20])
        with pytest.raises(ValueError, match="belum diundi"):
            compute(contest, E)

    def test_no_dpt_known(self, contest: Contest, election: Election) -> None:
        Tps.objects.filter(election=election).update(dpt_l=None, dpt_p=None)
        report(contest, stations_of(election)[:20])
        with pytest.raises(ValueError, match="DPT belum diketahui"):
            compute(contest, P)

    def test_no_sample_member_has_reported(self, contest: Contest, election: Election) -> None:
        sample = draw(contest, n=8)
        members = {code for code, _ in sample.members}
        report(contest, [tps for tps in stations_of(election) if tps.code not in members][:5])
        with pytest.raises(ValueError, match="Belum ada TPS sampel yang melapor"):
            compute(contest, E)

    def test_only_somebody_with_the_whole_desk_may_compute_or_draw(self, contest: Contest) -> None:
        for who in (person(Role.CAMAT, "160701"), person(Role.STAF, totals=False)):
            with pytest.raises(PermissionDenied):
                services.compute(actor=who, contest=contest, kind=P, now=NOW)
        with pytest.raises(PermissionDenied):
            samples.draw(actor=person(Role.PIMPINAN), contest=contest, n=8, design="srs", seed="a", now=NOW)
        samples.draw(actor=person(Role.STAF), contest=contest, n=8, design="srs", seed="a", now=NOW)


class TestSample:
    def test_the_same_draw_is_stored_once_and_logged_without_its_members(self, contest: Contest) -> None:
        first, again = draw(contest), draw(contest)
        assert first.pk == again.pk
        other = draw(contest, seed="lain")
        assert {c for c, _ in other.members} != {c for c, _ in first.members}
        records = Record.objects.filter(act="draw_sample")
        assert records.count() == 2
        assert first.members[0][0] not in json.dumps(records[0].data)

    def test_a_ceremony_makes_the_seed_of_all_entries(self, contest: Contest) -> None:
        parts = [("Sekda", " 4711 "), ("Bawaslu", "mawar")]
        sample = samples.draw(
            actor=PROGRAM, contest=contest, n=12, design="stratified", parts=parts, now=EVENING
        )
        assert sample.seed == "4711-mawar"
        assert sample.parts == [{"name": "Sekda", "entry": "4711"}, {"name": "Bawaslu", "entry": "mawar"}]
        assert {c for c, _ in draw(contest, n=12, seed="4711-mawar").members} == {
            c for c, _ in sample.members
        }

    def test_a_sample_that_somebody_changed_is_not_used(self, contest: Contest, election: Election) -> None:
        sample = draw(contest)
        report(contest, stations_of(election))
        Sample.objects.filter(pk=sample.pk).update(seed="ditukar")
        with pytest.raises(ValueError, match="tidak sama dengan undian ulang"):
            compute(contest, E)

    def test_an_unknown_tps_added_later_does_not_move_the_sample(
        self, contest: Contest, election: Election
    ) -> None:
        draw(contest)
        report(contest, stations_of(election))
        before = compute(contest, E).result
        tps = Tps.objects.filter(election=election).first()
        assert tps is not None
        Tps.objects.create(election=election, code=f"{tps.desa_id}077", desa=tps.desa, dpt_l=9, dpt_p=9)
        assert compute(contest, E).result["choices"] == before["choices"]


class TestEstimate:
    @pytest.mark.parametrize("design", ["stratified", "srs", "pps"])
    def test_a_complete_sample_names_who_is_ahead(
        self, contest: Contest, election: Election, design: str
    ) -> None:
        draw(contest, design=design)
        report(contest, stations_of(election))
        result = compute(contest, E).result
        keys = (
            "contest at n reported N design level choices lead turnout deff_tps deff_voters callable sentence"
        )
        assert set(keys.split()) <= set(result)
        assert (result["n"], result["reported"], result["N"], result["design"]) == (24, 24, 60, design)
        assert result["callable"]
        assert result["sentence"].startswith("Di Kabupaten Uji: ")
        assert "nomor 2 Pasangan Dua unggul" in result["sentence"]
        for row in result["choices"].values():
            assert 0 <= row["low"] < row["share"] < row["high"] <= 1
            assert row["se"] > 0
        assert sum(row["share"] for row in result["choices"].values()) == pytest.approx(1)
        assert (result["lead"]["first"], result["lead"]["second"]) == ("2", "1")

    def test_with_half_the_sample_nobody_is_named(self, contest: Contest, election: Election) -> None:
        members = {code for code, _ in draw(contest).members}
        inside = [tps for tps in stations_of(election) if tps.code in members]
        report(contest, inside[:12])
        result = compute(contest, E).result
        assert not result["callable"]
        assert "elum dapat disimpulkan di Kabupaten Uji: baru 50 % sampel masuk" in result["sentence"]
        assert "unggul" not in result["sentence"]

    def test_a_silent_kecamatan_is_named_and_stops_the_call(
        self, contest: Contest, election: Election
    ) -> None:
        draw(contest, n=40)
        report(contest, [tps for tps in stations_of(election) if not tps.code.startswith("160703")])
        result = compute(contest, E).result
        assert not result["callable"]
        assert "Tanjung Asri" in result["sentence"]
        assert any("Tanjung Asri" in text for text in result["warnings"])
        assert not any("nomor 2)" in text for text in result["warnings"])

    def test_at_an_earlier_moment_only_what_had_arrived_counts(
        self, contest: Contest, election: Election
    ) -> None:
        draw(contest, n=60)
        report(contest, stations_of(election))
        then = compute(contest, E, at=EVENING + timedelta(minutes=19))
        assert then.result["reported"] == 20
        assert then.result["at"] == (EVENING + timedelta(minutes=19)).isoformat()
        assert compute(contest, E).result["reported"] == 60
        assert queries.latest_run(contest, E) != then

    def test_at_an_earlier_moment_the_version_of_that_time_speaks(
        self, contest: Contest, election: Election
    ) -> None:
        draw(contest, n=60)
        stations = stations_of(election)
        report(contest, stations)
        report(contest, stations[:1], start=EVENING + timedelta(hours=2), lead=400)
        now = compute(contest, P).result["reported_share"]["2"]
        then = compute(contest, P, at=EVENING + timedelta(hours=1)).result["reported_share"]["2"]
        assert now > then


class TestProjection:
    def test_held_and_conflicting_counts_have_not_reported(
        self, contest: Contest, election: Election
    ) -> None:
        report(contest, stations_of(election)[:30])
        ids = list(Count.objects.filter(contest=contest).values_list("pk", flat=True)[:4])
        Count.objects.filter(pk__in=ids[:2]).update(state="held")
        Count.objects.filter(pk__in=ids[2:]).update(state="conflict")
        assert compute(contest, P).result["reported"] == 26

    def test_the_verified_count_is_a_choice(self, contest: Contest, election: Election) -> None:
        report(contest, stations_of(election)[:30])
        some = list(Count.objects.filter(contest=contest).values_list("pk", flat=True)[:7])
        Count.objects.filter(pk__in=some).update(state="verified")
        assert compute(contest, P, count="verified").result["reported"] == 7
        assert compute(contest, P).result["reported"] == 30

    def test_a_lagging_kecamatan_is_named_by_code_and_name(
        self, contest: Contest, election: Election
    ) -> None:
        report(contest, [tps for tps in stations_of(election) if not tps.code.startswith("160704")])
        result = compute(contest, P).result
        assert result["guard"] == {"holds": False, "failing": ["160704"], "registered_share": 0.75}
        assert not result["callable"]
        assert "Bukit Harapan" in result["sentence"]
        assert "unggul" not in result["sentence"]
        assert any("Bukit Harapan" in text for text in result["warnings"])

    def test_a_single_report_names_nobody(self, contest: Contest) -> None:
        small = make_election(kecamatan=1, desa=1, tps=9, code="kecil")
        one = small.contests.select_related("election__area").get(code="ppwp")
        report(one, stations_of(small)[:1])
        result = compute(one, P).result
        assert not result["callable"]
        assert "baru satu TPS" in result["sentence"]

    def test_everything_counted_is_the_truth_without_width(
        self, contest: Contest, election: Election
    ) -> None:
        report(contest, stations_of(election))
        result = compute(contest, P).result
        for key, row in result["choices"].items():
            assert row["low"] == row["share"] == row["high"] == pytest.approx(result["reported_share"][key])
        assert result["reported"] == result["N"] == 60

    def test_a_dpt_that_only_the_form_states_is_used(self, contest: Contest, election: Election) -> None:
        Tps.objects.filter(election=election).update(dpt_l=None, dpt_p=None)
        for submission in report(contest, stations_of(election)[:40]):
            submission.rows |= {"pemilih_dpt_j": 250}
            submission.save()
        result = compute(contest, P).result
        assert any("20 TPS tidak diketahui" in text for text in result["warnings"])


class TestAnomalies:
    def test_a_held_form_is_in_the_queue_with_its_suspect(self, contest: Contest, election: Election) -> None:
        made = report(contest, stations_of(election))
        wrong = made[3]
        wrong.rows |= {"suara_sah": wrong.rows["suara_sah"] - 100}
        wrong.rows["suara_total"] = wrong.rows["suara_sah"] + 3
        wrong.save()
        Count.objects.filter(submission=wrong).update(state="held")
        rows = compute(contest, A).result["rows"]
        mine = [row for row in rows if row["tps_code"] == wrong.tps.code]
        assert mine
        assert set(mine[0]) >= {"tps_code", "code", "severity", "values", "text", "suspect_field"}
        assert all("perlu diperiksa" in row["text"] for row in rows)

    def test_twins_are_named_by_their_code(self, contest: Contest, election: Election) -> None:
        stations = [tps for tps in stations_of(election) if tps.desa_id == "1607012001"]
        made = report(contest, stations)
        for row in made[:2]:
            row.votes, row.rows = made[0].votes, made[0].rows
            row.save()
        rows = [r for r in compute(contest, A).result["rows"] if r["code"] == "angka_kembar"]
        assert {r["tps_code"]: r["values"]["tps_sama"] for r in rows} == {
            stations[0].code: [stations[1].code],
            stations[1].code: [stations[0].code],
        }

    def test_votes_changed_after_somebody_vouched_for_them(
        self, contest: Contest, election: Election
    ) -> None:
        made = report(contest, stations_of(election)[:20])
        who = person(Role.CAMAT, "160701")
        count = Count.objects.get(submission=made[0])
        newer = Submission.objects.create(
            tps=made[0].tps, contest=contest, version=2, origin="correction", votes={"1": 1, "2": 2, "3": 3},
            rows={}, figures="x", created_at=NOW,
        )  # fmt: skip
        Act.objects.create(
            count=count, act="accept", state_before="received", state_after="verified",
            submission_before=made[0], submission_after=made[0], person=who, at=NOW,
        )  # fmt: skip
        Count.objects.filter(pk=count.pk).update(submission=newer, state="verified")
        run = compute(contest, A)
        assert [r["tps_code"] for r in run.result["rows"] if r["code"] == "berubah_sesudah_verifikasi"] == [
            made[0].tps.code
        ]
        assert services.reproduce(run=run).same

    def test_a_report_before_voting_closed(self, contest: Contest, election: Election) -> None:
        stations = stations_of(election)
        report(contest, stations[:1], start=EVENING - timedelta(hours=4))
        report(contest, stations[1:20])
        early = [r["tps_code"] for r in compute(contest, A).result["rows"] if r["code"] == "terlalu_dini"]
        assert early == [stations[0].code]


class TestReproduction:
    def test_every_kind_is_repeated_exactly_after_more_has_come_in(
        self, contest: Contest, election: Election
    ) -> None:
        draw(contest)
        stations = stations_of(election)
        report(contest, stations[:40])
        runs = [compute(contest, kind) for kind in (E, P, A)]
        report(contest, stations[40:], start=NOW)
        Tps.objects.filter(election=election).update(dpt_l=500)
        for run in runs:
            got = services.reproduce(run=run)
            assert got.same, got.differences
        assert FrameSnapshot.objects.count() == 1

    def test_a_changed_version_shows(self, contest: Contest, election: Election) -> None:
        made = report(contest, stations_of(election)[:40])
        run = compute(contest, P)
        Submission.objects.filter(pk=made[0].pk).update(votes={"1": 200, "2": 0, "3": 0})
        got = services.reproduce(run=run)
        assert not got.input_same
        assert got.differences

    def test_a_changed_result_shows(self, contest: Contest, election: Election) -> None:
        report(contest, stations_of(election)[:40])
        run = compute(contest, P)
        run.result["choices"]["2"]["share"] += 0.001
        run.save()
        got = services.reproduce(run=Run.objects.get(pk=run.pk))
        assert got.input_same
        assert [d.split(":")[0] for d in got.differences] == ["choices.2.share"]


def test_a_run_can_be_repeated_after_a_tps_was_moved(contest: Contest, election: Election) -> None:
    """The form is found by the code that the TPS had when the run was made."""
    stations = stations_of(election)
    report(contest, stations)
    run = compute(contest, P)
    moved = stations[0]
    TpsAlias.objects.create(election=election, code=moved.code, tps=moved, since=NOW)
    Tps.objects.filter(pk=moved.pk).update(code=f"{moved.code[:10]}099")
    assert services.reproduce(run=run).same
    assert compute(contest, P).result["reported"] == len(stations)
