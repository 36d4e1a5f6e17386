"""Rules that look beyond one form: contests of one TPS (A13), words (A15), sums (A16), twin TPS (D10).

Those against the desa's other TPS are in `neighbours.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from deskpemilu.domain.contests import CONTESTS
from deskpemilu.domain.findings import Finding, Severity
from deskpemilu.domain.form import CountForm
from deskpemilu.domain.rules.base import Hit, RuleText, finding_of
from deskpemilu.domain.rules.facts import TpsFacts
from deskpemilu.domain.rules.identities import Ledger
from deskpemilu.domain.rules.labels import CHOICE, VOTES
from deskpemilu.domain.rules.neighbours import NEIGHBOURS
from deskpemilu.domain.rules.slips import Suspect, likely_slip

# A ballot put into another contest's box: that many more or fewer voters prove nothing.
STRAY_BALLOTS = 2
# DPTb of a TPS where the row is blank: 95 of 100 TPS of Banyuasin had at most 5 in 2024 (measured).
MOVERS_UNKNOWN = 5

A13 = RuleText(
    "A13",
    "Pengguna hak pilih antarkontes di satu TPS berdekatan",
    Severity.PERINGATAN,
    "Pemilih pindahan (DPTb) dapat memperoleh lebih sedikit surat suara; salah kotak paling banyak 2",
    "Pengguna hak pilih {contest} {written}, sedangkan {other} {computed}; selisihnya lebih dari {allowed}. "
    "Mohon periksa I.B.4 pada kedua C.Hasil.",
)
A13B = RuleText(
    "A13b",
    "DPT antarkontes di satu TPS sama",
    Severity.PERINGATAN,
    "Satu DPT per TPS untuk semua kontes",
    "DPT pada {contest} tertulis {written}, sedangkan pada {other} {computed}. "
    "Mohon periksa I.A pada kedua C.Hasil.",
)
A15 = RuleText(
    "A15",
    "Angka = huruf",
    Severity.GALAT,
    "PKPU 25/2023 Lampiran, Model C.HASIL: perolehan ditulis dengan angka dan huruf",
    "{left}: angka {written}, sedangkan hurufnya {computed}. Mohon periksa baris itu pada C.Hasil.",
)
A16 = RuleText(
    "A16",
    "Jumlah TPS = D.Hasil Kecamatan",
    Severity.PERINGATAN,
    "Model D.HASIL KECAMATAN: setiap kolom desa menjumlahkan C.Hasil TPS",
    "{left}: jumlah TPS {computed}, sedangkan D.Hasil {written} (selisih {difference}). "
    "Mohon dibandingkan TPS demi TPS.",
)
D10 = RuleText(
    "D10",
    "Angka dua TPS tidak kembar",
    Severity.PERIKSA,
    "Pemeriksaan desk: laporan yang sama terkirim untuk dua TPS",
    "Perolehan suara, tidak sah, dan jumlahnya sama persis dengan TPS {others}. "
    "Mohon dicocokkan dengan foto C.Hasil.",
)
D10B = RuleText(
    "D10b",
    "Formulir tidak kembar dengan TPS desa lain",
    Severity.PERIKSA,
    "Pemeriksaan desk: laporan yang sama terkirim untuk dua TPS",
    "Semua angka formulir sama persis dengan TPS {others}. Mohon dicocokkan dengan foto C.Hasil.",
)
ACROSS: tuple[RuleText, ...] = (A13, A13B, A15, A16, D10, D10B, *NEIGHBOURS)


def check_contests(forms: Mapping[str, CountForm], facts: TpsFacts) -> tuple[Finding, ...]:
    """Findings of A13 over the forms of one TPS, by contest code in ballot order.

    Each contest is held against the figure most contests share, the first on a tie. A finding's
    values name the two contests: {"contests": [contest, other]}.
    """
    movers = [m for form in forms.values() if (m := _movers(form, facts)) is not None]
    allowed = (max(movers) if movers else MOVERS_UNKNOWN) + STRAY_BALLOTS
    voters = _figures(forms, "pengguna_total_j", "suara_total")
    registered = _figures(forms, "pemilih_dpt_j")
    return (
        *_apart(A13, "pengguna_total_j", voters, allowed, facts),
        *_apart(A13B, "pemilih_dpt_j", registered, 0, facts),
    )


def _movers(form: CountForm, facts: TpsFacts) -> int | None:
    """DPTb of a form, only where its sum B.4 confirms it: a misread 800 must not excuse anything."""
    if form.row("pengguna_pindahan_j") is None:
        return None
    confirmed = Ledger(form, facts).holds("A2", "pengguna_total_j")
    return form.row("pengguna_pindahan_j") if confirmed else None


def _figures(forms: Mapping[str, CountForm], *rows: str) -> dict[str, int]:
    """Per contest the first of `rows` that is written."""
    found = {}
    for contest, form in forms.items():
        for row in rows:
            if (figure := form.row(row)) is not None:
                found[contest] = figure
                break
    return found


def _apart(
    rule: RuleText, row: str, figures: Mapping[str, int], allowed: int, facts: TpsFacts
) -> Iterable[Finding]:
    if len(figures) < 2:
        return
    common = Counter(figures.values()).most_common(1)[0][0]
    other = next(contest for contest, figure in figures.items() if figure == common)
    for contest, figure in figures.items():
        if abs(figure - common) > allowed:
            words = (("contest", _short(contest)), ("other", _short(other)), ("allowed", str(allowed)))
            hit = Hit(row, (), figure, common, suspect=_slip(row, figure, common), words=words)
            yield finding_of(rule, hit, facts, contests=[contest, other])


def _short(contest: str) -> str:
    info = CONTESTS.get(contest)
    return info.short if info else contest


def _slip(row: str, written: int, right: int) -> Suspect | None:
    return Suspect(row, written, right) if likely_slip(written, right) else None


def check_words(
    figure: int | None, words_figure: int | None, row: str, facts: TpsFacts | None = None
) -> Finding | None:
    """A15: the figure in digits against the one its words say; None where equal or one is unknown.

    `row` is a row's name or `choice:<key>`. Words are seldom miswritten: where a slip explains the
    digits, they are the suspect.
    """
    if figure is None or words_figure is None or figure == words_figure:
        return None
    hit = Hit(row, (), figure, words_figure, suspect=_slip(row, figure, words_figure))
    return finding_of(A15, hit, facts or TpsFacts())


def compare_sums(forms: Collection[CountForm], theirs: CountForm, facts: TpsFacts) -> tuple[Finding, ...]:
    """A16: sums over the forms of an area's TPS against D.Hasil; one finding per differing figure.

    A row or choice that is blank in any form or in D.Hasil is not compared. `written` is D.Hasil's
    figure, `computed` ours.
    """
    found = []
    for row, written in _all_figures(theirs).items():
        ours = [_all_figures(form).get(row) for form in forms]
        known = [figure for figure in ours if figure is not None]
        if not known or len(known) < len(ours) or sum(known) == written:
            continue
        words = (("difference", f"{written - sum(known):+d}"),)
        found.append(finding_of(A16, Hit(row, (), written, sum(known), words=words), facts))
    return tuple(found)


def _all_figures(form: CountForm) -> dict[str, int]:
    return {**{CHOICE + key: figure for key, figure in form.votes.items()}, **form.rows}


_NAMED = 5
_TWIN_ROWS = ("suara_sah", "suara_tidak_sah", "suara_total")


def check_twins(forms: Mapping[str, CountForm], facts: TpsFacts) -> dict[str, tuple[Finding, ...]]:
    """D10: TPS of one contest (by code) whose section IV and V are the same, figure by figure.

    Needs three choices with votes, and V.A, V.B and V.C: less is often alike by chance. Base rate:
    11 of 1,770 complete TPS in Banyuasin 2024, all of them twins inside one desa (measured).
    """
    groups: dict[tuple[object, ...], list[str]] = {}
    for code, form in forms.items():
        if not enough_for_a_twin(form):
            continue
        section_five = tuple(form.row(row) for row in _TWIN_ROWS)
        groups.setdefault((tuple(sorted(form.votes.items())), section_five), []).append(code)
    found: dict[str, tuple[Finding, ...]] = {}
    for codes in groups.values():
        if len(codes) > 1:
            found.update({code: (_twin(code, codes, forms, facts),) for code in codes})
    return found


def _twin(code: str, codes: list[str], forms: Mapping[str, CountForm], facts: TpsFacts) -> Finding:
    others = [other for other in codes if other != code]
    total = forms[code].rows["suara_total"]
    names = ", ".join(other[-3:] if other[:-3] == code[:-3] else other for other in others)
    hit = Hit(VOTES, _TWIN_ROWS, total, total, words=(("others", names),))
    return finding_of(D10, hit, facts, tps=others)


def enough_for_a_twin(form: CountForm) -> bool:
    """Whether a form says so much that another one like it is no chance (see check_twins)."""
    known = all(form.row(row) is not None for row in _TWIN_ROWS)
    return known and sum(1 for figure in form.votes.values() if figure) >= 3


def far_twins(codes: Iterable[str], form: CountForm, facts: TpsFacts) -> dict[str, Finding]:
    """D10b: TPS of several desa whose forms are the same in every figure; each names the others."""
    every = sorted(codes)
    found = {}
    for code in every:
        others = [other for other in every if other[:-3] != code[:-3]]
        if others:
            total = form.rows["suara_total"]
            names = ", ".join(others[:_NAMED]) + (" …" if len(others) > _NAMED else "")
            hit = Hit(VOTES, _TWIN_ROWS, total, total, words=(("others", names),))
            found[code] = finding_of(D10B, hit, facts, tps=others)
    return found
