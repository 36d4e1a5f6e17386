"""A TPS added, merged, moved, closed, opened again: what is expected and what counts follow at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied

from deskpemilu.accounts.models import Grant, Person
from deskpemilu.audit.models import Record
from deskpemilu.audit.services import PROGRAM
from deskpemilu.channels import inbox
from deskpemilu.channels.envelope import Envelope
from deskpemilu.channels.models import InboxMessage, OutboxMessage
from deskpemilu.domain.roles import Role
from deskpemilu.flow import imports, pipeline, stations
from deskpemilu.flow.message_rights import message_for
from deskpemilu.flow.pipeline import run_batch
from deskpemilu.intake.entry_models import EntryPlan
from deskpemilu.intake.models import Count, StoredReading, Submission
from deskpemilu.registry.models import Election, Tps, TpsAlias, TpsChange
from deskpemilu.tally import totals
from deskpemilu.tally.models import Total
from deskpemilu.tally.queries import tally_rows
from deskpemilu.verification.workflow import Refused
from tests.builders import make_election, region
from tests.people import person

NOW = datetime(2024, 2, 14, 11, 0, tzinfo=UTC)
OPERATOR = "628120000001"
A, B, NEW = "1607012001001", "1607012001002", "1607012002009"
WHY = "surat KPU 12"
_ids = count(1)


@pytest.fixture
def election() -> Election:
    """Two kecamatan with two desa of three TPS, each with 245 voters; president only."""
    made = make_election()
    totals.rebuild(made)
    return made


@pytest.fixture(autouse=True)
def operator(election: Election) -> Person:
    """Reports for the first kecamatan."""
    return person(Role.OPERATOR, "160701", phone=OPERATOR)


@pytest.fixture
def admin() -> Person:
    """Keeps the register."""
    return person(Role.ADMINISTRATOR, "")


def send(tps: int, desa: str = "Mekar Sari", votes: tuple[int, int, int] = (60, 141, 21)) -> str:
    """A report down the road; the reply."""
    lines = "\n".join(f"0{n} = {figure}" for n, figure in enumerate(votes, start=1))
    text = f"PILPRES\nDesa {desa} TPS {tps}\n{lines}\nTidak sah = 5"
    inbox.accept([Envelope("whatsapp", f"m{next(_ids)}", OPERATOR, NOW, text)], now=NOW)
    run_batch(worker="test", clock=lambda: NOW, limit=100)
    return OutboxMessage.objects.order_by("-pk")[0].text


def sizes(code: str = "1607") -> tuple[int, int, int]:
    """(TPS expected, TPS in, registered voters) of a region."""
    total = Total.objects.get(region_id=code)
    return total.tps_total, total.tps_in, total.dpt


def codes(election: Election) -> list[str]:
    """TPS of the desk's table."""
    return [
        row["code"] for row in tally_rows(election=election, contest_code="ppwp", by="tps", now=NOW)["rows"]
    ]


def test_a_tps_that_is_added_is_expected_and_read_at_once(admin: Person, election: Election) -> None:
    """Before that, its report is asked about."""
    assert "TERCATAT" not in send(9)
    stations.add(
        actor=admin,
        election=election,
        desa="16.07.01.2001",
        number=9,
        dpt_l=130,
        dpt_p=125,
        reason=WHY,
        now=NOW,
    )
    assert sizes() == (13, 0, 12 * 245 + 255)
    assert sizes("1607012001") == (4, 0, 3 * 245 + 255)
    assert "TERCATAT" in send(9)
    assert sizes() == (13, 1, 12 * 245 + 255)
    assert totals.compare(election) == []


def test_a_merged_tps_is_no_more_expected_and_its_form_stays(admin: Person, election: Election) -> None:
    """Its voters are those of the other one now; what it reported is history."""
    send(1)
    assert sizes() == (12, 1, 12 * 245)
    stations.merge(actor=admin, election=election, code=A, into=B, reason=WHY, now=NOW)
    assert sizes() == (11, 0, 12 * 245)
    target = Tps.objects.get(code=B)
    assert (target.dpt_l, target.dpt_p) == (240, 250)
    assert A not in codes(election)
    assert not Tps.objects.filter(code=A).exists()
    assert Tps.every.get(code=A).merged_into == target
    assert Submission.objects.count() == 1
    assert Count.objects.get().counts is False
    assert "TERCATAT" not in send(1)
    assert totals.compare(election) == []


