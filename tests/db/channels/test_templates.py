"""Messages after the 24 hours in which WhatsApp takes a free text: the approved template, or the phone."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

from django.conf import LazySettings

from deskpemilu.channels import statuses
from deskpemilu.channels.models import OutboxMessage
from deskpemilu.channels.sending import SendResult
from deskpemilu.channels.statuses import Status
from deskpemilu.channels.whatsapp.errors import sentence_of
from tests.db.channels.test_sending import NOW, Desk, State, desk, put, states
from tools.whatsapp_stand_in import Scripted

__all__ = ["desk"]


def test_after_a_day_the_approved_template_goes_out(desk: Desk) -> None:
    """Meta takes no free text any more; the text becomes the template's one parameter, on one line."""
    desk.account = dataclasses.replace(desk.account, template="kabar_desk", template_language="id")
    (message,) = put("baris satu\nbaris dua")
    desk.stand_in.answer_next(Scripted(400, code=131047))
    assert desk.send() == SendResult(sent=1)
    body = desk.stand_in.received[-1]
    assert body["type"] == "template"
    assert body["template"]["name"] == "kabar_desk"
    assert body["template"]["components"][0]["parameters"] == [
        {"type": "text", "text": "baris satu | baris dua"}
    ]
    message.refresh_from_db()
    assert (message.state, message.as_template) == (State.SENT, True)


def test_a_template_that_is_refused_is_for_the_phone(desk: Desk) -> None:
    """Its name or shape is wrong: nothing is tried again by itself."""
    desk.account = dataclasses.replace(desk.account, template="salah_nama")
    put("halo")
    desk.stand_in.answer_next(Scripted(400, code=131047))
    desk.stand_in.answer_next(Scripted(404, code=132001, details="template does not exist"))
    assert desk.send() == SendResult(failed=1)
    error = OutboxMessage.objects.get().error
    assert error.startswith("Perlu ditelepon")
    assert "DESK_WHATSAPP_TEMPLATE" in error


def test_without_a_template_the_message_is_for_the_phone(desk: Desk) -> None:
    """Shown under its own filter of the outbox."""
    put("halo")
    desk.stand_in.answer_next(Scripted(400, code=131047))
    assert desk.send() == SendResult(failed=1)
    assert OutboxMessage.objects.get().error.startswith("Perlu ditelepon")


def test_a_status_that_says_so_later_sends_the_template_once(desk: Desk, settings: LazySettings) -> None:
    """Meta often takes the call and says only afterwards that the window was closed."""
    settings.WHATSAPP_TEMPLATE = "kabar_desk"
    desk.account = dataclasses.replace(desk.account, template="kabar_desk")
    (message,) = put("halo")
    desk.send()
    message.refresh_from_db()
    late = Status(message.provider_id, "failed", NOW, sentence_of(131047, ""))
    statuses.record([late])
    assert states() == [State.QUEUED]
    assert desk.send(NOW + timedelta(seconds=1)) == SendResult(sent=1)
    assert [body["type"] for body in desk.stand_in.received] == ["text", "template"]
    message.refresh_from_db()
    statuses.record([Status(message.provider_id, "failed", NOW, sentence_of(131047, ""))])
    assert states() == [State.FAILED]
