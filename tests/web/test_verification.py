"""The camat's pages: what they show, to whom, and that each act works as a plain form."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from deskpemilu.accounts.models import Person
from deskpemilu.channels.envelope import Envelope
from deskpemilu.channels.inbox import accept as take_in
from deskpemilu.channels.models import InboxMessage, OutboxMessage
from deskpemilu.domain.roles import Role
from deskpemilu.intake.models import Count, StoredReading, Submission
from deskpemilu.registry.models import Contest, Election, Tps
from deskpemilu.tally import totals
from deskpemilu.verification.models import Act
from deskpemilu.verification.services import seen_of
from tests.builders import make_election, make_submission
from tests.people import person, sign_in

NOW = datetime(2024, 2, 14, 12, 0, tzinfo=UTC)
GALAT = {
    "code": "A5",
    "severity": "galat",
    "text": "Suara sah tertulis 160, perolehan berjumlah 150.",
    "values": {"rows": ["suara_sah", "votes"]},
}


@pytest.fixture
def election() -> Election:
    """Two kecamatan with totals."""
    made = make_election()
    totals.rebuild(made)
    return made


@pytest.fixture
def camat() -> Person:
    """The camat of kecamatan 16.07.01."""
    return person(Role.CAMAT, "160701", name="Camat Satu")


def report(at: int = 0, state: str = "received", **changed: object) -> Count:
    """A count of kecamatan 16.07.01 with one version."""
    tps = Tps.objects.order_by("code")[at]
    votes = {"1": 20, "2": 100, "3": 30}
    return make_submission(tps, Contest.objects.get(), votes, state=state, invalid=5, **changed)  # type: ignore[arg-type]


def address(count: Count, act: str = "") -> str:
    """Address of a form, or of an act on it."""
    return f"/verifikasi/{count.tps.code}/ppwp/{act}"


def with_message(count: Count, text: str, spans: list[dict[str, object]]) -> None:
    """Give the count's version the message it came from."""
    pk = take_in([Envelope("whatsapp", "wamid.1", "62812000111", NOW, text)], now=NOW).new_ids[0]
    message = InboxMessage.objects.get(pk=pk)
    reports = [{"tps_code": count.tps.code, "contest": "ppwp", "votes": {}}]
    StoredReading.objects.create(
        message=message,
        kind="result",
        outcome="record",
        region=count.tps.code,
        data={"spans": spans, "reports": reports},
        created_at=NOW,
    )
    Submission.objects.filter(pk=count.submission_id).update(message=message)


def rival(count: Count) -> Submission:
    """A second, different version that waits."""
    made = Submission.objects.create(
        tps=count.tps,
        contest=count.contest,
        version=2,
        origin="report",
        votes={"1": 21, "2": 100, "3": 30},
        rows={"suara_sah": 151},
        figures="beda",
        created_at=NOW,
        reporter_label="Pelapor kedua",
    )
    Count.objects.filter(pk=count.pk).update(requested=made, state="conflict", versions=2)
    count.refresh_from_db()
    return made


def test_the_first_form_that_matters_opens(client: Client, election: Election, camat: Person) -> None:
    """A form that contradicts itself stands before a plain one."""
    report(0)
    held = report(1, "held", findings=[GALAT])
    answer = sign_in(client, camat).get("/verifikasi/")
    assert answer.headers["Location"] == address(held)


def test_an_empty_queue_says_so(client: Client, election: Election, camat: Person) -> None:
    """No form, no error."""
    answer = sign_in(client, camat).get("/verifikasi/")
    assert "Tidak ada formulir yang menunggu" in answer.content.decode()


def test_a_desk_without_an_election_says_so(client: Client, camat: Person) -> None:
    """Before set-up the page explains what is missing."""
    for path in ("/verifikasi/", "/verifikasi/daftar/"):
        assert "Belum ada pemilihan" in sign_in(client, camat).get(path).content.decode()