def test_taking_a_merger_back_gives_everything_back(admin: Person, election: Election) -> None:
    """Voters, expectation, the form that had come in."""
    send(1)
    change = stations.merge(actor=admin, election=election, code=A, into=B, reason=WHY, now=NOW)
    stations.undo(actor=admin, election=election, change_id=change.pk, now=NOW)
    assert sizes() == (12, 1, 12 * 245)
    assert Tps.objects.get(code=B).dpt == 245
    assert Count.objects.get().counts is True
    assert totals.compare(election) == []
    with pytest.raises(Refused, match="sudah dibatalkan"):
        stations.undo(actor=admin, election=election, change_id=change.pk, now=NOW)


def test_a_moved_tps_takes_its_form_along_and_is_found_by_its_old_code(
    admin: Person, election: Election
) -> None:
    """Totals of both desa; messages that name the old place go to the new one, and say so."""
    send(1)
    stations.move(actor=admin, election=election, code=A, desa="1607012002", number=9, reason=WHY, now=NOW)
    assert sizes("1607012001") == (2, 0, 2 * 245)
    assert sizes("1607012002") == (4, 1, 4 * 245)
    assert sizes() == (12, 1, 12 * 245)
    held = Count.objects.get()
    assert (held.tps.code, held.desa_code) == (NEW, "1607012002")
    assert totals.compare(election) == []
    reply = send(1)
    assert "angkanya sama" in reply
    assert "Karang Anyar · TPS 009" in reply
    assert Submission.objects.count() == 1
    assert "angkanya sama" in send(9, "Karang Anyar")


def test_a_first_report_by_the_old_code_is_stored_where_the_tps_is(admin: Person, election: Election) -> None:
    """In no count of a place that it left."""
    stations.move(actor=admin, election=election, code=A, desa="1607012002", number=9, reason=WHY, now=NOW)
    assert "Karang Anyar · TPS 009" in send(1)
    assert Count.objects.get().desa_code == "1607012002"
    assert totals.compare(election) == []


def test_taking_a_move_back_leaves_both_codes_readable(admin: Person, election: Election) -> None:
    """Somebody may have used the new one meanwhile."""
    change = stations.move(
        actor=admin, election=election, code=A, desa="1607012002", number=9, reason=WHY, now=NOW
    )
    stations.undo(actor=admin, election=election, change_id=change.pk, now=NOW)
    assert list(TpsAlias.objects.values_list("code", "tps__code")) == [(NEW, A)]
    assert "TERCATAT" in send(9, "Karang Anyar")
    assert Count.objects.get().desa_code == "1607012001"


def test_whoever_was_responsible_for_the_tps_still_is(admin: Person, election: Election) -> None:
    """A right given by the TPS's code follows it."""
    mine = person(Role.OPERATOR, A)
    stations.move(actor=admin, election=election, code=A, desa="1607012002", number=9, reason=WHY, now=NOW)
    assert Grant.objects.get(person=mine).area == NEW


def test_messages_about_a_moved_tps_are_for_the_camat_of_its_new_place(
    admin: Person, election: Election
) -> None:
    """And no more for the old one's; also one that named it beside another TPS. Taking it back turns it."""
    send(1)
    both = "PILPRES\nDesa Mekar Sari\nTPS 1\n01 = 60\n02 = 141\n03 = 21\nTidak sah = 5\n\n"
    both += "TPS 2\n01 = 50\n02 = 151\n03 = 20\nTidak sah = 4"
    inbox.accept([Envelope("whatsapp", "dua", OPERATOR, NOW, both)], now=NOW)
    run_batch(worker="test", clock=lambda: NOW, limit=100)
    one, two = InboxMessage.objects.order_by("pk")

    def readers(message: InboxMessage) -> list[str]:
        return [area for area in ("160701", "160702") if message_for(message.pk, (area,)) is not None]

    assert (readers(one), readers(two)) == (["160701"], ["160701"])
    change = stations.move(
        actor=admin, election=election, code=A, desa="1607022001", number=9, reason=WHY, now=NOW
    )
    assert readers(one) == ["160702"]
    assert readers(two) == [], "it speaks of both kecamatan"
    assert StoredReading.objects.get(message=one).region == "1607022001009"
    stations.undo(actor=admin, election=election, change_id=change.pk, now=NOW)
    assert (readers(one), readers(two)) == (["160701"], ["160701"])


