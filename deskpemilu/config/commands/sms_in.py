"""`desk sms-in`: take one SMS from Gammu SMSD (RunOnReceive)."""

from __future__ import annotations

import json
import os

import click

from deskpemilu.config.cli import Refusal, ready


@click.command(
    "sms-in", help="Terima satu SMS dari Gammu SMSD (RunOnReceive); isinya dibaca dari lingkungan."
)
@click.argument("ids", metavar="[ID…]", nargs=-1)
def command(ids: tuple[str, ...]) -> None:
    """Store the SMS that SMSD describes in the environment; again changes nothing."""
    ready()
    from django.db import DatabaseError
    from django.utils import timezone

    from deskpemilu.channels.receiving import Incoming, store
    from deskpemilu.channels.sms.adapter import SmsRefused, from_gammu

    now = timezone.now()
    try:
        envelope = from_gammu(os.environ, ids, received_at=now)
        # The id is the same when SMSD runs the command again, so the raw delivery is too.
        raw = json.dumps({"id": envelope.external_id, **envelope.payload}, sort_keys=True).encode()
        store([Incoming("sms", raw, now, (envelope,))])
    except SmsRefused as refusal:
        raise Refusal(str(refusal)) from refusal
    except DatabaseError as error:
        raise Refusal(
            f"SMS belum tersimpan karena basis data bermasalah ({type(error).__name__})."
        ) from error
