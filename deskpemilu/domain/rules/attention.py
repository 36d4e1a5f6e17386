"""Rules A14 and D1–D8: what a form shows that a person should look at, and what it lacks."""

from __future__ import annotations

from collections.abc import Iterable

from deskpemilu.domain.contests import party_of
from deskpemilu.domain.findings import Severity
from deskpemilu.domain.rules.base import Case, Hit, Rule
from deskpemilu.domain.rules.identities import is_legislative, missing_choices
from deskpemilu.domain.rules.labels import CHOICE, VOTES, label_of

_DESK = "Pemeriksaan desk"
_EXTRA = ("pengguna_pindahan_j", "pengguna_tambahan_j")
_MOST_NAMED = 3


def _over_hundred(case: Case) -> Iterable[Hit]:
    voters, dpt = case.row("pengguna_total_j"), case.dpt
    extra = [case.row(row) for row in _EXTRA]
    if voters is None or not dpt or None in extra:
        return
    allowed = dpt + sum(figure or 0 for figure in extra)
    if voters > allowed:
        yield Hit("pengguna_total_j", ("pemilih_dpt_j", *_EXTRA), voters, allowed)


def _near_all(case: Case) -> Iterable[Hit]:
    row = "pengguna_total_j" if case.row("pengguna_total_j") is not None else "suara_total"
    voters, dpt = case.row(row), case.dpt
    if voters is None or not dpt:
        return
    base = dpt + sum(case.row(name) or 0 for name in _EXTRA)
    if voters * 100 >= base * 95 and not any(_over_hundred(case)):
        percent = f"{voters * 100 / base:.1f}".replace(".", ",")
        yield Hit(row, ("pemilih_dpt_j",), voters, base, words=(("percent", percent),))


def _one_choice(case: Case) -> Iterable[Hit]:
    """One pair, candidate or (DPR, DPRD) party with 97 % or more; needs all choices, two at least."""
    total = case.ledger.votes
    if not case.ledger.complete or total <= 0 or len(case.ledger.parts) < 2:
        return
    by_choice: dict[str, int] = {}
    legislative = is_legislative(case.facts.contest)
    for key, figure in case.form.votes.items():
        name = party_of(key) if legislative else key
        by_choice[name] = by_choice.get(name, 0) + figure
    if len(by_choice) < 2:
        return
    leader = max(by_choice, key=by_choice.__getitem__)
    if by_choice[leader] * 100 >= total * 97:
        percent = f"{by_choice[leader] * 100 / total:.1f}".replace(".", ",")
        yield Hit(CHOICE + leader, (VOTES,), by_choice[leader], total, words=(("percent", percent),))


def _all_zero(case: Case) -> Iterable[Hit]:
    totals = [case.row(row) for row in ("suara_sah", "suara_total")]
    if case.ledger.votes == 0 and (case.ledger.parts or 0 in totals):
        yield Hit(VOTES, (), 0, 0)


def _missing(case: Case) -> Iterable[Hit]:
    if not case.ledger.parts:
        return
    missing = missing_choices(case.form, case.facts)
    if not missing:
        return
    named = [label_of(CHOICE + key, case.facts.contest).lower() for key in missing[:_MOST_NAMED]]
    more = len(missing) - len(named)
    words = ", ".join(named) + (f", dan {more} lainnya" if more else "")
    # The valid votes are already reached by the others: the blanks can only be nought.
    reached = case.row("suara_sah") == case.ledger.votes
    yield Hit(
        VOTES,
        tuple(CHOICE + key for key in missing),
        len(case.form.votes),
        len(case.form.votes) + len(missing),
        words=(("names", words),),
        severity=Severity.PERINGATAN if reached else None,
    )


def _no_votes(case: Case) -> Iterable[Hit]:
    written = [row for row, figure in case.form.rows.items() if figure]
    if not case.ledger.parts and written:
        total = case.row("suara_total") or case.row("suara_sah") or 0
        yield Hit(VOTES, tuple(r for r in ("suara_sah", "suara_total") if r in written), 0, total)


def _not_on_ballot(case: Case) -> Iterable[Hit]:
    known = set(case.facts.choices)
    if not known:
        return
    for key, figure in case.form.votes.items():
        if key not in known:
            yield Hit(CHOICE + key, (), figure, len(known), words=(("key", key),))


def _dpt_zero(case: Case) -> Iterable[Hit]:
    if case.row("pemilih_dpt_j") != 0:
        return
    voters = case.row("pengguna_total_j") or case.row("suara_total") or case.ledger.votes
    if voters:
        yield Hit("pemilih_dpt_j", (), 0, voters)


def _dpt_differs(case: Case) -> Iterable[Hit]:
    for part, registered in (("j", case.facts.dpt), ("l", case.facts.dpt_l), ("p", case.facts.dpt_p)):
        row = f"pemilih_dpt_{part}"
        written = case.row(row)
        if written is not None and registered is not None and written != registered:
            yield Hit(row, (), written, registered)
            return


