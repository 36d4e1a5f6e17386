"""What a difference is called and how it is said. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from deskpemilu.domain.rules.labels import CHOICE, label_of
from deskpemilu.domain.rules.slips import Slip
from deskpemilu.exchange.beside import Row
from deskpemilu.exchange.compare import Kind

KIND_NAMES: Mapping[Kind, str] = {
    Kind.EQUAL: "Sama",
    Kind.DIGIT_SLIP: "Salah digit",
    Kind.SWAPPED_PAIR: "Tertukar",
    Kind.OTHER: "Selisih lain",
    Kind.MISSING_HERE: "Belum di desk",
    Kind.MISSING_THERE: "Belum di KPU",
}
_SLIPS: Mapping[str, str] = {
    Slip.ONE_DIGIT.value: "berbeda satu digit",
    Slip.TRANSPOSITION.value: "dua digit yang bersebelahan tertukar",
    Slip.MISSING_DIGIT.value: "satu digit hilang pada {source}",
    Slip.EXTRA_DIGIT.value: "satu digit tertambah pada {source}",
}


def figure_label(name: str, contest: str) -> str:
    """A choice key or row name in words."""
    return label_of(CHOICE + name if name[0].isdigit() else name, contest)


def sentence(row: Row, contest: str, source: str) -> str:
    """What differs, for a person who looks at the form's photo."""
    detail = row.judgement.detail
    if row.kind is Kind.DIGIT_SLIP:
        how = _SLIPS[str(detail["slip"])].format(source=source)
        return f"{figure_label(str(detail['figure']), contest)}: {how}."
    if row.kind is Kind.SWAPPED_PAIR:
        one, other = (figure_label(key, contest) for key in detail["pair"])
        return f"{one} dan {other[0].lower()}{other[1:]} tertukar barisnya."
    if row.kind is Kind.MISSING_HERE:
        return f"Ada pada {source}, belum ada laporan yang dapat dipakai pada desk."
    if row.kind is Kind.MISSING_THERE:
        return f"Ada pada desk, belum ada pada {source}."
    if row.kind is Kind.EQUAL:
        return "Semua angka yang ada pada kedua pihak sama."
    return f"{len(row.judgement.difference)} angka berbeda."
