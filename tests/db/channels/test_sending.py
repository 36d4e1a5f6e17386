"""Replies go out once, in order, and wait when they must; over a real loopback connection."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from django.db import OperationalError

from deskpemilu.channels import outbox, sending, statuses
from deskpemilu.channels.attempts import mark_of
from deskpemilu.channels.envelope import Envelope, Reply
from deskpemilu.channels.inbox import accept
from deskpemilu.channels.models import InboxMessage, OutboxMessage
from deskpemilu.channels.sending import SendResult, send_due
from deskpemilu.channels.statuses import Status
from deskpemilu.channels.whatsapp.client import Account
from tools.whatsapp_stand_in import TOKEN, Scripted, StandIn

NOW = datetime(2024, 2, 14, 11, 0, tzinfo=UTC)
ANA, BUDI = "628120000001", "628120000002"
State = OutboxMessage.State


class Desk:
    """A desk with keys for the stand-in."""

    def __init__(self, stand_in: StandIn, client: httpx.Client) -> None:
        self.stand_in = stand_in
        self.client = client
        self.account = Account(stand_in.url, "100200300", TOKEN)

    def send(self, now: datetime = NOW, limit: int = 100) -> SendResult:
        return send_due(client=self.client, now=now, limit=limit, jitter=lambda: 0.0, account=self.account)


@pytest.fixture
def desk() -> Iterator[Desk]:
    with StandIn() as stand_in, httpx.Client(timeout=2) as client:
        yield Desk(stand_in, client)


def put(*texts: str, to: str = ANA, at: datetime = NOW) -> list[OutboxMessage]:
    """Queue texts for one recipient."""
    outbox.queue([Reply("whatsapp", to, text, f"{to}:{text}") for text in texts], now=at)
    return list(OutboxMessage.objects.filter(text__in=texts, recipient=to).order_by("pk"))


def states() -> list[str]:
    return list(OutboxMessage.objects.order_by("pk").values_list("state", flat=True))


def test_one_cause_has_one_reply() -> None:
    """Working on a message twice does not answer twice, in one call or in two."""
    replies = [Reply("whatsapp", ANA, "satu", "wa-1"), Reply("whatsapp", ANA, "lain", "wa-1")]
    assert outbox.queue(replies, now=NOW) == 1
    outbox.queue([Reply("whatsapp", ANA, "satu lagi", "wa-1")], now=NOW)
    assert list(OutboxMessage.objects.values_list("text", flat=True)) == ["satu"]


def test_queueing_takes_one_statement(django_assert_num_queries: object) -> None:
    """One INSERT a batch of what fits in one (SQLite takes some 75 rows at a time)."""
    replies = [Reply("whatsapp", ANA, f"balasan {n}", f"k{n}") for n in range(60)]
    with django_assert_num_queries(1):  # type: ignore[operator]
        outbox.queue(replies, now=NOW)
    assert outbox.queue([], now=NOW) == 0


def test_a_reply_without_recipient_or_words_is_not_queued() -> None:
    """A web form has nobody to write to."""
    outbox.queue([Reply("web", "", "halo", "a"), Reply("whatsapp", ANA, "", "b")], now=NOW)
    assert not OutboxMessage.objects.exists()


def test_messages_of_one_person_arrive_in_order(desk: Desk) -> None:
    """All go out in one round, each person's in the order they were queued."""
    for n in range(6):
        put(f"ana {n}")
        put(f"budi {n}", to=BUDI)
    assert desk.send() == SendResult(sent=12)
    assert desk.stand_in.texts(ANA) == [f"ana {n}" for n in range(6)]
    assert desk.stand_in.texts(BUDI) == [f"budi {n}" for n in range(6)]
    assert set(states()) == {State.SENT}


def test_a_later_message_never_overtakes_one_that_failed_for_now(desk: Desk) -> None:
    """The second waits for the first; other people's messages do not."""
    first, second = put("pertama", "kedua")
    desk.stand_in.answer_next(Scripted(500, code=131016))
    assert desk.send(limit=1) == SendResult(retried=1)
    put("untuk budi", to=BUDI)
    assert desk.send(NOW + timedelta(seconds=1)).sent == 1
    assert desk.stand_in.texts() == ["untuk budi"]
    assert desk.send(NOW + timedelta(seconds=3)).sent == 2
    assert desk.stand_in.texts(ANA) == ["pertama", "kedua"]
    first.refresh_from_db()
    assert (first.attempts, first.error) == (2, "")
    second.refresh_from_db()
    assert second.sent_at == NOW + timedelta(seconds=3)


