"""What a person's decision makes of a count: pure, over the one transition table of the domain.

Comes in: where a count stands (its state, the version shown, a version that waits, the versions
there are) and what the person wants. Goes out: the next state and which version holds from now on.
Refuses, with a sentence for the person: what the table does not allow, a choice that was not made,
a reason that is missing, a second verification of the same figures, an undo that came too late.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from deskpemilu.domain.states import STATE_NAMES, CountAct, CountState, TransitionRefused, next_state

UNDO_WINDOW = timedelta(seconds=60)
ACCEPT, RETURN, CORRECT, LOCK, REOPEN, UNDO = "accept", "return", "correct", "lock", "reopen", "undo"
DISPUTE, REJECT, RECALL, WITHDRAW = "dispute", "reject", "recall", "withdraw"
ACT_NAMES: dict[str, str] = {
    ACCEPT: "verifikasi",
    RETURN: "pengembalian",
    CORRECT: "perbaikan",
    LOCK: "penguncian",
    REOPEN: "pembukaan kembali",
    UNDO: "pembatalan",
    DISPUTE: "dipersoalkan",
    REJECT: "penolakan",
    RECALL: "penarikan kembali",
    WITHDRAW: "penarikan isian",
}
# A recall was granted by a second person: taking it back is locking again, not an undo.
UNDOABLE = frozenset({ACCEPT, RETURN, CORRECT, LOCK, REOPEN, DISPUTE, REJECT, WITHDRAW})
# What a camat still has to look at; a verified count comes back when a change of it is requested.
OPEN_STATES = frozenset({CountState.RECEIVED, CountState.HELD, CountState.CONFLICT, CountState.DISPUTED})
REPORTER_TOLD = frozenset({RETURN, REJECT, WITHDRAW})


class Refused(ValueError):
    """A decision that cannot be taken; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a count stands. Versions are named by submission id.

    `current` is the version shown (and counted if the state allows), `requested` one that waits
    for a person, `blocking` those that break a hard rule.
    """

    state: CountState
    current: int | None = None
    requested: int | None = None
    versions: frozenset[int] = field(default_factory=frozenset)
    blocking: frozenset[int] = field(default_factory=frozenset)

    @property
    def must_choose(self) -> bool:
        """Whether accepting means choosing between versions."""
        return self.state is CountState.CONFLICT or self.requested is not None


def mark(current: int | None, requested: int | None, changed_at: datetime) -> str:
    """The mark of a count as a page shows it; another mark means that something has happened since."""
    return f"{current or 0}.{requested or 0}.{int(changed_at.timestamp() * 1_000_000)}"


@dataclass(frozen=True, slots=True)
class Change:
    """What a count becomes."""

    state: CountState
    current: int | None
    requested: int | None


@dataclass(frozen=True, slots=True)
class Done:
    """An earlier act as undoing it needs it: who, when, from what, to what."""

    act: str
    person: str
    at: datetime
    before: Change
    after: Change
    undone: bool = False


def accept(standing: Standing, *, chosen: int | None = None, reason: str = "") -> Change:
    """Vouch for a version: the current one, or the chosen one where there are several."""
    if standing.current is None:
        raise Refused("Belum ada laporan untuk formulir ini, sehingga belum dapat diverifikasi.")
    if standing.must_choose and chosen is None:
        raise Refused("Ada dua laporan yang berbeda. Pilih dahulu laporan yang benar.")
    version = standing.current if chosen is None else chosen
    if version not in standing.versions:
        raise Refused("Laporan yang dipilih bukan milik formulir ini. Muat ulang halaman lalu pilih kembali.")
    if standing.state is CountState.VERIFIED and standing.requested is None and version == standing.current:
        raise Refused("Formulir ini sudah diverifikasi. Tidak ada yang perlu dilakukan.")
    state = _next(standing.state, CountAct.ACCEPT)
    if accept_needs_reason(standing, version) and not reason.strip():
        raise Refused("Tuliskan alasan: " + _why_reason(standing, version))
    return Change(state, version, None)


def accept_needs_reason(standing: Standing, version: int) -> bool:
    """Whether vouching for this version takes a written reason."""
    plain = standing.state is CountState.RECEIVED and not standing.must_choose
    return not (plain and version == standing.current and version not in standing.blocking)


_WHY_REASON = {
    CountState.RETURNED: "formulir ini pernah dikembalikan, jelaskan mengapa sekarang diterima.",
    CountState.DISPUTED: "formulir ini dipersoalkan, jelaskan mengapa angkanya diterima.",
    CountState.REJECTED: "formulir ini pernah ditolak, jelaskan mengapa sekarang diterima.",
}


def _why_reason(standing: Standing, version: int) -> str:
    """The rest of the sentence that asks for a reason."""
    if standing.must_choose:
        return "mengapa laporan yang dipilih yang benar, misalnya sesuai foto C.Hasil."
    if standing.state is CountState.HELD or version in standing.blocking:
        return "formulir ini melanggar aturan hitung, jelaskan mengapa tetap diterima."
    if standing.state in _WHY_REASON:
        return _WHY_REASON[standing.state]
    return "laporan yang dipilih bukan yang terakhir, jelaskan mengapa itu yang benar."


def send_back(standing: Standing, *, reason: str) -> Change:
    """Send the form back to whoever reported it. The versions stay; none of them is counted."""
    _need(reason, "Pilih atau tuliskan alasan pengembalian, karena alasan itu dikirim kepada pelapor.")
    return Change(_next(standing.state, CountAct.RETURN), standing.current, None)


def dispute(standing: Standing, *, reason: str) -> Change:
    """Say that the figures themselves are contested: they leave the totals until somebody decides."""
    _need(reason, "Tuliskan apa yang dipersoalkan, misalnya keberatan saksi atau hasil panwas.")
    return Change(_next(standing.state, CountAct.DISPUTE), standing.current, standing.requested)


def reject(standing: Standing, *, reason: str) -> Change:
    """Throw a report out that is not one of this TPS at all. Its versions stay, none is counted."""
    _need(reason, "Tuliskan alasan penolakan, karena alasan itu dikirim kepada pelapor.")
    return Change(_next(standing.state, CountAct.REJECT), standing.current, None)


def lock(standing: Standing) -> Change:
    """Lock a verified form for the desk."""
    if standing.requested is not None:
        raise Refused("Masih ada permintaan perubahan untuk formulir ini. Putuskan dahulu permintaan itu.")
    return Change(_next(standing.state, CountAct.LOCK), standing.current, None)


def reopen(standing: Standing, *, reason: str) -> Change:
    """Open a verified form; it is received again. A locked one takes two people: recalls.py."""
    if standing.state is CountState.LOCKED:
        raise Refused("Formulir ini terkunci. Ajukan permintaan penarikan; orang lain yang memutuskannya.")
    _need(reason, "Tuliskan alasan membuka kembali formulir ini.")
    return Change(_next(standing.state, CountAct.REOPEN), standing.current, standing.requested)


def correct(standing: Standing, *, reason: str) -> None:
    """Whether a corrected version may be typed now. The version itself is made by `intake.store`."""
    if standing.state is CountState.LOCKED:
        raise Refused("Formulir ini sudah dikunci. Ajukan permintaan penarikan sebelum diperbaiki.")
    _need(reason, "Tuliskan alasan perbaikan, misalnya sesuai foto C.Hasil.")


def undo(standing: Standing, *, last: Done | None, person: str, now: datetime) -> Change:
    """Take back one's own last act within a minute, if nothing happened since."""
    if last is None or last.undone or last.act not in UNDOABLE:
        raise Refused("Tidak ada tindakan yang dapat diurungkan pada formulir ini.")
    if last.person != person:
        raise Refused("Tindakan terakhir dilakukan oleh orang lain dan hanya dapat diurungkan olehnya.")
    if now - last.at > UNDO_WINDOW:
        raise Refused(
            f"Batas waktu urungkan {UNDO_WINDOW.seconds} detik sudah lewat. Gunakan Kembalikan bila perlu."
        )
    if Change(standing.state, standing.current, standing.requested) != last.after:
        raise Refused(
            "Ada laporan baru setelah tindakan Anda. Periksa formulir ini kembali, lalu putuskan lagi."
        )
    return last.before


def can_undo(last: Done | None, *, person: str, now: datetime) -> bool:
    """Whether an undo button makes sense (the undo itself checks everything)."""
    return (
        last is not None
        and not last.undone
        and last.act in UNDOABLE
        and last.person == person
        and now - last.at <= UNDO_WINDOW
    )


def _need(reason: str, sentence: str) -> None:
    if not reason.strip():
        raise Refused(sentence)


_TRIED = {
    CountAct.ACCEPT: "diverifikasi",
    CountAct.RETURN: "dikembalikan",
    CountAct.LOCK: "dikunci",
    CountAct.REOPEN: "dibuka kembali",
    CountAct.DISPUTE: "dipersoalkan",
    CountAct.REJECT: "ditolak",
}


def _next(state: CountState, act: CountAct) -> CountState:
    try:
        return next_state(state, act)
    except TransitionRefused:
        raise Refused(
            f"Formulir ini berstatus {STATE_NAMES[state]} sehingga tidak dapat {_TRIED[act]}."
        ) from None
