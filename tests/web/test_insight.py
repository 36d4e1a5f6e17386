"""The pages of the statistics: who sees them, what they say, that looks and downloads are recorded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from deskpemilu.audit.models import Record
from deskpemilu.audit.services import PROGRAM
from deskpemilu.domain.roles import Role
from deskpemilu.insight import services
from deskpemilu.insight.models import Run, Sample
from deskpemilu.insight.samples import services as samples
from deskpemilu.registry.models import Choice, Contest, Dapil, Election, Region, Tps
from deskpemilu.tally import totals
from deskpemilu.web.pages.dashboard import looks
from tests.builders import make_election, make_submission
from tests.people import person, sign_in

PATHS = ("/hitung-cepat/", "/hitung-cepat/ppwp/", "/proyeksi/", "/anomali/ppwp/", "/kursi/",
         "/hitung-cepat/ppwp/undian/", "/statistik/proyeksi/ppwp/unduh.csv")  # fmt: skip


@pytest.fixture(autouse=True)
def _looks() -> Iterator[None]:
    """A look that another test noted is forgotten."""
    looks._noted.clear()
    yield
    looks._noted.clear()


@pytest.fixture
def election() -> Election:
    """Three of four kecamatan have reported in full, the last one nothing; DPRD with two dapil."""
    made = make_election(kecamatan=4, desa=2, tps=5, contests=("ppwp", "pdprdk"))
    Region.objects.filter(code="1607").update(name="KABUPATEN UJI")
    stations = [t for t in Tps.objects.filter(election=made) if not t.code.startswith("160704")]
    pair, dprd = made.contests.get(code="ppwp"), made.contests.get(code="pdprdk")
    for number, tps in enumerate(stations):
        make_submission(tps, pair, {"1": 40 + number, "2": 100, "3": 30 + number % 7}, invalid=2)
        make_submission(tps, dprd, {str(p): 5 + (number * p) % 11 for p in range(1, 10)}, invalid=2)
    Dapil.objects.create(contest=dprd, code="UJI 1", areas=["160701", "160702"], seats=7)
    Dapil.objects.create(contest=dprd, code="UJI 2", areas=["160703", "160704"], seats=5)
    Dapil.objects.create(contest=dprd, code="UJI 9", areas=["1699"], seats=5)
    totals.rebuild(made)
    return made


def run(election: Election, contest: str, kind: Run.Kind) -> Run:
    """A stored run of now."""
    row: Contest = election.contests.select_related("election__area").get(code=contest)
    return services.compute(actor=PROGRAM, contest=row, kind=kind, now=timezone.now())


def drawn(election: Election, n: int = 20) -> Sample:
    """A drawn sample."""
    row = election.contests.select_related("election__area").get(code="ppwp")
    return samples.draw(actor=PROGRAM, contest=row, n=n, design="stratified", seed="a", now=timezone.now())


def page(client: Client, path: str) -> str:
    """The text of a page that must be there."""
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return str(answer.content.decode())


@pytest.mark.parametrize("path", PATHS)
def test_only_who_sees_the_totals_of_the_whole_desk_gets_in(
    client: Client, election: Election, path: str
) -> None:
    """Neither a camat with the totals of a kecamatan, nor staff without the right, nor an operator."""
    run(election, "ppwp", Run.Kind.PROJECTION)
    run(election, "pdprdk", Run.Kind.SEATS)
    for who in (
        person(Role.CAMAT, "160701"),
        person(Role.STAF, totals=False),
        person(Role.OPERATOR, "1607", totals=False),
    ):
        assert sign_in(client, who).get(path).status_code == 403, who.username
    for who in (person(Role.PIMPINAN), person(Role.STAF, "1607")):
        assert sign_in(client, who).get(path).status_code == 200


def test_the_navigation_shows_the_pages_only_to_them(client: Client, election: Election) -> None:
    """A camat does not get an entry that would refuse them."""
    assert "/hitung-cepat/" in page(sign_in(client, person(Role.PIMPINAN)), "/dasbor/ppwp/")
    assert "/hitung-cepat/" not in page(sign_in(client, person(Role.CAMAT, "160701")), "/dasbor/ppwp/160701/")


def test_before_the_first_run_each_page_says_what_is_missing(client: Client, election: Election) -> None:
    """And staff get the way to the draw, the leader does not."""
    sign_in(client, person(Role.STAF))
    assert "Sampel belum diundi" in page(client, "/hitung-cepat/")
    assert "Undi sampel" in page(client, "/hitung-cepat/")
    assert "Belum ada proyeksi" in page(client, "/proyeksi/")
    assert "Belum ada pemeriksaan" in page(client, "/anomali/")
    assert "Belum ada pembagian kursi" in page(client, "/kursi/")
    sign_in(client, person(Role.PIMPINAN))
    assert "dilakukan oleh Staf Desk" in page(client, "/hitung-cepat/")


def test_the_projection_names_the_lagging_kecamatan_and_no_winner(client: Client, election: Election) -> None:
    """With the counted share beside it."""
    result = run(election, "ppwp", Run.Kind.PROJECTION).result
    text = page(sign_in(client, person(Role.PIMPINAN)), "/proyeksi/")
    assert "Bukit Harapan" in text
    assert "syarat belum terpenuhi" in text
    assert "elum dapat disimpulkan" in text
    assert "unggul" not in text
    for key in ("1", "2", "3"):
        for share in (result["choices"][key]["share"], result["reported_share"][key]):
            assert f"{100 * share:.2f}".replace(".", ",") in text
    assert result["sentence"] in text


def test_the_quick_count_shows_its_warning_and_never_its_sample(client: Client, election: Election) -> None:
    """Who is in the sample stands on no page; the file with it is recorded."""
    sample = drawn(election)
    run(election, "ppwp", Run.Kind.ESTIMATE)
    sign_in(client, person(Role.PIMPINAN))
    for path in ("/hitung-cepat/", "/hitung-cepat/ppwp/undian/"):
        text = page(client, path)
        assert sample.digest in text
        assert not any(code in text for code, _ in sample.members)
    assert "belum untuk diumumkan" in page(client, "/hitung-cepat/")
    file = client.get("/statistik/sampel/ppwp/unduh.csv")
    assert all(ticket in file.content.decode("utf-8-sig") for _, ticket in sample.members)
    assert Record.objects.filter(act="export_insight", subject=f"sample:{sample.pk}").count() == 1


def test_a_look_is_recorded_once_in_a_while(client: Client, election: Election) -> None:
    """Like the dashboard's."""
    who = person(Role.PIMPINAN)
    sign_in(client, who)
    for _ in range(3):
        page(client, "/proyeksi/")
    assert Record.objects.filter(act="look_totals", actor_id=who.audit_id).count() == 1


