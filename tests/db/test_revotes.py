"""PSU, PSL, PSS and HSU: the newest decided generation counts, the others stay, nothing is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from django.core.exceptions import PermissionDenied

from deskpemilu.accounts.models import Person
from deskpemilu.audit.models import Record
from deskpemilu.channels import inbox
from deskpemilu.channels.envelope import Envelope
from deskpemilu.channels.models import InboxMessage, OutboxMessage
from deskpemilu.domain.form import CountForm
from deskpemilu.domain.roles import Role
from deskpemilu.domain.states import Generation
from deskpemilu.flow import decisions, messages, revotes
from deskpemilu.flow.doctor import examine
from deskpemilu.flow.pipeline import run_batch
from deskpemilu.flow.reports import report_form
from deskpemilu.flow.revotes import Decree
from deskpemilu.intake.generations import misplaced
from deskpemilu.intake.models import Count, StoredReading, Submission
from deskpemilu.registry.models import Election, Revote, Tps
from deskpemilu.tally import totals
from deskpemilu.tally.models import Total
from deskpemilu.tally.queries import tally_rows
from deskpemilu.verification.services import seen_of
from deskpemilu.verification.workflow import Refused
from tests.builders import make_election
from tests.people import person

NIGHT = datetime(2024, 2, 14, 11, 0, tzinfo=UTC)
DECIDED = datetime(2024, 2, 18, 3, 0, tzinfo=UTC)
AGAIN = datetime(2024, 2, 24, 10, 0, tzinfo=UTC)
OPERATOR = "628120000001"
FIRST = "1607012001001"
PSU = Decree(
    Generation.PSU, "12 Tahun 2024", date(2024, 2, 18), "pemilih tanpa KTP-el", "Pasal 372", date(2024, 2, 24)
)
_ids = count(1)


@pytest.fixture
def election() -> Election:
    """Two kecamatan with two desa of three TPS; president only."""
    made = make_election()
    totals.rebuild(made)
    return made


@pytest.fixture(autouse=True)
def operator(election: Election) -> Person:
    """Reports for the first kecamatan."""
    return person(Role.OPERATOR, "160701", phone=OPERATOR)


@pytest.fixture
def staff() -> Person:
    """Registers decisions."""
    return person(Role.STAF, "")


def send(text: str, *, sent: datetime, now: datetime | None = None) -> str:
    """One message down the road; the reply."""
    at = now or sent
    inbox.accept([Envelope("whatsapp", f"m{next(_ids)}", OPERATOR, sent, text)], now=at)
    run_batch(worker="test", clock=lambda: at, limit=100)
    reply = OutboxMessage.objects.order_by("-pk").first()
    return reply.text if reply else ""


def form(*votes: int, invalid: int = 5, tps: int = 1, head: str = "") -> str:
    """A message that every reader understands."""
    lines = "\n".join(f"0{n} = {figure}" for n, figure in enumerate(votes, start=1))
    return f"{head}PILPRES\nDesa Mekar Sari TPS {tps}\n{lines}\nTidak sah = {invalid}"


def decide(staff: Person, election: Election, decree: Decree = PSU, *codes: str) -> revotes.Entered:
    """Register a decision for the first TPS, or these."""
    return revotes.decide(
        actor=staff,
        election=election,
        codes=codes or [FIRST],
        contests=["ppwp"],
        decree=decree,
        now=DECIDED,
    )


def votes(code: str = "1607") -> dict[str, int]:
    """The president's received votes of a region."""
    return dict(Total.objects.get(region_id=code).received.get("votes", {}))


def test_from_the_decision_on_the_regular_form_is_history(staff: Person, election: Election) -> None:
    """Its figures leave the totals, the TPS is expected again, and the form is still there."""
    send(form(60, 141, 21), sent=NIGHT)
    assert votes() == {"1": 60, "2": 141, "3": 21}
    assert decide(staff, election) == revotes.Entered(new=1, known=0)
    assert votes() == {}
    total = Total.objects.get(region_id="1607")
    assert (total.tps_total, total.tps_in, total.tps_held) == (12, 0, 0)
    regular = Count.objects.get(generation="reguler")
    assert (regular.counts, regular.state) == (False, "received")
    assert Submission.objects.get().votes == {"1": 60, "2": 141, "3": 21}
    psu = Count.objects.get(generation="psu")
    assert (psu.counts, psu.state, psu.tps.code) == (True, "missing", FIRST)
    assert totals.compare(election) == []


