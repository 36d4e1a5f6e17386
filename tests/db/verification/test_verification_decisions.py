"""A camat's decisions, from the click to the totals, the message and the audit log."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from deskpemilu.accounts.models import Person
from deskpemilu.audit.models import Record
from deskpemilu.audit.services import verify
from deskpemilu.channels.envelope import Envelope
from deskpemilu.channels.inbox import accept as take_in
from deskpemilu.channels.models import InboxMessage, OutboxMessage
from deskpemilu.domain.form import CountForm
from deskpemilu.domain.roles import Role
from deskpemilu.flow import decisions
from deskpemilu.intake.models import Count, Submission
from deskpemilu.registry.models import Contest, Election, Tps
from deskpemilu.tally import totals
from deskpemilu.tally.models import LiveVersion, Total
from deskpemilu.verification.models import Act
from deskpemilu.verification.services import seen_of
from deskpemilu.verification.workflow import Refused
from tests.builders import make_election, make_submission
from tests.people import person

NOW = datetime(2024, 2, 14, 12, 0, tzinfo=UTC)
GALAT = {"code": "A5", "severity": "galat", "text": "Jumlah tidak cocok.", "values": {}}


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


def report(state: str = "received", *, at: int = 0, **changed: object) -> Count:
    """The count of a TPS of kecamatan 16.07.01 with one version."""
    tps, contest = Tps.objects.order_by("code")[at], Contest.objects.get()
    votes = {"1": 20, "2": 100, "3": 30}
    return make_submission(tps, contest, votes, state=state, invalid=5, **changed)  # type: ignore[arg-type]


def rival(count: Count, votes: dict[str, int], *, state: str = "conflict") -> Submission:
    """A second version that waits beside the first."""
    made = Submission.objects.create(
        tps=count.tps,
        contest=count.contest,
        version=count.versions + 1,
        origin="report",
        votes=votes,
        rows={"suara_sah": sum(votes.values())},
        figures="beda",
        created_at=NOW,
        reporter_label="Pelapor kedua",
    )
    count.versions += 1
    count.requested, count.state = made, state
    count.save()
    return made


def from_whatsapp(count: Count, sender: str) -> InboxMessage:
    """Give the count's version the message it came from."""
    envelope = Envelope("whatsapp", f"wamid.{count.pk}", sender, NOW, "TPS 1 …")
    message = InboxMessage.objects.get(pk=take_in([envelope], now=NOW).new_ids[0])
    Submission.objects.filter(pk=count.submission_id).update(message=message)
    return message


def verified_total(code: str) -> int:
    """TPS verified in a region."""
    return Total.objects.get(region_id=code).tps_verified


def test_accepting_counts_as_verified_at_every_level(election: Election, camat: Person) -> None:
    """The state, the act, the totals, the pages and the log move together."""
    count = report()
    before = LiveVersion.objects.get(election=election).number
    decided = decisions.accept(actor=camat, count_id=count.pk, seen=seen_of(count), now=NOW)
    count.refresh_from_db()
    assert (count.state, count.changed_by) == ("verified", camat)
    assert [verified_total(code) for code in ("1607012001", "160701", "1607", "16")] == [1, 1, 1, 1]
    assert decided.act.state_before == "received"
    assert LiveVersion.objects.get(election=election).number == before + 1
    assert Record.objects.get(act="count.accept").region == count.tps.code
    assert verify() is None
    assert totals.compare(election) == []


def test_the_second_of_two_camat_is_told_who_was_first(election: Election, camat: Person) -> None:
    """Nothing is written, and the sentence names the person, the time and what was decided."""
    count = report()
    seen = seen_of(count)
    decisions.accept(actor=camat, count_id=count.pk, seen=seen, now=NOW)
    other = person(Role.CAMAT, "160701", name="Camat Dua")
    with pytest.raises(Refused, match=r"sudah diputuskan oleh Camat Satu pukul 19\.00 WIB \(diverifikasi\)"):
        decisions.send_back(actor=other, count_id=count.pk, seen=seen, now=NOW, reason="keliru")
    assert Act.objects.count() == 1
    assert verified_total("1607") == 1


def test_a_report_that_came_in_meanwhile_stops_the_decision(election: Election, camat: Person) -> None:
    """The camat vouches for what was on the screen, not for what came after."""
    count = report()
    seen = seen_of(count)
    rival(count, {"1": 1, "2": 2, "3": 3})
    with pytest.raises(Refused, match="laporan baru"):
        decisions.accept(actor=camat, count_id=count.pk, seen=seen, now=NOW)
    assert not Act.objects.exists()