def test_the_history_appears_with_the_second_run(client: Client, election: Election) -> None:
    """As lines with bands."""
    first = run(election, "ppwp", Run.Kind.PROJECTION)
    sign_in(client, person(Role.PIMPINAN))
    assert "Riwayat tampil setelah" in page(client, "/proyeksi/")
    Run.objects.filter(pk=first.pk).update(at=first.at - timedelta(minutes=5))
    run(election, "ppwp", Run.Kind.PROJECTION)
    text = page(client, "/proyeksi/")
    assert text.count("<polyline") == 3
    assert text.count("<polygon") == 3


def test_the_queue_leads_to_the_form_and_can_be_narrowed(client: Client, election: Election) -> None:
    """By the kind of finding; the words do not accuse."""
    contest = election.contests.get(code="ppwp")
    for tps in Tps.objects.filter(election=election, desa_id="1607042001")[:2]:
        make_submission(tps, contest, {"1": 50, "2": 60, "3": 70}, invalid=1)
    run(election, "ppwp", Run.Kind.ANOMALIES)
    sign_in(client, person(Role.STAF))
    text = page(client, "/anomali/ppwp/?temuan=angka_kembar")
    assert "/verifikasi/1607042001001/ppwp/" in text
    assert "/tps/1607042001001/" in text
    assert "perlu diperiksa" in text
    assert "kecurangan" not in text.lower()
    assert "Tidak ada temuan" in page(client, "/anomali/ppwp/?temuan=terlalu_dini")


def test_seats_are_allocated_where_a_dapil_is_whole(client: Client, election: Election) -> None:
    """Twelve seats of two districts; the third lies elsewhere and says so."""
    result = run(election, "pdprdk", Run.Kind.SEATS).result
    answered = [row for row in result["districts"] if "parties" in row]
    assert [
        (r["seats"], sum(p["seats"] for p in r["parties"].values()) + r["open_seats"]) for r in answered
    ] == [
        (7, 7),
        (5, 5),
    ]
    assert all(0 <= p["chance"] <= 1 for r in answered for p in r["parties"].values())
    text = page(sign_in(client, person(Role.PIMPINAN)), "/kursi/")
    assert text.count("<circle class") == 12
    assert "di luar desk" in text


