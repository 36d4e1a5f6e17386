"""A typed form is taken back: what stands then, who may do it, and how it comes back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.utils import timezone

from deskpemilu.accounts.models import Person
from deskpemilu.audit.models import Record
from deskpemilu.channels.models import OutboxMessage
from deskpemilu.domain.form import CountForm
from deskpemilu.domain.roles import Role
from deskpemilu.flow import decisions
from deskpemilu.flow.reports import Basis, report_form
from deskpemilu.intake import store
from deskpemilu.intake.entry_models import EntryPlan, FormEntry
from deskpemilu.intake.entry_queries import second_entry_missing, waiting_seconds
from deskpemilu.intake.models import Count, Submission
from deskpemilu.registry.models import Contest, Election, Tps
from deskpemilu.tally import totals
from deskpemilu.tally.models import Total
from deskpemilu.verification.models import Act
from deskpemilu.verification.services import seen_of
from deskpemilu.verification.workflow import Refused
from tests.builders import NOW, make_election
from tests.entry_scenes import GOOD, OTHER, TPS, URL, send
from tests.people import person, sign_in

WHOLE = CountForm(
    rows={"suara_sah": 220, "suara_tidak_sah": 12, "suara_total": 232}, votes={"1": 50, "2": 120, "3": 50}
)
THIRD = CountForm(
    rows={"suara_sah": 220, "suara_tidak_sah": 12, "suara_total": 232}, votes={"1": 52, "2": 118, "3": 50}
)

FOURTH = CountForm(
    rows={"suara_sah": 220, "suara_tidak_sah": 12, "suara_total": 232}, votes={"1": 60, "2": 110, "3": 50}
)


@pytest.fixture
def election() -> Election:
    """Two kecamatan, with totals."""
    made = make_election(contests=("ppwp", "pdprdk"))
    totals.rebuild(made)
    return made


@pytest.fixture
def clerk(election: Election) -> Person:
    """A clerk of the first desa."""
    return person(Role.OPERATOR, "1607012001", name="Petugas Satu", phone="6281200000001")


@pytest.fixture
def colleague(election: Election) -> Person:
    """Another clerk of the same kecamatan."""
    return person(Role.OPERATOR, "160701", name="Petugas Dua")


@pytest.fixture
def camat(election: Election) -> Person:
    """The camat of that kecamatan."""
    return person(Role.CAMAT, "160701", name="Camat Uji")


def count_now() -> Count:
    return Count.objects.select_related("tps", "contest", "submission", "requested").get()


def take(who: Person, *, reason: str = "salah TPS", **more: Any) -> Any:
    count = count_now()
    return decisions.withdraw_entry(
        actor=who, count_id=count.pk, seen=seen_of(count), reason=reason, now=timezone.now(), **more
    )


def report(who: Person, form: CountForm) -> store.Stored:
    """The same road as a message of that person."""
    tps = Tps.objects.get(code=TPS)
    contest = Contest.objects.select_related("election").get(code="ppwp")
    stored = store.enter_form(
        actor=who, tps=tps, contest=contest, form=form, origin="report", reason="", now=timezone.now()
    )
    totals.resum(stored.touched)
    return stored


def by_phone(who: Person, form: CountForm, *, typed_before: int = 0) -> Submission:
    """The same on the operator's screen; typed hours before, when nothing of the form was known."""
    now = timezone.now()
    report_form(
        actor=who,
        tps=Tps.objects.select_related("desa__parent").get(code=TPS),
        contest=Contest.objects.select_related("election").get(code="ppwp"),
        form=form,
        key=str(uuid4()),
        now=now,
        basis=Basis("0.0", typed=now - timedelta(hours=typed_before)) if typed_before else Basis(),
    )
    return Submission.objects.latest("pk")


def test_the_only_form_is_gone_from_the_totals_and_stays_to_be_seen(
    clerk: Person, election: Election
) -> None:
    """Missing again, versions kept, reason and person in the act and in the audit log."""
    send(clerk, GOOD)
    assert Total.objects.get(region_id="1607", contest__code="ppwp").tps_in == 1
    take(clerk)
    count = count_now()
    assert (count.state, count.submission, count.requested) == ("missing", None, None)
    assert Submission.objects.count() == 1
    assert Total.objects.get(region_id="1607", contest__code="ppwp").tps_in == 0
    assert totals.compare(election) == []
    act = Act.objects.get()
    assert (act.act, act.reason, act.person) == ("withdraw", "salah TPS", clerk)
    assert Record.objects.filter(act="count.withdraw", actor="Petugas Satu").exists()
    assert not OutboxMessage.objects.exists(), "nobody writes to those who did it themselves"


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_reason_is_needed(clerk: Person, reason: str) -> None:
    """Nothing is changed without one."""
    send(clerk, GOOD)
    with pytest.raises(Refused, match="alasan"):
        take(clerk, reason=reason)
    assert count_now().state == "received"