def test_the_figure_is_marked_in_the_message_itself(
    client: Client, election: Election, camat: Person
) -> None:
    """What was read is underlined where the reporter wrote it."""
    count = report()
    span = {"start": 13, "end": 15, "role": "choice:1", "report": 0}
    with_message(count, "TPS 1 <b>: 1=20 2=100 3=30", [span])
    page = sign_in(client, camat).get(address(count)).content.decode()
    assert re.search(r'<mark class="read read-c1"[^>]*title="Suara nomor 1"[^>]*>20<', page)
    assert "TPS 1 &lt;b&gt;" in page, "a message is text, never markup"


def test_broken_rows_are_named_and_tinted(client: Client, election: Election, camat: Person) -> None:
    """The sentence of the rule, and the rows it speaks of."""
    page = sign_in(client, camat).get(address(report(0, "held", findings=[GALAT]))).content.decode()
    assert "Suara sah tertulis 160" in page
    assert page.count('class="vf-broken"') == 4, "the sum and the three choices"


def test_both_reports_of_a_conflict_stand_side_by_side(
    client: Client, election: Election, camat: Person
) -> None:
    """The rows that differ are marked; accepting takes a choice and a reason."""
    count = report()
    second = rival(count)
    signed = sign_in(client, camat)
    page = signed.get(address(count)).content.decode()
    assert "Dua laporan berbeda" in page
    assert page.count("vf-differs") == 4
    data = {"seen": seen_of(count), "alasan": "sesuai foto"}
    answer = signed.post(address(count, "terima/"), data, follow=True)
    assert "Pilih dahulu" in answer.content.decode()
    signed.post(address(count, "terima/"), {**data, "versi": second.pk})
    count.refresh_from_db()
    assert (count.state, count.submission) == ("verified", second)


def test_accepting_leads_to_the_next_form_and_can_be_undone(
    client: Client, election: Election, camat: Person
) -> None:
    """One key, then the next; a minute to think again."""
    first, second = report(0), report(1)
    signed = sign_in(client, camat)
    answer = signed.post(address(first, "terima/"), {"seen": seen_of(first)})
    assert (answer.status_code, answer.headers["Location"]) == (303, address(second))
    page = signed.get(address(second)).content.decode()
    assert "Urungkan" in page
    assert "TPS 001 Mekar Sari: diverifikasi" in page
    signed.post(address(first, "urungkan/"))
    first.refresh_from_db()
    assert first.state == "received"


def test_a_return_goes_out_with_chip_and_words(client: Client, election: Election, camat: Person) -> None:
    """The page previews the message; what is sent holds the chip and the typed words."""
    count = report()
    with_message(count, "TPS 1", [])
    signed = sign_in(client, camat)
    assert "DIKEMBALIKAN, belum dihitung" in signed.get(address(count)).content.decode()
    data = {"seen": seen_of(count), "pilihan": "Jumlah suara tidak cocok", "alasan": "baris 2"}
    signed.post(address(count, "kembalikan/"), data)
    assert "Alasan: Jumlah suara tidak cocok. baris 2" in OutboxMessage.objects.get().text


def test_a_stale_page_is_refused_in_words(client: Client, election: Election, camat: Person) -> None:
    """Somebody else was first."""
    count = report()
    seen = seen_of(count)
    other = person(Role.CAMAT, "160701", name="Camat Dua")
    sign_in(Client(), other).post(address(count, "terima/"), {"seen": seen})
    answer = sign_in(client, camat).post(address(count, "terima/"), {"seen": seen}, follow=True)
    assert "sudah diputuskan oleh Camat Dua" in answer.content.decode()
    assert Act.objects.count() == 1


