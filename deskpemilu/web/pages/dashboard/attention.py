"""What needs somebody, with a link to where it is done."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from django.db.models import Count as CountRows
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from deskpemilu.accounts.access import Access
from deskpemilu.channels.models import InboxMessage, OutboxMessage
from deskpemilu.domain.codes import DESA
from deskpemilu.domain.roles import Act
from deskpemilu.domain.states import IN_VERIFIED, CountState
from deskpemilu.flow.message_rights import visible
from deskpemilu.intake.models import Count
from deskpemilu.registry.models import Contest, Election
from deskpemilu.verification.models import Recall
from deskpemilu.verification.queries import RECALL, REQUESTED
from deskpemilu.web.pages.missing.silent import silent_count

COMPARE = "git-compare"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that waits: how many, in words, how urgent it looks, and where to go ("" = nowhere)."""

    code: str
    count: int
    text: str
    tone: str
    icon: str
    action: str = ""
    href: str = ""


def attention(election: Election, contest: Contest, area: str, access: Access) -> list[Notice]:
    """What waits in an area, only what there is at all; links only where the person may act."""
    found = [*_forms(election, contest, area, access), *_messages(election, area, access)]
    # Replies belong to no region: they are told where somebody's work begins.
    found += _replies(access) if _at_home(election, area, access) else []
    found.append(_silent(election, area))
    return [notice for notice in found if notice.count]


def _silent(election: Election, area: str) -> Notice:
    href = f"{reverse('missing')}?{urlencode({'saring': 'diam', 'wilayah': area})}"
    silent = silent_count(election, area, now=timezone.now())
    return Notice("silent", silent, "operator diam > 60 menit", "info", "clock-pause", "hubungi", href)


def _forms(election: Election, contest: Contest, area: str, access: Access) -> list[Notice]:
    rows = Count.objects.filter(contest=contest, desa_code__startswith=area[:DESA], counts=True)
    asked = CountRows("requested", filter=Q(state__in=[state.value for state in IN_VERIFIED]))
    found = rows.values_list("state").annotate(many=CountRows("pk"), waiting=asked).order_by()
    states = Counter({state: many for state, many, _ in found})
    requests = sum(waiting for _, _, waiting in found)
    held, conflict = states[CountState.HELD.value], states[CountState.CONFLICT.value]
    returned, disputed = states[CountState.RETURNED.value], states[CountState.DISPUTED.value]
    recalls = Recall.objects.filter(count__in=rows, decided_at=None).count()
    queue = partial(_queue, contest, area, may=bool(access.may(Act.CORRECT, area)))
    return [
        Notice("held", held, "angka tidak cocok", "warn", "alert-triangle", "tinjau", queue("held")),
        Notice(
            "conflict", conflict, "dua laporan berbeda", "danger", COMPARE, "bandingkan", queue("conflict")
        ),
        Notice("requested", requests, "perubahan diminta", "warn", "edit", "putuskan", queue(REQUESTED)),
        Notice(
            "disputed", disputed, "dipersoalkan", "danger", "message-report", "putuskan", queue("disputed")
        ),
        Notice("recall", recalls, "penarikan diminta", "warn", "lock-open", "putuskan", queue(RECALL)),
        Notice("returned", returned, "dikembalikan", "info", "arrow-back-up", "lihat", queue("returned")),
    ]


def _queue(contest: Contest, area: str, state: str, *, may: bool) -> str:
    """The list of forms to verify, narrowed to what the notice counts; "" for who may not go there."""
    given = {"jenis": contest.code, "wilayah": area, "status": state}
    return f"{reverse('verification-list')}?{urlencode(given)}" if may else ""


def _at_home(election: Election, area: str, access: Access) -> bool:
    """Whether this is the whole of the desk, or of what somebody works for."""
    return area == election.area_id or area in access.areas(Act.SEE_PROGRESS)


def _messages(election: Election, area: str, access: Access) -> list[Notice]:
    """Messages about the area; those whose place nobody knows only where somebody's work begins."""
    areas, home = access.areas(Act.READ_INBOX), _at_home(election, area, access)
    if not areas:
        return []
    mine = InboxMessage.objects.filter(visible(areas))
    waiting = mine.filter(reading__needs_person=True, reading__handled_at=None)
    review = (waiting if home else waiting.filter(reading__region__startswith=area)).count()
    lost = InboxMessage.objects.filter(state=InboxMessage.State.FAILED)
    failed = lost.count() if "" in areas and home else 0
    inbox = reverse("inbox")
    return [
        Notice("review", review, "pesan perlu ditinjau", "warn", "messages", "buka", inbox),
        Notice(
            "failed", failed, "pesan belum terbaca", "danger", "circle-x", "buka", f"{inbox}?saring=gagal"
        ),
    ]


def _replies(access: Access) -> list[Notice]:
    if not access.anywhere(Act.SEE_OUTBOX):
        return []
    failed = OutboxMessage.objects.filter(state=OutboxMessage.State.FAILED).count()
    return [Notice("replies", failed, "balasan gagal terkirim", "warn", "send", "lihat", reverse("outbox"))]
