"""Whatever a caller sends, the API answers as it says it does: its own description, tried out at random."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance

from deskpemilu.domain.roles import Role
from deskpemilu.insight.models import Run
from tests.people import person
from tests.web.api.conftest import token_of

EXAMPLES = 12
CHECKS = [not_a_server_error, response_schema_conformance]
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
HERE = {"election": "pemilu2024", "area": ""}
# Chance does not find the name of a contest; with it the rest of the question is reached too.
KNOWN: dict[str, dict[str, Any]] = {
    "GET /api/v1/tally": {"query": {**HERE, "contest": "ppwp", "by": "desa"}},
    "GET /api/v1/progress": {"query": {**HERE, "contest": "ppwp"}},
    "GET /api/v1/submissions": {"query": {**HERE, "contest": ""}},
    "GET /api/v1/estimates": {"query": {"election": "pemilu2024", "contest": "ppwp"}},
    "GET /api/v1/estimates/runs": {"query": {"election": "pemilu2024", "contest": ""}},
    "GET /api/v1/estimates/runs/{number}": {"path_parameters": {"number": 1}},
    "GET /api/v1/elections/{code}/contests": {"path_parameters": {"code": "pemilu2024"}},
}


@pytest.fixture
def app() -> Iterator[Any]:
    """The desk as a WSGI server would call it, inside the test's own transaction."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield get_wsgi_application()
    for signal in signals:
        signal.connect(close_old_connections)


def _try_out(operation: Any, headers: dict[str, str]) -> set[int]:
    """Statuses of what was tried."""
    seen: set[int] = set()
    kinds = [operation.as_strategy(generation_mode=mode) for mode in MODES]
    if operation.label in KNOWN:
        kinds.append(operation.as_strategy(**KNOWN[operation.label]))

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=st.one_of(kinds))
    def tried(case: schemathesis.Case) -> None:
        response = case.call(headers=headers)
        case.validate_response(response, checks=CHECKS, headers=headers)
        seen.add(response.status_code)

    tried()
    return seen


@pytest.mark.filterwarnings("ignore::Warning")
def test_no_request_that_the_description_allows_or_forbids_breaks_anything(run: Run, app: Any) -> None:
    """No 500, and every answer has the shape that is described."""
    # Schemathesis's in-process client says that it takes gzip, and does not unpack it.
    token = token_of(person(Role.STAF)).token
    headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"}
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app, headers=headers)
    operations = [found.ok() for found in schema.get_all_operations()]
    statuses = {operation.label: _try_out(operation, headers) for operation in operations}
    assert len(statuses) == 12
    # It means nothing if nobody was let in.
    assert all(200 in seen for seen in statuses.values()), statuses
    assert any(422 in seen for seen in statuses.values()), statuses