def test_a_correction_is_typed_and_verified(client: Client, election: Election, camat: Person) -> None:
    """The boxes hold the old figures; a wrong figure is named, a right one stored."""
    count = report()
    signed = sign_in(client, camat)
    data = {
        "seen": seen_of(count),
        "alasan": "sesuai foto",
        "verifikasi": "on",
        "choice:1": "2O",
        "choice:2": "100",
        "choice:3": "30",
        "suara_tidak_sah": "5",
    }
    answer = signed.post(address(count, "perbaiki/"), data, follow=True)
    assert "bukan angka" in answer.content.decode()
    signed.post(address(count, "perbaiki/"), {**data, "choice:1": "25"})
    count.refresh_from_db()
    assert count.submission is not None
    assert (count.state, count.submission.rows["suara_sah"], count.submission.rows["suara_total"]) == (
        "verified",
        155,
        160,
    )


def test_later_puts_a_form_last(client: Client, election: Election, camat: Person) -> None:
    """Only for this person, only for this session."""
    first, second = report(0), report(1)
    signed = sign_in(client, camat)
    signed.post(address(first, "nanti/"))
    assert signed.get("/verifikasi/").headers["Location"] == address(second)
    other = sign_in(Client(), person(Role.CAMAT, "160701"))
    assert other.get("/verifikasi/").headers["Location"] == address(first)


@pytest.mark.parametrize(
    "act", ["", "terima/", "kembalikan/", "perbaiki/", "kunci/", "buka/", "urungkan/", "nanti/"]
)
def test_a_camat_of_another_kecamatan_sees_and_does_nothing(
    client: Client, election: Election, camat: Person, act: str
) -> None:
    """Not in the queue, not by address, not by a form sent by hand."""
    count = report()
    signed = sign_in(client, person(Role.CAMAT, "160702"))
    assert "Tidak ada formulir" in signed.get("/verifikasi/").content.decode()
    assert count.tps.code not in signed.get("/verifikasi/daftar/").content.decode()
    data = {"seen": seen_of(count), "alasan": "x"}
    answer = signed.post(address(count, act), data) if act else signed.get(address(count))
    assert answer.status_code == 403
    assert not Act.objects.exists()


def test_a_filter_cannot_widen_what_somebody_sees(client: Client, election: Election, camat: Person) -> None:
    """A region in the address narrows; it never opens."""
    elsewhere = make_submission(
        Tps.objects.get(code="1607022001001"), Contest.objects.get(), {"1": 1, "2": 2, "3": 3}
    )
    page = sign_in(client, camat).get("/verifikasi/daftar/?wilayah=160702").content.decode()
    assert elsewhere.tps.code not in page


def test_bulk_offers_only_forms_without_findings(client: Client, election: Election, camat: Person) -> None:
    """One desa at a time; what has a finding has no box, and is refused when sent by hand."""
    clean, odd = report(0), report(1, findings=[{**GALAT, "severity": "periksa"}])
    signed = sign_in(client, camat)
    page = signed.get("/verifikasi/daftar/?wilayah=1607012001").content.decode()
    assert f'value="{clean.pk}:{seen_of(clean)}"' in page
    assert f'value="{odd.pk}:' not in page
    marks = [f"{count.pk}:{seen_of(count)}" for count in (clean, odd)]
    answer = signed.post(reverse("verification-bulk"), {"desa": "1607012001", "pilih": marks}, follow=True)
    assert "1 formulir diverifikasi" in answer.content.decode()
    assert list(Count.objects.order_by("tps__code").values_list("state", flat=True)) == [
        "verified",
        "received",
    ]


def test_staff_lock_and_do_not_vouch(client: Client, election: Election) -> None:
    """Their page has no Verifikasi button for what they may not do."""
    count = report(0, "verified")
    signed = sign_in(client, person(Role.STAF))
    page = signed.get(address(count)).content.decode()
    assert "Kunci" in page
    assert "kembalikan/" not in page
    signed.post(address(count, "kunci/"), {"seen": seen_of(count)})
    count.refresh_from_db()
    assert count.state == "locked"


