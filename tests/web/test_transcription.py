"""The check of transcription on its pages: from KPU's file to the printed record."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from deskpemilu.audit.models import Record
from deskpemilu.config.commands.quickcount import command
from deskpemilu.domain.roles import Role
from deskpemilu.exchange.models import ForeignFigures, ForeignFile
from deskpemilu.insight.models import ComparedTps, TranscriptionCheck
from deskpemilu.insight.transcripts.queries import Opened
from deskpemilu.insight.transcripts.services import repeat
from deskpemilu.registry.models import Election, Tps
from deskpemilu.tally import totals
from deskpemilu.web.pages.insight.checks import BeginForm
from tests.builders import NOW, make_election, make_submission
from tests.people import person, sign_in

URL = "/hitung-cepat/ppwp/salinan/"


def kpu_votes(number: int) -> dict[str, int]:
    """KPU's votes of the n-th TPS."""
    return {"1": 30 + number % 9, "2": 120 - number % 5, "3": 25}


@pytest.fixture
def election() -> Election:
    """30 TPS; the desk holds verified forms of the first ten."""
    made = make_election(kecamatan=3, desa=2, tps=5, contests=("ppwp", "pdprdk"))
    contest = made.contests.get(code="ppwp")
    for number, tps in enumerate(Tps.objects.filter(election=made).order_by("code")[:10]):
        make_submission(tps, contest, kpu_votes(number), invalid=2, state="verified")
    totals.rebuild(made)
    return made


def codes_of(election: Election) -> list[str]:
    return list(Tps.objects.filter(election=election).order_by("code").values_list("code", flat=True))


def file_of(election: Election, *, broken: bool = False) -> SimpleUploadedFile:
    """KPU's figures in the columns of results."""
    lines = ["kode_tps,suara_01,suara_02,suara_03,suara_tidak_sah,contest"]
    for number, code in enumerate(codes_of(election)):
        votes = kpu_votes(number)
        figures = ["x" if broken and number == 3 else str(votes["1"]), str(votes["2"]), str(votes["3"]), "2"]
        lines.append(",".join([code, *figures, "ppwp"]))
    return SimpleUploadedFile("kpu.csv", "\n".join(lines).encode())


def form(**more: object) -> dict[str, object]:
    return {"source": "berkas", "limit": "0.05", "claim": "terbanyak", "name1": "Sekda", "entry1": "4711",
            "name2": "Bawaslu", "entry2": "mawar", **more}  # fmt: skip


def begun(client: Client, election: Election) -> TranscriptionCheck:
    """A check from the file."""
    answer = client.post(URL, form(file=file_of(election)))
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return TranscriptionCheck.objects.get()


