"""What waits is told where it can be acted on: in its own area, or where somebody's work begins."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from deskpemilu.accounts.access import access_of
from deskpemilu.channels.envelope import Envelope
from deskpemilu.channels.inbox import accept
from deskpemilu.channels.models import InboxMessage, OutboxMessage
from deskpemilu.domain.roles import Role
from deskpemilu.intake.models import StoredReading
from deskpemilu.registry.models import Election
from deskpemilu.tally import totals
from deskpemilu.web.pages.dashboard.attention import attention
from tests.builders import make_election
from tests.people import person

NOW = datetime(2024, 2, 14, 12, 0, tzinfo=UTC)
STAFF: tuple[Role, str] = (Role.STAF, "")
CAMAT: tuple[Role, str] = (Role.CAMAT, "160701")


@pytest.fixture
def election() -> Election:
    """A message about each kecamatan, one of an unknown place, one that could not be read, one lost reply."""
    made = make_election()
    totals.rebuild(made)
    ids = accept(
        [Envelope("whatsapp", f"w{at}", "62812000901", NOW, "?") for at in range(4)], now=NOW
    ).new_ids
    for pk, region in zip(ids, ("1607012001001", "160702", ""), strict=False):
        StoredReading.objects.create(
            message_id=pk,
            election=made,
            region=region,
            kind="result",
            outcome="ask",
            needs_person=True,
            data={},
            created_at=NOW,
        )
    InboxMessage.objects.filter(pk=ids[3]).update(state=InboxMessage.State.FAILED)
    OutboxMessage.objects.create(
        channel="whatsapp",
        recipient="62812000901",
        text="?",
        dedupe_key="k",
        state=OutboxMessage.State.FAILED,
        next_at=NOW,
        created_at=NOW,
    )
    return made


@pytest.mark.parametrize(
    ("who", "area", "told"),
    [
        (STAFF, "1607", {"review": 3, "failed": 1, "replies": 1}),
        (STAFF, "160701", {"review": 1}),
        (STAFF, "1607012002", {}),
        (CAMAT, "160701", {"review": 1}),
        (CAMAT, "1607012001", {"review": 1}),
        (CAMAT, "1607012002", {}),
    ],
)
def test_messages_are_told_in_the_area_they_are_about(
    election: Election, who: tuple[Role, str], area: str, told: dict[str, int]
) -> None:
    """Those of an unknown place, and lost replies, only at the top of somebody's area."""
    contest = election.contests.get(code="ppwp")
    found = attention(election, contest, area, access_of(person(*who)))
    assert {notice.code: notice.count for notice in found} == told
