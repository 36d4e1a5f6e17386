"""Reports sent in parts: joined where they are one report, asked about where they may be two."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deskpemilu.channels import inbox
from deskpemilu.channels.envelope import Envelope
from deskpemilu.channels.models import InboxMessage, OutboxMessage
from deskpemilu.domain.roles import Role
from deskpemilu.flow.pipeline import run_batch
from deskpemilu.intake.models import Confirmation, Count, PendingQuestion, StoredReading, Submission
from deskpemilu.registry.models import Election
from deskpemilu.tally import totals
from tests.builders import make_election
from tests.people import person

NOW = datetime(2024, 2, 14, 11, 0, tzinfo=UTC)
OPERATOR, OTHER = "628120000001", "628120000002"
HEAD = "PILPRES desa Mekar Sari TPS 2"
VOTES = "01 = 60\n02 = 141\n03 = 21"
INVALID = "tidak sah 5"
MEKAR_2 = "1607012001002"
_ids = count(1)


@pytest.fixture(autouse=True)
def election() -> Election:
    """Two operators of the first kecamatan."""
    made = make_election()
    totals.rebuild(made)
    person(Role.OPERATOR, "160701", phone=OPERATOR)
    person(Role.OPERATOR, "160701", phone=OTHER)
    return made


def said(
    text: str,
    minute: float = 0,
    *,
    sender: str = OPERATOR,
    kind: str = "text",
    reply_to: str = "",
    key: str = "",
) -> Envelope:
    """A message, sent so many minutes after eleven."""
    at = NOW + timedelta(minutes=minute)
    return Envelope("whatsapp", key or f"j{next(_ids)}", sender, at, text, kind=kind, reply_to=reply_to)


def work(*batches: Sequence[Envelope] | Envelope) -> str:
    """Work on messages, batch after batch; the last reply that may go out."""
    for batch in batches:
        inbox.accept([batch] if isinstance(batch, Envelope) else list(batch), now=NOW)
        while run_batch(worker="test", clock=lambda: NOW, limit=50):
            pass
    last = OutboxMessage.objects.exclude(state="cancelled").order_by("-pk").first()
    return last.text if last else ""


def held() -> dict[str, tuple[str, dict[str, int], int | None]]:
    """State, votes and invalid votes by TPS."""
    rows = Count.objects.select_related("tps", "submission").exclude(submission=None)
    return {
        row.tps.code: (row.state, row.submission.votes, row.submission.rows.get("suara_tidak_sah"))
        for row in rows
        if row.submission is not None
    }


WHOLE = {MEKAR_2: ("received", {"1": 60, "2": 141, "3": 21}, 5)}


@pytest.mark.parametrize("together", [False, True])
@pytest.mark.parametrize(
    "parts",
    [
        (HEAD, VOTES, INVALID),
        (VOTES, INVALID, HEAD),
        (VOTES, HEAD, INVALID),
        (HEAD, f"{VOTES}\n{INVALID}"),
        (f"{VOTES}\n{INVALID}", HEAD),
        (f"{HEAD}\n{VOTES}", INVALID),
        ("PILPRES", "desa Mekar Sari", "TPS 2", VOTES, INVALID),
        (HEAD, "01 = 60", "02 = 141", "03 = 21", INVALID),
        (HEAD, "mohon izin pak", VOTES, "STATUS", INVALID),
        ("izin lapor pak, desa Mekar Sari TPS 2 pilpres", VOTES, INVALID),
    ],
    ids=str,
)
def test_parts_are_one_report(parts: tuple[str, ...], together: bool) -> None:
    """In one batch or one by one, the place first or last."""
    messages = [said(text, minute=at / 2) for at, text in enumerate(parts)]
    reply = work(messages) if together else work(*messages)
    assert held() == WHOLE
    assert "Mekar Sari" in reply
    assert "TPS 002" in reply
    assert "gabungan" in reply
    assert not StoredReading.objects.filter(needs_person=True).exists()
    assert PendingQuestion.objects.exclude(code="early_yes").filter(closed_at=None).count() == 0


def test_a_question_that_has_not_gone_out_is_never_sent() -> None:
    """The next part has answered it."""
    work(said(HEAD))
    question = OutboxMessage.objects.get()
    assert question.next_at > NOW
    work(said(f"{VOTES}\n{INVALID}", 1))
    question.refresh_from_db()
    assert question.state == "cancelled"
    assert OutboxMessage.objects.filter(state="queued").count() == 1


def test_each_message_keeps_its_own_marks() -> None:
    """The inbox underlines what was read in the words of each message."""
    head, votes = said(HEAD), said(f"{VOTES}\n{INVALID}", 1)
    work(head, votes)
    by_text = {row.message.text: row for row in StoredReading.objects.select_related("message")}
    ids = [row.message_id for row in sorted(by_text.values(), key=lambda row: row.message_id)]
    marked = {
        text: {(text[s["start"] : s["end"]], s["role"]) for s in row.data["spans"]}
        for text, row in by_text.items()
    }
    assert ("141", "choice:2") in marked[votes.text]
    assert any(role == "tps" for _, role in marked[head.text])
    assert all(row.data["joined"] == ids for row in by_text.values())
    assert all(row.outcome == "record" for row in by_text.values())


def test_other_senders_between_do_not_matter() -> None:
    """And do not get each other's figures."""
    work(
        [
            said(HEAD),
            said("PILPRES desa Karang Anyar TPS 1", 0.2, sender=OTHER),
            said("01 = 10\n02 = 20\n03 = 30\nTS 1", 0.4, sender=OTHER),
            said(f"{VOTES}\n{INVALID}", 0.6),
        ]
    )
    assert held() == {**WHOLE, "1607012002001": ("received", {"1": 10, "2": 20, "3": 30}, 1)}


