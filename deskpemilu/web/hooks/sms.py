"""Where an SMS gateway delivers: one signed JSON object a message.

Unlike Meta, a gateway is set up by the desk's own IT officer, so a body that lacks something is
refused with the reason (422) instead of being put aside.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from deskpemilu.accounts.access import public
from deskpemilu.channels.receiving import Incoming
from deskpemilu.channels.sms.adapter import SmsRefused, from_body
from deskpemilu.web.hooks.answers import body_of, plain, signed, take


@public("Gerbang SMS menandatangani setiap kiriman")
@csrf_exempt
@require_POST
async def sms(request: HttpRequest) -> HttpResponse:
    """Take `{"id","from","text","received_at"}` signed with DESK_SMS_SECRET."""
    if not settings.SMS_SECRET:
        return plain("DESK_SMS_SECRET belum diisi; kiriman tidak dapat diperiksa.", 503)
    body = body_of(request)
    if body is None:
        return plain("Kiriman terlalu besar.", 413)
    if not signed(body, request.headers.get("X-Desk-Signature", ""), settings.SMS_SECRET):
        return plain("Tanda tangan tidak cocok.", 401)
    now = timezone.now()
    try:
        envelope = from_body(body, received_at=now, zone=timezone.get_default_timezone())
    except SmsRefused as refusal:
        return plain(str(refusal), 422)
    return await take(Incoming("sms", body, now, (envelope,)))
