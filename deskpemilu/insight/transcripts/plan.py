"""What a check of transcription rests on, and what it shows so far. Pure.

Comes in: KPU's figures per TPS, the risk limit, the seed, what the forms say. Goes out: the TPS to compare
in the order of drawing, the measured risk after each, and one sentence. It compares copies of C.Hasil; it
says nothing of the ballots.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from deskpemilu.insight.arrays import Floats
from deskpemilu.insight.inputs import canonical
from deskpemilu.insight.transcription import (
    Check,
    draw_check,
    further_draws,
    plan_check,
    risk_steps,
    worst_case,
)

MOST_DRAWS = 5_000


@dataclass(frozen=True)
class Figures:
    """KPU's figures: choices in ballot order, and for every TPS its votes and the ballots used."""

    keys: tuple[str, ...]
    names: tuple[str, ...]
    codes: tuple[str, ...]
    votes: tuple[tuple[int, ...], ...]
    ballots: tuple[int, ...]

    @staticmethod
    def of(
        keys: Sequence[str], names: Sequence[str], forms: Mapping[str, tuple[Mapping[str, int], int]]
    ) -> Figures:
        """From (votes by key, ballots) per TPS. A TPS without any vote figure is left out."""
        codes = sorted(code for code, (votes, _) in forms.items() if votes)
        if not codes:
            raise ValueError("Sumber ini belum memuat angka satu TPS pun untuk pemilihan ini.")
        rows = [tuple(int(forms[code][0].get(key, 0)) for key in keys) for code in codes]
        used = [max(int(forms[code][1]), sum(row)) for code, row in zip(codes, rows, strict=True)]
        return Figures(tuple(keys), tuple(names), tuple(codes), tuple(rows), tuple(used))

    @cached_property
    def rows(self) -> Mapping[str, int]:
        """Row of each TPS code."""
        return {code: row for row, code in enumerate(self.codes)}

    @cached_property
    def matrix(self) -> Floats:
        """(n, k) votes."""
        return np.array(self.votes, dtype=np.float64)

    def _data(self) -> dict[str, Any]:
        return {"keys": self.keys, "names": self.names, "codes": self.codes, "votes": self.votes,
                "ballots": self.ballots}  # fmt: skip

    def pack(self) -> bytes:
        """As bytes; `unpack` gives an equal one."""
        return zlib.compress(canonical(self._data()))

    @staticmethod
    def unpack(data: bytes) -> Figures:
        """Read what `pack` wrote."""
        found = json.loads(zlib.decompress(data))
        votes = tuple(tuple(row) for row in found["votes"])
        return Figures(
            tuple(found["keys"]), tuple(found["names"]), tuple(found["codes"]), votes, tuple(found["ballots"])
        )

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the figures: what the check is bound to before anybody enters the seed."""
        return hashlib.sha256(canonical(self._data())).hexdigest()


@dataclass(frozen=True)
class Step:
    """One draw: its number, the TPS, KPU's votes, the form's (None: not compared), the risk after it."""

    number: int
    code: str
    theirs: tuple[int, ...]
    form: tuple[int, ...] | None
    lost: bool
    risk: float | None

    @property
    def differs(self) -> bool:
        """Whether both copies say other figures."""
        return self.lost or (self.form is not None and self.form != self.theirs)

    @property
    def differences(self) -> list[int | None]:
        """Form minus KPU, choice by choice."""
        if self.form is None:
            return [None] * len(self.theirs)
        return [ours - theirs for ours, theirs in zip(self.form, self.theirs, strict=True)]


@dataclass(frozen=True)
class Standing:
    """Where a check stands: its steps, how far it was carried out, and what may be said."""

    plan: Check
    steps: Sequence[Step]
    waiting: Sequence[str]
    """TPS still to compare, in the order of drawing, each once."""
    risk: float
    """After the last draw before the first TPS that waits."""
    further: int | None
    """Further clean draws that reach the limit once all drawn TPS are compared; None where none can."""

    @property
    def reached(self) -> bool:
        """The limit is reached."""
        return self.risk <= self.plan.risk_limit

    @property
    def compared(self) -> int:
        """TPS compared so far."""
        return len({step.code for step in self.steps if step.form is not None or step.lost})

    @property
    def tps(self) -> int:
        """TPS drawn, each once."""
        return len({step.code for step in self.steps})


def planned(figures: Figures, *, risk_limit: float, majority: bool, winners: int = 1) -> Check:
    """The plan. Raises ValueError where no sample can be planned, or only one of nearly everything."""
    check = plan_check(
        figures.matrix, figures.ballots, risk_limit=risk_limit, majority=majority, winners=winners
    )
    if check.sample_size > MOST_DRAWS:
        raise ValueError(
            f"Selisihnya terlalu tipis: diperlukan {check.sample_size} undian. Cocokkan semua TPS pada "
            "halaman perbandingan."
        )
    return check


def drawn_codes(figures: Figures, check: Check, *, seed: str, size: int) -> tuple[str, ...]:
    """TPS in the order of drawing, with repeats; more draws begin with the same ones."""
    return tuple(figures.codes[row] for row in draw_check(check, seed=seed, size=size))


def digest_of(codes: Sequence[str]) -> str:
    """SHA-256 of drawn codes, one a line, in the order of drawing."""
    return hashlib.sha256("\n".join(codes).encode()).hexdigest()


def standing(
    figures: Figures,
    check: Check,
    codes: Sequence[str],
    forms: Mapping[str, Mapping[str, int] | None],
    *,
    majority: bool,
) -> Standing:
    """Where a check stands. forms: votes by key of the TPS compared, None for a form nobody can find."""
    found = np.full(figures.matrix.shape, np.nan)
    for code, votes in forms.items():
        row = figures.rows[code]
        if votes is None:
            found[row] = worst_case(check, figures.ballots[row], len(figures.keys))
        else:
            found[row] = [float(votes.get(key, 0)) for key in figures.keys]
    first = next((i for i, code in enumerate(codes) if code not in forms), len(codes))
    done = tuple(figures.rows[code] for code in codes[:first])
    risks = risk_steps(check, figures.matrix, found, done, majority=majority)
    steps = [
        _step(figures, number, code, forms, risks[number] if number < first else None)
        for number, code in enumerate(codes)
    ]
    risk = risks[-1] if risks else 1.0
    waiting = list(dict.fromkeys(code for code in codes if code not in forms))
    further = None if waiting else further_draws(check, risk)
    return Standing(check, steps, waiting, risk, further)


def _step(
    figures: Figures,
    number: int,
    code: str,
    forms: Mapping[str, Mapping[str, int] | None],
    risk: float | None,
) -> Step:
    votes = forms.get(code)
    form = None if votes is None else tuple(int(votes.get(key, 0)) for key in figures.keys)
    lost = code in forms and votes is None
    return Step(number + 1, code, figures.votes[figures.rows[code]], form, lost, risk)


def sentence(figures: Figures, got: Standing, *, place: str) -> str:
    """What may be said: of copies, never of the ballots."""
    named = [f"nomor {figures.keys[j]} {figures.names[j]}" for j in got.plan.winners]
    leader = named[0] if len(named) == 1 else f"{', '.join(named)} sebagai {len(named)} teratas"
    ahead = " di depan" if len(named) == 1 else ""
    limit, risk = _percent(got.plan.risk_limit), _percent(got.risk)
    if got.reached:
        return (
            f"Batas risiko {limit} tercapai: bila salinan angka KPU di {place} keliru menyebut "
            f"{leader}{ahead}, peluang pemeriksaan ini tidak melihatnya paling besar {risk}."
        )
    if got.waiting:
        return f"Risiko terukur {risk} dari batas {limit}; {len(got.waiting)} TPS lagi untuk dibandingkan."
    if got.further is None:
        return (
            "Sebuah formulir bertentangan dengan angka KPU sedemikian besar sehingga sampel tidak dapat "
            "menutupnya. Cocokkan semua TPS."
        )
    return (
        f"Semua TPS terundi sudah dibandingkan, risiko terukur {risk} masih di atas batas {limit}. "
        f"Tambah sedikitnya {got.further} undian."
    )


def _percent(value: float) -> str:
    return f"{100 * value:.1f} %".replace(".", ",")