def test_results_of_the_revote_count_alone(staff: Person, election: Election) -> None:
    """A report sent after the new voting day goes to the new generation, without naming it."""
    send(form(60, 141, 21), sent=NIGHT)
    decide(staff, election)
    assert "TERCATAT" in send(form(30, 100, 40), sent=AGAIN)
    assert votes() == {"1": 30, "2": 100, "3": 40}
    assert {row.generation: row.versions for row in Count.objects.all()} == {"reguler": 1, "psu": 1}
    table = tally_rows(election=election, contest_code="ppwp", by="tps", now=AGAIN)
    first = next(row for row in table["rows"] if row["code"] == FIRST)
    assert first["votes"] == {"1": 30, "2": 100, "3": 40}
    assert len([row for row in table["rows"] if row["code"] == FIRST]) == 1


def test_a_late_message_of_the_first_night_goes_to_the_first_vote(staff: Person, election: Election) -> None:
    """Sent on the night, delivered after the decision: history, not the revote's result."""
    decide(staff, election)
    send(form(60, 141, 21), sent=NIGHT, now=AGAIN)
    late = Count.objects.get(generation="reguler")
    assert (late.counts, late.state) == (False, "received")
    assert Count.objects.get(generation="psu").state == "missing"
    assert votes() == {}
    assert totals.compare(election) == []


def test_the_day_is_the_desks_day_not_greenwichs(staff: Person, election: Election) -> None:
    """00.30 WIB of the voting day is still the day before in UTC."""
    decide(staff, election)
    send(form(30, 100, 40), sent=datetime(2024, 2, 23, 17, 30, tzinfo=UTC))
    assert Count.objects.get(generation="psu").state == "received"


@pytest.mark.parametrize("head", ["PSU\n", "Hasil pemungutan suara ulang\n", "HASIL PSL\n", "hitung ulang "])
def test_a_revote_that_nobody_registered_is_never_stored_over_the_regular_form(
    head: str, election: Election
) -> None:
    """It waits for staff, and its sender is told."""
    send(form(60, 141, 21), sent=NIGHT)
    reply = send(form(30, 100, 40, head=head), sent=AGAIN)
    assert "BELUM DISIMPAN" in reply
    assert "belum dicatat" in reply
    assert Submission.objects.count() == 1
    assert votes() == {"1": 60, "2": 141, "3": 21}
    waiting = StoredReading.objects.order_by("-message_id")[0]
    assert (waiting.needs_person, waiting.outcome) == (True, "ask")


def test_a_partial_correction_that_names_a_revote_waits_too(election: Election) -> None:
    """RALAT PSU must not change the regular form."""
    send(form(60, 141, 21), sent=NIGHT)
    send("RALAT PSU Desa Mekar Sari TPS 1 02=100", sent=NIGHT + timedelta(minutes=5))
    assert Submission.objects.count() == 1


def test_naming_the_registered_revote_is_understood_before_its_day(staff: Person, election: Election) -> None:
    """The word decides; without it the day would."""
    decide(staff, election)
    assert "TERCATAT" in send(form(30, 100, 40, head="HASIL PSU\n"), sent=DECIDED + timedelta(hours=3))
    assert Count.objects.get(generation="psu").state == "received"


def test_a_doubtful_mention_waits_even_when_the_revote_is_registered(
    staff: Person, election: Election
) -> None:
    """`bukan PSU`, `sebelum PSU`: which figures they are is for a person."""
    decide(staff, election)
    reply = send(form(30, 100, 40, head="sebelum PSU\n"), sent=AGAIN)
    assert "belum jelas" in reply
    assert not Submission.objects.exists()


def test_correcting_the_revote_corrects_the_revote(staff: Person, election: Election) -> None:
    """RALAT and BATAL of a sender find the generation of their own report."""
    send(form(60, 141, 21), sent=NIGHT)
    decide(staff, election)
    send(form(30, 100, 40), sent=AGAIN)
    send("RALAT 02=101", sent=AGAIN + timedelta(minutes=1))
    assert votes() == {"1": 30, "2": 101, "3": 40}
    send("BATAL", sent=AGAIN + timedelta(minutes=2))
    assert votes() == {}
    assert Count.objects.get(generation="psu").state == "missing"
    assert Count.objects.get(generation="reguler").state == "received"


def test_withdrawing_the_decision_restores_everything(staff: Person, election: Election) -> None:
    """The regular form counts again as it stood; the revote's form is kept as history."""
    send(form(60, 141, 21), sent=NIGHT)
    decide(staff, election)
    send(form(30, 100, 40), sent=AGAIN)
    row = Revote.objects.get()
    done = revotes.withdraw(
        actor=staff, election=election, revote_ids=[row.pk], reason="salah TPS", now=AGAIN
    )
    assert done == 1
    assert votes() == {"1": 60, "2": 141, "3": 21}
    assert Count.objects.get(generation="psu").counts is False
    assert Submission.objects.count() == 2
    with pytest.raises(Refused):
        revotes.withdraw(actor=staff, election=election, revote_ids=[row.pk], reason="lagi", now=AGAIN)
    # Registered once more: the form that had come in counts again.
    decide(staff, election)
    assert votes() == {"1": 30, "2": 100, "3": 40}
    assert totals.compare(election) == []