def test_every_page_says_what_the_data_are(client: Client, election: Election, camat: Person) -> None:
    """Internal, and no result of KPU."""
    count = report()
    for path in ("/verifikasi/daftar/", address(count)):
        page = sign_in(client, camat).get(path).content.decode()
        assert "DATA INTERNAL – BUKAN HASIL RESMI KPU" in page
        assert "onclick" not in page
        assert ' style="' not in page


class TestQuality:
    """How often people's figures turn out wrong."""

    def test_the_table_counts_what_was_vouched_for(self, election: Election, client: Client) -> None:
        """A conflict decided for the second report makes the first one wrong; names and rates are shown."""
        ani, budi = (person(Role.OPERATOR, "160701", name=name) for name in ("Ani Uji", "Budi Uji"))
        first, plain = report(0, state="conflict"), report(1, state="verified")
        made = rival(first)
        Submission.objects.filter(pk__in=[first.submission_id, plain.submission_id]).update(reporter=ani)
        Submission.objects.filter(pk=made.pk).update(reporter=budi)
        Count.objects.filter(pk=first.pk).update(state="verified", submission=made, requested=None)
        sign_in(client, person(Role.STAF, ""))
        page = client.get(reverse("verification-quality")).content.decode()
        rows = re.findall(r"<th scope=\"row\">(.*?)</th>(.*?)</tr>", page, re.DOTALL)
        cells = {name: re.findall(r'class="num">(.*?)</td>', rest, re.DOTALL) for name, rest in rows}
        assert [re.sub(r"\s*<.*", "", cell) for cell in cells["Ani Uji"][:3]] == ["2", "1", "50,0\u00a0%"]
        assert [re.sub(r"\s*<.*", "", cell) for cell in cells["Budi Uji"][:3]] == ["1", "0", "0,0\u00a0%"]
        taken = client.get(reverse("verification-quality-file", args=("csv",))).content.decode("utf-8-sig")
        assert "BUKAN HASIL RESMI KPU" in taken
        assert "Ani Uji,laporan,2,1,0.5," in taken

    def test_a_camat_sees_only_the_own_kecamatan(self, election: Election, client: Client) -> None:
        """The neighbour's operator is not named."""
        count = report(0, state="verified")
        ani = person(Role.OPERATOR, "160701", name="Ani Uji")
        Submission.objects.filter(pk=count.submission_id).update(reporter=ani)
        for area, seen in (("160701", True), ("160702", False)):
            sign_in(client, person(Role.CAMAT, area))
            assert ("Ani Uji" in client.get(reverse("verification-quality")).content.decode()) is seen


@pytest.mark.parametrize("chosen", ["²:a", "99999:a", "9" * 40 + ":a", ":", "a:b"])
def test_a_forged_tick_verifies_nothing(
    client: Client, election: Election, camat: Person, chosen: str
) -> None:
    """The page answers with a sentence, whatever is ticked."""
    data = {"desa": "1607012001", "pilih": chosen}
    assert sign_in(client, camat).post("/verifikasi/sekaligus/", data).status_code == 302
    assert not Act.objects.exists()


def test_a_form_numbered_in_the_thousands_can_be_ticked_and_chosen(
    client: Client, election: Election, camat: Person
) -> None:
    """An id in a hidden field is no figure: it carries no dots."""
    plain, two = report(0), report(1, state="conflict")
    made = rival(two)
    Submission.objects.filter(pk=made.pk).update(id=54_321)
    Count.objects.filter(pk=two.pk).update(requested=54_321)
    Count.objects.filter(pk=plain.pk).update(id=12_345)
    signed = sign_in(client, camat)
    page = signed.get("/verifikasi/daftar/?wilayah=1607012001").content.decode()
    assert 'name="pilih" value="12345:' in page
    sheet = signed.get(address(two)).content.decode()
    assert 'name="versi" value="54321"' in sheet