def page(client: Client, check: TranscriptionCheck, query: str = "") -> str:
    answer = client.get(f"{URL}{check.pk}/{query}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def compare(client: Client, check: TranscriptionCheck, code: str, **given: object) -> str:
    answer = client.post(f"{URL}{check.pk}/banding/", {"tps": code, **given}, follow=True)
    return str(answer.content.decode())


def boxes(election: Election, code: str, *, change: int = 0) -> dict[str, object]:
    votes = kpu_votes(codes_of(election).index(code))
    return {
        "suara_1": votes["1"] + change,
        "suara_2": votes["2"] - change,
        "suara_3": votes["3"],
        "dasar": "foto",
    }


def test_from_kpus_file_to_a_reached_limit(client: Client, election: Election) -> None:
    """TPS by TPS; KPU's figures appear only once the form was typed; everything is in the log."""
    sign_in(client, person(Role.STAF, name="Staf Uji"))
    check = begun(client, election)
    opened = Opened(check)
    assert (check.seed, check.tps, check.registered) == ("4711-mawar", 30, 30)
    first = opened.standing.waiting[0]
    text = page(client, check)
    assert f'name="tps" value="{first}"' in text
    assert f">{kpu_votes(codes_of(election).index(first))['2']}<" not in text
    for code in opened.standing.waiting:
        assert "kedua salinan sama" in compare(client, check, code, **boxes(election, code))
    text = page(client, check)
    assert "Batas risiko 5,0 % tercapai" in text
    assert "bukan" in text.lower()
    assert Record.objects.filter(act="compare_transcription").count() == opened.standing.tps
    file = client.get(f"{URL}{check.pk}/unduh.csv").content.decode("utf-8-sig")
    assert "4711-mawar" in file
    assert check.figures_digest in file
    assert "Staf Uji" in file
    answer = CliRunner().invoke(command, ["transcription", str(check.pk), "--format", "json"])
    assert json.loads(answer.stdout)["reached"] is True


def test_a_difference_asks_for_more_draws_by_the_same_seed(client: Client, election: Election) -> None:
    """Only once all drawn TPS were compared, and only as long as the limit is not reached."""
    sign_in(client, person(Role.STAF))
    check = begun(client, election)
    codes = list(Opened(check).standing.waiting)
    answer = client.post(f"{URL}{check.pk}/tambah/", {"tambahan": "5"}, follow=True)
    assert "belum dibandingkan" in answer.content.decode()
    for number, code in enumerate(codes):
        compare(client, check, code, **boxes(election, code, change=0 if number else 40))
    assert "Tambah sedikitnya" in page(client, check)
    needed = Opened(check).standing.further
    client.post(f"{URL}{check.pk}/tambah/", {"tambahan": str(needed)})
    check.refresh_from_db()
    larger = Opened(check)
    assert [row["n"] for row in check.sizes] == [larger.plan.sample_size, larger.plan.sample_size + needed]
    assert repeat(check=check) == []
    for code in larger.standing.waiting:
        compare(client, check, code, **boxes(election, code))
    assert "tercapai" in page(client, check)
    answer = client.post(f"{URL}{check.pk}/tambah/", {"tambahan": "5"}, follow=True)
    assert "sudah tercapai" in answer.content.decode()


def test_figures_of_the_desk_stand_in_only_where_a_camat_vouched(client: Client, election: Election) -> None:
    """With the id of that version; a lost form needs words, and can be found later."""
    sign_in(client, person(Role.STAF))
    check = begun(client, election)
    mine = set(codes_of(election)[:10])
    codes = Opened(check).codes
    inside = next(code for code in codes if code in mine)
    outside = next(code for code in codes if code not in mine)
    compare(client, check, inside, dasar="desk")
    said = ComparedTps.objects.get()
    assert (said.basis, said.votes) == ("desk", kpu_votes(codes_of(election).index(inside)))
    assert said.submission_id is not None
    assert "belum diverifikasi" in compare(client, check, outside, dasar="desk")
    assert "sudah dicari" in compare(client, check, outside, dasar="hilang")
    assert "kemungkinan terburuk" in compare(client, check, outside, dasar="hilang", catatan="arsip PPS")
    compare(client, check, outside, **boxes(election, outside))
    assert Opened(check).compared[outside].basis == "foto"


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"suara_1": ""}, "Isi angka semua pilihan"),
        ({"suara_1": "-4"}, "Isi angka semua pilihan"),
        ({"suara_1": "99999"}, "0 sampai"),
        ({"dasar": "ingatan"}, "Pilih sumber"),
        ({"tps": "1607012001999"}, "tidak terundi"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    client: Client, election: Election, change: dict[str, object], word: str
) -> None:
    """And nothing is stored."""
    sign_in(client, person(Role.STAF))
    check = begun(client, election)
    code = Opened(check).codes[0]
    given = {"tps": code, **boxes(election, code), **change}
    answer = client.post(f"{URL}{check.pk}/banding/", given, follow=True)
    assert answer.status_code in {200, 403}
    if answer.status_code == 200:
        assert word in answer.content.decode()
    assert not ComparedTps.objects.exists()


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ({"entry2": ""}, "kosongkan keduanya"),
        ({"name2": "", "entry2": ""}, "sedikitnya 2 orang"),
        ({"file": ""}, "Pilih berkasnya"),
        ({"limit": "7"}, "field-wrong"),
    ],
)
def test_a_check_that_cannot_begin_says_why(
    client: Client, election: Election, more: dict[str, object], word: str
) -> None:
    """On the form."""
    sign_in(client, person(Role.STAF))
    answer = client.post(URL, form(file=file_of(election)) | more)
    assert answer.status_code == 422
    assert word in answer.content.decode()
    assert not TranscriptionCheck.objects.exists()