def test_parts_far_apart_are_not_joined() -> None:
    """Six minutes are too many."""
    reply = work(said(HEAD), said(f"{VOTES}\n{INVALID}", 6))
    assert held() == {}
    assert "BELUM DISIMPAN" in reply


def test_a_complete_report_closes_the_window() -> None:
    """Figures after it have no place, whatever was said before."""
    work(
        said(HEAD),
        said(f"PILPRES desa Karang Anyar TPS 1\n{VOTES}\n{INVALID}", 1),
        said("01 = 1\n02 = 2\n03 = 3", 2),
    )
    assert list(held()) == ["1607012002001"]
    assert held()["1607012002001"][1] == {"1": 60, "2": 141, "3": 21}


@pytest.mark.parametrize(
    "parts",
    [
        (HEAD, "PILPRES desa Mekar Sari TPS 3", f"{VOTES}\n{INVALID}"),
        (HEAD, "PILPRES desa Karang Anyar TPS 3", f"{VOTES}\n{INVALID}"),
        (HEAD, "TPS 3", VOTES),
        (HEAD, VOTES.replace("141", "14l"), VOTES),
        (HEAD, "hasil quick count 01 = 60 02 = 141 03 = 21"),
        (HEAD, "TPS 3 hujan deras, tenda roboh", VOTES),
        (HEAD, f"{VOTES}\nbelum final"),
        (HEAD, f"{VOTES}\nsah 999"),
        ("desa Mekar Sari", VOTES),
        (f"PILPRES TPS 2\n{VOTES}", f"PILPRES TPS 3\n{VOTES}", "desa Mekar Sari"),
        (HEAD, "BATAL", VOTES),
        (VOTES, HEAD, VOTES.replace("141", "90")),  # whose place has not arrived?
    ],
    ids=str,
)
def test_what_may_be_two_reports_is_asked_about(parts: tuple[str, ...]) -> None:
    """Nothing is recorded."""
    work(*[said(text, minute=at / 2) for at, text in enumerate(parts)])
    assert held() == {}


def test_a_sum_that_cannot_be_takes_the_report_out_of_the_totals() -> None:
    """The sender's own next line says that something is wrong: a person looks."""
    reply = work(said(f"{HEAD}\n{VOTES}"), said("sah 395", 1))
    assert held()[MEKAR_2][0] == "conflict"
    assert "222" in reply or "395" in reply


def test_a_part_delivered_late_undoes_a_wrong_joining() -> None:
    """Head 2, figures 2, head 3, figures 3, but the figures of 3 came before those of 2."""
    three = VOTES.replace("141", "90")
    work(said(HEAD, 0), said(three, 3))  # looks like one report
    work(said("PILPRES desa Mekar Sari TPS 3", 2))
    assert held() == {}
    work(said(VOTES, 1))
    assert held() == {
        MEKAR_2: ("received", {"1": 60, "2": 141, "3": 21}, None),
        "1607012001003": ("received", {"1": 60, "2": 90, "3": 21}, None),
    }