def _more_votes_than_voters(case: Case) -> Iterable[Hit]:
    """Where the rows between (V.A, V.C) are blank or wrong too, the votes still may not exceed these."""
    rows = ["pengguna_total_j"] if case.row("suara_sah") is not None else ["pengguna_total_j", "suara_total"]
    for row in rows:
        limit = case.row(row)
        if limit is not None and case.ledger.votes > limit:
            yield Hit(VOTES, (row,), case.ledger.votes, limit)


def _many_invalid(case: Case) -> Iterable[Hit]:
    invalid, total = case.row("suara_tidak_sah"), case.row("suara_total")
    if invalid is not None and total and invalid * 5 > total:
        percent = f"{invalid * 100 / total:.1f}".replace(".", ",")
        yield Hit("suara_tidak_sah", ("suara_total",), invalid, total, words=(("percent", percent),))


ATTENTION: tuple[Rule, ...] = (
    Rule(
        "A14a",
        "Partisipasi tidak lebih dari 100 %",
        Severity.GALAT,
        "PKPU 25/2023: pengguna berasal dari DPT, DPTb, dan DPK",
        "{left} {written} lebih besar daripada DPT + DPTb + DPK, {computed}. "
        "Mohon periksa I.A, I.B.2, I.B.3, dan I.B.4 pada C.Hasil.",
        _over_hundred,
    ),
    Rule(
        "A14b",
        "Partisipasi 95 % atau lebih",
        Severity.PERIKSA,
        _DESK,
        "{left} {written} dari {computed} pemilih ({percent} %). Mohon dicocokkan dengan foto C.Hasil.",
        _near_all,
    ),
    Rule(
        "A14c",
        "Satu pilihan memperoleh 97 % atau lebih",
        Severity.PERIKSA,
        _DESK,
        "{left} {written} dari {computed} suara ({percent} %). Mohon dicocokkan dengan foto C.Hasil.",
        _one_choice,
    ),
    Rule(
        "A14d",
        "Semua perolehan suara nol",
        Severity.GALAT,
        _DESK + "; menunggu keputusan petugas",
        "Semua perolehan suara tertulis 0. Mohon periksa bagian IV pada C.Hasil; "
        "bila benar nol, petugas yang memutuskan.",
        _all_zero,
    ),
    Rule(
        "D1",
        "Semua pilihan terisi",
        Severity.GALAT,
        _DESK + "; surat suara kontes",
        "Perolehan suara belum lengkap: terisi {written} dari {computed}, belum ada {names}. "
        "Mohon lengkapi bagian IV.",
        _missing,
        also="Peringatan bila yang terisi sudah sama dengan suara sah: yang kosong berarti nol.",
    ),
    Rule(
        "D2",
        "Perolehan suara ada",
        Severity.PERINGATAN,
        _DESK,
        "Perolehan suara (IV) kosong, sedangkan bagian lain sudah terisi (jumlah suara {computed}). "
        "Mohon lengkapi bagian IV.",
        _no_votes,
    ),
    Rule(
        "D3",
        "Pilihan ada pada surat suara",
        Severity.GALAT,
        _DESK + "; surat suara kontes",
        "Nomor {key} ({written} suara) tidak ada pada surat suara kontes ini. Mohon periksa nomor urutnya.",
        _not_on_ballot,
    ),
    Rule(
        "D5",
        "DPT tidak nol",
        Severity.PERINGATAN,
        _DESK + "; TPS khusus dapat ber-DPT nol",
        "{left} tertulis 0, sedangkan ada {computed} pengguna atau suara. Mohon periksa I.A pada C.Hasil.",
        _dpt_zero,
    ),
    Rule(
        "D6",
        "DPT sama dengan data induk",
        Severity.PERINGATAN,
        "Data TPS yang diimpor desk",
        "{left} tertulis {written}, sedangkan data induk {computed}. Mohon periksa I.A pada C.Hasil.",
        _dpt_differs,
    ),
    Rule(
        "D7",
        "Perolehan suara tidak lebih dari pengguna hak pilih",
        Severity.GALAT,
        "PKPU 25/2023 Lampiran, Model C.HASIL, bagian IV, I.B.4, V.C",
        "{left} berjumlah {written}, lebih besar daripada {right} {computed}. "
        "Mohon periksa kedua bagian itu pada C.Hasil.",
        _more_votes_than_voters,
    ),
    Rule(
        "D8",
        "Suara tidak sah lebih dari 20 %",
        Severity.PERIKSA,
        _DESK,
        "{left} {written} dari {computed} suara ({percent} %). Mohon dicocokkan dengan foto C.Hasil.",
        _many_invalid,
    ),
)
