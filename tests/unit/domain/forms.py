"""Forms for tests of the rules: consistent ones, built as a TPS would fill them."""

from __future__ import annotations

from hypothesis import strategies as st

from deskpemilu.domain.form import CountForm, party_sum_row
from deskpemilu.domain.rules import TpsFacts, ballots_printed

PRESIDENT = TpsFacts(contest="ppwp", choices=("1", "2", "3"), cap=300, reserve=0.02)
BALLOT = tuple(key for party in (1, 2, 5) for key in (str(party), *(f"{party}.{n}" for n in (1, 2, 3))))
COUNCIL = TpsFacts(contest="pdprdk", choices=BALLOT, cap=300, reserve=0.02)


def split(row: str, men: int, women: int) -> dict[str, int]:
    """A row with L, P and their sum."""
    return {f"{row}_l": men, f"{row}_p": women, f"{row}_j": men + women}


def administration(
    dpt: tuple[int, int],
    users: tuple[int, int],
    movers: tuple[int, int] = (1, 0),
    extra: tuple[int, int] = (2, 1),
    returned: int = 1,
) -> dict[str, int]:
    """Sections I, II and III of a consistent form."""
    men, women = users[0] + movers[0] + extra[0], users[1] + movers[1] + extra[1]
    received = ballots_printed(sum(dpt), 0.02)
    return {
        **split("pemilih_dpt", *dpt),
        **split("pengguna_dpt", *users),
        **split("pengguna_pindahan", *movers),
        **split("pengguna_tambahan", *extra),
        **split("pengguna_total", men, women),
        **split("disabilitas", 1, 0),
        "surat_diterima": received,
        "surat_digunakan": men + women,
        "surat_dikembalikan": returned,
        "surat_tidak_digunakan": received - men - women - returned,
    }


def filled(rows: dict[str, int], votes: dict[str, int]) -> CountForm:
    """The form with section V computed: the votes that are not there are invalid."""
    valid, total = sum(votes.values()), rows["pengguna_total_j"]
    five = {"suara_sah": valid, "suara_tidak_sah": total - valid, "suara_total": total}
    return CountForm({**rows, **five}, votes)


def president_form() -> CountForm:
    """One consistent presidential form: 196 of 245 voters and 4 more."""
    return filled(administration((120, 125), (94, 102)), {"1": 57, "2": 118, "3": 19})


def council_form() -> CountForm:
    """One consistent DPRD form with party sums: 180 valid votes."""
    votes = dict(zip(BALLOT, (20, 30, 0, 10, 15, 0, 0, 25, 40, 11, 9, 20), strict=True))
    form = filled(administration((120, 125), (94, 102)), votes)
    sums = {
        party_sum_row(p): sum(v for key, v in votes.items() if key.split(".")[0] == p)
        for p in ("1", "2", "5")
    }
    return CountForm({**form.rows, **sums}, votes)


@st.composite
def consistent_forms(draw: st.DrawFn) -> CountForm:
    """Any presidential form without a contradiction, of a TPS of 80 to 300 voters."""
    dpt = draw(st.integers(40, 150)), draw(st.integers(40, 150))
    users = draw(st.integers(20, dpt[0])), draw(st.integers(20, dpt[1]))
    small = st.tuples(st.integers(0, 2), st.integers(0, 2))
    rows = administration(dpt, users, (0, 0), (0, 0), 0)
    room = rows["surat_diterima"] - rows["pengguna_total_j"]
    movers, extra = draw(small), draw(small)
    if sum(movers) + sum(extra) <= room:
        room -= sum(movers) + sum(extra)
        rows = administration(dpt, users, movers, extra, draw(st.integers(0, min(room, 5))))
    total = rows["pengguna_total_j"]
    valid = draw(st.integers(total - total // 6, total))
    first, second = sorted((draw(st.integers(0, valid)), draw(st.integers(0, valid))))
    return filled(rows, {"1": first, "2": second - first, "3": valid - second})
