"""Sentences: who may be named, about which place, with names instead of numbers."""

import numpy as np
import pytest

from deskpemilu.insight.estimation import estimate_shares
from deskpemilu.insight.inputs import Choices, Register, pack_ids, unpack_ids
from deskpemilu.insight.statement import is_wider, listed, rule_of, say, with_names

CHOICES = Choices(("1", "2"), ("Melati", "Mawar"))


def said(contest, area, *, allowed=True, lead=60):
    rng = np.random.default_rng(1)
    votes = np.column_stack([rng.integers(40, 60, 40), rng.integers(40, 60, 40) + lead])
    got = estimate_shares(votes, np.zeros(40, dtype=int), [400])
    return say(
        got, CHOICES, contest=contest, area=area, place="Kabupaten Uji", allowed=allowed,
        degrees=got.degrees, reason="Betung belum melapor",
    )  # fmt: skip


def test_a_contest_of_the_area_itself_is_spoken_of_plainly():
    assert said("pkwkk", "1607").sentence.startswith("Nomor 2 Mawar unggul")


@pytest.mark.parametrize(
    ("contest", "area"), [("ppwp", "1607"), ("pkwkp", "1607"), ("pdpr", "16"), ("ppwp", "16")]
)
def test_of_a_wider_contest_only_the_own_area_is_spoken_of(contest, area):
    assert said(contest, area).sentence.startswith("Di Kabupaten Uji: nomor 2 Mawar unggul")


def test_nobody_is_named_when_the_guard_does_not_hold():
    got = said("ppwp", "1607", allowed=False)
    assert got.sentence == "Belum dapat disimpulkan di Kabupaten Uji: Betung belum melapor."


def test_only_all_of_jakarta_speaks_of_rounds():
    assert "putaran" in said("pkwkp", "31").sentence
    assert "putaran" not in said("pkwkp", "3171").sentence
    assert rule_of("pkwkp", "31") != rule_of("pkwkp", "3171")
    assert not is_wider("pkwkp", "31")
    assert is_wider("pkwkp", "3171")


def test_numbers_of_strata_and_columns_become_names():
    got = estimate_shares([[5, 0], [6, 0], [4, 0], [7, 0]], [0, 0, 2, 2], [9, 9, 9])
    texts = with_names(got.warnings, ["Betung", "Rambutan", "Sembawa"], CHOICES)
    assert any("(Rambutan)" in text for text in texts)
    assert any("Pilihan nomor 2 belum" in text for text in texts)
    assert not any("nomor 1)" in text or "kolom" in text for text in texts)


def test_names_in_a_row():
    assert [listed(["A"]), listed(["A", "B"]), listed(["A", "B", "C"])] == ["A", "A dan B", "A, B, dan C"]
    assert listed(list("ABCDEFG")) == "A, B, C, D, E, dan 2 lainnya"


def test_a_register_and_ids_come_back_as_they_were():
    register = Register(("1607012001001", "1607022001001"), (200, 0), {"160701": "Betung"}, "1607")
    again = Register.unpack(register.pack())
    assert again == register
    assert again.digest == register.digest
    assert Register(register.codes, (200, 1), register.names, "1607").digest != register.digest
    assert unpack_ids(pack_ids([3, 1, 2], [9])) == ([1, 2, 3], [9])


def test_a_dpd_contest_speaks_of_the_first_four_and_plainly_only_for_a_province():
    choices = Choices(tuple("123456"), tuple("ABCDEF"))
    rng = np.random.default_rng(1)
    votes = rng.poisson([60, 50, 45, 40, 15, 5], (60, 6))
    got = estimate_shares(votes, np.zeros(60, dtype=int), [600])
    given = {"contest": "pdpd", "place": "Uji", "allowed": True, "degrees": got.degrees, "reason": ""}
    whole, part = say(got, choices, area="16", **given), say(got, choices, area="1607", **given)
    assert whole.sentence.startswith("4 teratas nomor 1 A, nomor 2 B, nomor 3 C, nomor 4 D")
    assert part.sentence.startswith("Di Uji: 4 teratas")
    assert whole.sentence == say(got, choices, area="16", **given).sentence


def test_a_province_desk_is_told_its_part_of_the_presidents_rule():
    assert (
        "Syarat 20 % di provinsi ini: tercapai oleh nomor 1 Melati dan nomor 2 Mawar"
        in said("ppwp", "16").sentence
    )
    assert "Syarat" not in said("ppwp", "1607").sentence
    assert "Syarat" not in said("ppwp", "16", allowed=False).sentence
