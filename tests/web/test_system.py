"""Is the process up, is the desk ready, how is it doing; and what refusals look like."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone

from deskpemilu.channels.models import InboxMessage
from deskpemilu.domain.roles import Role
from deskpemilu.flow.models import Heartbeat
from deskpemilu.web import system_views
from tests.people import person, sign_in


def _beat(seconds_ago: int) -> None:
    now = timezone.now()
    Heartbeat.objects.create(worker="w1", at=now - timedelta(seconds=seconds_ago), started_at=now)


def test_healthz_answers_without_looking_at_anything(django_assert_num_queries: object) -> None:
    """Also for nobody, without a statement."""
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert Client().get("/healthz").content == b"ok\n"


def test_readyz_names_what_is_not_ready() -> None:
    """No worker yet, a dead worker, a living one."""
    assert Client().get("/readyz").json()["worker"] is False
    _beat(120)
    assert Client().get("/readyz").status_code == 503
    Heartbeat.objects.all().delete()
    _beat(2)
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()["ready"]) == (200, True)


def test_readyz_says_when_the_disk_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the database finds out."""
    _beat(1)
    monkeypatch.setattr(system_views, "DISK_LEAST", 1 << 62)
    assert Client().get("/readyz").json() == {"ready": False, "database": True, "worker": True, "disk": False}


def test_metrics_are_for_this_machine_or_the_token(settings: object) -> None:
    """Another address and a forwarded request are refused; the token opens."""
    settings.METRICS_TOKEN = "kata-kunci-panjang"  # type: ignore[attr-defined]
    assert Client().get("/metrics").status_code == 200
    assert Client(REMOTE_ADDR="10.1.2.3").get("/metrics").status_code == 403
    assert Client().get("/metrics", HTTP_X_FORWARDED_FOR="10.1.2.3").status_code == 403
    far = Client(REMOTE_ADDR="10.1.2.3")
    assert far.get("/metrics", HTTP_AUTHORIZATION="Bearer salah").status_code == 403
    assert far.get("/metrics", HTTP_AUTHORIZATION="Bearer kata-kunci-panjang").status_code == 200


def test_an_empty_token_opens_nothing() -> None:
    """No token set is not the token ""."""
    assert Client(REMOTE_ADDR="10.1.2.3").get("/metrics", HTTP_AUTHORIZATION="Bearer ").status_code == 403


def test_metrics_count_what_waits_and_hold_no_person() -> None:
    """Waiting messages as figures; no number, name or text."""
    now = timezone.now()
    InboxMessage.objects.create(
        channel="sms", external_id="1", sender="62812000777", text="rahasia", sent_at=now, received_at=now
    )
    client = Client()
    client.get("/healthz")
    text = client.get("/metrics").content.decode()
    assert "desk_inbox_waiting 1.0" in text
    assert 'desk_requests_total{method="GET",route="healthz",status="200"}' in text
    assert "62812000777" not in text
    assert "rahasia" not in text


@pytest.mark.parametrize("status", [400, 403, 404, 500])
def test_every_refusal_is_a_page_in_indonesian(status: int) -> None:
    """What happened and where to go, never a trace."""
    request = HttpRequest()
    request.META.update({"SERVER_NAME": "testserver", "SERVER_PORT": "80"})
    request.session = {}  # type: ignore[assignment]
    if status == 500:
        answer = system_views.server_error(request)
    else:
        views = {400: system_views.bad_request, 403: system_views.forbidden, 404: system_views.not_found}
        answer = views[status](request, Exception())
    assert answer.status_code == status
    assert "BUKAN HASIL RESMI KPU" in answer.content.decode()
    assert "Ke halaman depan" in answer.content.decode()


def test_an_unknown_address_shows_no_list_of_routes() -> None:
    """For nobody and for somebody."""
    for client in (Client(), sign_in(Client(), person(Role.STAF))):
        answer = client.get("/tidak-ada/")
        assert answer.status_code == 404
        assert "Halaman tidak ada" in answer.content.decode()
        assert "tried" not in answer.content.decode()


def test_an_unknown_election_is_a_page_that_says_so() -> None:
    """And not an error while showing the error."""
    client = sign_in(Client(), person(Role.ADMINISTRATOR))
    answer = client.get("/mulai/?pemilu=pemilu1955")
    assert answer.status_code == 404
    assert "pemilu1955" in answer.content.decode()


def test_a_form_from_elsewhere_is_refused_with_a_sentence() -> None:
    """Without the token of our own page nothing is done."""
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/masuk/", {"login": "a", "password": "b"})
    assert answer.status_code == 403
    assert "Muat ulang" in answer.content.decode()


def test_every_page_forbids_foreign_scripts_and_frames() -> None:
    """The content policy and the other guards stand on each answer."""
    answer = Client().get("/masuk/")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_nul_character_is_refused_on_every_page_and_database() -> None:
    """In the query as in a form: 400, never an error of the database."""
    client = sign_in(Client(), person(Role.ADMINISTRATOR))
    for path in ("/cari/?q=a%00b", "/petugas/?q=%00", "/kotak-keluar/?q=%00a", "/audit/?q=%00"):
        answer = client.get(path)
        assert answer.status_code == 400, path
        assert "karakter yang tidak dapat dibaca" in answer.content.decode()
    assert client.post("/petugas/baru/", {"name": "a\x00b"}).status_code == 400
