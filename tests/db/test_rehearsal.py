"""The rehearsal: a desk of Banyuasin's size, whose every message says what is on the paper."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from django.utils import timezone

from deskpemilu.accounts.models import Grant, Person
from deskpemilu.accounts.queries import owners_of_numbers
from deskpemilu.channels import inbox
from deskpemilu.coordination.models import Call, ReminderPlan
from deskpemilu.coordination.reminder_services import remind_due
from deskpemilu.domain.findings import Severity
from deskpemilu.domain.roles import Role
from deskpemilu.domain.rules import TpsFacts, check
from deskpemilu.evidence.models import Photo
from deskpemilu.exchange import queries
from deskpemilu.exchange.beside import lay_beside, summarise
from deskpemilu.exchange.compare import Kind
from deskpemilu.exchange.foreign import Origin
from deskpemilu.flow.gather import sender_of
from deskpemilu.flow.media import announce_new
from deskpemilu.flow.reading import ReadAhead
from deskpemilu.flow.rehearsal import stage as stages
from deskpemilu.flow.rehearsal.camats import vouch
from deskpemilu.flow.rehearsal.cast import VISITORS
from deskpemilu.flow.rehearsal.office import affairs, whole_form
from deskpemilu.flow.rehearsal.plan import Counted, TpsPlan
from deskpemilu.flow.rehearsal.player import envelopes, reached_by
from deskpemilu.flow.rehearsal.script import Told
from deskpemilu.flow.rehearsal.stage import Stage, papers_of, set_stage
from deskpemilu.flow.rehearsal.styles import STYLES
from deskpemilu.flow.worker import drain
from deskpemilu.intake.book import book_of
from deskpemilu.intake.entry_models import EntryDraft, FormEntry
from deskpemilu.intake.entry_queries import waiting_seconds
from deskpemilu.intake.models import Count
from deskpemilu.intake.read import read
from deskpemilu.intake.reading import Outcome
from deskpemilu.registry.models import Dapil, Election, Region, Revote, Tps
from deskpemilu.tally import totals

NOW = datetime(2024, 2, 14, 5, 0, tzinfo=UTC)


@pytest.fixture
def stage() -> Stage:
    """The stage of `desk demo`, without its sign-ins."""
    return set_stage(seed=7, now=NOW, sign_ins=False)


def test_the_stage_has_the_size_of_banyuasin_and_both_elections(stage: Stage) -> None:
    """21 kecamatan, 313 desa with their names, 2,564 and 1,389 TPS."""
    assert Region.objects.filter(code__startswith="1607", level="kecamatan").count() == 21
    assert Region.objects.filter(code__startswith="1607", level="desa").count() == 313
    assert Tps.objects.filter(election=stage.election).count() == 2564
    assert Tps.objects.filter(election__code="pilkada2024").count() == 1389
    assert set(Election.objects.values_list("code", flat=True)) == {"pemilu2024", "pilkada2024"}


def test_every_kecamatan_is_in_one_district_of_the_dprd_and_all_seats_are_given(stage: Stage) -> None:
    """Invented, and every name says so."""
    dapils = list(Dapil.objects.filter(contest__election=stage.election, contest__code="pdprdk"))
    areas = [area for dapil in dapils for area in dapil.areas]
    kecamatan = Region.objects.filter(code__startswith="1607", level="kecamatan")
    assert sorted(areas) == sorted(kecamatan.values_list("code", flat=True))
    assert sum(dapil.seats or 0 for dapil in dapils) == 45
    assert all(3 <= (dapil.seats or 0) <= 12 for dapil in dapils)
    assert all("contoh" in dapil.name for dapil in Dapil.objects.all())


def test_every_style_is_read_as_what_is_on_the_paper(stage: Stage) -> None:
    """Place, contest and every figure; a thousand papers of five contests in six styles."""
    book = book_of(stage.election)
    chance = Random(3)
    papers = chance.sample(papers_of(stage), 1000)
    owners = owners_of_numbers({sender for _, _, sender, _ in papers})
    wrong = []
    for paper, place, sender, _ in papers:
        text = chance.choice(STYLES)(paper, place, chance)
        reading = read(text, book.lexicon, sender_of(owners[sender], book))
        told = [(r.tps_code, r.contest, dict(r.votes), r.invalid) for r in reading.reports]
        truth = [(paper.tps.code, paper.contest, dict(paper.votes), paper.invalid)]
        if reading.outcome is not Outcome.RECORD or told != truth:
            wrong.append((text, reading.outcome, told))
    assert not wrong, wrong[:3]


def test_the_story_is_the_same_for_the_same_seed_and_goes_forward(stage: Stage) -> None:
    """Messages in the order of the story's clock, each with an id of its own."""
    times = [told.at for told in stage.script]
    assert times == sorted(times)
    again = stages.write_script(stage.plans, stage.ballots, stage.cast, stage.midnight, 7)
    assert again == stage.script
    rows = envelopes(stage.script, 1, "pemilu2024")
    assert len({row.external_id for row in rows}) == len(rows)
    assert 0 < reached_by(stage.script, times[len(times) // 2]) < len(times)


def test_a_clock_before_the_story_has_reached_nothing() -> None:
    """And one after it everything."""
    script = [Told(NOW, "62", "x")]
    assert reached_by(script, NOW.replace(hour=4)) == 0
    assert reached_by(script, NOW) == 1


def test_camats_vouch_for_clean_forms_and_leave_the_visitors_kecamatan(stage: Stage) -> None:
    """Received and rested, without a finding; through the service of the screen, totals and all."""
    now = NOW + timedelta(hours=12)
    told = [t for t in stage.script if t.at <= stage.midnight + timedelta(hours=15)][:120]
    inbox.accept(envelopes(told, 1, stage.election.code), now=now)
    with ReadAhead() as ahead:
        drain(ahead, worker="uji", clock=lambda: now, limit=200)
    later = now + timedelta(minutes=1)
    chance = Random(1)
    assert vouch(stage.election.pk, spare=VISITORS, now=now, chance=chance) == 0, "nothing has rested yet"
    done = sum(vouch(stage.election.pk, spare=VISITORS, now=later, chance=chance) for _ in range(10))
    verified = Count.objects.filter(state="verified")
    assert verified.count() == done > 5
    assert not verified.filter(desa_code__startswith=VISITORS).exists()
    assert all(count.changed_by.username == f"camat.{count.desa_code[:6]}" for count in verified)
    assert totals.compare(stage.election) == []


@pytest.fixture
def busy(stage: Stage) -> Stage:
    """The first hours of the night have come in."""
    told = [t for t in stage.script if t.at <= stage.midnight + timedelta(hours=16)]
    inbox.accept(envelopes(told, 1, stage.election.code), now=NOW)
    with ReadAhead() as ahead:
        drain(ahead, worker="uji", clock=lambda: NOW, limit=200)
    staff = Person.objects.create_person(username="staf", name="Staf Desk (contoh)", password="uji-desk-2024")
    Grant.objects.create(person=staff, role=Role.STAF.value, area="", sees_totals=True)
    return stage


def test_the_office_fills_every_page_of_the_desk(busy: Stage) -> None:
    """KPU's copy with differences of several classes, second entries, revotes, calls, reminders, photos."""
    now = timezone.now()
    for affair in affairs(busy, 7):
        affair(now)
    with ReadAhead() as ahead:
        drain(ahead, worker="uji", clock=lambda: now, limit=200)
    announce_new(after=0, now=now)
    contest = busy.election.contests.get(code="ppwp")
    ours = queries.ours_of(contest, count="received")
    theirs = queries.fitting(ours, queries.theirs_of(contest, Origin.SIREKAP))
    summary = summarise(lay_beside(ours, theirs))
    found = {kind.value for kind, many in summary.totals.items() if many}
    assert {"equal", "digit_slip", "swapped_pair", "missing_here"} <= found
    assert summary.totals[Kind.EQUAL] > 10 * summary.differing
    assert Revote.objects.count() == 4
    assert set(Count.objects.filter(counts=True, generation="psu").values_list("state", flat=True)) == {
        "missing",
        "received",
    }
    clerk = Person.objects.get(username="ketik.2")
    assert waiting_seconds(clerk, busy.election, ("",))
    assert FormEntry.objects.filter(equal=True).exists()
    assert FormEntry.objects.filter(equal=False).exists()
    assert FormEntry.objects.filter(withdrawn_at__isnull=False).exists()
    assert EntryDraft.objects.count() == 1
    assert set(Call.objects.values_list("outcome", flat=True)) == {
        "answered",
        "promised",
        "no_answer",
        "no_signal",
    }
    assert ReminderPlan.objects.get().enabled
    assert remind_due(now=now, zone=timezone.get_default_timezone())
    assert Photo.objects.filter(tps=None).count() >= 3
    house = Count.objects.filter(contest__code="pdprdk", state="received")
    assert house.count() > 200
    assert totals.compare(busy.election) == []


def test_a_night_in_which_nothing_has_come_in_holds_the_office_up_nowhere(stage: Stage) -> None:
    """Each affair does what it can."""
    staff = Person.objects.create_person(username="staf", name="Staf Desk (contoh)", password="uji-desk-2024")
    Grant.objects.create(person=staff, role=Role.STAF.value, area="", sees_totals=True)
    for affair in affairs(stage, 7):
        affair(NOW)
    assert not Revote.objects.exists()


@pytest.mark.parametrize(
    ("left", "right", "total"), [(120, 125, 200), (1, 299, 250), (300, 0, 290), (60, 60, 120)]
)
def test_a_whole_form_of_the_story_breaks_no_rule(left: int, right: int, total: int) -> None:
    """Every identity and cap, however lopsided the voters are."""
    paper = Counted(TpsPlan("1607012001001", left, right), "ppwp", {"1": total - 6, "2": 4, "3": 0}, 2)
    form = whole_form(paper)
    facts = TpsFacts(contest="ppwp", dpt_l=left, dpt_p=right, cap=300)
    assert not [found for found in check(form, facts) if found.severity is Severity.GALAT]
