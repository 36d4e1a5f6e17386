"""Recall of a locked figure: one person asks, another one grants. Pure.

Comes in: where the form stands, the request that is open (if any) and who acts. Goes out: the change
of the count, or nothing. Refuses with a sentence: what is not locked, a second request, a decision by
whoever asked, a request whose form has changed since.
"""

from __future__ import annotations

from dataclasses import dataclass

from deskpemilu.domain.states import CountAct, CountState, next_state
from deskpemilu.verification.workflow import Change, Refused, Standing


@dataclass(frozen=True, slots=True)
class Asked:
    """An open request: by whom (person id), and which version was locked then."""

    person: str
    version: int | None


def ask(standing: Standing, *, open_request: Asked | None, reason: str) -> None:
    """Whether a recall may be asked for now."""
    if standing.state is not CountState.LOCKED:
        raise Refused("Formulir ini tidak terkunci, sehingga tidak perlu ditarik. Gunakan Buka kembali.")
    if open_request is not None:
        raise Refused("Penarikan formulir ini sudah diminta dan menunggu keputusan.")
    if not reason.strip():
        raise Refused("Tuliskan alasan penarikan, misalnya angka berbeda dengan D.Hasil kecamatan.")


def grant(standing: Standing, *, open_request: Asked | None, person: str) -> Change:
    """Open the locked form: it is verified again, the same version, and can be corrected."""
    _decidable(open_request, person)
    if standing.state is not CountState.LOCKED:
        raise Refused("Formulir ini sudah tidak terkunci. Permintaan penarikannya tidak berlaku lagi.")
    state = next_state(standing.state, CountAct.REOPEN)
    return Change(state, standing.current, standing.requested)


def decline(*, open_request: Asked | None, person: str, reason: str) -> None:
    """Whether the request may be turned down now."""
    _decidable(open_request, person)
    if not reason.strip():
        raise Refused("Tuliskan alasan penolakan supaya peminta tahu mengapa.")


def withdraw(*, open_request: Asked | None, person: str) -> None:
    """Whether this person may take the request back: only their own."""
    if open_request is None:
        raise Refused("Tidak ada permintaan penarikan untuk formulir ini.")
    if open_request.person != person:
        raise Refused("Permintaan ini diajukan orang lain dan hanya dapat dibatalkan olehnya.")


def _decidable(open_request: Asked | None, person: str) -> None:
    if open_request is None:
        raise Refused("Tidak ada permintaan penarikan untuk formulir ini. Mungkin sudah diputuskan.")
    if open_request.person == person:
        raise Refused("Permintaan sendiri tidak dapat diputuskan sendiri. Mintalah orang lain memutuskannya.")