def test_a_plan_that_names_a_moved_tps_still_asks_for_it(admin: Person, election: Election) -> None:
    """Also after taking the move back; a plan that ended stays as it was."""
    about = {"election": election, "reason": "uji", "made_by": admin, "made_at": NOW}
    plan = EntryPlan.objects.create(areas=[A, "160702"], **about)
    ended = EntryPlan.objects.create(areas=[A], ended_at=NOW, ended_by=admin, **about)
    change = stations.move(
        actor=admin, election=election, code=A, desa="1607012002", number=9, reason=WHY, now=NOW
    )
    plan.refresh_from_db()
    ended.refresh_from_db()
    assert (plan.areas, ended.areas) == ([NEW, "160702"], [A])
    stations.undo(actor=admin, election=election, change_id=change.pk, now=NOW)
    plan.refresh_from_db()
    assert plan.areas == [A, "160702"]


def test_a_closed_tps_is_not_expected_and_counts_again_when_opened(admin: Person, election: Election) -> None:
    """What was verified stays verified."""
    send(1)
    stations.close(actor=admin, election=election, code=A, reason=WHY, now=NOW)
    assert sizes() == (11, 0, 11 * 245)
    assert totals.compare(election) == []
    stations.reopen(actor=admin, election=election, code=A, reason=WHY, now=NOW)
    assert sizes() == (12, 1, 12 * 245)
    assert totals.compare(election) == []


