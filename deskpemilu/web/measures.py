"""Figures for Prometheus: what waits, what failed, how the worker is, requests by route name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Max
from django.http import HttpRequest, HttpResponseBase
from django.utils.deprecation import MiddlewareMixin
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from deskpemilu.channels.models import InboxMessage, OutboxMessage
from deskpemilu.flow.models import Heartbeat

REQUESTS = Counter("desk_requests", "Permintaan halaman menurut nama rute.", ["route", "method", "status"])


class CountRequests(MiddlewareMixin):
    """Counts answers by route name; an unknown address is one name, not thousands."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Count, change nothing."""
        match = request.resolver_match
        route = (match.view_name or match.route) if match else "-"
        REQUESTS.labels(route, request.method or "-", str(response.status_code)).inc()
        return response


class Queues(Collector):
    """What the database says at the moment of the question."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def collect(self) -> Iterable[Metric]:
        """Five gauges."""
        inbox, outbox = InboxMessage.State, OutboxMessage.State
        messages, replies = InboxMessage.objects, OutboxMessage.objects
        beat = Heartbeat.objects.aggregate(at=Max("at"))["at"]
        age = (self.now - beat).total_seconds() if beat else float("inf")
        waiting_in = messages.filter(state__in=[inbox.NEW, inbox.CLAIMED]).count()
        waiting_out = replies.filter(state__in=[outbox.QUEUED, outbox.SENDING]).count()
        for name, text, value in (
            ("desk_inbox_waiting", "Pesan masuk yang belum diolah.", waiting_in),
            (
                "desk_inbox_failed",
                "Pesan masuk yang tertunda karena kesalahan.",
                messages.filter(state=inbox.FAILED).count(),
            ),
            ("desk_outbox_waiting", "Balasan yang belum terkirim.", waiting_out),
            (
                "desk_outbox_failed",
                "Balasan yang gagal dikirim.",
                replies.filter(state=outbox.FAILED).count(),
            ),
            ("desk_worker_heartbeat_age_seconds", "Umur detak pengolah terakhir.", age),
        ):
            yield GaugeMetricFamily(name, text, value=value)


def exposition(now: datetime) -> tuple[bytes, str]:
    """All figures as Prometheus reads them, and the content type."""
    registry = CollectorRegistry()
    registry.register(Queues(now))
    return generate_latest(REGISTRY) + generate_latest(registry), CONTENT_TYPE_LATEST
