"""Is the process up, is the desk ready, how is it doing; and what a refusal looks like.

/healthz touches nothing. /readyz looks at the database, the worker's heartbeat and the disk. /metrics
answers this machine only, or whoever brings DESK_METRICS_TOKEN.
"""

from __future__ import annotations

import hmac
import ipaddress
import shutil
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from deskpemilu.accounts.access import public
from deskpemilu.flow.models import Heartbeat
from deskpemilu.web.measures import exposition

WORKER_SILENT = timedelta(seconds=60)
DISK_LEAST = 512 * 1_048_576


@public("pemeriksaan bahwa proses hidup; tidak memuat data")
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@public("pemeriksaan kesiapan; hanya keadaan, tanpa data")
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when all parts are ready, else 503; each part by name."""
    now = timezone.now()
    database = _database_answers()
    parts = {
        "database": database,
        "worker": database and _worker_is_alive(now),
        "disk": shutil.disk_usage(_existing_data_dir()).free >= DISK_LEAST,
    }
    ready = all(parts.values())
    return JsonResponse({"ready": ready, **parts}, status=200 if ready else 503)


@public("hanya dari mesin ini atau dengan DESK_METRICS_TOKEN; diperiksa di dalam")
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus."""
    if not _may_read_metrics(request):
        raise PermissionDenied("Angka pemantauan hanya dibaca dari server desk atau dengan token.")
    body, content_type = exposition(timezone.now())
    return HttpResponse(body, content_type=content_type)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone() == (1,))
    except DatabaseError:
        return False


def _worker_is_alive(now: datetime) -> bool:
    return Heartbeat.objects.filter(at__gt=now - WORKER_SILENT).exists()


def _existing_data_dir() -> str:
    """The data folder, or the nearest one above that exists."""
    path = settings.DATA_DIR
    while not path.exists():
        path = path.parent
    return str(path)


def _may_read_metrics(request: HttpRequest) -> bool:
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.METRICS_TOKEN and hmac.compare_digest(token.encode(), settings.METRICS_TOKEN.encode()):
        return True
    # Behind a proxy every request comes from this machine: then only the token counts.
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, with our own sentence where there is one."""
    return _refusal(request, 400, str(exception) if isinstance(exception, BadRequest) else "")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403, with the reason the guard gave."""
    return _refusal(request, 403, str(exception))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404; only our own sentence is shown, never a list of routes."""
    reason = str(exception.args[0]) if exception.args and isinstance(exception.args[0], str) else ""
    return _refusal(request, 404, reason)


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that was open too long or came from elsewhere."""
    text = "Halaman ini terlalu lama terbuka atau dikirim dari tempat lain. Muat ulang lalu kirim kembali."
    return _refusal(request, 403, text)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a page that needs nothing, since anything may be broken."""
    return render(None, "500.html", status=500)


def _refusal(request: HttpRequest, status: int, reason: str) -> HttpResponse:
    if "HX-Request" in request.headers and reason:
        return HttpResponse(reason, status=status, content_type="text/plain; charset=utf-8")
    return render(request, f"{status}.html", {"reason": reason}, status=status)
