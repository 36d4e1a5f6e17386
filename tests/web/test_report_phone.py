"""Behind the operator's pages: what the phone keeps, and reports that come hours after they were typed."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import timezone

from deskpemilu.accounts.models import Person
from deskpemilu.channels.models import InboxMessage
from deskpemilu.domain.form import CountForm
from deskpemilu.domain.roles import Role
from deskpemilu.domain.states import Generation
from deskpemilu.flow import revotes
from deskpemilu.flow.reports import report_form
from deskpemilu.intake.models import Count, Submission
from deskpemilu.registry.models import Contest, Election, Tps
from deskpemilu.tally import totals
from deskpemilu.tally.models import Total
from deskpemilu.web.pages.report import phone as phone_pages
from tests.builders import make_election
from tests.people import person, sign_in

TPS = "1607012001001"
SEND = f"/lapor/{TPS}/ppwp/kirim/"
KEY = "0f8fad5b-d9cb-469f-a165-70867728950e"
OTHER_KEY = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
FIGURES = {"choice:1": "20", "choice:2": "100", "choice:3": "30", "suara_tidak_sah": "5"}


@pytest.fixture
def election() -> Election:
    """Two kecamatan with totals."""
    made = make_election()
    totals.rebuild(made)
    return made


@pytest.fixture
def operator(election: Election) -> Person:
    """An operator of desa 16.07.01.2001."""
    return person(Role.OPERATOR, "1607012001", name="Operator Satu")


@pytest.fixture
def phone(client: Client, operator: Person) -> Client:
    """The operator, signed in."""
    return sign_in(client, operator)


def sent(phone: Client, election: Election, **more: str) -> Any:
    """Figures as the phone's store sends them."""
    given = {**FIGURES, "kunci": KEY, "pemilu": election.code, "dasar": "0.0", **more}
    return phone.post(SEND, given, headers={"HX-Request": "true"})


def ago(**delta: int) -> str:
    """A time of the phone's clock."""
    return (timezone.now() - timedelta(**delta)).isoformat()


def reported(who: Person, *votes: int) -> None:
    """Somebody else's report of the same form, meanwhile."""
    report_form(
        actor=who,
        tps=Tps.objects.select_related("desa__parent").get(code=TPS),
        contest=Contest.objects.select_related("election").get(code="ppwp"),
        form=CountForm(votes={str(n): figure for n, figure in enumerate(votes, start=1)}),
        key=OTHER_KEY,
        now=timezone.now(),
    )


def form_of(phone: Client, tps: str = TPS) -> dict[str, Any]:
    """One form as the phone keeps it."""
    told = phone.get("/lapor/bekal.json").json()
    line = next(line for line in told["tps"] if line["code"] == tps)
    found: dict[str, Any] = line["forms"][0]
    return found


def test_the_phone_keeps_only_its_persons_tps_and_no_votes(phone: Client, operator: Person) -> None:
    """Places, states and boxes; never a figure that somebody reported."""
    reported(person(Role.OPERATOR, "160701"), 4321, 0, 0)
    answer = phone.get("/lapor/bekal.json")
    told = answer.json()
    assert [line["code"] for line in told["tps"]] == [f"{TPS[:10]}00{n}" for n in (1, 2, 3)]
    assert told["person"] == {"id": str(operator.pk), "name": "Operator Satu"}
    assert "4321" not in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    form = form_of(phone)
    assert [box["name"] for box in told["ballots"][form["ballot"]]] == [
        "choice:1",
        "choice:2",
        "choice:3",
        "suara_sah",
        "suara_tidak_sah",
        "suara_total",
    ]


def test_many_tps_are_brought_by_desa(client: Client) -> None:
    """A kecamatan of 66 TPS is not copied to a phone at once."""
    make_election(kecamatan=1, desa=6, tps=11)
    phone = sign_in(client, person(Role.OPERATOR, "160701"))
    assert phone.get("/lapor/bekal.json").json()["by_desa"]
    assert len(phone.get("/lapor/bekal.json?wilayah=1607012001").json()["tps"]) == 11