def test_a_verified_and_locked_form_does_not_stop_a_revote(staff: Person, election: Election) -> None:
    """It keeps its state and its place in the history."""
    send(form(60, 141, 21), sent=NIGHT)
    held, camat = Count.objects.get(), person(Role.CAMAT, "160701")
    decisions.accept(actor=camat, count_id=held.pk, seen=seen_of(held), now=NIGHT)
    held.refresh_from_db()
    decisions.lock(actor=staff, count_id=held.pk, seen=seen_of(held), now=NIGHT)
    decide(staff, election)
    held.refresh_from_db()
    assert (held.state, held.counts) == ("locked", False)
    assert Total.objects.get(region_id="1607").tps_verified == 0
    row = Revote.objects.get()
    revotes.withdraw(actor=staff, election=election, revote_ids=[row.pk], reason="keliru", now=AGAIN)
    assert Total.objects.get(region_id="1607").tps_verified == 1


def test_the_newest_decision_counts_by_its_date_not_by_its_entry(staff: Person, election: Election) -> None:
    """A recount decided on the 20th stays in force when a decision of the 18th is entered after it."""
    recount = Decree(Generation.HSU, "20", date(2024, 2, 17), "selisih")
    decide(staff, election, Decree(Generation.PSU, "12", date(2024, 2, 18), "anu"))
    decide(staff, election, recount)
    assert Count.objects.get(counts=True).generation == "psu"
    row = Revote.objects.get(generation="psu")
    revotes.withdraw(actor=staff, election=election, revote_ids=[row.pk], reason="batal", now=AGAIN)
    assert Count.objects.get(counts=True).generation == "hsu"


def test_the_same_decision_twice_changes_nothing(staff: Person, election: Election) -> None:
    """And another of the same kind is refused until the first is withdrawn."""
    decide(staff, election)
    assert decide(staff, election) == revotes.Entered(new=0, known=1)
    with pytest.raises(Refused, match="sudah mempunyai keputusan PSU"):
        decide(staff, election, Decree(Generation.PSU, "13", date(2024, 2, 18), "lain"))
    assert Revote.objects.count() == 1


def test_one_wrong_code_stores_nothing(staff: Person, election: Election) -> None:
    """All or nothing, and the sentence names the code."""
    with pytest.raises(Refused, match="1607012001099"):
        decide(staff, election, PSU, FIRST, "1607012001099")
    assert not Revote.objects.exists()
    assert not Count.objects.exists()


@pytest.mark.parametrize("role", [Role.CAMAT, Role.OPERATOR, Role.PIMPINAN, Role.AUDITOR])
def test_only_staff_and_administrators_register_decisions(role: Role, election: Election) -> None:
    """Nobody else, also not for their own TPS."""
    with pytest.raises(PermissionDenied):
        decide(person(role, "160701"), election)
    assert not Revote.objects.exists()


def test_staff_of_a_kecamatan_cannot_decide_about_another(election: Election) -> None:
    """Every TPS named must be theirs."""
    mine = person(Role.STAF, "160701")
    with pytest.raises(PermissionDenied):
        decide(mine, election, PSU, FIRST, "1607022001001")
    assert decide(mine, election).new == 1


def test_each_tps_has_its_record(staff: Person, election: Election) -> None:
    """Who, which decision, why."""
    decide(staff, election)
    entry = Record.objects.get(act="revote.decide")
    assert (entry.region, entry.data["number"], entry.data["reason"]) == (
        FIRST,
        "12 Tahun 2024",
        "pemilih tanpa KTP-el",
    )


def test_the_voting_day_may_be_added_later(staff: Person, election: Election) -> None:
    """By entering the same decision once more; from then on it tells which vote a report is about."""
    early = Decree(Generation.PSU, "12", date(2024, 2, 18), "anu")
    decide(staff, election, early)
    assert decide(staff, election, early) == revotes.Entered(new=0, known=1)
    later = Decree(Generation.PSU, "12", date(2024, 2, 18), "anu", voting_date=date(2024, 2, 24))
    assert decide(staff, election, later) == revotes.Entered(new=0, known=1, dated=1)
    send(form(60, 141, 21), sent=DECIDED + timedelta(days=2))
    assert Count.objects.get(generation="psu").state == "missing"
    assert Count.objects.get(generation="reguler").state == "received"
    assert Record.objects.get(act="revote.date").data["voting_date"] == "2024-02-24"