def _entries(*parts: tuple[str, str], n: int = 12) -> dict[str, str]:
    form = {"design": "stratified", "n": str(n)}
    for number, (name, entry) in enumerate(parts, start=1):
        form |= {f"name{number}": name, f"entry{number}": entry}
    return form


class TestCeremony:
    """Drawing by several people."""

    URL = "/hitung-cepat/ppwp/undian/"

    def test_two_people_draw_and_the_record_shows_their_entries(
        self, client: Client, election: Election
    ) -> None:
        """The seed is theirs, the estimate follows at once."""
        sign_in(client, person(Role.STAF))
        assert "Catat sidik kerangka" in page(client, self.URL)
        answer = client.post(self.URL, _entries(("Sekda", "4711"), ("Ketua Panwas", "melati")))
        assert answer.status_code == 302
        sample = Sample.objects.get()
        assert (sample.seed, sample.n) == ("4711-melati", 12)
        text = page(client, self.URL)
        assert "4711" in text
        assert "Ketua Panwas" in text
        assert Run.objects.filter(kind="estimate").count() == 1

    @pytest.mark.parametrize(
        ("form", "sentence"),
        [
            (_entries(("Sekda", "4711")), "sedikitnya 2 orang"),
            (_entries(("Sekda", "4711"), ("Kabag", "")), "kosongkan keduanya"),
            (_entries(("Sekda", "1"), ("Kabag", "2"), n=7), "terlalu kecil"),
            (_entries(("Sekda", "1"), ("Kabag", "2"), n=999), "harus 1 sampai 40"),
        ],
    )
    def test_what_cannot_be_drawn_is_refused_with_a_sentence(
        self, client: Client, election: Election, form: dict[str, str], sentence: str
    ) -> None:
        """And nothing is stored."""
        sign_in(client, person(Role.STAF))
        answer = client.post(self.URL, form)
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
        assert not Sample.objects.exists()

    def test_a_leader_and_an_auditor_look_on_but_do_not_draw(
        self, client: Client, election: Election
    ) -> None:
        """The right to lock is needed besides the totals."""
        for role in (Role.PIMPINAN, Role.AUDITOR):
            sign_in(client, person(role))
            assert "Undi sekarang" not in page(client, self.URL)
            assert client.post(self.URL, _entries(("A", "1"), ("B", "2"))).status_code == 403
        assert not Sample.objects.exists()


@pytest.mark.parametrize(
    ("path", "kind", "contest"),
    [
        ("hitung-cepat", Run.Kind.ESTIMATE, "ppwp"),
        ("proyeksi", Run.Kind.PROJECTION, "ppwp"),
        ("anomali", Run.Kind.ANOMALIES, "ppwp"),
        ("kursi", Run.Kind.SEATS, "pdprdk"),
    ],
)
@pytest.mark.parametrize("shape", ["csv", "xlsx"])
def test_every_table_can_be_taken_out_with_name_and_run(
    client: Client, election: Election, path: str, kind: Run.Kind, contest: str, shape: str
) -> None:
    """The file says what it is, who took it, and from which run."""
    drawn(election)
    made = run(election, contest, kind)
    who = person(Role.PIMPINAN, name="Sekda Uji")
    answer = sign_in(client, who).get(f"/statistik/{path}/{contest}/unduh.{shape}")
    assert answer.status_code == 200
    assert Record.objects.filter(act="export_insight", actor_id=who.audit_id).count() == 1
    if shape == "csv":
        text = answer.content.decode("utf-8-sig")
        assert text.startswith("DATA INTERNAL – BUKAN HASIL RESMI KPU")
        assert made.input_hash in text
        assert "Sekda Uji" in text