def test_a_camat_of_another_kecamatan_may_not(election: Election) -> None:
    """Nor may an operator, nor staff who read messages."""
    count = report()
    strangers = [person(Role.CAMAT, "160702"), person(Role.OPERATOR, "160701"), person(Role.STAF, "")]
    for stranger in strangers:
        with pytest.raises(PermissionDenied):
            decisions.accept(actor=stranger, count_id=count.pk, seen=seen_of(count), now=NOW)
    count.refresh_from_db()
    assert count.state == "received"
    assert not Act.objects.exists()


def test_a_returned_form_leaves_the_totals_and_its_reporter_is_told(
    election: Election, camat: Person
) -> None:
    """The reason goes out by WhatsApp to the number it came from."""
    count = report()
    totals.rebuild(election)
    message = from_whatsapp(count, "62812000111")
    decisions.send_back(
        actor=camat, count_id=count.pk, seen=seen_of(count), now=NOW, reason="beda dengan foto"
    )
    reply = OutboxMessage.objects.get()
    assert (reply.channel, reply.recipient, reply.in_reply_to) == ("whatsapp", "62812000111", message)
    assert "Alasan: beda dengan foto" in reply.text
    assert "TPS 001" in reply.text
    assert len(reply.text.splitlines()) <= 6
    count.refresh_from_db()
    assert (count.state, count.reason) == ("returned", "beda dengan foto")
    assert Total.objects.get(region_id="1607").tps_in == 0


def test_a_form_typed_by_an_operator_is_returned_to_their_phone(election: Election, camat: Person) -> None:
    """Without a message the person's own number is used."""
    operator = person(Role.OPERATOR, "160701", phone="62812000222")
    count = report()
    Submission.objects.filter(pk=count.submission_id).update(reporter=operator)
    decisions.send_back(actor=camat, count_id=count.pk, seen=seen_of(count), now=NOW, reason="foto belum ada")
    assert OutboxMessage.objects.get().recipient == "62812000222"


def test_both_reporters_of_a_conflict_are_told(election: Election, camat: Person) -> None:
    """Each once."""
    count = report()
    from_whatsapp(count, "62812000111")
    second = rival(count, {"1": 1, "2": 2, "3": 3})
    operator = person(Role.OPERATOR, "160701", phone="62812000222")
    Submission.objects.filter(pk=second.pk).update(reporter=operator)
    decisions.send_back(actor=camat, count_id=count.pk, seen=seen_of(count), now=NOW, reason="berbeda")
    assert sorted(OutboxMessage.objects.values_list("recipient", flat=True)) == ["62812000111", "62812000222"]


def test_a_conflict_is_decided_for_the_chosen_version(election: Election, camat: Person) -> None:
    """The other one stays as a version, and only the chosen figures count."""
    count = report()
    second = rival(count, {"1": 21, "2": 101, "3": 31})
    decisions.accept(
        actor=camat, count_id=count.pk, seen=seen_of(count), now=NOW, chosen=second.pk, reason="sesuai foto"
    )
    count.refresh_from_db()
    assert (count.state, count.submission, count.requested) == ("verified", second, None)
    assert Submission.objects.filter(tps=count.tps).count() == 2
    assert Total.objects.get(region_id="1607").verified["votes"] == {"1": 21, "2": 101, "3": 31}


def test_an_undo_within_a_minute_restores_everything(election: Election, camat: Person) -> None:
    """State, versions, totals; the returned form's message is stopped before it leaves."""
    count = report()
    from_whatsapp(count, "62812000111")
    second = rival(count, {"1": 21, "2": 101, "3": 31})
    decisions.send_back(actor=camat, count_id=count.pk, seen=seen_of(count), now=NOW, reason="berbeda")
    decisions.undo(actor=camat, count_id=count.pk, now=NOW + timedelta(seconds=30))
    count.refresh_from_db()
    assert (count.state, count.requested, count.reason) == ("conflict", second, "")
    assert OutboxMessage.objects.get().state == OutboxMessage.State.CANCELLED
    assert Act.objects.get(act="return").undone_by == Act.objects.get(act="undo")
    with pytest.raises(Refused, match="Tidak ada tindakan"):
        decisions.undo(actor=camat, count_id=count.pk, now=NOW + timedelta(seconds=31))


