"""Presets describe an election for one area, and say what is wrong with a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from deskpemilu.domain.form import ROW_NAMES
from deskpemilu.registry import presets
from deskpemilu.registry.presets import PresetError

SMALL: dict[str, Any] = {
    "format": 1,
    "code": "pilkades",
    "name": "Pilkades Serentak",
    "date": "2027-05-02",
    "cap": 500,
    "reserve": 0.02,
    "contests": [
        {"code": "pkwkk", "name": "Kepala Desa", "short": "Kades", "choices": [{"key": "1", "name": "Satu"}]}
    ],
    "form": [
        {
            "section": "V",
            "title": "Sah",
            "rows": [
                {"row": "suara_sah", "label": "Suara sah", "short": "Sah", "split": False, "words": ["SS"]}
            ],
        }
    ],
}


def _parse(**changes: Any) -> presets.Preset:
    return presets.parse(json.dumps({**SMALL, **changes}), "1607")


def test_the_two_elections_of_2024_come_with_the_program() -> None:
    """As the contract says: caps, reserve ballots, contests."""
    assert presets.names() == ["pemilu2024", "pilkada2024"]
    pemilu, pilkada = presets.load("pemilu2024", "1607"), presets.load("pilkada2024", "1607")
    assert [c.code for c in pemilu.contests] == ["ppwp", "pdpr", "pdpd", "pdprdp", "pdprdk"]
    assert [c.code for c in pilkada.contests] == ["pkwkp", "pkwkk"]
    assert {c.cap for c in pemilu.contests} == {300}
    assert {c.cap for c in pilkada.contests} == {600}
    assert (pemilu.settings["reserve"], pilkada.settings["reserve"]) == (0.02, 0.025)


def test_presidential_pairs_carry_the_names_people_use() -> None:
    """AMIN, PAGI and GAMA are known without any import."""
    pairs = presets.load("pemilu2024", "1607").contests[0].choices
    assert [pair.key for pair in pairs] == ["1", "2", "3"]
    for pair, nickname in zip(pairs, ("AMIN", "PAGI", "GAMA"), strict=True):
        assert nickname in pair.aliases


def test_local_parties_stand_only_in_aceh_and_not_for_dpr() -> None:
    """Numbers 18–23 are on the regional ballots of province 11 only."""

    def numbers(area: str, contest: str) -> list[str]:
        plan = presets.load("pemilu2024", area)
        return [c.key for item in plan.contests if item.code == contest for c in item.choices]

    national = [*map(str, range(1, 18)), "24"]
    assert numbers("1607", "pdprdk") == national
    assert numbers("1101", "pdpr") == national
    assert numbers("1101", "pdprdk") == [str(n) for n in range(1, 25)]


def test_a_contest_is_named_as_the_area_names_it() -> None:
    """A kota elects a wali kota, DKI no bupati, DIY no gubernur."""

    def contests(area: str) -> dict[str, str]:
        return {c.code: c.name for c in presets.load("pilkada2024", area).contests}

    assert contests("1607")["pkwkk"] == "Bupati dan Wakil Bupati"
    assert contests("1671")["pkwkk"] == "Wali Kota dan Wakil Wali Kota"
    assert list(contests("31")) == ["pkwkp"]
    assert list(contests("3404")) == ["pkwkk"]


@pytest.mark.parametrize("name", ["pemilu2024", "pilkada2024"])
def test_form_rows_are_rows_of_the_form(name: str) -> None:
    """Every row of the domain's form has a label, and each label with words is a row to read."""
    settings = presets.load(name, "1607").settings
    rows = {r["row"] + ("_j" if r["split"] else "") for s in settings["form"] for r in s["rows"]}
    assert rows == {row for row in ROW_NAMES if not row.endswith(("_l", "_p"))}
    assert set(settings["row_labels"]) <= set(ROW_NAMES)
    assert "DPTb" in settings["row_labels"]["pengguna_pindahan_j"]


def test_a_desk_may_bring_a_preset_of_its_own(tmp_path: Path) -> None:
    """A new election is a file, never code."""
    file = tmp_path / "pilkades.json"
    file.write_text(json.dumps(SMALL), encoding="utf-8")
    plan = presets.load(str(file), "1607")
    assert (plan.code, plan.contests[0].cap, plan.contests[0].choices[0].name) == ("pilkades", 500, "Satu")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"format": 2}, "format"),
        ({"cap": 0}, "cap"),
        ({"cap": "banyak"}, "cap"),
        ({"reserve": 2}, "reserve"),
        ({"date": "2 Mei"}, "tanggal"),
        ({"contests": []}, "jenis pemilihan"),
        ({"contests": [{"code": "pilkades", "name": "a", "short": "b"}]}, "pilkades"),
        ({"contests": [SMALL["contests"][0], SMALL["contests"][0]]}, "lebih dari sekali"),
        ({"contests": [{**SMALL["contests"][0], "choices": [{"key": "satu", "name": "x"}]}]}, "nomor urut"),
        (
            {"form": [{"section": "V", "title": "S", "rows": [{"row": "suara_batal", "split": False}]}]},
            "suara_batal",
        ),
        ({"stages": [{"name": "Kampanye", "start": "2027-03-02", "end": "2027-03-01"}]}, "berakhir"),
        ({"parties": {}}, "daftar"),
    ],
)
def test_a_wrong_preset_is_refused_naming_the_place(changes: dict[str, Any], says: str) -> None:
    """The sentence names what to correct."""
    with pytest.raises(PresetError, match=says):
        _parse(**changes)


def test_text_that_is_no_preset_is_refused() -> None:
    """Neither JSON nor an object."""
    with pytest.raises(PresetError, match="baris 1"):
        presets.parse("{", "1607")
    with pytest.raises(PresetError, match="objek"):
        presets.parse("[]", "1607")
    with pytest.raises(PresetError, match="tidak ada"):
        presets.load("pemilu1955", "1607")
