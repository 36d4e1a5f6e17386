"""Photos of a form on any page: `{% load foto %}{% foto tps contest %}`, `{% unggah_foto tps contests %}`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import template

from deskpemilu.channels.models import InboxMessage
from deskpemilu.domain.roles import Act
from deskpemilu.evidence.attachments import attachments_of
from deskpemilu.evidence.models import Photo
from deskpemilu.evidence.queries import photos_of, photos_of_message
from deskpemilu.registry.models import Contest, Tps
from deskpemilu.web.pages.evidence.seen import may_see, notices_for

register = template.Library()


@register.inclusion_tag("evidence/beside.html", takes_context=True)
def foto(
    context: dict[str, Any],
    tps: Tps,
    contest: Contest | None = None,
    photos: Sequence[Photo] | None = None,
) -> dict[str, Any]:
    """The viewer with what is remarkable about the photos, for somebody who may see the TPS.

    `photos` where the page has read them already.
    """
    access = context.get("access")
    if access is None or not access.may(Act.SEE_TPS, tps.code):
        return {"photos": [], "hidden": True}
    of = contest.pk if contest else None
    found = photos_of(tps.pk, of) if photos is None else photos
    return {"photos": found, "notices": notices_for(access, tps.pk, of) if found else [], "tps": tps}


@register.inclusion_tag("evidence/beside.html", takes_context=True)
def foto_pesan(context: dict[str, Any], message: InboxMessage) -> dict[str, Any]:
    """The photos of a message, for somebody who reads it; nothing where it has none."""
    access = context.get("access")
    if access is None or not attachments_of(message.channel, message.kind, message.payload):
        return {"photos": [], "hidden": True}
    photos = photos_of_message(message.pk)
    return {"photos": [photo for photo in photos if may_see(access, photo)], "hidden": True}


@register.inclusion_tag("evidence/upload.html", takes_context=True)
def unggah_foto(
    context: dict[str, Any], tps: Tps, contests: Sequence[Contest], dari: str = ""
) -> dict[str, Any]:
    """The form for bringing photos of a TPS; the caller has checked the right to report for it."""
    return {
        "tps": tps,
        "contests": contests,
        "from": dari,
        "key": uuid4(),
        "csrf_token": context.get("csrf_token"),
    }
