"""Tests on the shared real data; skipped with a message where it is not there."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder `shared` beside the project."""
    if not (SHARED / "data").is_dir():
        pytest.skip("folder ../shared tidak ada; uji dengan data nyata dilewati")
    return SHARED