def test_a_caption_is_a_part() -> None:
    """A photo of the form with the place under it, then the figures."""
    work(said("C hasil pilpres TPS 2 desa Mekar Sari", kind="image"), said(f"{VOTES}\n{INVALID}", 1))
    assert held() == WHOLE


def test_the_same_place_holds_for_a_second_ballot() -> None:
    """`TPS 2`, `PILPRES …`, `DPD …`: the heading stands over both."""
    work(said("desa Mekar Sari TPS 2"), said(f"PILPRES\n{VOTES}\n{INVALID}", 1))
    assert held() == WHOLE


def test_an_answer_completes_parts_read_together(election: Election) -> None:
    """The question was about both messages, and so is the answer."""
    wide = "628120000003"
    person(Role.OPERATOR, "1607", phone=wide)
    work(said("PILPRES desa Mekar Sari TPS 2", sender=wide))
    reply = work(said(f"{VOTES}\n{INVALID}", 1, sender=wide))
    assert "1 " in reply
    assert "2 " in reply
    reply = work(said("1", 2, sender=wide))
    assert held() == WHOLE
    assert "TERCATAT" in reply


def test_an_edited_part_corrects_the_joined_report() -> None:
    """The parts are read anew."""
    work(said(HEAD), said(VOTES, 1, key="votes"), said(INVALID, 2))
    work(said(VOTES.replace("141", "140"), 3, kind="edit", reply_to="votes"))
    assert held() == {MEKAR_2: ("received", {"1": 60, "2": 140, "3": 21}, 5)}


def test_parts_of_a_correction_are_joined() -> None:
    """RALAT and its figures in two messages."""
    work(said(f"{HEAD}\n{VOTES}\n{INVALID}"), said("RALAT desa Mekar Sari TPS 2", 1), said("02 = 140", 2))
    assert held() == {MEKAR_2: ("received", {"1": 60, "2": 140, "3": 21}, 5)}


def test_repeated_deliveries_change_nothing() -> None:
    """The same ids again."""
    parts = [said(HEAD), said(VOTES, 1), said(INVALID, 2)]
    work(*parts)
    versions = Submission.objects.count()
    work(*parts, parts)
    assert (held(), Submission.objects.count()) == (WHOLE, versions)


def test_complete_messages_cost_no_further_statement() -> None:
    """The talk is read only where a part came in."""
    whole = [said(f"PILPRES desa Mekar Sari TPS {n}\n{VOTES}\n{INVALID}", n) for n in (1, 2, 3)]
    assert _looks_back(whole) == 0
    assert _looks_back([said(HEAD, 4)]) == 1


def _looks_back(messages: list[Envelope]) -> int:
    inbox.accept(messages, now=NOW)
    with CaptureQueriesContext(connection) as caught:
        run_batch(worker="test", clock=lambda: NOW, limit=50)
    return sum('"channels_inboxmessage"."sent_at" >=' in query["sql"] for query in caught.captured_queries)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_the_same_report_however_it_is_cut_and_batched(data: st.DataObject) -> None:
    """Lines in any split, any order of delivery, any batches: the figures of the undisturbed message."""
    _empty()
    lines = [HEAD, *VOTES.split("\n"), INVALID]
    if data.draw(st.booleans(), label="place last"):
        lines = [*VOTES.split("\n"), INVALID, HEAD]
    cuts = sorted(data.draw(st.sets(st.integers(1, len(lines) - 1)), label="cuts"))
    pieces = ["\n".join(lines[a:b]) for a, b in zip([0, *cuts], [*cuts, len(lines)], strict=True)]
    messages = [said(text, minute=at / 3) for at, text in enumerate(pieces)]
    delivered = data.draw(st.permutations(messages), label="delivered")
    while delivered:
        size = data.draw(st.integers(1, len(delivered)), label="batch")
        work(delivered[:size])
        delivered = delivered[size:]
    assert held() == WHOLE


def _empty() -> None:
    Confirmation.objects.all().delete()
    Count.objects.all().delete()
    Submission.objects.all().delete()
    PendingQuestion.objects.all().delete()
    StoredReading.objects.all().delete()
    OutboxMessage.objects.all().delete()
    InboxMessage.objects.all().delete()