def test_a_tps_closed_between_reading_and_writing_counts_in_nothing(
    admin: Person, election: Election, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message had been read; its figures are kept with the closed TPS."""
    real = pipeline._write

    def late(incoming: object, **more: object) -> object:
        stations.close(actor=admin, election=election, code=A, reason=WHY, now=NOW)
        monkeypatch.setattr(pipeline, "_write", real)
        return real(incoming, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "_write", late)
    send(1)
    assert Submission.objects.count() == 1
    assert Count.objects.get().counts is False
    assert sizes()[:2] == (11, 0)
    assert totals.compare(election) == []


def test_what_was_changed_since_cannot_be_taken_back(admin: Person, election: Election) -> None:
    """The newer change first."""
    first = stations.close(actor=admin, election=election, code=A, reason=WHY, now=NOW)
    second = stations.reopen(
        actor=admin, election=election, code=A, reason=WHY, now=NOW + timedelta(minutes=1)
    )
    with pytest.raises(Refused, match="sudah diubah lagi"):
        stations.undo(actor=admin, election=election, change_id=first.pk, now=NOW)
    stations.undo(actor=admin, election=election, change_id=second.pk, now=NOW)
    stations.undo(actor=admin, election=election, change_id=first.pk, now=NOW)
    assert sizes()[0] == 12


Change = Callable[[Person, Election], object]
REFUSED: dict[str, Change] = {
    "a code that is taken": lambda who, e: stations.add(
        actor=who, election=e, desa="1607012001", number=1, dpt_l=1, dpt_p=1, reason=WHY, now=NOW
    ),
    "a desa that is not there": lambda who, e: stations.add(
        actor=who, election=e, desa="1607012099", number=1, dpt_l=1, dpt_p=1, reason=WHY, now=NOW
    ),
    "half a DPT": lambda who, e: stations.add(
        actor=who, election=e, desa="1607012001", number=8, dpt_l=1, dpt_p=None, reason=WHY, now=NOW
    ),
    "itself": lambda who, e: stations.merge(actor=who, election=e, code=A, into=A, reason=WHY, now=NOW),
    "another desa": lambda who, e: stations.merge(
        actor=who, election=e, code=A, into="1607012002001", reason=WHY, now=NOW
    ),
    "no reason": lambda who, e: stations.close(actor=who, election=e, code=A, reason="  ", now=NOW),
    "no such TPS": lambda who, e: stations.close(
        actor=who, election=e, code="1607012001088", reason=WHY, now=NOW
    ),
    "no code at all": lambda who, e: stations.close(actor=who, election=e, code="tps 1", reason=WHY, now=NOW),
    "one that is open": lambda who, e: stations.reopen(actor=who, election=e, code=A, reason=WHY, now=NOW),
    "a move onto another": lambda who, e: stations.move(
        actor=who, election=e, code=A, desa="1607012001", number=2, reason=WHY, now=NOW
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_refused_with_a_sentence_and_nothing_written(what: str, admin: Person, election: Election) -> None:
    """And the totals as they were."""
    with pytest.raises(Refused):
        REFUSED[what](admin, election)
    assert not TpsChange.objects.exists()
    assert sizes() == (12, 0, 12 * 245)


def test_the_code_that_a_tps_had_is_given_to_no_other(admin: Person, election: Election) -> None:
    """A report by that code must have one meaning."""
    stations.move(actor=admin, election=election, code=A, desa="1607012002", number=9, reason=WHY, now=NOW)
    with pytest.raises(Refused, match="kode lama"):
        stations.add(
            actor=admin, election=election, desa="1607012001", number=1, dpt_l=1, dpt_p=1, reason=WHY, now=NOW
        )


@pytest.mark.parametrize("role", [Role.STAF, Role.CAMAT, Role.OPERATOR, Role.PIMPINAN, Role.AUDITOR])
def test_only_administrators_change_tps(role: Role, election: Election) -> None:
    """Nobody else."""
    with pytest.raises(PermissionDenied):
        stations.close(actor=person(role, ""), election=election, code=A, reason=WHY, now=NOW)


def test_an_administrator_of_one_kecamatan_moves_nothing_into_another(election: Election) -> None:
    """Both places must be theirs."""
    region("1607022009", "Desa Lain")
    mine = person(Role.ADMINISTRATOR, "160701")
    with pytest.raises(PermissionDenied):
        stations.move(actor=mine, election=election, code=A, desa="1607022009", number=1, reason=WHY, now=NOW)


def test_each_change_is_recorded_with_what_was_before(admin: Person, election: Election) -> None:
    """Who, what, why, and the way back."""
    stations.merge(actor=admin, election=election, code=A, into=B, reason=WHY, now=NOW)
    entry = Record.objects.get(act="tps.merge")
    assert (entry.region, entry.data["reason"]) == (A, WHY)
    assert {values["code"] for values in entry.data["before"].values()} == {A, B}


def test_a_file_of_tps_opens_nothing_and_follows_a_move(
    admin: Person, election: Election, tmp_path: Path
) -> None:
    """A closed TPS stays closed; the old code is the moved TPS; what is not named stays."""
    stations.close(actor=admin, election=election, code=B, reason=WHY, now=NOW)
    stations.move(actor=admin, election=election, code=A, desa="1607012002", number=9, reason=WHY, now=NOW)
    file = tmp_path / "tps.csv"
    file.write_text(f"kode_tps,dpt_l,dpt_p\n{A},99,98\n{B},1,1\n", encoding="utf-8")
    report = imports.carry_out(actor=PROGRAM, kind="tps", path=file, election=election, now=NOW)
    assert (report.new, report.changed, report.unchanged) == (0, 1, 1)
    assert Tps.objects.get(code=NEW).dpt_l == 99
    assert Tps.every.get(code=B).closed_at is not None
    assert Tps.objects.count() == 11
    assert any("sudah ditutup" in note for note in report.notes)
    assert any("kode lama" in note for note in report.notes)
    assert sizes() == (11, 0, 10 * 245 + 197)
    # Naming it both ways is one TPS, not two.
    file.write_text(f"kode_tps,dpt_l,dpt_p\n{A},1,1\n{NEW},97,96\n", encoding="utf-8")
    imports.carry_out(actor=PROGRAM, kind="tps", path=file, election=election, now=NOW)
    assert Tps.objects.get(code=NEW).dpt_l == 97
    assert Tps.objects.count() == 11
