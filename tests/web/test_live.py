"""The live stream: the present version at once, every change soon, and an end when the right ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.http import StreamingHttpResponse
from django.test import AsyncClient, Client
from django.utils import timezone

from deskpemilu.accounts.models import Grant
from deskpemilu.domain.roles import Role
from deskpemilu.insight.models import FrameSnapshot, Run
from deskpemilu.registry.models import Contest
from deskpemilu.tally import totals
from deskpemilu.tally.models import LiveVersion
from deskpemilu.web import live
from tests.builders import make_election
from tests.people import person, sign_in

Setting = pytest.MonkeyPatch
pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    """The loop that uvicorn runs."""
    return "asyncio"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: Setting, transactional_db: None) -> None:
    """A short breath; other threads read, so what the test writes must be committed."""
    monkeypatch.setattr(live, "LOOK_EVERY", 0.02)
    monkeypatch.setattr(live, "SIGN_OF_LIFE", 0.1)


async def _open(client: AsyncClient) -> AsyncIterator[str]:
    answer = await client.get("/langsung/")
    assert answer.status_code == 200
    assert isinstance(answer, StreamingHttpResponse)
    assert answer["Content-Type"] == "text/event-stream"
    content: Any = answer.streaming_content

    async def words() -> AsyncIterator[str]:
        async for part in content:
            yield part.decode()

    return words()


async def _next(stream: AsyncIterator[str], wanted: Callable[[str], bool]) -> str:
    async with asyncio.timeout(5):
        async for part in stream:
            if wanted(part):
                return part
    raise AssertionError("the stream ended")


def _versions(text: str) -> bool:
    return "event: versi" in text


async def _signed_in(role: Role = Role.PIMPINAN, area: str = "") -> tuple[AsyncClient, Any]:
    who = await sync_to_async(person)(role, area)
    client = AsyncClient()
    await sync_to_async(sign_in)(client, who)  # type: ignore[arg-type]
    return client, who


async def test_a_listener_hears_the_present_version_at_once_and_every_change() -> None:
    """Also one that comes back with an old Last-Event-ID."""
    election = await sync_to_async(make_election)()
    await LiveVersion.objects.acreate(election=election, number=41)
    client, _ = await _signed_in()
    stream = await _open(client)
    assert "id: 41\ndata: 41" in await _next(stream, _versions)
    await sync_to_async(totals.bump)([election.pk])
    assert "data: 42" in await _next(stream, _versions)
    again = await _open(client)
    assert "data: 42" in await _next(again, _versions)
    await stream.aclose()  # type: ignore[attr-defined]
    await again.aclose()  # type: ignore[attr-defined]


async def test_a_computation_is_told_by_itself() -> None:
    """Pages of the statistics follow it; those of the counts are not told twice."""
    election = await sync_to_async(make_election)()
    contest = await election.contests.afirst()
    assert contest is not None
    client, _ = await _signed_in()
    stream = await _open(client)
    assert "event: hitungan\ndata: 0 layar=1\n" in await _next(stream, _versions)
    run = await sync_to_async(_store_run)(contest)
    told = await _next(stream, lambda part: "hitungan" in part)
    assert f"event: hitungan\ndata: {run.pk} {contest.pk}/projection={run.pk} layar=1\n\n" in told
    assert "versi" not in told
    await stream.aclose()  # type: ignore[attr-defined]


def _store_run(contest: Contest, *, past: bool = False) -> Run:
    now = timezone.now()
    frame, _ = FrameSnapshot.objects.get_or_create(
        election=contest.election, digest="a", defaults={"tps": 1, "data": b"", "created_at": now}
    )
    return Run.objects.create(
        contest=contest, kind="projection", at=now, made_at=now, frame=frame, submissions=b"",
        input_hash="a", code_version="0", parameters={"past": past}, result={},
    )  # fmt: skip


async def test_the_newest_run_of_every_contest_and_kind_is_told() -> None:
    """A look at an earlier moment is not the present, and what was thinned out is not missed."""
    election = await sync_to_async(make_election)(contests=("ppwp", "pdpd"))
    one, two = await sync_to_async(lambda: list(election.contests.order_by("order")[:2]))()
    look = live.Looker()
    first = await sync_to_async(_store_run)(one)
    assert (await sync_to_async(look)()).topics == ((f"{one.pk}/projection", first.pk),)
    second, other = await sync_to_async(_store_run)(one), await sync_to_async(_store_run)(two)
    past = await sync_to_async(_store_run)(two, past=True)
    await Run.objects.filter(pk=first.pk).adelete()
    found = await sync_to_async(look)()
    assert dict(found.topics) == {f"{one.pk}/projection": second.pk, f"{two.pk}/projection": other.pk}
    assert found.run == other.pk < past.pk
    anew = await sync_to_async(live.Looker())()
    assert (anew.run, dict(anew.topics)) == (found.run, dict(found.topics))


async def test_a_run_that_was_committed_after_a_later_one_is_told_too() -> None:
    """Two processes compute; PostgreSQL gives numbers out before they are visible."""
    election = await sync_to_async(make_election)(contests=("ppwp", "pdpd"))
    first, second = await sync_to_async(lambda: list(election.contests.order_by("order")[:2]))()
    look = live.Looker()
    await sync_to_async(look)()
    late = await sync_to_async(_store_run)(first)
    number = late.pk
    await late.adelete()
    later = await sync_to_async(_store_run)(second)
    before = await sync_to_async(look)()
    assert dict(before.topics) == {f"{second.pk}/projection": later.pk}
    late.pk = number
    await late.asave(force_insert=True)
    news = await sync_to_async(look)()
    assert dict(news.topics)[f"{first.pk}/projection"] == number
    assert f"{first.pk}/projection={number}" in live._events(before, news, 1)


async def test_many_listeners_are_served_by_one_look() -> None:
    """Fifty walls cost the database no more than one."""
    looks, old, new = 0, live.News(7, 1), live.News(8, 1)

    def look() -> live.News:
        nonlocal looks
        looks += 1
        return old if looks < 4 else new

    station = live.Broadcaster(look)
    seen = await asyncio.gather(*(station.join() for _ in range(50)))
    assert seen == [old] * 50
    assert await asyncio.gather(*(station.wait(old, 5) for _ in range(50))) == [new] * 50
    assert looks <= 5
    for _ in range(50):
        station.leave()
    before = looks
    await asyncio.sleep(0.1)
    assert looks <= before + 1, "nobody listens, nobody looks"


async def test_a_sign_of_life_comes_when_nothing_happens() -> None:
    """So that a proxy does not close the connection."""
    await sync_to_async(make_election)()
    client, _ = await _signed_in()
    stream = await _open(client)
    assert (await _next(stream, lambda part: part.startswith(":"))).endswith("\n\n")
    await stream.aclose()  # type: ignore[attr-defined]


async def test_the_stream_ends_when_the_person_signs_out() -> None:
    """Within one sign of life."""
    await sync_to_async(make_election)()
    client, _ = await _signed_in()
    stream = await _open(client)
    await _next(stream, _versions)
    await sync_to_async(client.session.flush)()
    assert "event: selesai" in await _next(stream, lambda part: "selesai" in part)
    with pytest.raises(StopAsyncIteration):
        await anext(stream)


async def test_the_stream_ends_when_the_right_is_revoked() -> None:
    """The person stays signed in, but has no role any more."""
    await sync_to_async(make_election)()
    client, who = await _signed_in()
    stream = await _open(client)
    await _next(stream, _versions)
    await Grant.objects.filter(person=who).adelete()
    assert "event: selesai" in await _next(stream, lambda part: "selesai" in part)


async def test_a_full_house_is_told_to_come_back_later(monkeypatch: Setting) -> None:
    """And nothing is held open for it."""
    monkeypatch.setattr(live, "MOST_LISTENERS", 0)
    await sync_to_async(make_election)()
    client, _ = await _signed_in()
    answer = await client.get("/langsung/")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"


def test_a_stranger_hears_nothing(client: Client) -> None:
    """401, no stream."""
    assert client.get("/langsung/").status_code == 401
