"""Making an election, and reading it as a lexicon that follows every change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied

from deskpemilu.audit.models import Record
from deskpemilu.audit.services import PROGRAM
from deskpemilu.domain.roles import Role
from deskpemilu.registry import services
from deskpemilu.registry.models import Choice, Dapil, Election, Region, Tps
from deskpemilu.registry.queries import current_elections, election_summaries, lexicon_of
from deskpemilu.registry.regions import ListedRegion
from deskpemilu.registry.services import RegistryRefused, create_election, touch
from tests.builders import make_election
from tests.people import person

NOW = datetime(2024, 1, 5, 3, 0, tzinfo=UTC)
LISTED = (
    ListedRegion("16", "Sumatera Selatan"),
    ListedRegion("1607", "Kabupaten Uji"),
    ListedRegion("160701", "Satu"),
    ListedRegion("1607012001", "Mekar Sari"),
)


@pytest.fixture(autouse=True)
def _small_list(monkeypatch: pytest.MonkeyPatch) -> None:
    def listed(area: str) -> Sequence[ListedRegion]:
        return LISTED if area == "1607" else ()

    monkeypatch.setattr(services, "around", listed)


def _create(**changes: object) -> Election:
    wanted: dict[str, object] = {"code": "pemilu2024", "preset": "pemilu2024", "area": "16.07", **changes}
    return create_election(actor=PROGRAM, now=NOW, **wanted)  # type: ignore[arg-type]


def test_it_makes_regions_contests_and_ballots() -> None:
    """From the preset and the list of regions, with an entry in the audit log."""
    election = _create()
    assert Region.objects.count() == 4
    assert Region.objects.get(code="1607012001").parent_id == "160701"
    assert [c.code for c in election.contests.all()] == ["ppwp", "pdpr", "pdpd", "pdprdp", "pdprdk"]
    assert election.contests.get(code="pdprdk").choices.count() == 18
    assert election.date == date(2024, 2, 14)
    assert Record.objects.get(act="election.create").region == "1607"


def test_the_same_call_again_changes_nothing() -> None:
    """Neither rows nor the audit log grow."""
    first = _create()
    before = (Choice.objects.count(), Record.objects.count())
    assert _create().pk == first.pk
    assert (Choice.objects.count(), Record.objects.count()) == before


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"date": date(2024, 2, 21)}, "pengaturan lain"),
        ({"preset": "pilkada2024"}, "pengaturan lain"),
        ({"code": "pemilu lama"}, "Kode pemilihan"),
        ({"code": "lain", "area": "16.99"}, "daftar kode Kemendagri"),
        ({"code": "lain", "area": "enam belas"}, "angka"),
        ({"code": "lain", "preset": "tidak-ada"}, "Preset"),
    ],
)
def test_what_cannot_be_made_is_refused_and_changes_nothing(changes: dict[str, object], says: str) -> None:
    """Each refusal says what is wrong."""
    _create()
    with pytest.raises(RegistryRefused, match=says):
        _create(**changes)
    assert Election.objects.count() == 1


def test_only_an_administrator_makes_an_election() -> None:
    """Staff of the desk may not."""
    call = {"code": "a", "preset": "pemilu2024", "area": "1607", "now": NOW}
    with pytest.raises(PermissionDenied):
        create_election(actor=person(Role.STAF), **call)  # type: ignore[arg-type]
    assert create_election(actor=person(Role.ADMINISTRATOR), **call).code == "a"  # type: ignore[arg-type]


def test_the_lexicon_holds_what_reading_needs() -> None:
    """Pairs with nicknames, regions below the area, labels and reserve of the preset."""
    lexicon = lexicon_of(_create())
    assert "AMIN" in lexicon.contests["ppwp"].choices_for("1607012001")[0].aliases
    assert set(lexicon.regions) == {"1607", "160701", "1607012001"}
    assert lexicon.reserve == pytest.approx(0.02)
    assert "DPTb" in lexicon.row_labels["pengguna_pindahan_j"]
    assert lexicon.tps == {}


def test_the_lexicon_follows_the_registry_only_after_a_touch() -> None:
    """It is kept while the revision stands, and made anew when it rose."""
    election = make_election(kecamatan=1, desa=1, tps=1)
    first = lexicon_of(election)
    assert lexicon_of(election) is first
    Tps.objects.create(election=election, code="1607012001002", desa_id="1607012001")
    touch(election)
    assert lexicon_of(election).tps == {"1607012001001": 245, "1607012001002": None}


def test_a_district_ballot_holds_the_parties_lines_too() -> None:
    """Candidates of a dapil stand between the party lines that every ballot has."""
    election = make_election(kecamatan=2, desa=1, tps=1, contests=("pdprdk",))
    contest = election.contests.get()
    Dapil.objects.create(contest=contest, code="UJI 1", areas=["160701"])
    Choice.objects.create(contest=contest, dapil="UJI 1", key="1.1", order=1001, name="Calon Satu")
    touch(election)
    entry = lexicon_of(election).contests["pdprdk"]
    assert [c.key for c in entry.choices_for("1607012001")][:3] == ["1", "1.1", "2"]
    assert [c.key for c in entry.choices_for("1607022001")][:3] == ["1", "2", "3"]


def test_elections_are_listed_newest_first_and_summed_up() -> None:
    """Inactive ones are not current."""
    make_election(kecamatan=1, desa=1, tps=2, code="lama")
    _create(code="baru", date=date(2029, 2, 14))
    Election.objects.filter(code="lama").update(active=True)
    assert [e.code for e in current_elections()] == ["baru", "lama"]
    Election.objects.filter(code="lama").update(active=False)
    assert [e.code for e in current_elections()] == ["baru"]
    assert election_summaries("lama")[0]["tps"] == 2
