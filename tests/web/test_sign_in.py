"""Getting in, staying in, being kept out."""

from __future__ import annotations

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from deskpemilu.accounts import services
from deskpemilu.accounts.models import Person
from deskpemilu.audit.models import Record
from deskpemilu.domain.roles import Role
from deskpemilu.web.sign_in import SEEN
from tests.people import PASSWORD, person, sign_in

GOOD = "sandi-panjang-sekali-9"


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    """Counters of earlier tests are not this one's."""
    cache.clear()


def _try(client: Client, username: str, password: str) -> int:
    return client.post("/masuk/", {"login": username, "password": password}).status_code


def test_name_and_password_lead_in_and_it_is_on_record() -> None:
    """The name in any case; the record names the person."""
    who, client = person(Role.STAF, username="dewi"), Client()
    assert client.post("/masuk/?next=/bantuan/", {"login": "Dewi", "password": PASSWORD}).headers["Location"]
    assert client.get("/bantuan/", HTTP_ACCEPT="text/html").status_code == 200
    assert Record.objects.get(act="person.signed_in").actor_id == str(who.pk)


def test_a_wrong_password_says_nothing_about_the_name() -> None:
    """An unknown name and a wrong password look the same."""
    person(username="ada")
    answers = []
    for name in ("ada", "tidak.ada"):
        page = Client().post("/masuk/", {"login": name, "password": "salah-salah"}).content.decode()
        answers.append(page[page.index('class="notice notice-error"') :].split("</div>")[0])
    assert answers[0] == answers[1]


def test_five_wrong_passwords_lock_name_and_address_together() -> None:
    """The right password no longer helps from there; from another address it does."""
    person(Role.STAF, username="dewi")
    client = Client()
    for name in ("dewi", "Dewi", "DEWI", " dewi"):
        assert _try(client, name, "salah-salah") == 200
    locked = client.post("/masuk/", {"login": "dewi", "password": "salah-salah"})
    assert locked.status_code == 429
    assert "Terkunci sementara" in locked.content.decode()
    assert _try(client, "dewi", PASSWORD) == 429
    assert _try(Client(REMOTE_ADDR="10.0.0.9"), "dewi", PASSWORD) == 302


def test_nobody_signs_up_and_no_mail_is_sent_anywhere() -> None:
    """allauth's other routes do not exist."""
    for path in (
        "/accounts/signup/",
        "/signup/",
        "/masuk/daftar/",
        "/accounts/password/reset/",
        "/accounts/email/",
    ):
        assert Client().get(path).status_code == 404


def test_an_inactive_person_does_not_get_in() -> None:
    """Whatever the password."""
    who = person(Role.STAF, username="dewi")
    Person.objects.filter(pk=who.pk).update(is_active=False)
    client = Client()
    _try(client, "dewi", PASSWORD)
    assert "_auth_user_id" not in client.session


def test_a_password_set_by_somebody_else_must_be_changed_first() -> None:
    """Every page leads to the change; afterwards the desk is open."""
    made = services.create_person(
        actor=person(Role.ADMINISTRATOR),
        username="baru",
        name="Baru",
        password=GOOD,
        role=Role.STAF,
        now=person().created_at,
    )
    client = sign_in(Client(), made)
    assert client.get("/bantuan/").headers["Location"] == "/akun/sandi/"
    new = GOOD + "x"
    client.post("/akun/sandi/", {"oldpassword": GOOD, "password1": new, "password2": new})
    made.refresh_from_db()
    assert not made.must_change_password
    assert client.get("/bantuan/", HTTP_ACCEPT="text/html").status_code == 200
    assert Record.objects.filter(act="person.password_set", subject=f"person:{made.pk}").exists()


def test_an_idle_session_ends_and_leads_back_afterwards() -> None:
    """With a sentence on the sign-in page, and to where the person was."""
    client = sign_in(Client(), person(Role.STAF))
    assert client.get("/bantuan/").status_code == 200
    session = client.session
    session[SEEN] = int(time.time()) - 3601
    session.save()
    answer = client.get("/bantuan/")
    assert answer.headers["Location"] == "/masuk/?next=%2Fbantuan%2F"
    assert "Anda keluar otomatis" in client.get("/masuk/").content.decode()


