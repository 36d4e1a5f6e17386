"""Taking a typed form back: what stands once it is gone. Pure.

Comes in: where a count stands, which of its versions the person (or whoever is helped) gave, which
versions of others speak beside them. Goes out: the change of the count, as if the withdrawn versions
had never come. Refuses with a sentence: nothing of theirs stands, somebody else has stated the same,
a person has decided on it, no reason.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from deskpemilu.domain.states import STATE_NAMES, CountAct, CountState, next_state
from deskpemilu.verification.workflow import Change, Refused, Standing

_SAY_WHAT = {
    CountState.VERIFIED: "sudah diverifikasi. Mintalah camat mengembalikannya, atau kirim ralat",
    CountState.LOCKED: "sudah dikunci. Mintalah camat atau staf desk mengajukan penarikan oleh dua orang",
    CountState.DISPUTED: "sedang dipersoalkan dan menunggu keputusan camat",
    CountState.REJECTED: "sudah ditolak, sehingga tidak dihitung dan tidak perlu ditarik",
    CountState.RETURNED: "sudah dikembalikan, sehingga tidak dihitung. Isi kembali dengan angka yang benar",
}

DECIDED_STATES = frozenset(_SAY_WHAT)


@dataclass(frozen=True, slots=True)
class Beside:
    """Versions of others. `instead`: the one that stands where nothing else is left: it had only been filled
    up by the withdrawn form, or was pushed aside by it; `rivals`: those that differ from what stands then and
    wait or waited beside it, the oldest first."""

    instead: int | None = None
    rivals: Sequence[int] = ()


def withdraw(
    standing: Standing, *, own: Collection[int], decided: bool, confirmed: bool, beside: Beside, reason: str
) -> Change:
    """What a count becomes without the versions in `own`. `decided`: a person has decided on the form
    since they came; `confirmed`: somebody else stated the same figures."""
    gone = gone_of(standing, own)
    if decided:
        raise Refused(
            "Sejak diisi, formulir ini sudah diputuskan petugas. Kirim ralat, atau mintalah camat "
            "mengembalikannya di Verifikasi."
        )
    if confirmed:
        raise Refused(
            "Angka ini sudah ditegaskan orang lain, sehingga tidak dapat ditarik sendiri. "
            "Mintalah camat mengembalikan atau menolaknya di Verifikasi."
        )
    if not reason.strip():
        raise Refused("Tuliskan alasan penarikan, misalnya salah TPS.")
    current = standing.current if standing.current not in gone else None
    if current is not None and standing.state is not CountState.CONFLICT:
        # Only what waited is gone: the decision on the form holds, an earlier request waits again.
        return Change(standing.state, current, _last(beside.rivals, current))
    left = standing.requested if standing.requested not in gone else None
    stands = current or left or beside.instead
    if stands is None:
        # Also where a person had differed with themselves: two of theirs in conflict, and both are gone.
        return Change(next_state(CountState.RECEIVED, CountAct.WITHDRAW), None, None)
    return _anew(standing, stands, _last(beside.rivals, stands))


def gone_of(standing: Standing, own: Collection[int]) -> frozenset[int]:
    """Versions that leave: of what a person decided on, only the request beside it can."""
    there = {standing.current, standing.requested} & set(own)
    if standing.state in _SAY_WHAT:
        there -= {standing.current}
    gone = frozenset(version for version in there if version is not None)
    if gone:
        return gone
    if standing.current in set(own) and standing.state in _SAY_WHAT:
        raise Refused(f"Formulir ini {_SAY_WHAT[standing.state]}.")
    raise Refused(
        f"Tidak ada isian yang dapat ditarik: formulir ini berstatus {STATE_NAMES[standing.state]} "
        "dan angkanya bukan dari isian itu. Muat ulang halaman."
    )


def _anew(standing: Standing, stands: int, waits: int | None) -> Change:
    """The form as it would be had only these versions come."""
    blocked = stands in standing.blocking
    state = next_state(CountState.MISSING, CountAct.REPORT_BLOCKED if blocked else CountAct.REPORT)
    if waits is not None:
        state = next_state(state, CountAct.REPORT_DIFFERENT)
    return Change(state, stands, waits)


def _last(rivals: Sequence[int], stands: int) -> int | None:
    others = [version for version in rivals if version != stands]
    return others[-1] if others else None
