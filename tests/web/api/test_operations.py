"""What the operations answer."""

from __future__ import annotations

import json
from datetime import date
from http import HTTPStatus

import pytest
from django.utils import timezone

from deskpemilu.audit.models import Record
from deskpemilu.channels.models import InboxMessage
from deskpemilu.domain.roles import Role
from deskpemilu.domain.states import Generation
from deskpemilu.flow import revotes
from deskpemilu.registry.models import Contest, Election, Tps
from deskpemilu.tally.queries import tally_rows
from tests.builders import make_election, make_submission
from tests.people import person
from tests.web.api.conftest import OTHER, OWN, Api, token_of


@pytest.fixture
def staf(election: Election) -> Api:
    """The whole desk, with totals."""
    return token_of(person(Role.STAF))


def test_the_registry_is_read(staf: Api) -> None:
    """Elections, ballots, regions from the top, TPS."""
    (election,) = staf.get("elections").json()
    assert (election["code"], election["area"], election["tps"]) == ("pemilu2024", "1607", 12)
    (contest,) = staf.get("elections/pemilu2024/contests").json()
    assert [choice["key"] for choice in contest["choices"]] == ["1", "2", "3"]
    assert [row["code"] for row in staf.get("regions").json()] == ["1607"]
    assert [row["code"] for row in staf.get("regions", parent="16.07").json()] == [OWN, OTHER]
    page = staf.get("tps", area="16.07.01").json()
    assert (page["total"], page["page"], page["next"]) == (6, 1, None)
    assert page["rows"][0]["dpt_l"] == 120


def test_the_tally_is_what_the_command_prints(staf: Api, election: Election) -> None:
    """Key by key, for every level and both totals; a look is recorded once in ten minutes."""
    for by in ("provinsi", "kabupaten", "kecamatan", "desa", "tps"):
        for count in ("received", "verified"):
            answer = staf.get("tally", contest="ppwp", by=by, count=count).json()
            printed = tally_rows(
                election=election, contest_code="ppwp", by=by, count=count, now=timezone.now()
            )
            assert {**answer, "at": ""} == json.loads(json.dumps({**printed, "at": ""}))
            assert answer["rows"]
    assert Record.objects.filter(act="look_totals").count() == 1


def test_the_tally_of_a_token_is_of_its_area() -> None:
    """Without asking for an area: its own; two areas: which one is asked for."""
    made = make_election(kecamatan=3)
    contest = Contest.objects.get(election=made)
    make_submission(Tps.objects.get(code=f"{OTHER}2001001"), contest, {"1": 5})
    who = person(Role.CAMAT, OWN)
    given = token_of(who)
    rows = given.get("tally", contest="ppwp", by="kecamatan").json()["rows"]
    assert {row["code"] for row in rows} <= {OWN}
    who.grants.create(role=Role.CAMAT.value, area=OTHER, sees_totals=True)
    answer = given.get("tally", contest="ppwp", by="kecamatan")
    assert (answer.status_code, "?area=KODE" in answer.json()["pesan"]) == (422, True)


def test_progress_tells_no_votes(staf: Api) -> None:
    """How many came in, here and below."""
    answer = staf.get("progress", contest="ppwp", area="1607").json()
    assert (answer["region"]["tps"], answer["region"]["received"], answer["region"]["problem"]) == (12, 2, 1)
    assert [row["code"] for row in answer["below"]] == [OWN, OTHER]
    assert "votes" not in json.dumps(answer)
    assert staf.get("progress", contest="ppwp", area="1699").status_code == HTTPStatus.NOT_FOUND


def test_versions_are_read_with_state_and_findings(staf: Api, election: Election) -> None:
    """The older version too; `since` leaves out what is known already."""
    contest = Contest.objects.get(election=election)
    later = timezone.now()
    make_submission(Tps.objects.get(code=f"{OWN}2001001"), contest, {"1": 51}, at=later)
    rows = staf.get("submissions", area=OWN).json()["rows"]
    assert [(row["version"], row["shown"], row["state"]) for row in rows] == [
        (1, False, "received"),
        (2, True, "received"),
    ]
    assert rows[0]["votes"] == {"1": 50, "2": 60, "3": 10}
    since = "2024-06-01T00:00:00+07:00"
    assert [row["version"] for row in staf.get("submissions", since=since).json()["rows"]] == [2]
    (held,) = staf.get("submissions", area=f"{OTHER}2001002").json()["rows"]
    assert (held["state"], held["findings"][0]["code"]) == ("held", "sum_differs")
    assert Record.objects.filter(act="look_totals", region=OWN).exists()


def test_a_form_that_a_revote_replaced_is_not_the_one_shown(staf: Api, election: Election) -> None:
    """Adding up what is shown gives the totals."""
    decree = revotes.Decree(Generation.PSU, "12", date(2024, 2, 18), "uji")
    code, now = f"{OWN}2001001", timezone.now()
    who = person(Role.STAF)
    revotes.decide(actor=who, election=election, codes=[code], contests=["ppwp"], decree=decree, now=now)
    (row,) = staf.get("submissions", area=code).json()["rows"]
    assert (row["generation"], row["state"], row["shown"]) == ("reguler", "received", False)


def test_figures_of_many_tps_are_totals(election: Election) -> None:
    """Who may not see totals reads states, and the figures of one TPS at a time."""
    given = token_of(person(Role.STAF, totals=False))
    rows = given.get("submissions").json()["rows"]
    assert len(rows) == 3
    assert {json.dumps([row["votes"], row["rows"], row["reason"]]) for row in rows} == {"[null, null, null]"}
    assert rows[2]["findings"] == [{"code": "sum_differs", "severity": "galat"}]
    (one,) = given.get("submissions", area=f"{OTHER}2001002").json()["rows"]
    assert one["votes"] == {"1": 99, "2": 1}
    assert not Record.objects.filter(act="look_totals").exists()


