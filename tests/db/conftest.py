"""Every test here uses the database."""

import pytest


@pytest.fixture(autouse=True)
def _database(db: None) -> None:
    """Open the database for the test."""
