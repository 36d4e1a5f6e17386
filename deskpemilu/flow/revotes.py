"""KPU's decision on voting or counting again, from the entry to the totals: one transaction each.

The decision is registered for each TPS and contest it names, the generation that counts is changed,
totals are summed again, all of it audited. A form that was verified or locked does not stop it: the
form stays as it is, and stays visible. Withdrawing a decision puts everything back.

Whoever sets the desk up (MANAGE_REGISTRY) or locks forms (LOCK) may do it, over every TPS named: it
takes vouched figures out of the totals, as unlocking them would. Raises `Refused` with a sentence,
PermissionDenied outside the person's area.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date as Date  # noqa: N812 - a field is called `date`
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from deskpemilu.accounts.access import access_of
from deskpemilu.accounts.models import Person
from deskpemilu.audit.services import Entry, record
from deskpemilu.domain.generations import MOST_OF_A_KIND, of_kind
from deskpemilu.domain.roles import Act
from deskpemilu.domain.states import GENERATION_NAMES, Generation
from deskpemilu.intake.generations import recount
from deskpemilu.registry.models import Contest, Election, Revote, Tps
from deskpemilu.tally import totals
from deskpemilu.verification.workflow import Refused

ACTS = (Act.LOCK, Act.MANAGE_REGISTRY)
MOST = 3000  # TPS in one decision; a whole kabupaten has fewer
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Decree:
    """What KPU decided: kind, number, dates, legal basis, why. `again`: where a form has a decision of that
    kind already, this is a further one (PSU ke-2), not the same one under another number."""

    generation: Generation
    number: str
    date: Date
    reason: str
    article: str = ""
    voting_date: Date | None = None
    again: bool = False


@dataclass(frozen=True, slots=True)
class Entered:
    """How many decisions (TPS and contests) are new, how many had been registered before, and of how
    many of these the voting day is another one now."""

    new: int
    known: int
    dated: int = 0


def decide(
    *,
    actor: Person,
    election: Election,
    codes: Collection[str],
    contests: Collection[str],
    decree: Decree,
    now: datetime,
) -> Entered:
    """Register a decision for TPS (codes) and contests (codes). All of it or nothing."""
    _refuse_incomplete(decree, now)
    with transaction.atomic():
        totals.lock(election.pk)
        stations, ballots = _stations(election, codes), _ballots(election, contests)
        _ensure(actor, stations)
        new, held = _new(stations, ballots, decree)
        dated = _set_voting_day(held, decree.voting_date)
        for row in new:
            row.election, row.entered_by, row.entered_at = election, actor, now
        Revote.objects.bulk_create(new, batch_size=500)
        _recount_and_sum(election, {row.tps_id for row in new}, now)
        entries = _entries("revote.decide", new, decree.reason)
        record(actor=actor, entries=[*entries, *_entries("revote.date", dated, decree.reason)], now=now)
    return Entered(len(new), len(held), len(dated))


def withdraw(
    *, actor: Person, election: Election, revote_ids: Collection[int], reason: str, now: datetime
) -> int:
    """Take decisions back that were registered; what they had put aside counts again. How many."""
    if not reason.strip():
        raise Refused("Tuliskan alasan pencabutan, misalnya keputusan salah catat atau dibatalkan.")
    with transaction.atomic():
        totals.lock(election.pk)
        rows = list(
            Revote.objects.filter(election=election, pk__in=revote_ids, withdrawn_at=None)
            .select_related("tps", "contest")
            .order_by("pk")
        )
        if not rows:
            raise Refused("Keputusan ini sudah dicabut atau tidak ada. Muat ulang halaman.")
        _ensure(actor, [row.tps for row in rows])
        for row in rows:
            row.withdrawn_by, row.withdrawn_at, row.withdrawn_reason = actor, now, reason.strip()[:300]
        Revote.objects.bulk_update(rows, ["withdrawn_by", "withdrawn_at", "withdrawn_reason"], batch_size=500)
        _recount_and_sum(election, {row.tps_id for row in rows}, now)
        record(actor=actor, entries=_entries("revote.withdraw", rows, reason), now=now)
    return len(rows)


def _recount_and_sum(election: Election, tps_ids: set[int], now: datetime) -> None:
    if tps_ids:
        totals.resum(recount(tps_ids, now=now))
        totals.bump([election.pk])


def _refuse_incomplete(decree: Decree, now: datetime) -> None:
    if decree.generation is Generation.REGULER or decree.generation.nth > 1:
        raise Refused("Pilih jenisnya: PSU, PSL, PSS, atau HSU.")
    if not decree.number.strip():
        raise Refused("Nomor keputusan KPU belum diisi.")
    if not decree.reason.strip():
        raise Refused("Alasan belum diisi, misalnya pemilih tanpa KTP-el ikut memilih.")
    if decree.date > timezone.localtime(now).date():
        raise Refused("Tanggal keputusan belum tiba. Periksa tanggalnya.")
    if decree.voting_date is not None and decree.voting_date < decree.date:
        raise Refused("Tanggal pemungutan mendahului tanggal keputusan. Periksa kedua tanggal itu.")


def _stations(election: Election, codes: Collection[str]) -> list[Tps]:
    wanted = set(codes)
    if not wanted:
        raise Refused("Belum ada TPS yang dipilih. Tempelkan kode TPS, satu setiap baris.")
    if len(wanted) > MOST:
        raise Refused(f"Satu keputusan paling banyak untuk {MOST} TPS. Bagi menjadi beberapa.")
    found = [row for row in Tps.objects.filter(election=election) if row.code in wanted]
    if missing := sorted(wanted - {row.code for row in found}):
        more = f" dan {len(missing) - _NAMED} lagi" if len(missing) > _NAMED else ""
        raise Refused(
            f"TPS tidak ada pada pemilihan ini: {', '.join(missing[:_NAMED])}{more}. Tidak ada yang disimpan."
        )
    return found


def _ballots(election: Election, contests: Collection[str]) -> list[Contest]:
    found = list(election.contests.filter(code__in=contests))
    if not found or len(found) < len(set(contests)):
        raise Refused("Pilih sedikitnya satu jenis pemilihan yang ada pada desk ini.")
    return found


def _ensure(actor: Person, stations: Iterable[Tps]) -> None:
    """The right must reach every TPS that is named."""
    access = access_of(actor)
    for station in stations:
        decisions = [access.may(act, station.code) for act in ACTS]
        if not any(decisions):
            raise PermissionDenied(decisions[0].reason)


def _set_voting_day(rows: Sequence[Revote], day: Date | None) -> list[Revote]:
    """The voting day is often set after the decision: entering it again with the day adds it."""
    changed = [row for row in rows if day is not None and row.voting_date != day]
    for row in changed:
        row.voting_date = day
    Revote.objects.bulk_update(changed, ["voting_date"], batch_size=500)
    return changed


def _new(
    stations: Sequence[Tps], ballots: Sequence[Contest], decree: Decree
) -> tuple[list[Revote], list[Revote]]:
    """Rows that are not registered yet, and those that are."""
    held = decisions_held(ballots, decree.generation)
    new, known = [], []
    for station in stations:
        for ballot in ballots:
            rows = held.get((station.pk, ballot.pk), [])
            same = next((row for row in rows if row.number == decree.number.strip()), None)
            if same is not None:
                known.append(same)
            else:
                new.append(_row(station, ballot, decree, _next(station, ballot, rows, decree)))
    return new, known


def decisions_held(ballots: Sequence[Contest], kind: Generation) -> dict[tuple[int, int], list[Revote]]:
    """Decisions of a kind that hold, by TPS and contest, the first before the second. One statement."""
    rows = Revote.objects.filter(contest__in=ballots, generation__in=of_kind(kind), withdrawn_at=None)
    found: dict[tuple[int, int], list[Revote]] = defaultdict(list)
    for row in rows.select_related("tps", "contest").order_by("generation"):
        found[row.tps_id, row.contest_id].append(row)
    return found


def _next(station: Tps, ballot: Contest, rows: Sequence[Revote], decree: Decree) -> Generation:
    """The generation of a decision beside those of its kind that a form has, in the order of their dates."""
    if not rows:
        return decree.generation
    last = rows[-1]
    name = GENERATION_NAMES[Generation(last.generation)]
    there = (
        f"TPS {station.code} ({ballot.short}) sudah mempunyai keputusan {name} nomor {last.number}, "
        f"{last.date:%d-%m-%Y}."
    )
    if not decree.again:
        raise Refused(
            f"{there} Bila ini keputusan lain sesudahnya, centang itu pada langkah pemeriksaan; bila "
            "nomornya salah catat, cabut dahulu yang lama. Tidak ada yang disimpan."
        )
    held = {Generation(row.generation): row.date for row in rows}
    for each in of_kind(decree.generation):
        before = all(day <= decree.date for other, day in held.items() if other.nth < each.nth)
        after = all(day >= decree.date for other, day in held.items() if other.nth > each.nth)
        if each not in held and before and after:
            return each
    if len(rows) >= MOST_OF_A_KIND:
        raise Refused(f"{there} Lebih dari {MOST_OF_A_KIND} keputusan sejenis tidak dapat dicatat.")
    raise Refused(f"{there} Keputusan sesudahnya tidak dapat bertanggal lebih awal. Periksa tanggalnya.")


def _row(station: Tps, ballot: Contest, decree: Decree, generation: Generation) -> Revote:
    return Revote(
        tps=station,
        contest=ballot,
        generation=generation.value,
        number=decree.number.strip()[:120],
        date=decree.date,
        article=decree.article.strip()[:160],
        reason=decree.reason.strip()[:300],
        voting_date=decree.voting_date,
    )


def _entries(act: str, rows: Sequence[Revote], reason: str) -> list[Entry]:
    """One record a TPS: what, by which decision, for which contests."""
    by_tps: dict[str, list[Revote]] = {}
    for row in rows:
        by_tps.setdefault(row.tps.code, []).append(row)
    return [
        Entry(
            act=act,
            subject=f"tps:{code}",
            region=code,
            data={
                "generation": held[0].generation,
                "number": held[0].number,
                "date": held[0].date.isoformat(),
                "voting_date": held[0].voting_date.isoformat() if held[0].voting_date else None,
                "contests": [row.contest.code for row in held],
                "reason": reason.strip()[:300],
            },
        )
        for code, held in by_tps.items()
    ]
