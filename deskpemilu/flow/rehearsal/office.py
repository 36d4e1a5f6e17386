"""What the desk itself does during the rehearsed night: KPU's copy is imported, forms are typed twice, KPU
decides on revotes, somebody telephones, reminders are set, a few photos come without words.

All of it goes through the services that the pages use, beside the running desk, so that it is up as soon
as without; each affair waits for what it needs (forms that have come in). One that fails is logged and
left out.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random
from uuid import UUID

import structlog
from django.db import close_old_connections
from django.utils import timezone

from deskpemilu.accounts.models import Grant, Person, Phone
from deskpemilu.audit.services import PROGRAM
from deskpemilu.channels import inbox
from deskpemilu.channels.envelope import Envelope
from deskpemilu.coordination import reminder_services
from deskpemilu.coordination import services as calls
from deskpemilu.coordination.models import Call
from deskpemilu.domain.form import CountForm
from deskpemilu.domain.roles import Role
from deskpemilu.domain.states import CountState, Generation
from deskpemilu.flow import decisions, entry, imports, revotes
from deskpemilu.flow.rehearsal import camera, kpu, styles
from deskpemilu.flow.rehearsal.cast import VISITORS
from deskpemilu.flow.rehearsal.plan import Counted, TpsPlan
from deskpemilu.flow.rehearsal.stage import Stage
from deskpemilu.flow.revotes import Decree
from deskpemilu.intake import entry as entries
from deskpemilu.intake.models import Count
from deskpemilu.registry.models import Contest, Tps
from deskpemilu.verification.services import seen_of

log = structlog.get_logger(__name__)
WAIT_SECONDS = 2.0  # before the first affair and between two: visitors come first
COPIED = 700  # TPS of KPU's copy
EARLY = 240  # TPS whose DPRD is counted before the story comes to it
TYPED = 12
PRESIDENT, HOUSE = "ppwp", "pdprdk"
OUTCOMES = ("answered", "promised", "no_answer", "no_signal", "answered", "promised")


class Office(threading.Thread):
    """Does one affair after the other until all are done or it is stopped."""

    def __init__(self, stage: Stage, *, clock: Callable[[], datetime], seed: int) -> None:
        super().__init__(name="office", daemon=True)
        self.stage, self.clock, self.seed = stage, clock, seed
        self._stop_now = threading.Event()

    def stop(self) -> None:
        """End after the affair at hand."""
        self._stop_now.set()

    def run(self) -> None:
        """One affair at a time, with a rest before each."""
        for affair in affairs(self.stage, self.seed):
            if self._stop_now.wait(WAIT_SECONDS):
                return
            try:
                affair(self.clock())
            except Exception:
                log.exception("rehearsal_office_failed", affair=getattr(affair, "__name__", ""))
            close_old_connections()


Affair = Callable[[datetime], None]


def affairs(stage: Stage, seed: int) -> list[Affair]:
    """What is to be done, in this order."""
    desk = Desk(stage, seed)
    return [
        desk.count_the_house_early,
        desk.import_the_copy,
        desk.plan_and_type_twice,
        desk.decide_revotes,
        desk.telephone,
        desk.remind,
        desk.send_photos_without_words,
    ]


class Desk:
    """The affairs, with what they share."""

    def __init__(self, stage: Stage, seed: int) -> None:
        self.stage, self.seed = stage, seed
        self.election = stage.election
        self.plans = {plan.code: plan for plan in stage.plans}

    @property
    def staff(self) -> Person:
        """The member of staff whom a visitor may play."""
        return Person.objects.get(username="staf")

    def paper(self, code: str, contest: str) -> Counted:
        """What stands on a paper of the story."""
        return self.stage.ballots.count(self.plans[code], contest)

    def received(self, contest: str, inside: str = "") -> list[str]:
        """Codes of TPS whose form has come in and that nobody has vouched for yet."""
        rows = Count.objects.filter(contest__election=self.election, contest__code=contest, counts=True)
        rows = rows.filter(state=CountState.RECEIVED.value, requested=None, tps__code__startswith=inside)
        return list(rows.order_by("tps__code").values_list("tps__code", flat=True))

    def count_the_house_early(self, now: datetime) -> None:
        """A few hundred TPS of all districts report their DPRD before the story comes to it."""
        chance = Random(f"{self.seed}:house")
        picked = chance.sample(self.stage.plans, min(EARLY, len(self.stage.plans)))
        inbox.accept([self._early(plan, at, chance) for at, plan in enumerate(picked)], now=now)

    def _early(self, plan: TpsPlan, at: int, chance: Random) -> Envelope:
        cast = self.stage.cast
        text = styles.official(self.paper(plan.code, HOUSE), cast.place(plan.code), chance)
        sent = self.stage.midnight + timedelta(hours=16, seconds=at)
        name = f"rehearsal-dprd-{at:04d}"
        return _message(name, cast.sender_of(plan.code), sent, text, self.election.code)

    def import_the_copy(self, now: datetime) -> None:
        """KPU's copy of the presidential papers of some hundred TPS, by the import that staff use."""
        come_in = set(self.received(PRESIDENT))
        later = [code for code in self.plans if code not in come_in]
        codes = sorted([*sorted(come_in)[:COPIED], *later[: COPIED // 20]])
        papers = [self.paper(code, PRESIDENT) for code in codes]
        with tempfile.TemporaryDirectory(prefix="desk-demo-kpu-") as folder:
            file = Path(folder) / "sirekap-contoh.jsonl"
            file.write_text("\n".join(kpu.sirekap_lines(papers, self.seed)), encoding="utf-8")
            imports.carry_out(actor=PROGRAM, kind="sirekap", path=file, election=self.election, now=now)

    def plan_and_type_twice(self, now: datetime) -> None:
        """A desa is typed twice by two clerks: some agree, one differs, the rest waits for its second."""
        desa = self._desa_to_type()
        if not desa:
            return
        self._plan([PRESIDENT], [desa], 100, "Latihan: seluruh desa diisi dua orang", now)
        self._plan([HOUSE], [], 5, "Uji petik 5 persen formulir DPRD", now)
        first, second = self._clerks()
        codes = self.received(PRESIDENT, desa)[:TYPED]
        for at, code in enumerate(codes):
            self._type(first, code, PRESIDENT, now)
            if at % 3 == 0:
                self._type(second, code, PRESIDENT, now, slip=at == 0)
        self._withdraw(first, codes[1], now)
        visitor = Person.objects.filter(username="operator.betung").first()
        self._leave_a_draft(visitor or second, codes[2], now)

    def _desa_to_type(self) -> str:
        """The desa of the visitor's kecamatan of which most has come in."""
        many: dict[str, int] = {}
        for code in self.received(PRESIDENT, VISITORS):
            many[code[:10]] = many.get(code[:10], 0) + 1
        best = max(many, key=lambda desa: (many[desa], desa), default="")
        return best if many.get(best, 0) >= 3 else ""

    def _plan(self, contests: list[str], areas: list[str], percent: int, reason: str, now: datetime) -> None:
        entries.add_plan(
            actor=self.staff,
            election=self.election,
            contests=contests,
            areas=areas,
            percent=percent,
            seed=str(self.seed),
            reason=reason,
            now=now,
        )

    def _clerks(self) -> list[Person]:
        """Two clerks who type; without a sign-in, and people who do not exist."""
        people = [Person(username=f"ketik.{n}", name=f"Petugas Ketik {n} (contoh)") for n in (1, 2)]
        for person in people:
            person.set_unusable_password()
            person.save()
            Grant.objects.create(person=person, role=Role.OPERATOR.value, area=self.election.area_id)
        return people

    def _type(
        self,
        clerk: Person,
        code: str,
        contest: str,
        now: datetime,
        *,
        slip: bool = False,
        generation: Generation = Generation.REGULER,
    ) -> None:
        tps = Tps.objects.select_related("desa__parent").get(election=self.election, code=code)
        ballot = Contest.objects.select_related("election").get(election=self.election, code=contest)
        form = whole_form(self.paper(code, contest))
        if slip:
            one, other = sorted(form.votes)[:2]
            form = CountForm(form.rows, {**form.votes, one: form.votes[other], other: form.votes[one]})
        key = UUID(int=Random(f"{self.seed}:{clerk.username}:{code}:{contest}:{generation}").getrandbits(128))
        entry.send(
            actor=clerk,
            tps=tps,
            contest=ballot,
            generation=generation,
            form=form,
            words={},
            key=key,
            now=now,
        )

    def _withdraw(self, clerk: Person, code: str, now: datetime) -> None:
        count = Count.objects.get(
            contest__election=self.election, contest__code=PRESIDENT, counts=True, tps__code=code
        )
        decisions.withdraw_entry(
            actor=clerk,
            count_id=count.pk,
            seen=seen_of(count),
            reason="Salah TPS: ini lembar TPS lain",
            now=now,
        )

    def _leave_a_draft(self, clerk: Person, code: str, now: datetime) -> None:
        """A legislative form that is half typed."""
        paper = self.paper(code, HOUSE)
        boxes = {f"choice:{key}": str(figure) for key, figure in list(paper.votes.items())[:7]}
        saving = entries.Saving(
            key=UUID(int=Random(f"{self.seed}:draft").getrandbits(128)),
            tab="rehearsal",
            seq=1,
            after=0,
            boxes=boxes,
            words={},
        )
        entries.save_draft(
            actor=clerk,
            tps=Tps.objects.get(election=self.election, code=code),
            contest=self.election.contests.get(code=HOUSE),
            generation=Generation.REGULER,
            saving=saving,
            now=now,
        )

    def decide_revotes(self, now: datetime) -> None:
        """A PSU in three TPS of which one has its result, and a recount in another."""
        assert self.election.date is not None
        day = self.election.date
        codes = [code for code in self.received(PRESIDENT) if not code.startswith(VISITORS)][::37][:4]
        if len(codes) < 4:
            return
        psu = Decree(
            Generation.PSU,
            "14 Tahun 2024 (contoh)",
            day + timedelta(days=4),
            "Pemilih yang tidak terdaftar ikut memilih",
            "UU 7/2017 Pasal 372 ayat (2)",
            day + timedelta(days=10),
        )
        recount = Decree(
            Generation.HSU, "15 Tahun 2024 (contoh)", day + timedelta(days=5), "Selisih surat suara", "", None
        )
        for decree, where in ((psu, codes[:3]), (recount, codes[3:])):
            revotes.decide(
                actor=self.staff,
                election=self.election,
                codes=where,
                contests=[PRESIDENT],
                decree=decree,
                now=now,
            )
        self._type(self.staff, codes[0], PRESIDENT, now, generation=Generation.PSU)

    def telephone(self, now: datetime) -> None:
        """A few of those who have not reported were called."""
        people = Person.objects.filter(username__startswith="op.").order_by("username")
        chance = Random(f"{self.seed}:calls")
        for person, outcome in zip(chance.sample(list(people), len(OUTCOMES)), OUTCOMES, strict=True):
            calls.finish_call(
                actor=self.staff,
                person=person,
                election=self.election,
                outcome=Call.Outcome(outcome),
                promised="45 menit" if outcome == "promised" else "",
                note="Masih di TPS, menunggu salinan" if outcome == "answered" else "",
                now=now,
                zone=timezone.get_default_timezone(),
            )

    def remind(self, now: datetime) -> None:
        """Reminders from an hour ago for the rest of the night, without quiet hours; an earlier curve."""
        zone = timezone.get_default_timezone()
        values = {
            "starts_at": now - timedelta(hours=1),
            "ends_at": now + timedelta(hours=10),
            "interval_minutes": 60,
            "most": 3,
            "gap_minutes": 30,
            "recent_minutes": 0,
            "quiet_from": time(0),
            "quiet_until": time(0),
        }
        staff, election = self.staff, self.election
        reminder_services.change_plan(actor=staff, election=election, values=values, now=now, zone=zone)
        reminder_services.switch(actor=staff, election=election, on=True, now=now, zone=zone)
        calls.add_night(
            actor=staff,
            election=election,
            name="Pemilu 2019 (contoh)",
            file_name="contoh.csv",
            content=CURVE.encode(),
            now=now,
        )

    def send_photos_without_words(self, now: datetime) -> None:
        """Three photos by people who have written nothing near them: somebody must say where they belong."""
        phones = Phone.objects.filter(person__username__startswith="op.").order_by("-number")[:3]
        sent = self.stage.midnight + timedelta(hours=13)
        envelopes = []
        for at, phone in enumerate(phones):
            plan = self.stage.plans[at * 11]
            paper, place = self.paper(plan.code, PRESIDENT), self.stage.cast.place(plan.code)
            photo = camera.name_of(paper, place, f"{self.seed}:lepas")
            name = f"rehearsal-foto-{at}"
            envelopes.append(_message(name, phone.number, sent, "", self.election.code, photo=photo))
        inbox.accept(envelopes, now=now)


CURVE = "hour,share\n15:00,2%\n17:00,11%\n19:00,28%\n21:00,49%\n23:00,66%\n25:00,78%\n28:00,88%\n32:00,95%\n"


def _message(
    name: str, sender: str, sent: datetime, text: str, election: str, *, photo: str = ""
) -> Envelope:
    return Envelope(
        channel="whatsapp",
        external_id=name,
        sender=sender,
        sent_at=sent,
        text=text,
        kind="image" if photo else "text",
        election_code=election,
        payload={"rehearsal": 0, **({"rehearsal_photo": photo} if photo else {})},
    )


def whole_form(paper: Counted) -> CountForm:
    """Every row of C.Hasil that fits the votes of a paper of the story."""
    left, right = paper.tps.dpt_l, paper.tps.dpt_p
    men = min(left, round(paper.total * left / max(left + right, 1)))
    men = max(men, paper.total - right)
    ballots = left + right + (left + right + 49) // 50
    rows = {
        "pemilih_dpt_l": left,
        "pemilih_dpt_p": right,
        "pemilih_dpt_j": left + right,
        "pengguna_dpt_l": men,
        "pengguna_dpt_p": paper.total - men,
        "pengguna_dpt_j": paper.total,
        "pengguna_total_l": men,
        "pengguna_total_p": paper.total - men,
        "pengguna_total_j": paper.total,
        "surat_diterima": ballots,
        "surat_digunakan": paper.total,
        "surat_dikembalikan": 0,
        "surat_tidak_digunakan": ballots - paper.total,
        "suara_sah": paper.valid,
        "suara_tidak_sah": paper.invalid,
        "suara_total": paper.total,
    }
    return CountForm(rows=rows, votes=dict(paper.votes))