def test_a_part_of_a_page_is_sent_to_sign_in_as_a_whole() -> None:
    """An idle htmx request must not paint the sign-in form into a panel."""
    client = sign_in(Client(), person(Role.STAF))
    client.get("/bantuan/")
    session = client.session
    session[SEEN] = 1
    session.save()
    answer = client.get("/bantuan/", HTTP_HX_REQUEST="true")
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"].startswith("/masuk/")


def _code(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return f"{hotp_value(secret, counter):06d}"


def test_with_an_authenticator_the_password_alone_does_not_lead_in() -> None:
    """The second step asks for the code; a wrong one is refused, the right one opens."""
    who, secret = person(Role.STAF, username="dewi"), generate_totp_secret()
    TOTP.activate(who, secret)
    client = Client()
    assert (
        client.post("/masuk/", {"login": "dewi", "password": PASSWORD}).headers["Location"] == "/masuk/kode/"
    )
    assert client.get("/bantuan/", HTTP_ACCEPT="text/html").status_code == 302
    assert client.post("/masuk/kode/", {"code": "000000"}).status_code == 200
    assert client.post("/masuk/kode/", {"code": _code(secret)}).status_code == 302
    assert client.get("/bantuan/", HTTP_ACCEPT="text/html").status_code == 200


def test_the_key_of_an_authenticator_is_not_readable_in_the_database() -> None:
    """Neither it nor the recovery codes' seed; and the code still works (above)."""
    who, secret = person(Role.STAF), generate_totp_secret()
    TOTP.activate(who, secret)
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored
    assert "gAAAA" in stored


def test_a_new_password_by_link_does_not_get_around_the_code() -> None:
    """Whoever has the link and not the phone stands before the second step."""
    who = person(Role.STAF, username="dewi")
    TOTP.activate(who, generate_totp_secret())
    link = services.invite(actor=person(Role.ADMINISTRATOR), person=who, now=timezone.now())
    client = Client()
    answer = client.post(f"/undangan/{link.token}/", {"password": GOOD, "again": GOOD})
    assert answer.headers["Location"] == "/masuk/kode/"
    assert client.get("/bantuan/", HTTP_ACCEPT="text/html").status_code == 302


def test_after_the_secret_was_replaced_no_code_fits(settings: object) -> None:
    """A refusal as for any wrong code, and never a way in."""
    who, secret = person(Role.STAF, username="dewi"), generate_totp_secret()
    TOTP.activate(who, secret)
    settings.SECRET_KEY = "rahasia-lain-" * 5  # type: ignore[attr-defined]
    client = Client()
    client.post("/masuk/", {"login": "dewi", "password": PASSWORD})
    assert client.post("/masuk/kode/", {"code": _code(secret)}).status_code == 200
    assert "_auth_user_id" not in client.session


def test_a_manager_lets_somebody_in_whose_phone_is_lost() -> None:
    """On record, and only inside the manager's area."""
    who = person(Role.OPERATOR, "160701", username="dewi")
    TOTP.activate(who, generate_totp_secret())
    elsewhere = sign_in(Client(), person(Role.ADMINISTRATOR, "160702"))
    assert elsewhere.post(f"/petugas/{who.pk}/autentikator/").status_code == 403
    sign_in(Client(), person(Role.ADMINISTRATOR, "1607")).post(f"/petugas/{who.pk}/autentikator/")
    assert not Authenticator.objects.exists()
    assert Record.objects.filter(act="person.authenticator_off", subject=f"person:{who.pk}").count() == 1
    assert Client().post("/masuk/", {"login": "dewi", "password": PASSWORD}).headers["Location"] == "/"


def test_the_first_administrator_link_opens_the_set_up_page() -> None:
    """The form makes the account, signs it in, and leads to the steps; the link is dead afterwards."""
    link = services.first_administrator_link(now=person().created_at)
    assert link is not None
    client, address = Client(), f"/undangan/{link.token}/"
    assert "Administrator pertama" in client.get(address).content.decode()
    form = {"name": "Rahma Uji", "username": "rahma", "password": GOOD, "again": GOOD}
    assert client.post(address, {**form, "again": "lain"}).status_code == 200
    assert client.post(address, form).headers["Location"] == "/mulai/"
    assert client.get("/mulai/").status_code == 200
    over = Client().get(address)
    assert over.status_code == 410
    assert "tidak berlaku" in over.content.decode()