def test_the_page_offers_it_and_the_way_back(clerk: Person) -> None:
    """Withdraw, undo, withdraw again, begin from what was withdrawn."""
    client = sign_in(Client(), clerk)
    assert "Tarik isian" not in client.get(URL).content.decode()
    send(clerk, GOOD)
    client = sign_in(Client(), clerk)
    assert "Tarik isian" in client.get(URL).content.decode()
    seen = {"seen": seen_of(count_now()), "alasan": "salah TPS"}
    answer = client.post(f"{URL}tarik/", seen)
    assert answer.status_code == 303
    assert "ditarik" in " ".join(str(m) for m in get_messages(answer.wsgi_request))
    page = client.get(URL).content.decode()
    assert "Urungkan" in page
    assert 'value="120"' not in page
    client.post(f"{URL}urungkan/")
    assert count_now().state == "received"
    assert not FormEntry.objects.filter(withdrawn_at__isnull=False).exists()
    client.post(f"{URL}tarik/", {**seen, "seen": seen_of(count_now())})
    assert 'value="120"' in client.get(f"{URL}?isi=ditarik").content.decode()


def test_after_a_minute_it_is_not_undone_but_need_not_be_typed_again(clerk: Person) -> None:
    """The refusal is a sentence; the figures can be taken over."""
    send(clerk, GOOD)
    take(clerk)
    late = timezone.now() + timedelta(seconds=90)
    with pytest.raises(Refused, match="Batas waktu"):
        decisions.undo(actor=clerk, count_id=count_now().pk, now=late)


def test_what_a_phone_had_reported_before_stands_again(clerk: Person, colleague: Person) -> None:
    """The typed form had filled up a report; that report was never taken back."""
    first = report(colleague, WHOLE).submission
    send(clerk, GOOD)
    assert count_now().submission != first
    take(clerk)
    count = count_now()
    assert (count.state, count.submission) == ("received", first)
    assert Total.objects.get(region_id="1607", contest__code="ppwp").tps_in == 1


def test_the_other_one_of_two_that_differ_stands(
    clerk: Person, colleague: Person, election: Election
) -> None:
    """Whichever of the two is withdrawn."""
    theirs = report(colleague, WHOLE).submission
    send(clerk, OTHER)
    assert count_now().state == "conflict"
    take(clerk)
    count = count_now()
    assert (count.state, count.submission, count.requested) == ("received", theirs, None)
    assert totals.compare(election) == []


def test_the_report_that_waited_beside_the_withdrawn_form_stands(clerk: Person, colleague: Person) -> None:
    """Here the typed form had come first."""
    send(clerk, OTHER)
    theirs = report(colleague, WHOLE).submission
    take(clerk)
    assert (count_now().state, count_now().submission) == ("received", theirs)


def test_three_reports_leave_two_that_differ(clerk: Person, colleague: Person, camat: Person) -> None:
    """The second report waited, was pushed aside by the typed form, and waits again: no silent winner."""
    first = report(colleague, WHOLE).submission
    second = report(camat, THIRD).submission
    send(clerk, OTHER)
    take(clerk)
    count = count_now()
    assert (count.state, count.submission, count.requested) == ("conflict", first, second)


def test_what_was_withdrawn_on_the_operators_screen_does_not_come_back_as_a_rival(
    clerk: Person, colleague: Person, camat: Person
) -> None:
    """Withdrawn once, it speaks beside nobody; with the withdrawal undone it does."""
    send(colleague, GOOD)
    rival = by_phone(clerk, FOURTH)
    take(clerk)
    third = report(camat, THIRD).submission
    take(colleague)
    count = count_now()
    assert (count.state, count.submission, count.requested) == ("received", third, None)
    assert rival.pk != third.pk


def test_a_rival_whose_withdrawal_was_undone_speaks(clerk: Person, colleague: Person, camat: Person) -> None:
    """Beside the one that came after it."""
    send(colleague, GOOD)
    rival = by_phone(clerk, FOURTH)
    take(clerk)
    decisions.undo(actor=clerk, count_id=count_now().pk, now=timezone.now())
    third = report(camat, THIRD).submission
    take(colleague)
    count = count_now()
    assert (count.state, count.submission, count.requested) == ("conflict", third, rival)


def test_two_of_one_person_that_differ_leave_nothing(clerk: Person, election: Election) -> None:
    """Old figures of a phone without signal stood beside newer ones of the same person; both are gone."""
    by_phone(clerk, THIRD)
    by_phone(clerk, FOURTH, typed_before=2)
    assert count_now().state == "conflict"
    take(clerk)
    count = count_now()
    assert (count.state, count.submission, count.requested) == ("missing", None, None)
    assert totals.compare(election) == []


