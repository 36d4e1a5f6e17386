"""An election with reports, and the ways in which a program asks for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from deskpemilu.accounts.models import Person
from deskpemilu.accounts.services import create_api_token
from deskpemilu.audit.services import PROGRAM
from deskpemilu.insight.models import FrameSnapshot, Run
from deskpemilu.registry.models import Contest, Election, Tps
from deskpemilu.tally import totals
from deskpemilu.web.pages.dashboard import looks
from tests.builders import make_election, make_submission

OWN, OTHER = "160701", "160702"


@dataclass(frozen=True)
class Api:
    """A program with a token."""

    token: str = ""

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    def get(self, path: str, **query: Any) -> HttpResponse:
        """GET below /api/v1/."""
        return Client().get(f"/api/v1/{path}", query, headers=self._headers())

    def post(self, path: str, content: Any) -> HttpResponse:
        """POST JSON."""
        return Client().post(
            f"/api/v1/{path}", content, content_type="application/json", headers=self._headers()
        )


def token_of(person: Person, area: str = "") -> Api:
    """A program that acts for a person in an area."""
    now = timezone.now()
    link = create_api_token(
        actor=PROGRAM, person=person, name="uji", area=area, expires_at=now + timedelta(days=1), now=now
    )
    return Api(link.token)


@pytest.fixture(autouse=True)
def _looks_are_forgotten() -> None:
    """Whether a look was noted already is kept in memory."""
    looks._noted.clear()


@pytest.fixture
def election() -> Election:
    """Two kecamatan; in each a report, in the other one also a form that is held back."""
    made = make_election()
    contest = Contest.objects.get(election=made)
    stations = {tps.code: tps for tps in Tps.objects.filter(election=made)}
    make_submission(stations[f"{OWN}2001001"], contest, {"1": 50, "2": 60, "3": 10}, invalid=4)
    make_submission(stations[f"{OTHER}2001001"], contest, {"1": 5, "2": 6, "3": 1}, state="verified")
    finding = {"code": "sum_differs", "severity": "galat", "text": "Jumlah 12 berbeda dari 99."}
    make_submission(stations[f"{OTHER}2001002"], contest, {"1": 99, "2": 1}, state="held", findings=[finding])
    totals.rebuild(made)
    return made


@pytest.fixture
def run(election: Election) -> Run:
    """The first stored run of the desk, a projection, with the number 1."""
    now = timezone.now()
    frame = FrameSnapshot.objects.create(election=election, digest="k", tps=12, data=b"", created_at=now)
    return Run.objects.create(
        pk=1, contest=Contest.objects.get(election=election), kind=Run.Kind.PROJECTION.value, at=now,
        made_at=now, seed="7", frame=frame, submissions=b"", input_hash="sidik", code_version="0",
        parameters={"past": False, "count": "received"}, result={"contest": "ppwp", "reported": 2},
    )  # fmt: skip
