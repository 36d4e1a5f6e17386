"""What docs/imports.md shows can be imported as it stands."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from deskpemilu.config.commands.importing import KINDS as COMMAND_KINDS
from deskpemilu.config.commands.importing import LATER
from deskpemilu.flow import imports
from deskpemilu.registry import presets
from deskpemilu.registry.importers import boundaries, choices, dapil, people, regions, tps
from deskpemilu.registry.importers.choices import Ballot, Party, plain
from tests.unit.registry.tables import table

TEXT = (Path(__file__).parents[3] / "docs" / "imports.md").read_text(encoding="utf-8")
NASDEM = Party("5", "Partai NasDem", "NasDem")


def _section(kind: str) -> str:
    return next(part for part in TEXT.split("\n## ") if f": `{kind}`" in part.splitlines()[0])


def _example(section: str, language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", section, re.DOTALL)
    assert found
    return found[1]


class _Everything:
    """A register that has every code."""

    def __contains__(self, code: object) -> bool:
        return True


def test_every_kind_is_documented_and_is_a_kind_of_the_command() -> None:
    """None more, none less; those of later issues are said to be later."""
    assert set(imports.KINDS) == set(COMMAND_KINDS)
    assert imports.LATER == LATER
    for kind in (*COMMAND_KINDS, *LATER):
        assert f"`{kind}`" in TEXT


@pytest.mark.parametrize(
    ("kind", "required", "rows"),
    [
        ("tps", tps.REQUIRED, 2),
        ("regions", regions.REQUIRED, 2),
        ("dapil", dapil.REQUIRED, 3),
        ("choices", choices.REQUIRED, 3),
        ("people", people.REQUIRED, 3),
    ],
)
def test_an_example_is_taken_without_a_refusal(
    tmp_path: Path, kind: str, required: tuple[str, ...], rows: int
) -> None:
    """With a register that knows the regions in it."""
    read = table(tmp_path, _example(_section(kind), "csv"), required)
    known = _Everything()
    parties = {plain(name): NASDEM for name in ("5", "NasDem", "Partai NasDem")}
    ballots = {
        code: Ballot(legislative=code == "pdprdk", dapils=frozenset({"160701"}), parties=parties)
        for code in ("pkwkk", "pdpd", "pdprdk")
    }
    parse = {
        "tps": lambda: tps.parse(read, area="1607", area_name="x", desa=known, cap=300),
        "regions": lambda: regions.parse(read, known=known),
        "dapil": lambda: dapil.parse(
            read, area="1607", area_name="x", contests=("pdpr", "pdprdk"), known=known
        ),
        "choices": lambda: choices.parse(read, ballots=ballots),
        "people": lambda: people.parse(read, known=known),
    }[kind]
    parsed = parse()
    assert parsed.refused == []
    assert len(parsed.rows) == rows


def test_the_outline_example_is_taken(tmp_path: Path) -> None:
    """It is a whole GeoJSON file."""
    file = tmp_path / "batas.geojson"
    file.write_text(_example(_section("boundaries"), "json"), encoding="utf-8")
    assert boundaries.parse(boundaries.read(file), known={"160705"}).refused == []


def test_the_preset_example_is_a_preset() -> None:
    """A desk may start from it."""
    section = next(part for part in TEXT.split("\n## ") if "berkas preset" in part.splitlines()[0])
    plan = presets.parse(_example(section, "json"), "1607")
    assert [contest.code for contest in plan.contests] == ["pkwkk"]
    assert json.loads(_example(section, "json"))["format"] == presets.FORMAT
