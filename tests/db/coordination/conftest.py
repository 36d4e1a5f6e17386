"""An election with operators of desa and kecamatan, messages in, and the clock of an election night."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from deskpemilu.accounts.models import Person
from deskpemilu.channels.envelope import Envelope
from deskpemilu.channels.inbox import accept
from deskpemilu.domain.roles import Role
from deskpemilu.registry.models import Election
from deskpemilu.tally import totals
from tests.builders import make_election
from tests.people import person

NOW = datetime(2024, 2, 14, 13, 0, tzinfo=UTC)  # 20.00 WIB


@pytest.fixture
def election() -> Election:
    """2 kecamatan × 2 desa × 3 TPS × 2 contests = 24 forms, none in."""
    made = make_election(contests=("ppwp", "pdpr"))
    totals.rebuild(made)
    return made


@pytest.fixture
def desa_operator() -> Person:
    """Reports for desa 1607012001 (3 TPS)."""
    return person(Role.OPERATOR, "1607012001", phone="6281200000101", name="Operator Desa")


@pytest.fixture
def kecamatan_operator() -> Person:
    """Reports for kecamatan 160701; the desa above has somebody of its own."""
    return person(Role.OPERATOR, "160701", phone="6281200000102", name="Operator Kecamatan")


@pytest.fixture
def staf() -> Person:
    """Staff of the whole desk."""
    return person(Role.STAF, "", name="Staf Uji")


_serial = iter(range(10**6))


def writes(number: str, text: str = "baik", *, at: datetime, channel: str = "whatsapp") -> int:
    """A message in; its id."""
    envelope = Envelope(channel, f"m{next(_serial)}", number, at, text)
    return accept([envelope], now=at).new_ids[0]