def test_waits_double_up_to_a_quarter_of_an_hour() -> None:
    """Half of each wait is certain, half is chance."""
    assert [sending.backoff(n, 1.0).total_seconds() for n in (1, 2, 3, 8, 9, 40)] == [
        5,
        10,
        20,
        640,
        900,
        900,
    ]
    assert sending.backoff(3, 0.0).total_seconds() == 10


def test_it_gives_up_after_the_last_attempt_and_says_so(desk: Desk) -> None:
    """A person can still ask for another attempt, and then it goes out."""
    (message,) = put("halo")
    OutboxMessage.objects.update(attempts=sending.MAX_ATTEMPTS - 1)
    desk.stand_in.answer_next(Scripted(503))
    assert desk.send() == SendResult(failed=1)
    message.refresh_from_db()
    assert "Sudah dicoba 12 kali" in message.error
    assert outbox.retry([message.pk], now=NOW) == 1
    assert desk.send() == SendResult(sent=1)


@pytest.mark.parametrize(
    ("code", "words"), [(131047, "24 jam"), (131026, "tidak dapat menerima"), (131051, "131051")]
)
def test_a_message_nobody_can_deliver_fails_at_once(desk: Desk, code: int, words: str) -> None:
    """And the next one of the same person goes on."""
    message, _ = put("pertama", "kedua")
    desk.stand_in.answer_next(Scripted(400, code=code, details="rincian"))
    assert desk.send() == SendResult(sent=1, failed=1)
    message.refresh_from_db()
    assert words in message.error
    assert desk.stand_in.texts() == ["kedua"]


@pytest.mark.parametrize(("code", "wait"), [(130429, 15), (80007, 120)])
def test_a_rate_limit_makes_everything_wait_and_fails_nothing(desk: Desk, code: int, wait: int) -> None:
    """However often it is hit: a limit is not an attempt."""
    put("pertama")
    for n in range(20):
        put(f"budi {n}", to=f"62812000{n:04d}")
    now = NOW
    for _ in range(sending.MAX_ATTEMPTS + 3):
        desk.stand_in.answer_next(*[Scripted(429, code=code)] * sending.PARALLEL)
        result = desk.send(now)
        assert result.paused.startswith("Menunggu")
        assert (result.sent, result.failed) == (0, 0)
        assert desk.send(now + timedelta(seconds=wait - 1)) == SendResult()
        now += timedelta(seconds=wait)
    assert desk.send(now) == SendResult(sent=21)


def test_the_provider_can_ask_for_a_longer_wait(desk: Desk) -> None:
    """Retry-After counts."""
    put("halo")
    desk.stand_in.answer_next(Scripted(429, code=130429, headers={"Retry-After": "90"}))
    desk.send()
    assert desk.send(NOW + timedelta(seconds=89)) == SendResult()
    assert desk.send(NOW + timedelta(seconds=90)).sent == 1


@pytest.mark.parametrize("token", ["kedaluwarsa", "salah"])
def test_a_dead_token_pauses_all_without_failing_any(desk: Desk, token: str) -> None:
    """The sentence names the setting; with a new token all goes out, in order."""
    put("pertama", "kedua")
    put("halo", to=BUDI)
    right, desk.account = desk.account, dataclasses.replace(desk.account, token=token)
    result = desk.send()
    assert "DESK_WHATSAPP_TOKEN" in result.paused
    assert set(states()) == {State.QUEUED}
    assert set(OutboxMessage.objects.values_list("error", flat=True)) == {result.paused}
    assert set(OutboxMessage.objects.values_list("attempts", flat=True)) == {0}
    desk.account = right
    assert desk.send(NOW + timedelta(seconds=300)).sent == 3
    assert desk.stand_in.texts(ANA) == ["pertama", "kedua"]