def test_a_report_from_the_phone_is_stored_once(phone: Client, election: Election) -> None:
    """Sent three times, one message, one version; the answer says where the form stands."""
    first = sent(phone, election).json()
    assert "terkirim dan diterima" in first["said"]
    assert first["form"]["state"] == "received"
    assert first["form"]["basis"] == form_of(phone)["basis"] != "0.0"
    for _ in range(2):
        assert "tidak disimpan dua kali" in sent(phone, election).json()["said"]
    assert (InboxMessage.objects.count(), Submission.objects.count()) == (1, 1)
    assert Total.objects.get(region_id="1607").received["votes"] == {"1": 20, "2": 100, "3": 30}


def test_figures_typed_before_a_colleagues_report_stand_beside_it(phone: Client, election: Election) -> None:
    """Nobody's number is replaced by somebody who never saw it."""
    reported(person(Role.OPERATOR, "160701"), 21, 100, 30)
    answer = sent(phone, election, diketik=ago(hours=2)).json()
    assert "berbeda dari laporan lain" in answer["said"]
    assert Count.objects.get().state == "conflict"


def test_figures_typed_before_ones_own_later_report_do_not_replace_it(
    phone: Client, operator: Person, election: Election
) -> None:
    """A phone that wakes up late is not a correction."""
    reported(operator, 25, 100, 30)
    answer = sent(phone, election, diketik=ago(hours=2)).json()
    assert "berbeda dari laporan lain" in answer["said"]
    assert Count.objects.get().state == "conflict"


def test_figures_typed_after_ones_own_report_correct_it(
    phone: Client, operator: Person, election: Election
) -> None:
    """The way back in the browser is an ordinary correction."""
    reported(operator, 25, 100, 30)
    answer = sent(phone, election, diketik=timezone.now().isoformat()).json()
    assert "diralat" in answer["said"]
    count = Count.objects.get()
    assert (count.state, count.submission and count.submission.votes["1"]) == ("received", 20)


@pytest.mark.parametrize("wrong", [timedelta(hours=3), timedelta(days=-2)])
def test_old_figures_stay_old_however_wrong_the_phones_clock_is(
    phone: Client, operator: Person, election: Election, wrong: timedelta
) -> None:
    """Typed an hour ago on a clock that is wrong; one's own later report stands meanwhile."""
    reported(operator, 25, 100, 30)
    typed = timezone.now() - timedelta(hours=1) + wrong
    sent(phone, election, diketik=typed.isoformat(), jam=(timezone.now() + wrong).isoformat())
    assert Count.objects.get().state == "conflict"


@pytest.mark.parametrize("clock", [{}, {"jam": "now"}])
def test_figures_from_the_future_prove_nothing(
    phone: Client, operator: Person, election: Election, clock: dict[str, str]
) -> None:
    """The clock was set right between typing and sending."""
    reported(operator, 25, 100, 30)
    clock = {name: timezone.now().isoformat() for name in clock}
    sent(phone, election, diketik=(timezone.now() + timedelta(hours=3)).isoformat(), **clock)
    assert Count.objects.get().state == "conflict"


def test_what_one_person_kept_is_not_sent_in_the_name_of_another(
    phone: Client, operator: Person, election: Election
) -> None:
    """Another page of the same browser signed somebody else in: the phone waits for the owner."""
    other = sent(phone, election, orang="5a0c2a0e-6a55-4ab5-9a3e-6a3f1b3c1a11")
    assert (other.status_code, InboxMessage.objects.count()) == (401, 0)
    photo = {"orang": "5a0c2a0e-6a55-4ab5-9a3e-6a3f1b3c1a11", "kunci": KEY}
    assert phone.post(f"/lapor/{TPS}/foto/", photo).status_code == 401
    assert sent(phone, election, orang=str(operator.pk)).status_code == 200


def test_what_was_stored_is_said_to_be_stored_after_a_decision_too(
    phone: Client, operator: Person, election: Election
) -> None:
    """The answer was lost, KPU decided a revote for next week, the phone sends again."""
    sent(phone, election)
    day = timezone.localdate()
    revotes.decide(
        actor=person(Role.STAF),
        election=election,
        codes=[TPS],
        contests=["ppwp"],
        decree=revotes.Decree(Generation.PSU, "9", day, "uji", voting_date=day + timedelta(days=5)),
        now=timezone.now(),
    )
    again = sent(phone, election)
    assert "tidak disimpan dua kali" in again.json()["said"]
    assert sent(phone, election, kunci=OTHER_KEY, dasar=form_of(phone)["basis"]).status_code == 422
    assert InboxMessage.objects.count() == 1


