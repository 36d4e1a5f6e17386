"""Recall by two people, disputes, rejections, and what keeps a form out of the bulk."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from deskpemilu.accounts.models import Person
from deskpemilu.audit.models import Record
from deskpemilu.audit.services import verify
from deskpemilu.channels.models import OutboxMessage
from deskpemilu.domain.roles import Role
from deskpemilu.flow import decisions
from deskpemilu.intake.entry_models import EntryPlan, FormEntry
from deskpemilu.intake.models import CrossFinding, Recheck
from deskpemilu.registry.models import Election
from deskpemilu.tally import totals
from deskpemilu.tally.models import LiveVersion, Total
from deskpemilu.verification import services
from deskpemilu.verification.models import Act, Recall
from deskpemilu.verification.services import seen_of
from deskpemilu.verification.workflow import Refused
from tests.builders import make_election
from tests.db.verification.test_verification_decisions import (
    GALAT,
    NOW,
    from_whatsapp,
    report,
    verified_total,
)
from tests.people import person


@pytest.fixture
def election() -> Election:
    """Two kecamatan with totals."""
    made = make_election()
    totals.rebuild(made)
    return made


@pytest.fixture
def camat() -> Person:
    """The camat of kecamatan 16.07.01."""
    return person(Role.CAMAT, "160701", name="Camat Satu")


def test_a_recall_takes_two_people(election: Election, camat: Person) -> None:
    """Asked by the camat, granted by staff: verified again, still in both totals, all on the record."""
    count, staff = report("locked"), person(Role.STAF, "")
    totals.rebuild(election)
    asked = {"count_id": count.pk, "seen": seen_of(count), "now": NOW, "reason": "beda dengan D.Hasil"}
    decisions.ask_recall(actor=staff, **asked)
    with pytest.raises(Refused, match="sendiri"):
        decisions.grant_recall(actor=staff, count_id=count.pk, now=NOW)
    with pytest.raises(PermissionDenied):
        decisions.grant_recall(actor=camat, count_id=count.pk, now=NOW)
    decisions.withdraw_recall(actor=staff, count_id=count.pk, now=NOW)
    decisions.ask_recall(actor=camat, **asked)
    with pytest.raises(Refused, match="sudah diminta"):
        decisions.ask_recall(actor=staff, **asked)
    decisions.grant_recall(actor=staff, count_id=count.pk, now=NOW)
    count.refresh_from_db()
    assert (count.state, verified_total("1607")) == ("verified", 1)
    act = Act.objects.get(count=count)
    assert (act.act, act.person, act.reason) == (
        "recall",
        staff,
        f"beda dengan D.Hasil (diminta {camat.name})",
    )
    acts = list(Record.objects.order_by("number").values_list("act", flat=True))
    assert acts == ["recall.asked", "recall.withdrawn", "recall.asked", "recall.granted", "count.recall"]
    assert verify() is None


def test_a_declined_recall_leaves_the_form_locked(election: Election, camat: Person) -> None:
    """Nothing moves, the reason is kept, and it may be asked for again."""
    count, staff = report("locked"), person(Role.STAF, "")
    decisions.ask_recall(actor=camat, count_id=count.pk, seen=seen_of(count), now=NOW, reason="salah ketik")
    decisions.decline_recall(actor=staff, count_id=count.pk, now=NOW, reason="angka sesuai D.Hasil")
    count.refresh_from_db()
    assert count.state == "locked"
    assert Recall.objects.get().answer == "angka sesuai D.Hasil"
    decisions.ask_recall(actor=camat, count_id=count.pk, seen=seen_of(count), now=NOW, reason="putusan MK")
    assert Recall.objects.filter(decided_at=None).count() == 1


def test_a_rejected_report_is_told_and_counted_nowhere(election: Election, camat: Person) -> None:
    """Also when the very same figures come again; other figures open the form."""
    count = report()
    from_whatsapp(count, "62812000111")
    decisions.reject(actor=camat, count_id=count.pk, seen=seen_of(count), now=NOW, reason="pesan uji coba")
    count.refresh_from_db()
    assert (count.state, count.reason) == ("rejected", "pesan uji coba")
    assert Total.objects.get(region_id="1607").tps_in == 0
    told = OutboxMessage.objects.get()
    assert told.text.startswith("⛔ DITOLAK")
    decisions.undo(actor=camat, count_id=count.pk, now=NOW + timedelta(seconds=5))
    told.refresh_from_db()
    assert told.state == "cancelled"
    assert Total.objects.get(region_id="1607").tps_in == 1


def test_a_disputed_form_waits_for_a_decision(election: Election, camat: Person) -> None:
    """Out of both totals, held back on every page; nobody is messaged."""
    count = report("verified")
    totals.rebuild(election)
    camat.audit_source = "203.0.113.5 · Android"
    decisions.dispute(actor=camat, count_id=count.pk, seen=seen_of(count), now=NOW, reason="keberatan saksi")
    total = Total.objects.get(region_id="1607")
    assert (total.tps_in, total.tps_verified, total.tps_held) == (0, 0, 1)
    assert OutboxMessage.objects.count() == 0
    assert Act.objects.get().source == "203.0.113.5 · Android"
    assert Record.objects.get().data["acted_from"] == "203.0.113.5 · Android"
    count.refresh_from_db()
    decisions.accept(actor=camat, count_id=count.pk, seen=seen_of(count), now=NOW, reason="sesuai putusan")
    assert verified_total("1607") == 1


def test_a_refusal_leaves_nothing_behind(election: Election, camat: Person) -> None:
    """No act, no record, no message, no new version of the pages."""
    count = report("held", findings=[GALAT])
    before = LiveVersion.objects.get(election=election).number
    with pytest.raises(Refused):
        decisions.accept(actor=camat, count_id=count.pk, seen=seen_of(count), now=NOW)
    assert [model.objects.count() for model in (Act, Record, OutboxMessage)] == [0, 0, 0]
    assert LiveVersion.objects.get(election=election).number == before


def test_a_form_in_the_plan_is_vouched_for_only_after_its_second_entry(
    election: Election, camat: Person
) -> None:
    """Neither one by one, nor in bulk, nor by a correction, nor locked; the refusal says what to do."""
    EntryPlan.objects.create(election=election, contests=["ppwp"], made_by=camat, made_at=NOW)
    count, clerk = report(), person(Role.OPERATOR, "160701")
    act = {"actor": camat, "count_id": count.pk, "now": NOW}
    with pytest.raises(Refused, match="isian kedua belum ada"):
        decisions.accept(seen=seen_of(count), **act)
    done, left = decisions.accept_clean(
        actor=camat,
        election_id=election.pk,
        desa_code=count.desa_code,
        seen={count.pk: seen_of(count)},
        now=NOW,
    )
    assert (done, len(left)) == ([], 1)
    held = count.submission
    assert held is not None
    FormEntry.objects.create(
        key=uuid4(),
        effect="confirmed",
        started_at=NOW,
        person=clerk,
        tps=count.tps,
        contest=count.contest,
        generation="reguler",
        submission=held,
        first=held,
        equal=True,
        boxes=4,
        at=NOW,
    )
    decisions.accept(seen=seen_of(count), **act)
    count.refresh_from_db()
    assert count.state == "verified"


def test_what_other_forms_say_keeps_a_form_out_of_the_bulk(election: Election, camat: Person) -> None:
    """It is looked at one by one, and still may be vouched for."""
    count = report()
    CrossFinding.objects.create(
        count=count, code="D8", severity="periksa", text="Angkanya sama dengan TPS lain.", since=NOW
    )
    seen = {count.pk: seen_of(count)}
    done, left = decisions.accept_clean(
        actor=camat, election_id=election.pk, desa_code=count.desa_code, seen=seen, now=NOW
    )
    assert (done, left) == ([], ["TPS 001: ada temuan, periksa satu per satu."])
    decisions.accept(actor=camat, count_id=count.pk, seen=seen_of(count), now=NOW)


def test_todays_findings_count_not_those_of_the_night(election: Election, camat: Person) -> None:
    """After the register was corrected a form that breaks a rule takes a reason."""
    count = report()
    Recheck.objects.create(
        submission_id=count.submission_id, findings=[GALAT], blocking=True, cause="impor TPS", at=NOW
    )
    with pytest.raises(Refused, match="melanggar aturan"):
        decisions.accept(actor=camat, count_id=count.pk, seen=seen_of(count), now=NOW)


def test_a_photo_that_another_tps_has_too_keeps_a_form_out_of_the_bulk(
    election: Election, camat: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody looks at it first."""
    count = report()
    monkeypatch.setattr(services, "with_notices", lambda tps_ids: set(tps_ids) & {count.tps_id})
    done, left = decisions.accept_clean(
        actor=camat,
        election_id=election.pk,
        desa_code=count.desa_code,
        seen={count.pk: seen_of(count)},
        now=NOW,
    )
    assert (done, left) == ([], ["TPS 001: ada temuan, periksa satu per satu."])
