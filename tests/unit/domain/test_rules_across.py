"""Rules over the contests of a TPS, words, sums and twins."""

from __future__ import annotations

from deskpemilu.domain.findings import Severity
from deskpemilu.domain.form import CountForm
from deskpemilu.domain.rules import (
    TpsFacts,
    check_contests,
    check_neighbours,
    check_twins,
    check_words,
    compare_sums,
    enough_for_a_twin,
    far_twins,
)
from tests.unit.domain.forms import PRESIDENT, president_form

FACTS = TpsFacts()


def voters(figure: int, movers: int | None = None) -> CountForm:
    """A form of which little is known: voters, and what makes them up where movers are given."""
    rows = {"pengguna_total_j": figure}
    if movers is not None:
        rows |= {"pengguna_dpt_j": figure - movers, "pengguna_pindahan_j": movers, "pengguna_tambahan_j": 0}
    return CountForm(rows, {})


def test_contests_that_differ_by_the_movers_are_fine() -> None:
    assert (
        check_contests({"ppwp": voters(210, 12), "pdpr": voters(198, 0), "pdpd": voters(198, 0)}, FACTS) == ()
    )


def test_a_contest_far_from_the_others_is_named_with_both_figures() -> None:
    (finding,) = check_contests({"pkwkp": voters(321, 1), "pkwkk": voters(312, 1)}, FACTS)
    assert (finding.code, finding.severity) == ("A13", Severity.PERINGATAN)
    assert "Bupati 312, sedangkan Gubernur 321" in finding.text
    assert finding.values["contests"] == ["pkwkk", "pkwkp"]
    assert finding.values["suspect"] == "pengguna_total_j"


def test_the_odd_one_out_of_five_is_the_one_named() -> None:
    codes = ("ppwp", "pdpr", "pdpd", "pdprdp", "pdprdk")
    forms = {code: voters(100 if code == "ppwp" else 210, 2) for code in codes}
    assert [f.values["contests"][0] for f in check_contests(forms, FACTS)] == ["ppwp"]


def test_movers_that_their_sum_contradicts_excuse_nothing() -> None:
    misread = CountForm(
        {
            "pengguna_total_j": 300,
            "pengguna_dpt_j": 200,
            "pengguna_pindahan_j": 800,
            "pengguna_tambahan_j": 0,
        },
        {},
    )
    assert [f.code for f in check_contests({"ppwp": misread, "pdpr": voters(200, 0)}, FACTS)] == ["A13"]


def test_the_total_stands_in_where_voters_are_blank() -> None:
    forms = {"pkwkp": CountForm({"suara_total": 300}, {}), "pkwkk": CountForm({"suara_total": 200}, {})}
    assert [f.code for f in check_contests(forms, FACTS)] == ["A13"]


def test_one_contest_alone_says_nothing() -> None:
    assert check_contests({"ppwp": voters(100)}, FACTS) == ()


def test_the_dpt_is_the_same_in_every_contest() -> None:
    forms = {c: CountForm({"pemilih_dpt_j": d}, {}) for c, d in (("pkwkp", 450), ("pkwkk", 540))}
    (finding,) = check_contests(forms, FACTS)
    assert finding.code == "A13b"
    assert "Bupati tertulis 540, sedangkan pada Gubernur 450" in finding.text


def test_figure_and_words_that_differ_are_galat_with_both() -> None:
    finding = check_words(198, 189, "choice:2", PRESIDENT)
    assert finding is not None
    assert (finding.code, finding.severity) == ("A15", Severity.GALAT)
    assert "Suara nomor 2: angka 198, sedangkan hurufnya 189" in finding.text
    assert finding.values["suspect"] == "choice:2"


def test_words_that_agree_or_are_unknown_say_nothing() -> None:
    assert check_words(198, 198, "choice:2") is None
    assert check_words(198, None, "choice:2") is None
    assert check_words(None, 198, "choice:2") is None


def test_sums_that_agree_with_d_hasil_say_nothing() -> None:
    forms = [president_form()] * 3
    rows = {row: 3 * figure for row, figure in forms[0].rows.items()}
    votes = {key: 3 * figure for key, figure in forms[0].votes.items()}
    assert compare_sums(forms, CountForm(rows, votes), PRESIDENT) == ()


def test_each_sum_that_differs_from_d_hasil_is_listed_with_its_difference() -> None:
    forms = [
        CountForm({"suara_sah": 30}, {"1": 10, "2": 20}),
        CountForm({"suara_sah": 30}, {"1": 10, "2": 20}),
    ]
    theirs = CountForm({"suara_sah": 60, "suara_tidak_sah": 5}, {"1": 25, "2": 35})
    found = compare_sums(forms, theirs, PRESIDENT)
    assert [(f.code, f.values["rows"][0], f.values["written"], f.values["computed"]) for f in found] == [
        ("A16", "choice:1", 25, 20),
        ("A16", "choice:2", 35, 40),
    ]
    assert "(selisih +5)" in found[0].text


