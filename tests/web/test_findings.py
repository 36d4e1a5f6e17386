"""The queue of findings beside form and photo: what is marked, who says what, what makes it open again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from deskpemilu.audit.models import Record
from deskpemilu.audit.services import PROGRAM
from deskpemilu.domain.roles import Role
from deskpemilu.insight import services
from deskpemilu.insight.followup.marks import mark_of
from deskpemilu.insight.models import FindingNote, Run
from deskpemilu.intake.models import Count
from deskpemilu.registry.models import Election, Tps
from deskpemilu.tally import totals
from tests.builders import make_election, make_submission
from tests.people import person, sign_in
from tests.web.test_photos import kept

WRONG = "1607012001001"
KEY = f"{WRONG}-tidak_sah_keliru"
URL = "/anomali/ppwp/"


@pytest.fixture
def election() -> Election:
    """Two kecamatan; one form whose invalid votes do not fit, two forms that are the same."""
    made = make_election(kecamatan=2, desa=2, tps=4)
    contest = made.contests.get(code="ppwp")
    for number, tps in enumerate(Tps.objects.filter(election=made)):
        same = tps.code in {"1607022002001", "1607022002002"}
        votes = {"1": 40, "2": 90, "3": 30} if same else {"1": 40 + number, "2": 100 - number, "3": 30}
        count = make_submission(tps, contest, votes, invalid=2)
        if tps.code == WRONG:
            assert count.submission is not None
            count.submission.rows |= {
                "suara_tidak_sah": 22,
                "pengguna_total_j": count.submission.rows["suara_total"],
            }
            count.submission.save()
    totals.rebuild(made)
    return made


def find(election: Election) -> Run:
    """The queue as of now."""
    contest = election.contests.select_related("election__area").get(code="ppwp")
    return services.compute(actor=PROGRAM, contest=contest, kind=Run.Kind.ANOMALIES, now=timezone.now())


def page(client: Client, query: str = "") -> str:
    """The queue as somebody sees it."""
    answer = client.get(URL + query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def say(client: Client, state: str, note: str = "", key: str = KEY) -> str:
    """What the page says after somebody said something."""
    answer = client.post(f"{URL}catat/", {"temuan": key, "keadaan": state, "catatan": note}, follow=True)
    return str(answer.content.decode())


def test_the_chosen_finding_stands_beside_its_form_with_the_suspect_row_marked(
    client: Client, election: Election
) -> None:
    """And the way to the TPS and to the verification."""
    find(election)
    text = page(sign_in(client, person(Role.STAF)), f"?pilih={KEY}")
    close = text[text.index('id="temuan-dekat"') : text.index('id="in-antrean"')]
    marked = close[close.index('class="in-suspect"') :]
    assert marked.index(">22</td>") < marked.index("</tr>")
    assert close.count('class="in-suspect"') == 1
    assert f"/tps/{WRONG}/" in close
    assert f"/verifikasi/{WRONG}/ppwp/" in close
    assert "Foto belum ada" in close
    assert "kecurangan" not in text.lower()


def test_a_finding_goes_from_open_to_looked_at_to_done_with_who_and_when(
    client: Client, election: Election
) -> None:
    """Done needs words; each step is in the log."""
    find(election)
    who = person(Role.STAF, name="Staf Uji")
    sign_in(client, who)
    assert "sedang Anda periksa" in say(client, "diperiksa")
    assert "Tulis apa yang ditemukan" in say(client, "selesai")
    assert "selesai diperiksa" in say(client, "selesai", "sesuai foto")
    assert [(n.state, n.note, n.by_id) for n in FindingNote.objects.order_by("id")] == [
        ("diperiksa", "", who.pk),
        ("selesai", "sesuai foto", who.pk),
    ]
    assert Record.objects.filter(act="note_finding", actor_id=who.audit_id).count() == 2
    text = page(client, f"?keadaan=selesai&pilih={KEY}")
    assert "sesuai foto" in text
    assert "Staf Uji" in text
    assert f"pilih={KEY}" not in page(client, "?keadaan=terbuka")
    say(client, "dibuka")
    assert f"pilih={KEY}" in page(client, "?keadaan=terbuka")


def test_a_finding_whose_figures_change_is_open_again(client: Client, election: Election) -> None:
    """The old word stays to be read."""
    find(election)
    sign_in(client, person(Role.STAF))
    say(client, "selesai", "sesuai foto")
    submission = Count.objects.get(tps__code=WRONG).submission
    assert submission is not None
    submission.rows["suara_tidak_sah"] = 12
    submission.save()
    find(election)
    text = page(client, f"?keadaan=terbuka&pilih={KEY}")
    assert "berubah sejak diperiksa" in text
    assert "sesuai foto" in text


def test_a_form_vouched_for_since_is_done_by_itself(client: Client, election: Election) -> None:
    """One that was vouched for before the finding is not."""
    Count.objects.filter(tps__code=WRONG).update(state="verified", changed_at=timezone.now())
    find(election)
    sign_in(client, person(Role.STAF))
    assert f"pilih={KEY}" in page(client, "?keadaan=terbuka")
    Count.objects.filter(tps__code=WRONG).update(changed_at=timezone.now() + timedelta(minutes=1))
    assert f"pilih={KEY}" in page(client, "?keadaan=selesai")


def test_who_may_not_correct_looks_on(client: Client, election: Election) -> None:
    """A leader and an auditor see the queue without its buttons, and nothing by address; a camat is out."""
    find(election)
    for role in (Role.PIMPINAN, Role.AUDITOR):
        sign_in(client, person(role))
        assert 'name="keadaan" value="selesai"' not in page(client, f"?pilih={KEY}")
        assert client.post(f"{URL}catat/", {"temuan": KEY, "keadaan": "selesai"}).status_code == 403
    sign_in(client, person(Role.CAMAT, "160701"))
    assert client.post(f"{URL}catat/", {"temuan": KEY, "keadaan": "diperiksa"}).status_code == 403
    assert not FindingNote.objects.exists()


def test_a_finding_that_is_gone_and_a_made_up_state_change_nothing(
    client: Client, election: Election
) -> None:
    """One is not there, the other is said."""
    find(election)
    sign_in(client, person(Role.STAF))
    assert client.post(f"{URL}catat/", {"temuan": "1-x", "keadaan": "selesai"}).status_code == 404
    assert "tidak dikenal" in say(client, "hilang")
    assert not FindingNote.objects.exists()


def test_the_mark_follows_the_forms_own_figures_only() -> None:
    """A score that moves with the neighbours leaves it, another figure does not."""
    row = {"code": "beda_dari_desa", "suspect_field": "2", "values": {"skor": 5.1, "bagian": 0.9}}
    moved = {**row, "values": {"skor": 5.4, "bagian": 0.9}}
    other = {**row, "values": {"skor": 5.1, "bagian": 0.8}}
    assert mark_of(row) == mark_of(moved) != mark_of(other)


def test_the_photo_of_the_form_stands_beside_it(client: Client, election: Election) -> None:
    """In the viewer of the desk; a photo of another contest's form does not."""
    find(election)
    contest = election.contests.get(code="ppwp")
    photo = kept(WRONG, contest=contest)
    text = page(sign_in(client, person(Role.STAF)), f"?pilih={KEY}")
    assert "data-viewer" in text
    assert f"/foto/{photo.pk}/" in text
    assert "Foto belum ada" not in text
