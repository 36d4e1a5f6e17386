"""Where photos hang, how they are moved and listed, and their limits."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from deskpemilu.audit.models import Record
from deskpemilu.channels import inbox
from deskpemilu.channels.envelope import Envelope
from deskpemilu.channels.models import InboxMessage
from deskpemilu.domain.roles import Role
from deskpemilu.evidence.limits import allowed
from deskpemilu.evidence.models import Likeness, Original, Page, Photo
from deskpemilu.evidence.queries import notices_of, with_notices
from deskpemilu.flow.media import announce_new
from deskpemilu.registry.models import Contest, Election, Tps
from deskpemilu.tally import totals
from tests.builders import make_election, make_submission
from tests.people import person, sign_in
from tests.photos import again
from tests.web.test_photos import BESIDE, ELSEWHERE, FORM, HERE, NOW, answers, kept, unplaced

pytestmark = pytest.mark.django_db


@pytest.fixture
def election() -> Election:
    """Two kecamatan."""
    made = make_election()
    totals.rebuild(made)
    return made


def test_a_camat_hangs_a_photo_with_two_clicks(client: Client, election: Election) -> None:
    """From the list, where the sender's TPS are suggested."""
    person(Role.OPERATOR, "160701", phone="628120000001")
    camat = person(Role.CAMAT, "160701")
    send = "PILPRES\nDesa Mekar Sari TPS {}\n01 = 118\n02 = 74\n03 = 9\nTidak sah = 2"
    inbox.accept(
        [Envelope("whatsapp", f"m{n}", "628120000001", NOW, send.format(n)) for n in (1, 2)], now=NOW
    )
    photo = unplaced()
    sign_in(client, camat)
    page = client.get(reverse("photos")).content.decode()
    assert f'value="{HERE}"' in page
    assert f'value="{BESIDE}"' in page
    client.post(reverse("photo-place", args=(photo.pk,)), {"tps": BESIDE, "kembali": "daftar"})
    photo.refresh_from_db()
    assert (photo.tps.code, photo.how, photo.placed_by) == (BESIDE, "person", camat)  # type: ignore[union-attr]
    assert Record.objects.get(act="photo.moved").data["from"] is None


def test_moving_a_photo_needs_a_reason_and_is_noted(client: Client, election: Election) -> None:
    """And never leads out of the person's own area, nor takes from another's."""
    camat = person(Role.CAMAT, "160701")
    sign_in(client, camat)
    photo, theirs = kept(HERE), kept(ELSEWHERE)
    address = reverse("photo-place", args=(photo.pk,))
    place = {"desa": BESIDE[:10], "nomor": "2", "jenis": "ppwp"}
    assert "alasan" in client.post(address, place, follow=True).content.decode()
    client.post(address, {**place, "alasan": "Tertukar saat dikirim"})
    photo.refresh_from_db()
    assert photo.tps == Tps.objects.get(code=BESIDE)
    record = Record.objects.get(act="photo.moved")
    assert record.data == {
        "from": HERE,
        "contest": "ppwp",
        "reason": "Tertukar saat dikirim",
        "digest": photo.original_id,
        "acted_from": record.data["acted_from"],
    }
    away = {"desa": ELSEWHERE[:10], "nomor": "1", "alasan": "x"}
    assert client.post(address, away).status_code == HTTPStatus.FORBIDDEN
    taken = client.post(reverse("photo-place", args=(theirs.pk,)), {**place, "alasan": "x"})
    assert taken.status_code == HTTPStatus.FORBIDDEN
    assert "tidak ada" in client.post(address, {"desa": "9", "nomor": "1"}, follow=True).content.decode()


def test_a_photo_that_shows_no_form_is_set_aside_and_taken_back(client: Client, election: Election) -> None:
    """It stays; it is out of the way."""
    sign_in(client, person(Role.CAMAT, "160701"))
    photo = kept(HERE)
    address = reverse("photo-aside", args=(photo.pk,))
    assert "alasan" in client.post(address, {"sisih": "1"}, follow=True).content.decode()
    client.post(address, {"sisih": "1", "alasan": "Foto selfie"})
    assert "data-ev-frame" not in client.get(reverse("tps", args=(HERE,))).content.decode()
    assert client.get(f"{reverse('photos')}?saring=sisih").content.decode().count("ev-card-shot") == 1
    client.post(address, {"sisih": "0"})
    assert "data-ev-frame" in client.get(reverse("tps", args=(HERE,))).content.decode()


def test_an_auditor_sees_but_moves_nothing(client: Client, election: Election) -> None:
    """Looking is their right, acting is not."""
    sign_in(client, person(Role.AUDITOR))
    photo = kept(HERE)
    page = client.get(reverse("photo", args=(photo.pk,))).content.decode()
    assert "Pindahkan" not in page
    for name in ("photo-place", "photo-aside", "photo-retry"):
        assert client.post(reverse(name, args=(photo.pk,))).status_code == HTTPStatus.FORBIDDEN


def test_the_list_shows_a_camat_their_kecamatan_alone(client: Client, election: Election) -> None:
    """Placed ones too."""
    person(Role.OPERATOR, "160701", phone="628120000001")
    person(Role.OPERATOR, "160702", phone="628120000002")
    mine, theirs = unplaced("628120000001"), unplaced("628120000002")
    kept(HERE)
    hidden = kept(ELSEWHERE)
    sign_in(client, person(Role.CAMAT, "160701"))
    page = client.get(f"{reverse('photos')}?saring=semua").content.decode()
    assert f"/foto/{mine.pk}/" in page
    for photo in (theirs, hidden):
        assert f"/foto/{photo.pk}/" not in page
    assert page.count("ev-card-shot") == 2


