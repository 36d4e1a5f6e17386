"""What a camat may decide about a form, and what becomes of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from deskpemilu.domain.states import CountState
from deskpemilu.verification import recall, workflow
from deskpemilu.verification.recall import Asked
from deskpemilu.verification.workflow import Change, Done, Refused, Standing

NOW = datetime(2024, 2, 14, 12, 0, tzinfo=UTC)
RECEIVED = Standing(CountState.RECEIVED, current=1, versions=frozenset({1}))
HELD = Standing(CountState.HELD, current=1, versions=frozenset({1}), blocking=frozenset({1}))
CONFLICT = Standing(CountState.CONFLICT, current=1, requested=2, versions=frozenset({1, 2}))
VERIFIED = Standing(CountState.VERIFIED, current=1, versions=frozenset({1}))
REQUEST = Standing(CountState.VERIFIED, current=1, requested=2, versions=frozenset({1, 2}))
LOCKED = Standing(CountState.LOCKED, current=1, versions=frozenset({1}))
RETURNED = Standing(CountState.RETURNED, current=1, versions=frozenset({1}))


def test_a_plain_report_is_verified_with_one_key() -> None:
    """No choice, no reason."""
    assert workflow.accept(RECEIVED) == Change(CountState.VERIFIED, 1, None)


def test_a_form_nobody_reported_cannot_be_verified() -> None:
    """There is nothing to vouch for."""
    with pytest.raises(Refused, match="Belum ada laporan"):
        workflow.accept(Standing(CountState.MISSING))


def test_a_held_form_is_accepted_only_with_a_reason() -> None:
    """A camat who vouches for a contradiction says why."""
    with pytest.raises(Refused, match="alasan"):
        workflow.accept(HELD, reason="   ")
    assert workflow.accept(HELD, reason="sesuai foto C.Hasil").state is CountState.VERIFIED


def test_a_received_form_that_breaks_a_hard_rule_takes_a_reason_too() -> None:
    """Whatever the state says, a blocking version is never waved through."""
    standing = Standing(CountState.RECEIVED, 1, versions=frozenset({1}), blocking=frozenset({1}))
    with pytest.raises(Refused, match="melanggar aturan"):
        workflow.accept(standing)


def test_a_conflict_takes_a_choice_and_a_reason() -> None:
    """Neither version wins by default."""
    with pytest.raises(Refused, match="Pilih dahulu"):
        workflow.accept(CONFLICT, reason="sesuai foto")
    with pytest.raises(Refused, match="alasan"):
        workflow.accept(CONFLICT, chosen=2)
    assert workflow.accept(CONFLICT, chosen=2, reason="foto") == Change(CountState.VERIFIED, 2, None)
    assert workflow.accept(CONFLICT, chosen=1, reason="foto") == Change(CountState.VERIFIED, 1, None)


def test_a_version_of_another_form_cannot_be_chosen() -> None:
    """An id typed into the page does not reach another TPS."""
    with pytest.raises(Refused, match="bukan milik formulir ini"):
        workflow.accept(CONFLICT, chosen=99, reason="foto")


def test_an_older_version_is_chosen_with_a_reason() -> None:
    """Going back behind the last report is a decision of its own."""
    standing = Standing(CountState.RECEIVED, 2, versions=frozenset({1, 2}))
    with pytest.raises(Refused, match="bukan yang terakhir"):
        workflow.accept(standing, chosen=1)
    assert workflow.accept(standing, chosen=1, reason="RALAT keliru").current == 1


def test_nothing_is_verified_twice() -> None:
    """The second click is refused."""
    with pytest.raises(Refused, match="sudah diverifikasi"):
        workflow.accept(VERIFIED)


def test_a_request_on_a_verified_form_is_decided_by_choice_and_reason() -> None:
    """Verified figures change only by a person who says why; keeping them closes the request."""
    assert workflow.accept(REQUEST, chosen=2, reason="foto") == Change(CountState.VERIFIED, 2, None)
    assert workflow.accept(REQUEST, chosen=1, reason="tetap") == Change(CountState.VERIFIED, 1, None)
    with pytest.raises(Refused, match="Pilih dahulu"):
        workflow.accept(REQUEST)


def test_a_locked_form_is_not_decided_by_a_camat() -> None:
    """Only reopening gets it out of the lock."""
    for attempt in (
        lambda: workflow.accept(LOCKED),
        lambda: workflow.send_back(LOCKED, reason="keliru"),
        lambda: workflow.correct(LOCKED, reason="keliru"),
        lambda: workflow.lock(LOCKED),
    ):
        with pytest.raises(Refused, match="dikunci"):
            attempt()


@pytest.mark.parametrize("standing", [RECEIVED, HELD, CONFLICT, VERIFIED])
def test_a_form_goes_back_with_a_reason(standing: Standing) -> None:
    """Returning keeps the version to look at and drops the waiting one."""
    with pytest.raises(Refused, match="alasan pengembalian"):
        workflow.send_back(standing, reason="")
    assert workflow.send_back(standing, reason="foto beda") == Change(CountState.RETURNED, 1, None)


def test_a_returned_form_is_accepted_with_a_reason() -> None:
    """Whoever sent it back explains why it is right after all."""
    with pytest.raises(Refused, match="pernah dikembalikan"):
        workflow.accept(RETURNED)
    assert workflow.accept(RETURNED, reason="ternyata benar").state is CountState.VERIFIED


def test_only_a_verified_form_without_a_request_is_locked() -> None:
    """The desk does not lock what still waits for the camat."""
    assert workflow.lock(VERIFIED).state is CountState.LOCKED
    with pytest.raises(Refused, match="permintaan perubahan"):
        workflow.lock(REQUEST)
    with pytest.raises(Refused, match="tidak dapat dikunci"):
        workflow.lock(RECEIVED)


def test_reopening_goes_back_one_step() -> None:
    """Verified becomes received; what is locked takes two people."""
    assert workflow.reopen(VERIFIED, reason="keliru").state is CountState.RECEIVED
    with pytest.raises(Refused, match="alasan"):
        workflow.reopen(VERIFIED, reason="")
    with pytest.raises(Refused, match="penarikan"):
        workflow.reopen(LOCKED, reason="keputusan KPU")


@pytest.mark.parametrize("state", [CountState.RECEIVED, CountState.HELD, CountState.VERIFIED])
def test_disputing_keeps_the_version_and_takes_a_reason(state: CountState) -> None:
    """The figures stay to be seen; accepting them afterwards takes a reason too."""
    standing = Standing(state, current=1, versions=frozenset({1}))
    change = workflow.dispute(standing, reason="keberatan saksi")
    assert change == Change(CountState.DISPUTED, 1, None)
    with pytest.raises(Refused, match="dipersoalkan"):
        workflow.dispute(standing, reason=" ")
    disputed = Standing(CountState.DISPUTED, current=1, versions=frozenset({1}))
    with pytest.raises(Refused, match="dipersoalkan"):
        workflow.accept(disputed)
    assert workflow.accept(disputed, reason="sesuai putusan").state is CountState.VERIFIED


def test_what_was_vouched_for_is_not_thrown_out_at_a_stroke() -> None:
    """Verified: return or reopen it first. Locked: recall it."""
    assert workflow.reject(CONFLICT, reason="palsu") == Change(CountState.REJECTED, 1, None)
    for standing in (VERIFIED, LOCKED):
        with pytest.raises(Refused, match="ditolak"):
            workflow.reject(standing, reason="palsu")
    with pytest.raises(Refused, match="alasan"):
        workflow.reject(CONFLICT, reason="")


class TestRecall:
    """A locked figure: one person asks, another one decides."""

    def test_only_a_locked_form_and_only_once(self) -> None:
        """With a reason."""
        recall.ask(LOCKED, open_request=None, reason="berbeda dengan D.Hasil")
        for standing, asked, reason, words in (
            (VERIFIED, None, "beda", "tidak terkunci"),
            (LOCKED, Asked("camat", 1), "beda", "sudah diminta"),
            (LOCKED, None, " ", "alasan"),
        ):
            with pytest.raises(Refused, match=words):
                recall.ask(standing, open_request=asked, reason=reason)

    def test_whoever_asked_does_not_decide(self) -> None:
        """Granting opens to verified, the same version."""
        asked = Asked("camat", 1)
        change = recall.grant(LOCKED, open_request=asked, person="staf")
        assert change == Change(CountState.VERIFIED, 1, None)
        with pytest.raises(Refused, match="sendiri"):
            recall.grant(LOCKED, open_request=asked, person="camat")
        with pytest.raises(Refused, match="sendiri"):
            recall.decline(open_request=asked, person="camat", reason="tidak perlu")
        with pytest.raises(Refused, match="alasan"):
            recall.decline(open_request=asked, person="staf", reason="")

    def test_a_request_is_taken_back_only_by_its_own_person(self) -> None:
        """And nothing is decided that nobody asked for."""
        recall.withdraw(open_request=Asked("camat", 1), person="camat")
        with pytest.raises(Refused, match="orang lain"):
            recall.withdraw(open_request=Asked("camat", 1), person="staf")
        with pytest.raises(Refused, match="Tidak ada"):
            recall.grant(LOCKED, open_request=None, person="staf")
        with pytest.raises(Refused, match="tidak berlaku"):
            recall.grant(VERIFIED, open_request=Asked("camat", 1), person="staf")


def _done(**changed: object) -> Done:
    values: dict[str, object] = {
        "act": workflow.ACCEPT,
        "person": "camat",
        "at": NOW,
        "before": Change(CountState.CONFLICT, 1, 2),
        "after": Change(CountState.VERIFIED, 1, None),
    }
    return Done(**{**values, **changed})  # type: ignore[arg-type]


def test_an_act_is_undone_within_a_minute() -> None:
    """Everything is as before, the waiting version too."""
    undone = workflow.undo(VERIFIED, last=_done(), person="camat", now=NOW + timedelta(seconds=60))
    assert undone == Change(CountState.CONFLICT, 1, 2)


@pytest.mark.parametrize(
    ("last", "person", "seconds", "words"),
    [
        (None, "camat", 5, "Tidak ada tindakan"),
        (_done(undone=True), "camat", 5, "Tidak ada tindakan"),
        (_done(act=workflow.UNDO), "camat", 5, "Tidak ada tindakan"),
        (_done(), "camat lain", 5, "orang lain"),
        (_done(), "camat", 61, "sudah lewat"),
        (_done(after=Change(CountState.VERIFIED, 3, None)), "camat", 5, "laporan baru"),
    ],
)
def test_an_undo_is_refused(last: Done | None, person: str, seconds: int, words: str) -> None:
    """Too late, not one's own, twice, or after something new came in."""
    now = NOW + timedelta(seconds=seconds)
    with pytest.raises(Refused, match=words):
        workflow.undo(VERIFIED, last=last, person=person, now=now)
