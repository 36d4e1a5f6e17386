"""`desk user token`: made, used, taken back, from the shell."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from click.testing import CliRunner, Result

from deskpemilu.accounts.models import ApiToken
from deskpemilu.config.commands.user import command
from deskpemilu.domain.roles import Role
from tests.people import person
from tests.web.api.conftest import OWN, Api

pytestmark = pytest.mark.usefixtures("election")


def _desk(*arguments: str) -> Result:
    return CliRunner().invoke(command, ["token", *arguments])


def test_a_token_is_printed_once_works_and_is_taken_back() -> None:
    """Its clear text stands nowhere; revoking works with the next request."""
    person(Role.PIMPINAN, username="sekda")
    made = _desk("sekda", "--name", "layar", "--area", "16.07.01", "--days", "7")
    assert made.exit_code == 0, made.output
    text = made.stdout.strip()
    row = ApiToken.objects.get()
    assert (row.area, row.name) == (OWN, "layar")
    assert text not in row.token_hash
    assert Api(text).get("tps").json()["total"] == 6
    assert _desk("sekda", "--name", "layar", "--revoke").exit_code == 0
    assert Api(text).get("tps").status_code == HTTPStatus.UNAUTHORIZED


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("siapa", "--name", "x"), 1, "siapa"),
        (("sekda", "--name", "x", "--area", "16x"), 1, "16x"),
        (("sekda", "--name", "x", "--days", "400"), 2, "400"),
        (("sekda", "--name", "x", "--revoke"), 1, "tidak memiliki token"),
        (("sekda", "--name", " "), 1, "Nama"),
    ],
)
def test_refusals_say_what_is_wrong(arguments: tuple[str, ...], code: int, sentence: str) -> None:
    """And make nothing."""
    person(Role.PIMPINAN, username="sekda")
    done = _desk(*arguments)
    assert (done.exit_code, sentence in done.stderr) == (code, True), done.stderr
    assert not ApiToken.objects.exists()