def test_the_same_picture_on_two_tps_is_told_on_both(client: Client, election: Election) -> None:
    """By its bytes, and by its look; never within one TPS."""
    sign_in(client, person(Role.CAMAT, "160701"))
    here, there = kept(HERE), kept(BESIDE)
    copy = kept(BESIDE, again(FORM))
    kept(HERE)
    one, other = sorted((str(here.original_id), str(copy.original_id)))
    Likeness.objects.create(one_id=one, other_id=other, distance=3)
    for code, neighbour in ((HERE, "TPS 002"), (BESIDE, "TPS 001")):
        notices = notices_of(Tps.objects.get(code=code).pk)
        assert {notice.code for notice in notices} == {"same_photo"}
        assert all(neighbour in notice.text for notice in notices)
        assert neighbour in client.get(reverse("tps", args=(code,))).content.decode()
    make_submission(Tps.objects.get(code=HERE), Contest.objects.get(), {"1": 118, "2": 74, "3": 9})
    sheet = client.get(reverse("verification-sheet", args=(HERE, "ppwp"))).content.decode()
    assert "Foto yang sama persis juga terpasang" in sheet
    assert client.get(f"{reverse('photos')}?saring=mirip").content.decode().count("ev-card-shot") == 4
    ids = {Tps.objects.get(code=code).pk for code in (HERE, BESIDE, ELSEWHERE)}
    assert with_notices(ids) == {Tps.objects.get(code=code).pk for code in (HERE, BESIDE)}
    Photo.objects.filter(pk__in=[there.pk, copy.pk]).update(set_aside=True)
    assert with_notices(ids) == set()
    assert notices_of(Tps.objects.get(code=HERE).pk) == []


def test_a_message_shows_the_photo_that_it_brought(client: Client, election: Election) -> None:
    """To those who read it; a message of words shows none."""
    photo = unplaced("628129990000")
    sign_in(client, person(Role.STAF))
    page = client.get(reverse("inbox-message", args=(photo.message_id,))).content.decode()
    assert f'data-ev-frame="{photo.pk}-1"' in page
    inbox.accept([Envelope("whatsapp", "kata", "628129990000", NOW, "halo")], now=NOW)
    words = InboxMessage.objects.get(external_id="kata")
    assert "data-viewer" not in client.get(reverse("inbox-message", args=(words.pk,))).content.decode()


def test_limits_are_changed_while_the_desk_runs(client: Client, election: Election) -> None:
    """By the administrator alone; what they refused comes back; each change is noted."""
    refused = kept(None, state="refused", code="size", original=None)
    gone = kept(None, state="refused", code="gone", original=None)
    sign_in(client, person(Role.ADMINISTRATOR))
    address = reverse("photo-limits")
    new = {"mb": "25", "banyak": "30", "menit": "5", "jenis": ["jpeg", "pdf"]}
    client.post(address, new)
    assert (allowed().megabytes, allowed().max_photos, allowed().window_minutes) == (25, 30, 5)
    assert allowed().media_types == {"image/jpeg", "application/pdf"}
    refused.refresh_from_db()
    gone.refresh_from_db()
    assert (refused.state, gone.state) == ("waiting", "refused")
    assert Record.objects.get(act="photo.limits").data["after"]["max_mb"] == 25
    for wrong in (
        {"mb": "0"},
        {"mb": "x"},
        {"banyak": "0"},
        {"menit": "-1"},
        {"jenis": ["exe"]},
        {"jenis": []},
    ):
        assert client.post(address, new | wrong).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert allowed().megabytes == 25
    sign_in(client, person(Role.STAF))
    assert client.post(address, new).status_code == HTTPStatus.FORBIDDEN


def test_what_is_stuck_stands_in_the_list_and_is_tried_again(client: Client, election: Election) -> None:
    """With the reason."""
    staff = person(Role.STAF)
    sign_in(client, staff)
    photo = unplaced("628129990000")
    Photo.objects.update(state="waiting", original=None, reason="Ruang disk untuk foto penuh.", attempts=3)
    page = client.get(f"{reverse('photos')}?saring=macet").content.decode()
    assert "Ruang disk untuk foto penuh." in page
    client.post(reverse("photo-retry", args=(photo.pk,)))
    photo.refresh_from_db()
    assert photo.attempts == 0
    assert Record.objects.filter(act="photo.retried", actor=staff.name).exists()


def test_an_unreadable_photo_breaks_no_page(client: Client, election: Election) -> None:
    """It says so, and its original can be taken."""
    sign_in(client, person(Role.CAMAT, "160701"))
    photo = kept(HERE, b"\xff\xd8\xff rusak", reason="Berkas rusak.")
    Original.objects.update(state="unreadable", problem="Berkas rusak.")
    Page.objects.all().delete()
    for address in (reverse("photo", args=(photo.pk,)), reverse("tps", args=(HERE,))):
        page = client.get(address)
        assert page.status_code == 200
        assert "Tidak dapat dibuka: Berkas rusak." in page.content.decode()


def test_an_announced_photo_of_a_stranger_is_for_the_whole_desk(client: Client, election: Election) -> None:
    """Nobody knows whose kecamatan it is about."""
    photo = unplaced("628129990000")
    announce_new(after=0, now=NOW)
    assert answers(client, person(Role.STAF), photo) == {200}
    assert answers(client, person(Role.CAMAT, "160701"), photo) == {403}
