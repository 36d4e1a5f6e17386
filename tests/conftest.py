"""Fixtures for all tests."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _keep_files_apart(tmp_path: object, settings: object) -> None:
    """Files that a test writes go to its own folder."""
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