def test_pages_are_of_five_hundred(staf: Api, election: Election) -> None:
    """The number of the next one, until there is none."""
    desa = Tps.objects.first().desa  # type: ignore[union-attr]
    Tps.objects.bulk_create(
        Tps(election=election, code=f"{desa.code}{n:03d}", desa=desa) for n in range(100, 700)
    )
    first = staf.get("tps").json()
    second = staf.get("tps", page=2).json()
    assert (first["next"], second["next"], first["total"]) == (2, None, 612)
    assert len({row["code"] for row in first["rows"] + second["rows"]}) == 612


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("elections/lain/contests", {}, 404),
        ("tally", {"contest": "pdpr", "by": "desa"}, 404),
        ("tally", {"contest": "ppwp", "by": "planet"}, 422),
        ("tally", {"by": "desa"}, 422),
        ("tps", {"page": "0"}, 422),
        ("tps", {"area": "16x"}, 422),
        ("tps", {"area": "16071"}, 422),
        ("submissions", {"since": "kemarin"}, 422),
        ("submissions", {"since": "2024-02-14T10:00:00"}, 422),
        ("submissions", {"since": "0001-01-01T00:00:00+07:00"}, 422),
        ("tidak-ada", {}, 404),
    ],
)
def test_what_cannot_be_answered_is_told(staf: Api, path: str, query: dict[str, str], status: int) -> None:
    """In Indonesian, as JSON where the API was reached."""
    answer = staf.get(path, **query)
    assert answer.status_code == status
    if path != "tidak-ada":
        assert set(answer.json()) == {"pesan"}


def test_one_of_several_elections_must_be_named(staf: Api) -> None:
    """Nothing is guessed."""
    make_election(code="pilkada2024", preset="pilkada2024", kecamatan=0)
    answer = staf.get("tps")
    assert (answer.status_code, "?election=KODE" in answer.json()["pesan"]) == (422, True)
    assert staf.get("tps", election="pemilu2024").json()["total"] == 12


# Messages


def _line(number: int, sender: str = "+6281200000009", **more: object) -> dict[str, object]:
    return {
        "id": f"api-{number}",
        "channel": "whatsapp",
        "sender": sender,
        "sent_at": "2024-02-14T15:20:00+07:00",
        "text": f"TPS {number} AMIN 1 PAGI 2 GAMA 3",
        **more,
    }


def test_messages_are_stored_once(staf: Api) -> None:
    """Again changes nothing; who sent them is on the record."""
    lines = [_line(1), _line(2), _line(1)]
    assert staf.post("messages", lines).json() == {"accepted": 2, "duplicates": 1, "refused": []}
    assert staf.post("messages", lines).json() == {"accepted": 0, "duplicates": 3, "refused": []}
    message = InboxMessage.objects.get(external_id="api-1")
    assert (message.sender, message.state) == ("6281200000009", "new")
    (noted,) = Record.objects.filter(act="inbox.posted")
    assert (noted.data["messages"], noted.data["repeats"]) == (2, 1)


def test_a_bad_line_does_not_hold_up_the_good_ones(staf: Api) -> None:
    """Each is named with its place and reason; what no database can store never gets there."""
    lines = [
        {"text": "tanpa id"},
        _line(1),
        _line(2, id="x\x00"),
        _line(3, id=10**200),
        _line(4, election="x" * 41),
        _line(5, sent_at="0001-01-01T00:00:00+07:00"),
        _line(6, id="\ud800"),
        _line(7, text="angka \ud83d \x00 1", sender="\x00\udc00"),
    ]
    answer = staf.post("messages", json.dumps(lines)).json()
    assert (answer["accepted"], [row["line"] for row in answer["refused"]]) == (2, [1, 3, 4, 5, 6, 7])
    assert InboxMessage.objects.get(external_id="api-7").text == "angka \ufffd  1"


@pytest.mark.parametrize("content", ["", "{", "[1]", '"a"', "[" * 5000, "[{}]" + " " * 9, "\udc80"])
def test_a_body_that_is_no_list_of_messages_is_refused(staf: Api, content: str) -> None:
    """400 or 422, or each line for itself; never an error of ours."""
    answer = staf.post("messages", content.encode("utf-8", "surrogateescape"))
    assert answer.status_code in {200, 400, 422}
    assert answer.status_code == HTTPStatus.OK or set(answer.json()) == {"pesan"}


def test_nobody_speaks_for_another_kecamatan(election: Election) -> None:
    """A narrow token sends for its own reporters only, all or nothing; the whole desk for everybody."""
    person(Role.OPERATOR, OWN, phone="6281200000001")
    person(Role.OPERATOR, OTHER, phone="6281200000002")
    narrow = token_of(person(Role.STAF), OWN)
    own, other, stranger = (_line(n, sender=f"+628120000000{n}") for n in (1, 2, 3))
    for foreign in (other, stranger):
        answer = narrow.post("messages", [own, foreign])
        assert (answer.status_code, "ke-2" in answer.json()["pesan"]) == (403, True)
    assert not InboxMessage.objects.exists()
    assert narrow.post("messages", [own]).json()["accepted"] == 1
    assert token_of(person(Role.STAF)).post("messages", [other, stranger]).json()["accepted"] == 2


def test_at_most_two_thousand_messages_at_once(staf: Api) -> None:
    """More is refused as a whole."""
    assert staf.post("messages", [_line(n) for n in range(2001)]).status_code == 422
    assert not InboxMessage.objects.exists()