def test_the_doctor_notices_a_form_that_counts_against_the_decision(
    staff: Person, election: Election
) -> None:
    """Somebody has changed the database by hand."""
    send(form(60, 141, 21), sent=NIGHT)
    decide(staff, election)
    assert misplaced(election.pk) == []
    Count.objects.filter(generation="psu").update(counts=False)
    Count.objects.filter(generation="reguler").update(counts=True)
    assert misplaced(election.pk) == [f"{FIRST} ppwp psu", f"{FIRST} ppwp reguler"]
    assert any("keputusan KPU" in check.text and check.state == "rusak" for check in examine(now=AGAIN))


def test_a_page_from_before_the_decision_writes_nothing_into_the_new_vote(
    staff: Person, election: Election
) -> None:
    """Somebody corrects the regular form at the moment in which KPU's decision is entered."""
    send(form(60, 141, 21), sent=NIGHT)
    regular = Count.objects.get()
    seen = seen_of(regular)
    decide(staff, election)
    with pytest.raises(Refused, match="tidak dihitung lagi"):
        decisions.correct(
            actor=staff,
            count_id=regular.pk,
            seen=seen,
            now=AGAIN,
            form=CountForm(rows={}, votes={"1": 61, "2": 141, "3": 21}),
            reason="salah ketik",
        )
    assert Submission.objects.count() == 1
    assert Count.objects.get(generation="psu").state == "missing"


def test_nobody_types_the_result_of_a_revote_before_it_was_held(
    staff: Person, operator: Person, election: Election
) -> None:
    """A figure of today is of the first vote; it must not stand as the revote's."""
    decide(staff, election)
    tps, contest = Tps.objects.select_related("desa").get(code=FIRST), election.contests.get()
    figures = CountForm(
        rows={"suara_sah": 222, "suara_tidak_sah": 5, "suara_total": 227}, votes={"1": 60, "2": 141, "3": 21}
    )

    def file(at: datetime) -> object:
        return report_form(
            actor=operator, tps=tps, contest=contest, form=figures, key=f"kunci-{at:%Y%m%d%H%M%S}", now=at
        )

    with pytest.raises(Refused, match="24-02-2024"):
        file(DECIDED + timedelta(days=2))
    assert not Submission.objects.exists()
    file(AGAIN)
    assert Submission.objects.get().generation == "psu"


def test_staff_who_store_an_old_message_store_it_as_the_vote_it_is_about(
    staff: Person, election: Election
) -> None:
    """A message of the night that waited for staff is no result of the PSU that was decided since."""
    send("PILPRES Mekar Sari 1\n60\n141", sent=NIGHT)
    waiting = InboxMessage.objects.get()
    assert not Submission.objects.exists()
    decide(staff, election)
    figures = messages.Figures(FIRST, "ppwp", CountForm(rows={}, votes={"1": 60, "2": 141, "3": 21}))
    messages.store_reading(
        actor=staff, message_id=waiting.pk, election=election, figures=[figures], now=DECIDED
    )
    assert Submission.objects.get().generation == "reguler"
    assert votes() == {}
    assert Count.objects.get(generation="psu").state == "missing"
    assert totals.compare(election) == []


@pytest.mark.parametrize(
    "text", ["RALAT suara nomor 2 bukan 141 tapi 114", "bukan 141 tapi 114", "RALAT 02 = 114"]
)
def test_a_correction_of_one_figure_stays_with_the_vote_it_corrects(
    staff: Person, election: Election, text: str
) -> None:
    """A PSU was decided the same day, without a date: a RALAT of the night's form is no result of it."""
    send(form(60, 141, 21), sent=NIGHT)
    decide(staff, election, replace(PSU, date=NIGHT.date(), voting_date=None))
    send(text, sent=NIGHT + timedelta(hours=2))
    assert Count.objects.get(generation="psu").state == "missing"
    assert Count.objects.get(generation="reguler").submission.votes["2"] == 114
    assert votes() == {}


def test_a_report_that_moves_to_its_own_tps_stays_with_its_vote(staff: Person, election: Election) -> None:
    """The right TPS votes again, decided the same day: what moves there is still of the first vote."""
    send(form(60, 141, 21, tps=2), sent=NIGHT)
    decide(staff, election, replace(PSU, date=NIGHT.date(), voting_date=None))
    send("salah TPS, yang benar TPS 1", sent=NIGHT + timedelta(hours=2))
    assert Count.objects.get(generation="psu").state == "missing"
    assert Count.objects.get(tps__code=FIRST, generation="reguler").submission.votes["2"] == 141
    assert votes() == {}