def test_a_broken_file_is_refused_with_its_line(client: Client, election: Election) -> None:
    """And a contest with seats is no matter for this check."""
    sign_in(client, person(Role.STAF))
    answer = client.post(URL, form(file=file_of(election, broken=True)))
    assert "baris 5, kolom suara_01" in answer.content.decode()
    text = client.get("/hitung-cepat/pdprdk/salinan/").content.decode()
    assert "hanya untuk pemilihan yang diputuskan menurut suara terbanyak" in text


def test_of_the_dpd_only_the_first_four_can_be_claimed() -> None:
    assert BeginForm(sources=[], winners=4).fields["claim"].choices == [
        ("terbanyak", "4 teratas memang teratas")
    ]
    assert [value for value, _ in BeginForm(sources=[]).fields["claim"].choices] == ["terbanyak", "separuh"]
    assert not TranscriptionCheck.objects.exists()


def test_a_file_of_a_whole_province_is_read_for_our_tps(client: Client, election: Election) -> None:
    """What is not on the register is left out, not refused."""
    content = file_of(election).read().decode() + "\n1608012001001,50,60,70,2,ppwp"
    sign_in(client, person(Role.STAF))
    client.post(URL, form(file=SimpleUploadedFile("provinsi.csv", content.encode())))
    assert TranscriptionCheck.objects.get().tps == 30


def test_figures_imported_beside_ours_can_be_used(client: Client, election: Election) -> None:
    """What was kept from Sirekap, without a file."""
    contest = election.contests.get(code="ppwp")
    kept = ForeignFile.objects.create(
        election=election,
        source="sirekap",
        name="sirekap.jsonl",
        digest="0" * 64,
        stored_at=NOW,
        stored_by="Uji",
    )
    for number, code in enumerate(codes_of(election)[:20]):
        ForeignFigures.objects.create(
            file=kept, source="sirekap", contest=contest, code=code, version=1, votes=kpu_votes(number),
            rows={"suara_total": 180}, fingerprint=str(number), stored_at=NOW,
        )  # fmt: skip
    sign_in(client, person(Role.STAF))
    assert "sirekap.jsonl" in client.get(URL).content.decode()
    assert client.post(URL, form(source="sirekap")).status_code == 302
    check = TranscriptionCheck.objects.get()
    assert (check.tps, check.registered) == (20, 30)
    assert "20 dari 30 TPS" in page(client, check)


def test_who_may_what(client: Client, election: Election) -> None:
    """Leaders and auditors look on; a camat and an operator are out; so is a stranger's address."""
    sign_in(client, person(Role.STAF))
    check = begun(client, election)
    code = Opened(check).codes[0]
    for role in (Role.PIMPINAN, Role.AUDITOR):
        sign_in(client, person(role))
        assert "Simpan, dari" not in page(client, check)
        for path in ("banding/", "tambah/"):
            assert client.post(f"{URL}{check.pk}/{path}", {"tps": code}).status_code == 403
        assert client.post(URL, form(file=file_of(election))).status_code == 403
    for who in (person(Role.CAMAT, "160701"), person(Role.OPERATOR, "1607"), person(Role.STAF, totals=False)):
        sign_in(client, who)
        assert client.get(f"{URL}{check.pk}/").status_code == 403
        assert client.get(f"{URL}{check.pk}/unduh.csv").status_code == 403
    assert TranscriptionCheck.objects.count() == 1
    assert not ComparedTps.objects.exists()


def test_a_check_that_somebody_changed_does_not_repeat(client: Client, election: Election) -> None:
    """Neither with another seed nor with other figures."""
    sign_in(client, person(Role.STAF))
    check = begun(client, election)
    assert repeat(check=check) == []
    TranscriptionCheck.objects.update(seed="lain")
    assert "terundi" in repeat(check=TranscriptionCheck.objects.get())[0]
    answer = CliRunner().invoke(command, ["transcription", str(check.pk)])
    assert answer.exit_code == 1