def test_an_unknown_phone_id_pauses_and_names_the_setting(desk: Desk) -> None:
    """Meta answers code 100 with subcode 33."""
    put("halo")
    desk.stand_in.answer_next(Scripted(400, code=100, subcode=33))
    assert "DESK_WHATSAPP_PHONE_ID" in desk.send().paused


def test_without_connection_everything_waits(desk: Desk) -> None:
    """A desk without internet for hours loses no reply."""
    put("halo")
    desk.account = dataclasses.replace(desk.account, api_url="http://127.0.0.1:9")
    result = desk.send()
    assert "tidak terhubung" in result.paused
    assert OutboxMessage.objects.get().attempts == 0


def test_without_keys_nothing_is_touched(desk: Desk, settings: object) -> None:
    """The demo shows them on its simulated phone."""
    put("halo")
    settings.WHATSAPP_TOKEN = ""  # type: ignore[attr-defined]
    assert not sending.keys_ready()
    result = send_due(client=desk.client, now=NOW)
    assert result == SendResult(paused="tidak dikirim: kunci WhatsApp belum diisi")
    assert states() == [State.QUEUED]
    assert OutboxMessage.objects.get().attempts == 0


def test_a_page_of_a_proxy_is_not_taken_for_sent(desk: Desk) -> None:
    """200 with something that is not Meta's answer."""
    put("halo")
    desk.stand_in.answer_next(Scripted(200, raw=b"<html>Silakan masuk ke Wi-Fi</html>"))
    assert desk.send() == SendResult(retried=1)
    assert states() == [State.QUEUED]


def test_an_answer_that_never_came_is_tried_again_after_a_minute(desk: Desk) -> None:
    """It may have gone out, so the delivery status gets time to tell."""
    (message,) = put("halo")
    desk.stand_in.answer_next(Scripted(200, hang_up=True))
    assert desk.send() == SendResult(retried=1)
    message.refresh_from_db()
    assert "mungkin sudah terkirim" in message.error
    assert desk.send(NOW + timedelta(seconds=59)) == SendResult()
    assert desk.send(NOW + timedelta(seconds=61)).sent == 1
    assert desk.stand_in.texts() == ["halo", "halo"]


def test_a_status_that_names_the_message_stops_the_second_attempt(desk: Desk) -> None:
    """The mark we send along comes back in the status: it did go out."""
    (message,) = put("halo")
    desk.stand_in.answer_next(Scripted(200, hang_up=True))
    desk.send()
    mark = desk.stand_in.received[0]["biz_opaque_callback_data"]
    assert mark == mark_of(message.pk, message.dedupe_key)
    statuses.record([Status("wamid.X1", "sent", NOW, mark=mark)])
    assert desk.send(NOW + timedelta(hours=1)) == SendResult()
    message.refresh_from_db()
    assert (message.state, message.provider_id) == (State.SENT, "wamid.X1")
    assert desk.stand_in.texts() == ["halo"]


def test_a_mark_of_another_desk_names_nothing() -> None:
    """The number alone is not enough: a restored copy may count again from one."""
    (message,) = put("halo")
    statuses.record([Status("wamid.X1", "sent", NOW, mark=f"{message.pk}:0123456789abcdef")])
    message.refresh_from_db()
    assert (message.state, message.provider_id) == (State.QUEUED, "")


def test_what_a_killed_process_was_sending_is_sent_again_with_a_note(desk: Desk) -> None:
    """Only after the claim is old, and before anything later of the same person."""
    first, _ = put("pertama", "kedua")
    assert len(outbox.claim(8, channel="whatsapp", worker="mati", now=NOW)) == 1
    assert desk.send(NOW + timedelta(minutes=2)) == SendResult()
    late = NOW + timedelta(minutes=4)
    assert outbox.release_stale(now=late) == 1
    first.refresh_from_db()
    assert "mungkin sudah sampai" in first.error
    assert desk.send(late).sent == 2
    assert desk.stand_in.texts() == ["pertama", "kedua"]


