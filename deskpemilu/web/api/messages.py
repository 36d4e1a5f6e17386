"""Messages from another program into the inbox: the lines of `desk ingest` as a list."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from ninja import BodyEx, P, Router

from deskpemilu.accounts.access import Access
from deskpemilu.accounts.models import ApiToken
from deskpemilu.accounts.queries import owners_of_numbers
from deskpemilu.audit.services import Entry, record
from deskpemilu.channels import inbox
from deskpemilu.domain.roles import Act
from deskpemilu.flow.lines import BadLine, Line, parse_line
from deskpemilu.web.api.shapes import REFUSALS, Posted
from deskpemilu.web.api.tokens import Token, TokenRequest

router = Router(tags=["Pesan"])
MOST = 2000
Lines = BodyEx[list[dict[str, Any]], P(max_length=MOST)]


@router.post(
    "messages", auth=Token(Act.WORK_INBOX), response={200: Posted, **REFUSALS}, summary="Kirim pesan masuk"
)
def post_messages(request: TokenRequest, lines: Lines) -> dict[str, Any]:
    """Pesan seperti baris `desk ingest`; mengirim ulang yang sama tidak mengubah apa pun.

    Token yang tidak mencakup seluruh desk hanya dapat mengirim atas nama petugas di wilayahnya.
    """
    parsed = [parse_line(json.dumps(line), number) for number, line in enumerate(lines, start=1)]
    good = [line for line in parsed if isinstance(line, Line)]
    _ensure_senders(request.access, parsed)
    accepted = _take_in(actor=request.access, token=request.token, lines=good, now=timezone.now())
    bad = [line for line in parsed if isinstance(line, BadLine)]
    return {
        "accepted": len(accepted.new_ids),
        "duplicates": accepted.duplicates,
        "refused": [{"line": line.number, "id": line.id, "reason": line.reason} for line in bad],
    }


def _ensure_senders(access: Access, lines: Sequence[Line | BadLine]) -> None:
    """PermissionDenied for a sender from elsewhere: nobody speaks for another kecamatan."""
    areas = access.areas(Act.WORK_INBOX)
    if "" in areas:
        return
    owners = owners_of_numbers(line.sender for line in lines if isinstance(line, Line))
    for number, line in enumerate(lines, start=1):
        if isinstance(line, BadLine):
            continue
        owner = owners.get(line.sender)
        scope = owner.scope if owner else ()
        if not scope or not all(any(code.startswith(area) for area in areas) for code in scope):
            raise PermissionDenied(
                f"Pesan ke-{number}: pengirimnya bukan petugas di wilayah token ini. Tidak ada yang disimpan."
            )


def _take_in(*, actor: Access, token: ApiToken, lines: Sequence[Line], now: datetime) -> inbox.Accepted:
    """Store them, and that this token sent them."""
    envelopes = [line.envelope(now=now) for line in lines]
    marked = [replace(envelope, payload={**envelope.payload, "token": token.pk}) for envelope in envelopes]
    with transaction.atomic():
        accepted = inbox.accept(marked, now=now)
        if accepted.new_ids:
            data = {
                "messages": len(accepted.new_ids),
                "repeats": accepted.duplicates,
                "token": token.name,
            }
            entry = Entry("inbox.posted", subject=f"token:{token.pk}", region=token.area, data=data)
            record(actor=actor.person, entries=[entry], now=now)
    return accepted
