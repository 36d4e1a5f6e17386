"""Photos of a form on any page: `{% load foto %}{% foto tps contest %}`, `{% unggah_foto tps contests %}`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import template

from deskpemilu.domain.roles import Act
from deskpemilu.evidence.models import Photo
from deskpemilu.evidence.queries import notices_of, photos_of
from deskpemilu.registry.models import Contest, Tps

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
    return {"photos": found, "notices": notices_of(tps.pk, of) if found else [], "tps": tps}


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