def test_what_was_sent_is_written_although_the_database_was_busy(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise it would go out a second time."""
    put("halo")
    settle, busy = sending._settle, [OperationalError("deadlock detected")] * 2

    def sometimes(*given: Any, **more: Any) -> SendResult:
        if busy:
            raise busy.pop()
        return settle(*given, **more)

    monkeypatch.setattr(sending, "_settle", sometimes)
    assert desk.send() == SendResult(sent=1)
    assert states() == [State.SENT]
    assert desk.stand_in.texts() == ["halo"]


def test_two_workers_never_hold_the_same_message() -> None:
    """The second sees the first's claims and takes nothing of the same people."""
    put("satu", "dua")
    put("tiga", to=BUDI)
    one = outbox.claim(1, channel="whatsapp", worker="a", now=NOW)
    two = outbox.claim(8, channel="whatsapp", worker="b", now=NOW)
    assert [m.text for m in one] == ["satu"]
    assert [m.text for m in two] == ["tiga"]
    assert outbox.claim(8, channel="whatsapp", worker="c", now=NOW) == []


def test_a_cancelled_message_lets_the_next_one_go(desk: Desk) -> None:
    """A person decides that it shall not go out."""
    first, _ = put("pertama", "kedua")
    assert outbox.cancel([first.pk], note="Dibatalkan.") == 1
    assert desk.send().sent == 1
    assert desk.stand_in.texts() == ["kedua"]


def test_a_reply_quotes_what_it_answers_and_knows_ids_without_phone(desk: Desk) -> None:
    """`to` is a phone, `recipient` a business-scoped id, and demo ids are not quoted."""
    ids = accept(
        [
            Envelope("whatsapp", "wamid.TANYA", ANA, NOW, "TPS 1"),
            Envelope("whatsapp", "demo-1", "ID.118", NOW, "TPS 2"),
        ],
        now=NOW,
    ).new_ids
    outbox.queue(
        [
            Reply("whatsapp", ANA, "satu", "a", in_reply_to_id=ids[0]),
            Reply("whatsapp", "ID.118", "dua", "b", in_reply_to_id=ids[1]),
        ],
        now=NOW,
    )
    assert desk.send().sent == 2
    by_text = {body["text"]["body"]: body for body in desk.stand_in.received}
    assert by_text["satu"]["to"] == ANA
    assert by_text["satu"]["context"] == {"message_id": "wamid.TANYA"}
    assert by_text["dua"]["recipient"] == "ID.118"
    assert "to" not in by_text["dua"]
    assert "context" not in by_text["dua"]
    assert InboxMessage.objects.count() == 2


def test_a_text_longer_than_whatsapp_takes_is_cut(desk: Desk) -> None:
    """4,096 characters, the last a sign that something is missing."""
    put("a" * 5000)
    assert desk.send().sent == 1
    assert desk.stand_in.texts()[0] == "a" * 4095 + "…"


@pytest.mark.parametrize(
    ("came", "state"),
    [
        (["read", "sent", "delivered"], State.READ),
        (["delivered", "sent"], State.DELIVERED),
        (["sent"], State.SENT),
        (["played", "delivered"], State.READ),
        (["sent", "failed"], State.FAILED),
        (["warning"], State.SENT),
    ],
)
def test_statuses_never_move_a_message_back(desk: Desk, came: list[str], state: str) -> None:
    """Each arrives alone, in this order, twice."""
    (message,) = put("halo")
    desk.send()
    message.refresh_from_db()
    for n, status in enumerate(came):
        found = Status(message.provider_id, status, NOW + timedelta(seconds=n), error="alasan")
        statuses.record([found])
        statuses.record([found])
    message.refresh_from_db()
    assert message.state == state
    assert message.error == ("alasan" if state == State.FAILED else "")


def test_a_status_that_comes_before_our_own_answer_counts(desk: Desk) -> None:
    """Meta reports "delivered" while we still wait for the id."""
    put("halo")
    statuses.record([Status("wamid.STANDIN1", "delivered", NOW)])
    desk.send()
    assert states() == [State.DELIVERED]


def test_one_member_of_a_group_who_got_nothing_does_not_fail_the_message(desk: Desk) -> None:
    """A group's statuses come for each member."""
    (message,) = put("halo")
    desk.send()
    message.refresh_from_db()
    statuses.record([Status(message.provider_id, "failed", NOW, error="x", in_group=True)])
    message.refresh_from_db()
    assert message.state == State.SENT