def test_a_send_whose_answer_was_lost_is_known_by_its_key(phone: Client, election: Election) -> None:
    """Typed again before the first was known to have arrived: a correction of one's own."""
    sent(phone, election, diketik=ago(hours=3))
    again = sent(phone, election, kunci=OTHER_KEY, kunci_lama=KEY, diketik=ago(hours=2), **{"choice:1": "19"})
    assert "diralat" in again.json()["said"]
    assert Count.objects.get().state == "received"


def test_a_form_returned_meanwhile_is_not_answered_by_old_figures(phone: Client, election: Election) -> None:
    """The phone is told the reason, nothing is stored, and the next try knows."""
    sent(phone, election)
    basis = form_of(phone)["basis"]
    Count.objects.update(state="returned", reason="foto terpotong")
    late = sent(phone, election, kunci=OTHER_KEY, dasar=basis, **{"choice:1": "19"})
    assert late.status_code == 422
    assert "foto terpotong" in late.json()["said"]
    assert Submission.objects.count() == 1
    knows = late.json()["form"]["basis"]
    assert sent(phone, election, kunci=OTHER_KEY, dasar=knows, **{"choice:1": "19"}).status_code == 200


def test_a_decision_of_kpu_meanwhile_stops_old_figures(phone: Client, election: Election) -> None:
    """Figures of the first vote are not the revote's."""
    late = sent(phone, election, dasar="7.0")
    assert late.status_code == 422
    assert "keputusan KPU" in late.json()["said"]
    assert not Submission.objects.exists()


def test_the_camat_reads_when_it_was_typed(phone: Client, election: Election) -> None:
    """Only where it waited."""
    sent(phone, election, diketik=ago(hours=2))
    assert "menunggu sinyal" in InboxMessage.objects.get().text
    given = {**FIGURES, "kunci": OTHER_KEY, "pemilu": election.code, "diketik": ago(seconds=20)}
    phone.post(f"/lapor/{TPS[:-1]}2/ppwp/kirim/", given)
    assert InboxMessage.objects.count() == 2
    assert InboxMessage.objects.filter(text__contains="menunggu sinyal").count() == 1


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"choice:1": "dua"}, 422),
        ({"choice:1": "", "choice:2": "", "choice:3": ""}, 422),
        ({"diketik": "kemarin"}, 400),
        ({"diketik": "2024-13-45T99:99:99+07:00"}, 400),
        ({"pemilu": "lain"}, 404),
        ({"kunci": "x"}, 422),
    ],
)
def test_what_cannot_be_stored_is_refused_in_words(
    phone: Client, election: Election, changed: dict[str, str], status: int
) -> None:
    """Nothing is stored, and a sentence says why."""
    answer = sent(phone, election, **changed)
    assert answer.status_code == status
    assert not InboxMessage.objects.exists()
    said = answer.json()["said"] if status == 422 else answer.content.decode()
    assert re.search(r"[a-z]{3}.*\.", said)


def test_another_desa_and_nobody_at_all_are_refused(phone: Client, election: Election) -> None:
    """By the same guard as the pages; the phone is told with 401 that it is signed out."""
    given = {**FIGURES, "kunci": KEY, "pemilu": election.code}
    assert phone.post("/lapor/1607012002001/ppwp/kirim/", given).status_code == 403
    nobody = Client()
    for path in ("/lapor/bekal.json", "/lapor/pekerja.js", SEND):
        answer = nobody.post(path, given) if path == SEND else nobody.get(path)
        assert answer.status_code == 401, path
    assert not InboxMessage.objects.exists()


def test_the_program_lives_below_lapor_and_keeps_only_files(phone: Client) -> None:
    """Its files exist, change its bytes, and none is a page with data."""
    answer = phone.get("/lapor/pekerja.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert "worker-src" in answer.headers["Content-Security-Policy"]
    told = json.loads(re.search(r"const DESK = (.*);\n", answer.content.decode()).group(1))  # type: ignore[union-attr]
    assert told["frame"] == "/lapor/luring/"
    assert all(url.startswith("/static/") for url in told["files"])
    assert all(finders.find(name) for name in phone_pages.FRAME_FILES)
    frame = phone.get("/lapor/luring/").content.decode()
    linked = set(re.findall(r'(?:href|src)="/static/([^"#?]+\.(?:css|js))"', frame))
    assert linked <= set(phone_pages.FRAME_FILES), "a file that would be missing without network"
    assert "Operator Satu" not in frame
    assert TPS not in frame
