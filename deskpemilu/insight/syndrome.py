"""The arithmetic of the form read as a syndrome: residuals that fail together name the likeliest wrong field.

    r1 = sum of votes - valid            (A1)      r3 = total - users                     (A3)
    r2 = valid + invalid - total         (A2)      r4 = DPT + moved + added users - users (A4)
One field wrong by d moves only its own residuals: a vote r1; valid r1 = -r2; invalid r2; total r2 = -r3;
users r3 = r4; one of the three user rows r4. r3 alone has two explanations (a ballot not cast, or several
slips) and is not pinned to a field. Source: PKPU 25/2023, model C.HASIL-PPWP; rates: Sirekap 2024, nine
provinces.
"""

from dataclasses import dataclass

import numpy as np

from deskpemilu.domain.findings import Severity
from deskpemilu.insight.arrays import Bools, Floats
from deskpemilu.insight.forms import CHECK, Flag, Forms, often, rank_of
from deskpemilu.insight.suspects import Neighbours, digits_changed, neighbours_of, suspect_vote

USER_ROWS = ("pengguna_dpt", "pengguna_pindahan", "pengguna_tambahan")
RESIDUAL_NAMES = ("jumlah_suara", "sah_tidak_sah", "total_pengguna", "rincian_pengguna")
BASE_RATES = (0.0525, 0.0145, 0.0729, 0.0388)


@dataclass(frozen=True)
class _Pattern:
    """Which residuals differ from zero, the relation between two of them, and the field this names."""

    code: str
    failing: tuple[bool, bool, bool, bool]
    relation: tuple[int, int, int] | None
    field: str
    sentence: str


_VOTE = (True, False, False, False)
_VALID = (True, True, False, False)
_INVALID = (False, True, False, False)
_TOTAL = (False, True, True, False)
_USERS = (False, False, True, True)
_USER_PARTS = (False, False, False, True)
_PATTERNS = (
    _Pattern("suara_tidak_sama_sah", _VOTE, None, "suara", "jumlah suara berbeda {r1:+.0f} dari suara sah"),
    _Pattern(
        "sah_keliru", _VALID, (0, 1, -1), "suara_sah",
        "suara sah berbeda {d:+.0f} dari jumlah suara dan dari total",
    ),
    _Pattern(
        "tidak_sah_keliru", _INVALID, None, "suara_tidak_sah",
        "suara sah ditambah tidak sah berbeda {r2:+.0f} dari total",
    ),
    _Pattern(
        "total_keliru", _TOTAL, (1, 2, -1), "suara_total",
        "total suara berbeda {d:+.0f} dari sah ditambah tidak sah dan dari pengguna",
    ),
    _Pattern(
        "pengguna_total_keliru", _USERS, (2, 3, 1), "pengguna_total_j",
        "jumlah pengguna berbeda {d:+.0f} dari rinciannya dan dari total suara",
    ),
    _Pattern(
        "rincian_pengguna_keliru", _USER_PARTS, None, "pengguna",
        "rincian pengguna berbeda {r4:+.0f} dari jumlahnya",
    ),
)  # fmt: skip


def residuals(forms: Forms) -> Floats:
    """(n, 4) residuals r1..r4; nan where a row is blank."""
    valid, invalid, total = (forms.row(f"suara_{name}") for name in ("sah", "tidak_sah", "total"))
    users = forms.row("pengguna_total_j")
    parts = np.sum([forms.row(f"{name}_j") for name in USER_ROWS], axis=0)
    columns = [forms.valid - valid, valid + invalid - total, total - users, parts - users]
    return np.stack(columns, axis=1)


def failing_forms(table: Floats) -> Bools:
    """(n,) forms on which at least one known residual is not zero."""
    return np.asarray((np.nan_to_num(table) != 0).any(axis=1))


def arithmetic_flags(forms: Forms, expected_share: Floats | None = None) -> list[Flag]:
    """One flag per failing form, with the field most likely wrong where the syndrome names one.

    expected_share (n, k): what neighbours suggest, to choose between votes that explain a residual equally
    well.
    """
    table = residuals(forms)
    neighbours = None if expected_share is None else neighbours_of(forms, expected_share, table[:, 0] == 0)
    flags = []
    for i in np.flatnonzero(failing_forms(table)):
        found = np.nan_to_num(table[i])
        pattern = _match(table[i])
        if pattern is None:
            flags.append(_unplaced(int(i), found))
        else:
            flags.append(_placed(forms, int(i), found, pattern, neighbours))
    return flags


