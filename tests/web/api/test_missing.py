"""GET /api/v1/missing: what is owed in the token's own area, and nothing about people."""

from __future__ import annotations

from deskpemilu.domain.roles import Role
from deskpemilu.registry.models import Contest, Election, Tps
from tests.builders import make_submission
from tests.people import person
from tests.web.api.conftest import OTHER, OWN, token_of


def test_what_is_owed_is_listed_by_tps(election: Election) -> None:
    """A TPS that is complete is not there; sums hold everything."""
    stations = list(Tps.objects.order_by("code"))
    for tps, state in zip(stations, ("received", "returned", "conflict"), strict=False):
        make_submission(tps, Contest.objects.get(code="ppwp"), {"1": 1}, state=state)
    answer = token_of(person(Role.CAMAT, OWN)).get("missing").json()
    assert (
        answer["expected"],
        answer["received"],
        answer["returned"],
        answer["waiting"],
        answer["missing"],
    ) == (
        6,
        1,
        1,
        1,
        3,
    )
    assert answer["total"] == 5
    assert answer["rows"][0] == {
        "tps_code": stations[1].code,
        "missing": [],
        "returned": ["ppwp"],
        "waiting": [],
        "later": [],
    }
    assert all(row["tps_code"].startswith(OWN) for row in answer["rows"])


def test_another_kecamatan_is_refused(election: Election) -> None:
    """By area; an unknown contest is not found."""
    mine = token_of(person(Role.CAMAT, OWN))
    assert mine.get("missing", area=OTHER).status_code == 403
    assert mine.get("missing", contest="pkwkk").status_code == 404
