"""Where photos hang, how they are moved and listed, and their limits."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from deskpemilu.audit.models import Record
from deskpemilu.channels import inbox
from deskpemilu.channels.envelope import Envelope
from deskpemilu.channels.models import InboxMessage
from deskpemilu.domain.roles import Role
from deskpemilu.evidence import hanging
from deskpemilu.evidence.limits import allowed
from deskpemilu.evidence.models import Likeness, Original, Page, Photo
from deskpemilu.evidence.queries import notices_of, with_notices
from deskpemilu.evidence.services import PhotoRefused
from deskpemilu.flow.media import announce_new
from deskpemilu.flow.photo_places import place_waiting
from deskpemilu.flow.photo_questions import ask_where
from deskpemilu.flow.pipeline import run_batch
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


def test_a_photo_is_taken_off_a_wrong_tps_and_waits(client: Client, election: Election) -> None:
    """With a reason; it is on no form any more, not hung again by itself, and its camat still sees it."""
    camat = person(Role.CAMAT, "160701", name="Camat Uji")
    sign_in(client, camat)
    photo, address = kept(HERE), "photo-take-off"
    assert "Lepas dari TPS" in client.get(reverse("photo", args=(photo.pk,))).content.decode()
    refused = client.post(reverse(address, args=(photo.pk,)), follow=True).content.decode()
    assert "Tuliskan alasan" in refused
    client.post(reverse(address, args=(photo.pk,)), {"alasan": "TPS tidak terbaca"})
    photo.refresh_from_db()
    assert (photo.tps, photo.contest, photo.how) == (None, None, "person")
    record = Record.objects.get(act="photo.taken_off")
    assert (record.region, record.data["reason"]) == (HERE, "TPS tidak terbaca")
    page = client.get(reverse("photos")).content.decode()
    assert reverse("photo", args=(photo.pk,)) in page
    assert answers(client, camat, photo) == {200}
    assert answers(client, person(Role.CAMAT, "160702"), photo) == {403}
    assert answers(client, person(Role.OPERATOR, "160701"), photo) == {403}
    sign_in(client, camat)
    client.post(reverse("photo-place", args=(photo.pk,)), {"tps": BESIDE})
    photo.refresh_from_db()
    assert (photo.tps.code, photo.taken_from) == (BESIDE, None)  # type: ignore[union-attr]


def test_what_a_person_took_off_no_caption_hangs_again(client: Client, election: Election) -> None:
    """Not even when its sender's words name the TPS, and they are not asked."""
    person(Role.OPERATOR, "160701", phone="628120000001")
    photo = unplaced()
    inbox.accept([Envelope("whatsapp", "m-9", "628120000001", NOW, "foto Mekar Sari TPS 2")], now=NOW)
    run_batch(worker="test", clock=lambda: NOW, limit=10)
    assert [each.pk for each in place_waiting(now=NOW)] == [photo.pk]
    sign_in(client, person(Role.CAMAT, "160701"))
    client.post(reverse("photo-take-off", args=(photo.pk,)), {"alasan": "foto TPS lain"})
    assert place_waiting(now=NOW) == []
    assert ask_where(now=NOW + timedelta(minutes=5)) == 0
    photo.refresh_from_db()
    assert photo.tps is None


def test_an_act_on_a_photo_is_undone_by_the_same_person(client: Client, election: Election) -> None:
    """Within a minute; a colleague cannot, and not after somebody else has moved it."""
    camat, staff = person(Role.CAMAT, "160701"), person(Role.STAF)
    photo = kept(HERE, contest=Contest.objects.get())
    sign_in(client, camat)
    undo = reverse("photo-undo", args=(photo.pk,))
    assert "Tidak ada tindakan" in client.post(undo, follow=True).content.decode()
    client.post(reverse("photo-take-off", args=(photo.pk,)), {"alasan": "salah"})
    assert "Urungkan" in client.get(reverse("photo", args=(photo.pk,))).content.decode()
    sign_in(client, staff)
    assert "orang lain" in client.post(undo, follow=True).content.decode()
    sign_in(client, camat)
    client.post(undo)
    photo.refresh_from_db()
    assert (photo.tps.code, photo.contest, photo.how) == (HERE, Contest.objects.get(), "")  # type: ignore[union-attr]
    assert Record.objects.get(act="photo.undone").data["back_to"] == HERE
    client.post(reverse("photo-place", args=(photo.pk,)), {"tps": BESIDE, "alasan": "tertukar"})
    client.post(undo)
    photo.refresh_from_db()
    assert photo.tps.code == HERE  # type: ignore[union-attr]
    client.post(reverse("photo-take-off", args=(photo.pk,)), {"alasan": "salah"})
    late = timezone.now() + timedelta(seconds=61)
    with pytest.raises(PhotoRefused, match="Batas waktu"):
        hanging.undo(actor=camat, photo_id=photo.pk, now=late)
    sign_in(client, staff)
    client.post(reverse("photo-place", args=(photo.pk,)), {"tps": BESIDE})
    sign_in(client, camat)
    client.post(undo)
    photo.refresh_from_db()
    assert photo.tps.code == BESIDE  # type: ignore[union-attr]


def test_nobody_takes_a_photo_off_anothers_tps(client: Client, election: Election) -> None:
    """Nor does an operator, who only reports."""
    photo = kept(ELSEWHERE)
    for who in (person(Role.CAMAT, "160701"), person(Role.OPERATOR, ELSEWHERE[:10]), person(Role.AUDITOR)):
        sign_in(client, who)
        for name in ("photo-take-off", "photo-undo"):
            answer = client.post(reverse(name, args=(photo.pk,)), {"alasan": "x"})
            assert answer.status_code == HTTPStatus.FORBIDDEN
    photo.refresh_from_db()
    assert photo.tps.code == ELSEWHERE  # type: ignore[union-attr]


def test_a_notice_names_no_tps_outside_the_readers_area(client: Client, election: Election) -> None:
    """The camat learns that the picture hangs elsewhere; staff learn where."""
    make_submission(Tps.objects.get(code=HERE), Contest.objects.get(), {"1": 1, "2": 2, "3": 3})
    mine, theirs = kept(HERE), kept(ELSEWHERE)
    for address in (reverse("photo", args=(mine.pk,)), f"/tps/{HERE}/", f"/verifikasi/{HERE}/ppwp/"):
        sign_in(client, person(Role.CAMAT, "160701"))
        page = client.get(address).content.decode()
        assert "di luar wilayah Anda" in page
        assert theirs.tps.desa.name not in page.split("di luar wilayah Anda")[1][:80]  # type: ignore[union-attr]
        assert reverse("photo", args=(theirs.pk,)) not in page
        sign_in(client, person(Role.STAF))
        assert "Periksa foto mana yang salah tempat" in client.get(address).content.decode()


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
        notices = notices_of(Tps.objects.get(code=code).pk, sees=lambda _: True)
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
