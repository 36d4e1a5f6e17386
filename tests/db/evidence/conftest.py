"""What tests of photos need: an election, people, tools that take photos."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from deskpemilu.accounts.models import Person
from deskpemilu.channels.whatsapp.client import Account
from deskpemilu.domain.roles import Role
from deskpemilu.evidence.lookout import Lookout
from deskpemilu.evidence.stores import FolderStore, make_store, the_spool
from deskpemilu.evidence.taking import Tools
from deskpemilu.flow.media import fetchers
from deskpemilu.registry.models import Election
from deskpemilu.tally import totals
from tests.builders import make_election
from tests.people import person
from tools.whatsapp_stand_in import TOKEN, StandIn

OPERATOR = "628120000001"


@pytest.fixture
def election() -> Election:
    """Two kecamatan with two desa of three TPS; president and DPD."""
    made = make_election(contests=("ppwp", "pdpd"))
    totals.rebuild(made)
    return made


@pytest.fixture
def operator(election: Election) -> Person:
    """Reports for the first kecamatan."""
    return person(Role.OPERATOR, "160701", phone=OPERATOR)


@pytest.fixture
def camat(election: Election) -> Person:
    """Vouches for the first kecamatan."""
    return person(Role.CAMAT, "160701")


@pytest.fixture(scope="session")
def lookout() -> Iterator[Lookout]:
    """One process that opens files, for all tests."""
    with Lookout() as one:
        yield one


@pytest.fixture
def folder(tmp_path: Path) -> FolderStore:
    """The store in a folder of the test's own."""
    store = make_store("")
    assert isinstance(store, FolderStore)
    assert store.root == the_spool().root == tmp_path / "foto"
    return store


@pytest.fixture
def meta() -> Iterator[StandIn]:
    """A stand-in for Meta's servers."""
    with StandIn() as one:
        yield one


@pytest.fixture
def tools(meta: StandIn, folder: FolderStore, lookout: Lookout) -> Iterator[Tools]:
    """Tools that fetch from the stand-in into the folder; chance is always a half."""
    with httpx.Client(timeout=5) as client:
        account = Account(meta.url, "100", TOKEN)
        yield Tools(fetchers(client, account), folder, lookout, chance=lambda: 0.5)