def test_an_undo_after_the_message_left_tells_the_reporter(election: Election, camat: Person) -> None:
    """What cannot be stopped is taken back in words."""
    count = report()
    from_whatsapp(count, "62812000111")
    decisions.send_back(actor=camat, count_id=count.pk, seen=seen_of(count), now=NOW, reason="berbeda")
    OutboxMessage.objects.update(state=OutboxMessage.State.SENT)
    decisions.undo(actor=camat, count_id=count.pk, now=NOW + timedelta(seconds=30))
    assert "PENGEMBALIAN DIBATALKAN" in OutboxMessage.objects.order_by("-id")[0].text


def test_a_correction_is_a_new_version_and_may_be_verified_at_once(election: Election, camat: Person) -> None:
    """The old version stays; one act says who, why, from what to what."""
    count = report("held", findings=[GALAT])
    rows = {"suara_sah": 150, "suara_tidak_sah": 5, "suara_total": 155}
    form = CountForm(rows=rows, votes={"1": 20, "2": 99, "3": 31})
    decisions.correct(
        actor=camat,
        count_id=count.pk,
        seen=seen_of(count),
        now=NOW,
        form=form,
        reason="sesuai C.Hasil",
        verify=True,
    )
    count.refresh_from_db()
    assert count.state == "verified"
    assert count.submission is not None
    assert (count.submission.votes["2"], count.submission.origin) == (99, "correction")
    assert Submission.objects.count() == 2
    act = Act.objects.get()
    assert (act.act, act.state_before, act.state_after) == ("correct", "held", "verified")
    assert verified_total("1607") == 1
    assert totals.compare(election) == []


def test_staff_may_correct_but_not_vouch(election: Election) -> None:
    """Their version waits beside the one held until the camat chooses."""
    count = report()
    staff = person(Role.STAF, "")
    form = CountForm(rows={"suara_sah": 151}, votes={"1": 21, "2": 100, "3": 30})
    arguments = {"count_id": count.pk, "seen": seen_of(count), "now": NOW, "form": form, "reason": "foto"}
    with pytest.raises(PermissionDenied):
        decisions.correct(actor=staff, verify=True, **arguments)  # type: ignore[arg-type]
    assert Submission.objects.count() == 1, "nothing half-done"
    decisions.correct(actor=staff, **arguments)  # type: ignore[arg-type]
    count.refresh_from_db()
    assert (count.state, count.versions) == ("conflict", 2)


def test_correcting_a_verified_form_without_vouching_is_a_request(election: Election, camat: Person) -> None:
    """What a camat vouched for stays until a camat changes it."""
    count = report("verified")
    staff = person(Role.STAF, "")
    form = CountForm(votes={"1": 21, "2": 100, "3": 30})
    decisions.correct(actor=staff, count_id=count.pk, seen=seen_of(count), now=NOW, form=form, reason="foto")
    count.refresh_from_db()
    assert (count.state, count.requested is not None) == ("verified", True)
    assert count.submission is not None
    assert count.submission.votes["1"] == 20


def test_bulk_takes_only_forms_of_that_desa_without_any_finding(election: Election, camat: Person) -> None:
    """What is left is said, one sentence a form."""
    clean, odd, elsewhere = report(at=0), report(at=1, findings=[GALAT]), report(at=3)
    done, left = decisions.accept_clean(
        actor=camat,
        election_id=election.pk,
        desa_code="1607012001",
        seen={count.pk: seen_of(count) for count in (clean, odd, elsewhere)},
        now=NOW,
    )
    assert [decided.count.pk for decided in done] == [clean.pk]
    assert left == ["TPS 002: ada temuan, periksa satu per satu.", "TPS 001: bukan formulir desa ini."]
    assert verified_total("1607") == 1


def test_the_desk_locks_and_opens(election: Election, camat: Person) -> None:
    """A camat may do neither."""
    count, staff = report("verified"), person(Role.STAF, "")
    with pytest.raises(PermissionDenied):
        decisions.lock(actor=camat, count_id=count.pk, seen=seen_of(count), now=NOW)
    decisions.lock(actor=staff, count_id=count.pk, seen=seen_of(count), now=NOW)
    count.refresh_from_db()
    with pytest.raises(Refused):
        decisions.send_back(actor=camat, count_id=count.pk, seen=seen_of(count), now=NOW, reason="keliru")
    with pytest.raises(Refused, match="penarikan"):
        decisions.reopen(actor=staff, count_id=count.pk, seen=seen_of(count), now=NOW, reason="putusan")
    assert verified_total("1607") == 1
