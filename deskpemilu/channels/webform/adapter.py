"""From a filled-in web form to an envelope, so that a typed report is a message like any other. Pure.

Comes in: the place, the contest and the figures. Goes out: an envelope whose text shows what was
typed, in the form's own order, and whose payload holds the figures. Refuses a key that no browser
of ours makes: the key is what makes a form that is sent twice (bad signal, back button) count once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from deskpemilu.channels.envelope import Envelope
from deskpemilu.domain.contests import CONTESTS, choice_order
from deskpemilu.domain.form import ROW_NAMES, CountForm
from deskpemilu.domain.rules.labels import label_of

CHANNEL = "web"
_KEY = re.compile(r"[A-Za-z0-9_-]{16,80}")


class FormRefused(ValueError):
    """A form that cannot be taken, with a sentence."""


@dataclass(frozen=True, slots=True)
class Place:
    """A TPS as its form names it."""

    tps_code: str
    number: int
    desa: str
    kecamatan: str


def envelope_of(
    *,
    key: str,
    place: Place,
    contest: str,
    form: CountForm,
    sender: str,
    sender_name: str,
    sent_at: datetime,
    election_code: str,
    note: str = "",
) -> Envelope:
    """The message that a web form is. `key` comes from the browser; `sender` is a phone or a person's id.

    Raises FormRefused for a key that is none, and for a form without a single figure.
    """
    if not _KEY.fullmatch(key):
        raise FormRefused("Formulir tidak lengkap. Muat ulang halaman, lalu isi kembali.")
    if not form.rows and not form.votes:
        raise FormRefused("Belum ada angka yang diisi. Isi paling sedikit satu kotak.")
    return Envelope(
        channel=CHANNEL,
        external_id=key,
        sender=sender,
        sent_at=sent_at,
        text=text_of(place, contest, form, note),
        kind="form",
        sender_name=sender_name,
        payload={
            "tps_code": place.tps_code,
            "contest": contest,
            "votes": dict(form.votes),
            "rows": dict(form.rows),
            "note": note,
        },
        election_code=election_code,
    )


def text_of(place: Place, contest: str, form: CountForm, note: str = "") -> str:
    """The form as a message: contest, place, votes in ballot order, rows in the form's order."""
    head = f"{CONTESTS[contest].short} · TPS {place.number:03d} · {place.desa} · Kec. {place.kecamatan}"
    votes = [f"{key.zfill(2)}: {form.votes[key]}" for key in sorted(form.votes, key=choice_order)]
    known = [name for name in ROW_NAMES if name in form.rows]
    others = sorted(set(form.rows) - set(known))
    rows = [f"{_label(name, contest)}: {form.rows[name]}" for name in (*known, *others)]
    return "\n".join([head, *votes, *rows, *([note] if note else [])])


def _label(row: str, contest: str) -> str:
    """The row's words without the section of the paper form, whose number is none of the figures."""
    return label_of(row, contest).partition(" (")[0]