def test_whom_two_of_one_person_had_pushed_aside_stands(clerk: Person, colleague: Person) -> None:
    """Nobody's report is lost with those of somebody else."""
    by_phone(clerk, THIRD)
    theirs = report(colleague, WHOLE).submission
    by_phone(clerk, FOURTH, typed_before=2)
    assert count_now().requested != theirs
    take(clerk)
    count = count_now()
    assert (count.state, count.submission, count.requested) == ("received", theirs, None)


def test_what_somebody_else_stated_too_is_left_to_the_camat(clerk: Person, colleague: Person) -> None:
    """One of two who say the same cannot take it out of the totals alone."""
    send(clerk, GOOD)
    report(colleague, WHOLE)
    with pytest.raises(Refused, match="ditegaskan"):
        take(clerk)
    assert count_now().state == "received"


def test_what_a_camat_vouched_for_stays(clerk: Person, camat: Person) -> None:
    """Also when it was only opened again since."""
    send(clerk, GOOD)
    count = count_now()
    decisions.accept(actor=camat, count_id=count.pk, seen=seen_of(count), now=timezone.now())
    with pytest.raises(Refused, match="diverifikasi"):
        take(clerk)
    count, staff = count_now(), person(Role.STAF)
    decisions.reopen(actor=staff, count_id=count.pk, seen=seen_of(count), now=timezone.now(), reason="cek")
    with pytest.raises(Refused, match="diputuskan"):
        take(clerk)
    assert count_now().state == "received"


def test_a_request_beside_a_verified_form_is_withdrawn_alone(clerk: Person, camat: Person) -> None:
    """The verified figures stay as they are."""
    send(clerk, GOOD)
    count = count_now()
    decisions.accept(actor=camat, count_id=count.pk, seen=seen_of(count), now=timezone.now())
    send(clerk, OTHER)
    verified = count_now().submission
    assert count_now().requested is not None
    take(clerk)
    count = count_now()
    assert (count.state, count.submission, count.requested) == ("verified", verified, None)


def test_nobody_withdraws_a_message_here(clerk: Person, colleague: Person) -> None:
    """What was written is taken back by writing BATAL, or thrown out by the camat."""
    report(colleague, WHOLE)
    with pytest.raises(Refused, match="Tidak ada isian"):
        take(colleague)


def test_a_camat_helps_and_the_clerk_is_told(clerk: Person, camat: Person) -> None:
    """By the page of the form; the undo stops the message."""
    send(clerk, GOOD)
    client = sign_in(Client(), camat)
    url = f"/verifikasi/{TPS}/ppwp/"
    assert "Tarik isian" in client.get(url).content.decode()
    data = {"seen": seen_of(count_now()), "alasan": "ini TPS 2", "pemilik": str(clerk.pk)}
    client.post(f"{url}tarik/", data)
    assert count_now().state == "missing"
    told = OutboxMessage.objects.get()
    assert told.recipient == "6281200000001"
    assert "ini TPS 2" in told.text
    client.post(f"{url}urungkan/")
    told.refresh_from_db()
    assert told.state == OutboxMessage.State.CANCELLED
    assert count_now().state == "received"


def test_a_colleague_and_a_camat_elsewhere_may_not(clerk: Person, colleague: Person) -> None:
    """Neither by the service nor by the address."""
    send(clerk, GOOD)
    seen = {"seen": seen_of(count_now()), "alasan": "x", "pemilik": str(clerk.pk)}
    stranger = person(Role.CAMAT, "160702")
    assert sign_in(Client(), stranger).post(f"/verifikasi/{TPS}/ppwp/tarik/", seen).status_code == 403
    assert sign_in(Client(), colleague).post(f"/verifikasi/{TPS}/ppwp/tarik/", seen).status_code == 403
    sign_in(Client(), colleague).post(f"{URL}tarik/", seen)
    assert count_now().state == "received"


def test_a_withdrawn_entry_checks_nothing(clerk: Person, colleague: Person, election: Election) -> None:
    """The plan asks for a second entry again, and the same clerk may make it."""
    EntryPlan.objects.create(
        election=election, contests=["ppwp"], reason="uji", made_by=person(Role.STAF), made_at=NOW
    )
    send(clerk, GOOD)
    send(colleague, OTHER)
    assert not second_entry_missing(count_now())
    take(colleague)
    assert count_now().state == "received"
    assert second_entry_missing(count_now()), "the second entry is gone"
    assert waiting_seconds(colleague, election, ("",)) == [count_now().pk]
    send(colleague, OTHER)
    assert count_now().state == "conflict"
    take(clerk)
    assert second_entry_missing(count_now()), "the first entry is gone"


def test_a_page_that_is_out_of_date_changes_nothing(clerk: Person, colleague: Person) -> None:
    """Something came meanwhile."""
    send(clerk, GOOD)
    old = count_now()
    report(colleague, THIRD)
    with pytest.raises(Refused, match="berubah"):
        decisions.withdraw_entry(
            actor=clerk, count_id=old.pk, seen=seen_of(old), reason="salah", now=timezone.now()
        )