def test_a_row_blank_in_one_tps_is_not_compared() -> None:
    forms = [CountForm({"suara_sah": 30}, {}), CountForm({}, {})]
    assert compare_sums(forms, CountForm({"suara_sah": 60}, {}), PRESIDENT) == ()
    assert compare_sums([], CountForm({"suara_sah": 60}, {}), PRESIDENT) == ()


def test_two_tps_with_the_same_figures_name_each_other() -> None:
    forms = {"1607012001001": president_form(), "1607012001007": president_form()}
    found = check_twins(forms, PRESIDENT)
    assert set(found) == set(forms)
    assert "TPS 007" in found["1607012001001"][0].text
    assert found["1607012001007"][0].values["tps"] == ["1607012001001"]


def test_tps_alike_in_votes_but_not_in_invalid_are_no_twins() -> None:
    form = president_form()
    other = CountForm({**form.rows, "suara_tidak_sah": 7, "suara_total": 201}, form.votes)
    assert check_twins({"1607012001001": form, "1607012001002": other}, PRESIDENT) == {}


def test_short_reports_prove_no_twins() -> None:
    form = CountForm({}, {"1": 10, "2": 20, "3": 5})
    assert check_twins({"1607012001001": form, "1607012001002": form}, PRESIDENT) == {}


def village(*shares: tuple[int, int, int], key: str = "160701200100") -> dict[str, CountForm]:
    """TPS of a desa: (votes of 1, votes of 2, invalid)."""
    forms = {}
    for number, (first, second, invalid) in enumerate(shares, 1):
        valid = first + second
        rows = {"suara_sah": valid, "suara_tidak_sah": invalid, "suara_total": valid + invalid}
        forms[f"{key}{number}"] = CountForm(rows, {"1": first, "2": second})
    return forms


ALIKE = ((120, 60, 6), (118, 64, 5), (122, 58, 6), (119, 61, 7), (121, 63, 5))
DPT = {f"160701200100{number}": 240 for number in range(1, 9)}


def found(forms: dict[str, CountForm], **more: bool) -> dict[str, list[str]]:
    """Codes by the last digit of the TPS."""
    checked = check_neighbours(forms, DPT, FACTS, **more)
    return {code[-1]: [finding.code for finding in findings] for code, findings in checked.items()}


def test_tps_that_are_alike_name_nobody() -> None:
    assert found(village(*ALIKE)) == {}


def test_each_measure_names_the_one_that_is_far() -> None:
    assert found(village(*ALIKE, (60, 30, 5))) == {"6": ["D11"]}
    assert found(village(*ALIKE, (110, 55, 30))) == {"6": ["D12"]}
    assert found(village(*ALIKE, (40, 140, 6))) == {"6": ["D13"]}
    (finding,) = check_neighbours(village(*ALIKE, (40, 140, 6)), DPT, FACTS)["1607012001006"]
    assert finding.severity is Severity.PERIKSA
    assert finding.values["rows"] == ["choice:1"]
    assert "40 dari 180 suara sah (22,2 %), sedangkan TPS lain di desa ini sekitar 65,9 %" in finding.text


def test_shares_are_left_out_for_lists_of_many_parties() -> None:
    assert found(village(*ALIKE, (40, 140, 6)), shares=False) == {}


def test_two_wrong_forms_do_not_make_the_others_look_odd() -> None:
    """The median stays where it is."""
    assert found(village(*ALIKE, (40, 140, 6), (38, 142, 6))) == {"6": ["D13"], "7": ["D13"]}


def test_a_village_that_scatters_names_nobody() -> None:
    forms = village((160, 20, 5), (100, 80, 5), (40, 140, 5), (130, 50, 5), (70, 110, 5), (20, 160, 5))
    assert found(forms) == {}


def test_few_or_small_tps_prove_nothing() -> None:
    assert found(village(*ALIKE[:3], (40, 140, 6))) == {}
    assert found(village(*ALIKE, (2, 20, 3)), shares=True) == {"6": ["D11"]}


def test_twins_of_several_desa_name_each_other_but_not_their_own_desa() -> None:
    form = president_form()
    codes = ["1607012001001", "1607012001002", "1607012002001"]
    named = far_twins(codes, form, FACTS)
    assert {code: finding.values["tps"] for code, finding in named.items()} == {
        "1607012001001": ["1607012002001"],
        "1607012001002": ["1607012002001"],
        "1607012002001": ["1607012001001", "1607012001002"],
    }
    assert far_twins(codes[:2], form, FACTS) == {}
    assert enough_for_a_twin(form)
    assert not enough_for_a_twin(CountForm({"suara_sah": 3}, {"1": 1, "2": 1, "3": 1}))
