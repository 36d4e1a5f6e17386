"""Where Meta delivers: verification by GET, messages and statuses by POST.

Nothing is answered with 200 before it is stored. A wrong signature stores nothing; a body that is
signed but cannot be read is stored raw and answered with 200, since the same bytes would come for
seven days otherwise.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from deskpemilu.accounts.access import public
from deskpemilu.channels.foreign import NotJson, parse
from deskpemilu.channels.receiving import Incoming
from deskpemilu.channels.whatsapp import adapter
from deskpemilu.web.hooks.answers import body_of, plain, same, signed, take

UNREADABLE = "Kiriman WhatsApp bertanda tangan benar tetapi tidak dapat dibaca"


@public("Meta menandatangani setiap kiriman")
@csrf_exempt
@require_http_methods(["GET", "POST"])
async def whatsapp(request: HttpRequest) -> HttpResponse:
    """The hook of WhatsApp Business Cloud API."""
    return _verify(request) if request.method == "GET" else await _receive(request)


def _verify(request: HttpRequest) -> HttpResponse:
    """Answer Meta's challenge for the right verify token."""
    asked = request.GET
    token = asked.get("hub.verify_token", "")
    if asked.get("hub.mode") != "subscribe" or not same(token, settings.WHATSAPP_VERIFY_TOKEN):
        return plain("Verify token tidak cocok. Samakan dengan DESK_WHATSAPP_VERIFY_TOKEN.", 403)
    return plain(asked.get("hub.challenge", ""))


async def _receive(request: HttpRequest) -> HttpResponse:
    if not settings.WHATSAPP_APP_SECRET:
        return plain("DESK_WHATSAPP_APP_SECRET belum diisi; kiriman tidak dapat diperiksa.", 503)
    body = body_of(request)
    if body is None:
        return plain("Kiriman terlalu besar.", 413)
    if not signed(body, request.headers.get("X-Hub-Signature-256", ""), settings.WHATSAPP_APP_SECRET):
        return plain("Tanda tangan tidak cocok.", 401)
    return await take(_incoming(body))


def _incoming(body: bytes) -> Incoming:
    now = timezone.now()
    try:
        parsed = adapter.read(parse(body), received_at=now)
    except NotJson as error:
        return Incoming("whatsapp", body, now, broken=f"{UNREADABLE}: {error}.")
    return Incoming("whatsapp", body, now, parsed.envelopes, parsed.statuses)