def _match(row: Floats) -> _Pattern | None:
    """The only pattern that agrees with the known residuals; None where several do or a relation is unknown.

    Desks often have no user rows: votes, valid, invalid and total alone still tell a vote from the valid sum.
    """
    possible = [pattern for pattern in _PATTERNS if _agrees(row, pattern)]
    if len(possible) != 1:
        return None
    relation = possible[0].relation
    if relation is not None and np.isnan(row[list(relation[:2])]).any():
        return None
    return possible[0]


def _agrees(row: Floats, pattern: _Pattern) -> bool:
    for residual, failing in zip(row, pattern.failing, strict=True):
        if not np.isnan(residual) and bool(residual != 0) != failing:
            return False
    if pattern.relation is None:
        return True
    first, second, sign = pattern.relation
    return bool(np.isnan(row[first] + row[second]) or row[first] == sign * row[second])


def _placed(forms: Forms, i: int, found: Floats, pattern: _Pattern, neighbours: Neighbours | None) -> Flag:
    chance = None
    if pattern.field == "suara":
        suspect = suspect_vote(forms, i, float(found[0]), neighbours)
        where, correct, chance = suspect.field, suspect.correct, suspect.chance
    elif pattern.field == "pengguna":
        where, correct = _user_field(forms, i, float(found[3]))
    else:
        where, correct = _row_field(forms, i, found, pattern)
    rate = BASE_RATES[int(np.flatnonzero(found)[0])]
    over = -found[pattern.relation[0]] if pattern.relation else 0.0
    what = pattern.sentence.format(r1=found[0], r2=found[1], r4=found[3], d=over)
    guess = "" if correct is None else f" Bila hanya satu angka yang keliru, isinya mungkin {correct:.0f}"
    guess += "" if correct is None else f" (peluang {100 * chance:.0f} %)." if chance is not None else "."
    text = f"Hitungan formulir tidak cocok: {what}; {_named(where)} {CHECK}.{guess} {often(rate)}"
    values = _values(found) | ({"usul": float(correct)} if correct is not None else {})
    values |= {"peluang": chance} if chance is not None else {}
    return Flag(
        tps=i, code=pattern.code, severity=Severity.GALAT, text=text, base_rate=rate,
        rank=rank_of(rate, float(np.abs(found).max())), suspect_field=where, values=values,
    )  # fmt: skip


def _row_field(forms: Forms, i: int, found: Floats, pattern: _Pattern) -> tuple[str, float | None]:
    """A single row that two residuals accuse together, or the invalid votes, and what it should hold."""
    over = -found[pattern.relation[0]] if pattern.relation else found[1]
    correct = float(forms.row(pattern.field)[i] - over)
    return pattern.field, correct if correct >= 0 else None


def _unplaced(i: int, found: Floats) -> Flag:
    names = ", ".join(f"{name} {r:+.0f}" for name, r in zip(RESIDUAL_NAMES, found, strict=True) if r).replace(
        "_", " "
    )
    rate = min(BASE_RATES[j] for j in np.flatnonzero(found))
    text = (
        f"Hitungan formulir tidak cocok ({names}); satu kolom saja tidak menjelaskannya, "
        f"foto formulir {CHECK}. {often(rate)}"
    )
    return Flag(
        tps=i, code="hitungan_tidak_cocok", severity=Severity.GALAT, text=text, base_rate=rate,
        rank=rank_of(rate, float(np.abs(found).max())), values=_values(found),
    )  # fmt: skip


def _values(found: Floats) -> dict[str, float]:
    return {name: float(r) for name, r in zip(RESIDUAL_NAMES, found, strict=True)}


def _named(field: str) -> str:
    if field == "suara":
        return "salah satu suara"
    return f"suara nomor {field}" if field[0].isdigit() else f"baris {field.replace('_', ' ')}"


def _user_field(forms: Forms, i: int, residual: float) -> tuple[str, float | None]:
    """The user row whose own L + P contradicts it by the residual; one that its L + P confirms comes last."""
    best, cost = "pengguna_dpt_j", (np.inf, np.inf)
    value: float | None = None
    for name in USER_ROWS:
        written = float(forms.row(f"{name}_j")[i])
        corrected = written - residual
        if corrected < 0:
            continue
        parts = float(forms.row(f"{name}_l")[i] + forms.row(f"{name}_p")[i])
        blame = 0.0 if parts == corrected else 2.0 if parts == written else 1.0
        candidate = (blame, float(digits_changed(written, corrected)))
        if candidate < cost:
            best, cost, value = f"{name}_j", candidate, corrected
    return best, value
