"""Rules A9–A12: figures that may not exceed others, or what a TPS can hold."""

from __future__ import annotations

from collections.abc import Iterable

from deskpemilu.domain.findings import Severity
from deskpemilu.domain.rules.base import Case, Hit, Rule
from deskpemilu.domain.rules.facts import ballots_printed
from deskpemilu.domain.rules.labels import VOTES

_WITHIN = (("pengguna_dpt", "pemilih_dpt"), ("disabilitas", "pengguna_total"))
_SMALLER = frozenset(f"{small}_{part}" for small, _ in _WITHIN for part in "lpj")
_FIGURES = ("suara_total", "pengguna_total_j", "surat_digunakan", "suara_sah")
_MORE = (
    "{left} {written} lebih besar daripada {right} {computed}. Mohon periksa kedua baris itu pada C.Hasil."
)


def _within(case: Case) -> Iterable[Hit]:
    if case.form.rows.keys().isdisjoint(_SMALLER):
        return
    for small, large in _WITHIN:
        sums = case.row(f"{small}_j"), case.row(f"{large}_j")
        sum_holds = sums[0] is not None and sums[1] is not None and sums[0] <= sums[1]
        for part in "lpj":
            left, right = f"{small}_{part}", f"{large}_{part}"
            written, limit = case.row(left), case.row(right)
            if written is None or limit is None or written <= limit:
                continue
            yield Hit(left, (right,), written, limit, severity=Severity.PERINGATAN if sum_holds else None)


def _received(case: Case) -> Iterable[Hit]:
    received, dpt, reserve = case.row("surat_diterima"), case.dpt, case.facts.reserve
    if received is None or reserve is None or not dpt:
        return
    expected = ballots_printed(dpt, reserve)
    # ±1: places round the reserve differently (250 voters: 5 or 6).
    if abs(received - expected) > 1:
        words = (("dpt", str(dpt)), ("reserve", f"{reserve * 100:g} %".replace(".", ",")))
        yield Hit("surat_diterima", ("pemilih_dpt_j",), received, expected, words=words)


def _within_ballots(case: Case) -> Iterable[Hit]:
    received = case.row("surat_diterima")
    for row in ("pengguna_total_j", "suara_total"):
        written = case.row(row)
        if written is None:
            continue
        if received is not None:
            if written > received:
                yield Hit(row, ("surat_diterima",), written, received)
            continue
        yield from _within_printed(case, row, written)


def _within_printed(case: Case, row: str, written: int) -> Iterable[Hit]:
    """Where II.1 is blank: against what is printed for the DPT, one more allowed for rounding."""
    dpt, reserve = case.dpt, case.facts.reserve
    if not dpt or reserve is None:
        return
    printed = ballots_printed(dpt, reserve)
    if written > printed + 1:
        yield Hit(
            row,
            ("pemilih_dpt_j",),
            written,
            printed,
            words=(("dpt", str(dpt)),),
            severity=Severity.PERINGATAN,
            sentence="{left} {written} lebih banyak daripada surat suara untuk DPT {dpt} dan cadangannya, "
            "{computed}. Mohon periksa baris itu dan DPT pada C.Hasil.",
        )


def _dpt_over_cap(case: Case) -> Iterable[Hit]:
    written, cap = case.row("pemilih_dpt_j"), case.facts.cap
    # A register that holds the same figure confirms it (special TPS exceed the cap).
    if written is not None and cap is not None and written > cap and written != case.facts.dpt:
        yield Hit("pemilih_dpt_j", (), written, cap)


def _greatest(case: Case) -> tuple[int, str]:
    figures = [(figure, row) for row in _FIGURES if (figure := case.row(row)) is not None]
    return max([*figures, (case.ledger.votes, VOTES)])


def _capacity(case: Case) -> int | None:
    """Ballots the largest TPS can have: the cap, or a larger DPT in the register, and the reserve."""
    cap, reserve = case.facts.cap, case.facts.reserve
    if cap is None or reserve is None:
        return None
    return ballots_printed(max(cap, case.facts.dpt or 0), reserve)