class TestChangingTheSample:
    """Enlarging and replacing, by those who draw."""

    URL = "/hitung-cepat/ppwp/undian/"

    def test_the_sample_grows_and_a_lost_tps_is_replaced(self, client: Client, election: Election) -> None:
        """Each is a new sample; the page never shows who is in it, the file does."""
        first = drawn(election)
        sign_in(client, person(Role.STAF))
        assert client.post(f"{self.URL}perbesar/", {"n": "26"}).status_code == 302
        larger = Sample.objects.order_by("-id")[0]
        assert (larger.n, larger.previous_id) == (26, first.pk)
        lost = next(code for code, _ in larger.members if code.startswith("160704"))
        client.post(f"{self.URL}ganti/", {"tps_code": lost, "reason": "SK KPU 9"})
        newest = Sample.objects.order_by("-id")[0]
        assert lost not in {code for code, _ in newest.members}
        text = page(client, self.URL)
        assert "SK KPU 9" in text
        assert not any(code in text for code, _ in newest.members)
        file = client.get("/statistik/sampel/ppwp/unduh.csv").content.decode("utf-8-sig")
        assert f"Diganti: {lost} oleh {newest.replaced[0]['in']}" in file

    def test_what_cannot_be_is_said_on_the_page(self, client: Client, election: Election) -> None:
        """And changes nothing."""
        drawn(election)
        sign_in(client, person(Role.STAF))
        for path, form, word in (
            ("perbesar/", {"n": "20"}, "lebih besar"),
            ("perbesar/", {"n": "x"}, "bilangan"),
            ("ganti/", {"tps_code": "1607012001001", "reason": "SK"}, "TPS 1607012001001"),
            ("ganti/", {"tps_code": "1607012001001", "reason": ""}, "Alasan, misalnya nomor keputusan: "),
        ):
            text = client.post(self.URL + path, form, follow=True).content.decode()
            assert word in text, (path, form)
        assert Sample.objects.count() == 1

    @pytest.mark.parametrize("role", [Role.PIMPINAN, Role.AUDITOR, Role.CAMAT])
    def test_others_change_nothing(self, client: Client, election: Election, role: Role) -> None:
        """Whatever address they type."""
        drawn(election)
        sign_in(client, person(role))
        for path in ("perbesar/", "ganti/"):
            assert client.post(self.URL + path, {"n": "30"}).status_code == 403
        assert Sample.objects.count() == 1


def test_the_sample_is_a_map_and_rows_of_dots_and_arrivals(client: Client, election: Election) -> None:
    """In, missing and outside per kecamatan; still no TPS of the sample on the page."""
    sample = drawn(election)
    for number, kecamatan in enumerate(Region.objects.filter(code__startswith="1607", level="kecamatan")):
        Region.objects.filter(pk=kecamatan.pk).update(lat=-2.0 - number / 10, lon=104.0 + (number % 2) / 10)
    first = run(election, "ppwp", Run.Kind.ESTIMATE)
    Run.objects.filter(pk=first.pk).update(at=first.at - timedelta(minutes=9))
    for tps in Tps.objects.filter(election=election, code__startswith="160704")[:5]:
        make_submission(tps, election.contests.get(code="ppwp"), {"1": 40, "2": 90, "3": 30}, invalid=1)
    result = run(election, "ppwp", Run.Kind.ESTIMATE).result
    text = page(sign_in(client, person(Role.PIMPINAN)), "/hitung-cepat/")
    asked, came = (sum(row[name] for row in result["strata"]) for name in ("sampled", "reported"))
    assert 0 < came < asked == 20
    assert (text.count('class="in-dot"'), text.count('class="in-dot-open"')) == (came, asked - came)
    assert text.count('class="in-arrival"') == 4
    last = result["strata"][-1]
    assert f"Bukit Harapan: {last['reported']} dari {last['sampled']} TPS sampel masuk" in text
    assert not any(code in text for code, _ in sample.members)


def test_the_house_names_who_fills_the_seats(client: Client, election: Election) -> None:
    """By their votes in the district; the run with them can be repeated."""
    dprd = election.contests.select_related("election__area").get(code="pdprdk")
    for number in (1, 2):
        Choice.objects.create(
            contest=dprd,
            dapil="UJI 1",
            key=f"9.{number}",
            order=9,
            name=f"Calon Uji {number}",
            party="Partai 9",
        )
    for tps in Tps.objects.filter(election=election, code__startswith="160701"):
        votes = {"9": 1, "9.1": 20, "9.2": 90, "1": 10}
        make_submission(tps, dprd, votes, invalid=1)
    made = run(election, "pdprdk", Run.Kind.SEATS)
    elected = made.result["districts"][0]["parties"]["9"]["elected"]
    assert elected[0] == {"key": "9.2", "votes": 900}
    assert "Calon Uji 2 (900)" in page(sign_in(client, person(Role.PIMPINAN)), "/kursi/")
    assert services.reproduce(run=made).same
    assert "9.2 (900)" in client.get("/statistik/kursi/pdprdk/unduh.csv").content.decode("utf-8-sig")
