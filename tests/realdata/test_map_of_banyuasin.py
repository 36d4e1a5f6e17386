"""Real outlines of kecamatan and desa, drawn light enough for a phone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from deskpemilu.web.map_geometry import MAX_CHARACTERS, draw

pytestmark = pytest.mark.realdata


@pytest.mark.parametrize(("level", "many"), [("kecamatan", 21), ("desa", 305)])
def test_every_region_is_drawn_and_all_together_stay_light(shared: Path, level: str, many: int) -> None:
    """Below 150 KB, and each label lies in the picture."""
    path = shared / "data" / "banyuasin" / f"{level}_16.07_banyuasin.geojson"
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    drawing = draw({each["properties"]["kode"]: each["geometry"] for each in features})
    assert len(drawing.shapes) == many
    assert sum(len(shape.path) for shape in drawing.shapes.values()) <= MAX_CHARACTERS
    for shape in drawing.shapes.values():
        assert 0 < shape.label[0] < drawing.width
        assert 0 < shape.label[1] < drawing.height