def _over_cap(case: Case) -> Iterable[Hit]:
    capacity, cap = _capacity(case), case.facts.cap
    figure, row = _greatest(case)
    if capacity is not None and cap is not None and max(cap, case.facts.dpt or 0) < figure <= capacity:
        yield Hit(row, (), figure, max(cap, case.facts.dpt or 0))


def _impossible(case: Case) -> Iterable[Hit]:
    capacity = _capacity(case)
    figure, row = _greatest(case)
    if capacity is not None and figure > capacity:
        yield Hit(row, (), figure, capacity)


def _votes_over_dpt(case: Case) -> Iterable[Hit]:
    dpt, reserve = case.dpt, case.facts.reserve
    votes = case.ledger.votes
    if dpt and reserve is not None and votes * 10_000 > dpt * (10_000 + round(reserve * 10_000)):
        yield Hit(VOTES, ("pemilih_dpt_j",), votes, dpt)


LIMITS: tuple[Rule, ...] = (
    Rule(
        "A9",
        "Pengguna DPT tidak lebih dari DPT; disabilitas tidak lebih dari pengguna",
        Severity.GALAT,
        "PKPU 25/2023 Lampiran, Model C.HASIL, bagian I.A, I.B.1, III",
        _MORE,
        _within,
        also="Peringatan pada kolom laki-laki atau perempuan bila kolom jumlahnya memenuhi.",
    ),
    Rule(
        "A10",
        "Surat suara diterima = DPT + cadangan",
        Severity.PERINGATAN,
        "Model C.HASIL baris II.1 (2 %), UU 10/2016 (2,5 %); dibulatkan ke atas, selisih 1 diterima",
        "{left} {written}, sedangkan DPT {dpt} ditambah cadangan {reserve} menjadi {computed}. "
        "Mohon periksa II.1 dan I.A pada C.Hasil.",
        _received,
    ),
    Rule(
        "A11",
        "Pengguna hak pilih dan jumlah suara tidak lebih dari surat suara diterima",
        Severity.GALAT,
        "PKPU 25/2023 Lampiran, Model C.HASIL, bagian I.B.4, II.1, V.C",
        _MORE,
        _within_ballots,
        also="Peringatan bila II.1 kosong dan angkanya lebih dari DPT + cadangan + 1.",
    ),
    Rule(
        "A12a",
        "DPT tidak lebih dari batas pemilih per TPS",
        Severity.PERINGATAN,
        "Pemilu 2024: 300; Pilkada 2024: 600 per TPS (aturan teknis KPU; TPS khusus dapat melebihi)",
        "{left} {written} melebihi batas {computed} pemilih per TPS. Mohon periksa baris itu pada C.Hasil.",
        _dpt_over_cap,
    ),
    Rule(
        "A12b",
        "Suara atau pengguna tidak lebih dari batas pemilih per TPS",
        Severity.PERINGATAN,
        "Saringan KPU: angka suara di atas batas per TPS; sampai batas + cadangan masih mungkin",
        "{left} {written} melebihi batas {computed} pemilih per TPS. Mohon periksa baris itu pada C.Hasil.",
        _over_cap,
    ),
    Rule(
        "A12c",
        "Suara atau pengguna tidak mungkin melebihi surat suara yang dicetak",
        Severity.GALAT,
        "Batas per TPS (atau DPT di data induk bila lebih besar) + cadangan 2 % atau 2,5 %",
        "{left} {written} tidak mungkin: surat suara satu TPS paling banyak {computed}. "
        "Mohon periksa baris itu pada C.Hasil.",
        _impossible,
    ),
    Rule(
        "A12d",
        "Perolehan suara tidak lebih dari DPT + cadangan",
        Severity.PERINGATAN,
        "KawalPemilu: jumlah suara paslon di atas 1,02 × DPT",
        "{left} berjumlah {written}, sedangkan DPT {computed}. "
        "Mohon periksa perolehan suara dan DPT pada C.Hasil.",
        _votes_over_dpt,
    ),
)
