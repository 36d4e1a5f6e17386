"""A planned second entry is blind everywhere: the first one's figures are on no page, file or answer."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, converters, reverse

from deskpemilu.accounts.access import access_of
from deskpemilu.accounts.models import Person
from deskpemilu.audit.models import Record
from deskpemilu.config import checks
from deskpemilu.domain.roles import Role
from deskpemilu.intake.blindness import hidden_from
from deskpemilu.intake.entry_models import EntryLook, EntryPlan, FormEntry
from deskpemilu.intake.entry_queries import second_entry_missing
from deskpemilu.intake.models import Count, Submission
from deskpemilu.registry.models import Contest, Election, Tps
from deskpemilu.tally import totals
from tests.builders import NOW, make_election, make_submission
from tests.entry_scenes import GOOD, NEXT, TPS, URL, send
from tests.people import person, sign_in
from tests.web.api.conftest import token_of

# Figures that no sum on any page can be: another form of the desa is in every total.
FIRST = {**GOOD, "choice:1": "47", "choice:2": "116", "choice:3": "57"}
TOLD = ("116", "57")
SHEET = f"/verifikasi/{TPS}/ppwp/"


@pytest.fixture(autouse=True)
def election() -> Election:
    """Presidential forms are typed twice; another TPS of the desa has reported."""
    made = make_election(contests=("ppwp", "pdpd"))
    other = Tps.objects.get(code=NEXT)
    make_submission(other, Contest.objects.get(code="ppwp"), {"1": 101, "2": 13, "3": 24}, state="verified")
    totals.rebuild(made)
    EntryPlan.objects.create(
        election=made, contests=["ppwp"], areas=[TPS], reason="uji", made_by=person(Role.STAF), made_at=NOW
    )
    return made


@pytest.fixture
def clerk() -> Person:
    """Types the first entry."""
    who = person(Role.OPERATOR, "1607012001", name="Petugas Satu")
    send(who, FIRST)
    return who


def the_count() -> Count:
    return Count.objects.select_related("tps", "contest").get(tps__code=TPS, contest__code="ppwp")


SAMPLES = {"contest": "ppwp", "shape": "csv", "jenis": "ppwp", "source": "sirekap"}


def _url(address: str, entry: URLPattern) -> str | None:
    """The address with this TPS in it, None where an argument means something else."""
    out = address
    for name, converter in entry.pattern.converters.items():
        if name == "version_id":
            value = str(Submission.objects.get(tps__code=TPS).pk)
        elif "code" in name or "kode" in name:
            # Regions above are walked too, below.
            value = TPS if "tps" in address or "isi/" in address or "verifikasi" in address else "1607012001"
        elif name in SAMPLES:
            value = SAMPLES[name]
        elif isinstance(converter, converters.IntConverter):
            value = "1"
        else:
            return None
        kind = next(key for key, made in converters.get_converters().items() if type(made) is type(converter))
        out = out.replace(f"<{kind}:{name}>", value).replace(f"<{name}>", value)
    return out


def addresses() -> Iterator[str]:
    """Every page and file of the program that can be asked for."""
    for address, entry, _ in checks.routes():
        if "langsung" in address or address.startswith("/api/") or (url := _url(address, entry)) is None:
            continue
        yield url
        for wider in ("160701", "1607", TPS):
            if "1607012001" in url and TPS not in url:
                yield url.replace("1607012001", wider)
    yield f"{URL}?isi=laporan"
    yield f"{SHEET}?status=received"
    yield "/cari/?q=TPS+1+Mekar+Sari"
    yield "/dasbor/ppwp/1607/unduh.csv?tps=1"


def words_in(client: Client, url: str) -> str:
    answer = client.get(url, HTTP_ACCEPT="text/html")
    if answer.status_code != 200:
        return ""
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            data = b" ".join(file.read(name) for name in file.namelist())
    return data.decode("utf-8", "replace")


def tells(text: str) -> bool:
    """Whether the figures of the first entry stand in a text, as figures."""
    return all(
        any(f"{before}{told}{after}" in text for before in '>";,: =' for after in '<";,: \r\n')
        for told in TOLD
    )


def test_the_walk_would_see_it(clerk: Person) -> None:
    """Somebody who only reads sees the figures where they stand: the walk below looks for the right thing."""
    client = sign_in(Client(), person(Role.AUDITOR))
    seen = {url for url in addresses() if tells(words_in(client, url))}
    assert f"/tps/{TPS}/" in seen
    assert any(url.endswith(".csv") for url in seen)
    assert any("versi" in url for url in seen)


@pytest.mark.parametrize(
    ("role", "area"),
    [(Role.OPERATOR, "160701"), (Role.CAMAT, "160701"), (Role.STAF, "")],
)
def test_nobody_who_may_type_the_second_entry_sees_the_first(clerk: Person, role: Role, area: str) -> None:
    """On no page and in no file; totals of regions stay as they are."""
    client = sign_in(Client(), person(role, area, totals=True))
    for url in addresses():
        assert not tells(words_in(client, url)), url


@pytest.mark.parametrize(("role", "area"), [(Role.CAMAT, "160701"), (Role.STAF, "")])
def test_nor_does_a_program_with_their_token(clerk: Person, role: Role, area: str) -> None:
    """The version without figures, the TPS held back, region sums as ever."""
    api = token_of(person(role, area))
    for query in ({"area": TPS}, {"area": "160701"}):
        (row,) = [r for r in api.get("submissions", **query).json()["rows"] if r["tps_code"] == TPS]
        assert (row["votes"], row["rows"]) == (None, None)
    rows = {r["code"]: r for r in api.get("tally", contest="ppwp", by="tps").json()["rows"]}
    assert (rows[TPS]["votes"], rows[TPS]["tps_in"], rows[TPS]["findings"]) == ({}, 0, ["second_entry"])
    assert rows[NEXT]["votes"] == {"1": 101, "2": 13, "3": 24}
    (kecamatan,) = api.get("tally", contest="ppwp", by="kecamatan", area="160701").json()["rows"]
    assert kecamatan["votes"]["2"] == 116 + 13
    told = token_of(person(Role.AUDITOR)).get("submissions", area=TPS).json()["rows"]
    assert told[0]["votes"]["2"] == 116


def test_the_author_sees_their_own(clerk: Person) -> None:
    """There is nothing to hide from whoever typed it."""
    assert tells(words_in(sign_in(Client(), clerk), f"/tps/{TPS}/"))


def test_after_the_second_entry_everybody_sees_the_form(clerk: Person) -> None:
    """Equal or not: now it is a decision between people, not a blind test."""
    second, camat = person(Role.OPERATOR, "160701"), person(Role.CAMAT, "160701")
    send(second, {**FIRST, "choice:1": "48", "choice:3": "56"})
    assert the_count().state == "conflict"
    assert "116" in words_in(sign_in(Client(), camat), SHEET)
    assert tells(words_in(sign_in(Client(), person(Role.OPERATOR, "160701")), f"/tps/{TPS}/"))


def test_without_a_plan_nothing_is_hidden(clerk: Person, election: Election) -> None:
    """Nor what the plan does not name."""
    EntryPlan.objects.update(ended_at=NOW)
    assert tells(words_in(sign_in(Client(), person(Role.CAMAT, "160701")), SHEET))
    EntryPlan.objects.update(ended_at=None, areas=["160702"])
    assert tells(words_in(sign_in(Client(), person(Role.CAMAT, "160701")), SHEET))


def test_a_camat_may_look_and_is_no_second_typist_then(clerk: Person) -> None:
    """Noted with their name; their equal entry settles nothing, a colleague's does."""
    camat = person(Role.CAMAT, "160701", name="Camat Uji")
    client = sign_in(Client(), camat)
    page = words_in(client, SHEET)
    assert "Lihat isian pertama" in page
    assert "Verifikasi <kbd>" not in page
    client.post(f"{SHEET}lihat/")
    assert EntryLook.objects.get().person == camat
    assert Record.objects.get(act="entry.look").actor == "Camat Uji"
    assert "116" in words_in(client, SHEET)
    assert "sudah melihat isian pertama" in words_in(client, URL)
    send(camat, FIRST)
    assert FormEntry.objects.get(person=camat).first is None
    assert second_entry_missing(the_count())
    send(person(Role.OPERATOR, "160701"), FIRST)
    assert not second_entry_missing(the_count())


def test_an_operator_cannot_look(clerk: Person) -> None:
    """Only whoever may correct, and only in their area."""
    for who in (person(Role.OPERATOR, "160701"), person(Role.CAMAT, "160702"), person(Role.AUDITOR)):
        assert sign_in(Client(), who).post(f"{SHEET}lihat/").status_code == 403
    assert not EntryLook.objects.exists()


def test_what_is_hidden_is_narrowed_by_place(clerk: Person, election: Election) -> None:
    """And empty for whoever cannot type."""
    rights = sign_in(Client(), person(Role.CAMAT, "160701"))
    assert rights.get(reverse("tps", args=[TPS])).status_code == 200

    access = access_of(person(Role.CAMAT, "160701"))
    contest = Contest.objects.get(code="ppwp")
    assert hidden_from(access, election).codes(contest.pk) == {TPS}
    assert hidden_from(access, election, inside="1607012001").codes(contest.pk) == {TPS}
    assert hidden_from(access, election, inside=TPS).codes(contest.pk) == {TPS}
    assert not hidden_from(access, election, inside="1607012002")
    assert not hidden_from(access_of(person(Role.AUDITOR)), election)
