"""Rules A1–A8: rows that must be the sum of others (domain: form identities)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from deskpemilu.domain.findings import Severity
from deskpemilu.domain.rules.base import Case, Hit, Rule
from deskpemilu.domain.rules.identities import Broken
from deskpemilu.domain.rules.labels import VOTES

_FORM = "PKPU 25/2023 Lampiran, Model C.HASIL"
_SUM = (
    "{left} tertulis {written}, sedangkan {right} berjumlah {computed}. Mohon periksa baris itu pada C.Hasil."
)
_SAME = "{left} tertulis {written}, sedangkan {right} {computed}. Mohon periksa kedua baris itu pada C.Hasil."
# Long sums are named as a block: a party has up to thirteen lines.
_BLOCKS = {
    "A3": (("right", "digunakan + dikembalikan + tidak digunakan (II.2–II.4)"),),
    "A8": (("right", "suara partai dan calonnya"),),
}
_DETAILS = ("pengguna_dpt_j", "pengguna_pindahan_j", "pengguna_tambahan_j")


def _holds(
    code: str, weight: Callable[[Case, Broken], Severity | None] | None = None
) -> Callable[[Case], Iterable[Hit]]:
    """Check that yields every broken identity of a code."""

    def check(case: Case) -> Iterable[Hit]:
        for broken in case.ledger.broken:
            if broken.identity.code == code:
                yield _hit(case, broken, weight(case, broken) if weight else None)

    return check


def _hit(case: Case, broken: Broken, severity: Severity | None) -> Hit:
    identity = broken.identity
    return Hit(
        left=identity.left,
        right=identity.right,
        written=broken.written,
        computed=broken.computed,
        suspect=case.ledger.suspect(broken),
        words=_BLOCKS.get(identity.code, ()),
        severity=severity,
    )


def _lighter_detail(case: Case, broken: Broken) -> Severity | None:
    """L+P of B.1–B.3 weighs less where the J column adds up: J is confirmed, only the split is wrong."""
    confirmed = case.ledger.holds("A2", "pengguna_total_j")
    return Severity.PERINGATAN if confirmed and broken.identity.left in _DETAILS else None


def _lighter_part(case: Case, broken: Broken) -> Severity | None:
    """The L or P column weighs less where the J column adds up."""
    confirmed = case.ledger.holds("A2", "pengguna_total_j")
    return Severity.PERINGATAN if confirmed and broken.identity.left != "pengguna_total_j" else None


def _votes_exceed_valid(case: Case) -> Iterable[Hit]:
    """A5; where a choice is blank it speaks only when the votes already exceed the valid ones."""
    yield from _holds("A5")(case)
    valid = case.row("suara_sah")
    if valid is not None and not case.ledger.complete and case.ledger.votes > valid:
        yield Hit("suara_sah", (VOTES,), valid, case.ledger.votes)


def _valid_invalid_total(case: Case) -> Iterable[Hit]:
    """A6; where V.C is blank, V.A + V.B must give the figure V.C would have (I.B.4)."""
    yield from _holds("A6")(case)
    gap = _blank_total(case)
    if gap is not None:
        voters, computed = gap
        yield Hit(
            "suara_total",
            ("suara_sah", "suara_tidak_sah"),
            voters,
            computed,
            sentence="{left} kosong; {right} berjumlah {computed}, padahal semestinya sama dengan "
            "pengguna (I.B.4) {written}. Mohon periksa bagian V pada C.Hasil.",
        )


def _total_users(case: Case) -> Iterable[Hit]:
    """A7; where V.C is blank, I.B.4 is held against V.A + V.B."""
    yield from _holds("A7")(case)
    gap = _blank_total(case)
    if gap is not None:
        yield Hit("pengguna_total_j", ("suara_sah", "suara_tidak_sah"), *gap, sentence=_SUM)


def _blank_total(case: Case) -> tuple[int, int] | None:
    """Voters and V.A + V.B where V.C is blank and the two differ."""
    valid, invalid, voters = map(case.row, ("suara_sah", "suara_tidak_sah", "pengguna_total_j"))
    if case.row("suara_total") is not None or valid is None or invalid is None or voters is None:
        return None
    return (voters, valid + invalid) if voters != valid + invalid else None


EQUALITY: tuple[Rule, ...] = (
    Rule(
        "A1",
        "Laki-laki + perempuan = jumlah",
        Severity.GALAT,
        _FORM + ", bagian I.A, I.B.1–4, III",
        _SUM,
        _holds("A1", _lighter_detail),
        also="Peringatan pada I.B.1–3 bila kolom jumlah I.B.4 cocok: jumlahnya benar, rinciannya keliru.",
    ),
    Rule(
        "A2",
        "Jumlah pengguna hak pilih = B.1 + B.2 + B.3",
        Severity.GALAT,
        _FORM + ", bagian I.B.4",
        _SUM,
        _holds("A2", _lighter_part),
        also="Peringatan pada kolom laki-laki atau perempuan bila kolom jumlah cocok.",
    ),
    Rule(
        "A3",
        "Surat suara diterima = digunakan + dikembalikan + tidak digunakan",
        Severity.GALAT,
        _FORM + ", bagian II",
        _SUM,
        _holds("A3"),
    ),
    Rule(
        "A4",
        "Surat suara digunakan = pengguna hak pilih",
        Severity.GALAT,
        _FORM + ", bagian II.2 dan I.B.4",
        _SAME,
        _holds("A4"),
    ),
    Rule(
        "A5",
        "Suara sah = jumlah perolehan suara",
        Severity.GALAT,
        _FORM + ", bagian IV dan V.A",
        _SUM,
        _votes_exceed_valid,
    ),
    Rule(
        "A6",
        "Jumlah suara = sah + tidak sah",
        Severity.GALAT,
        _FORM + ", bagian V",
        _SUM,
        _valid_invalid_total,
        also="Bila V.C kosong, V.A + V.B dibandingkan dengan I.B.4.",
    ),
    Rule(
        "A7",
        "Jumlah suara = surat suara digunakan = pengguna hak pilih",
        Severity.GALAT,
        _FORM + ", bagian V.C, II.2, dan I.B.4",
        _SAME,
        _total_users,
        also="Bila V.C kosong, I.B.4 dibandingkan dengan V.A + V.B.",
    ),
    Rule(
        "A8",
        "Jumlah suara partai = suara partai + suara calon",
        Severity.GALAT,
        _FORM + " DPR dan DPRD, bagian IV",
        _SUM,
        _holds("A8"),
    ),
)
