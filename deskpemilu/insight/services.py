"""Computing and storing runs, repeating them.

Every run is stored with its seed, input hash, code version and the ids of the versions it read, so that
anybody can repeat it; of the program's own the history keeps about one in fifteen seconds. What the program
computes by itself, and when, stands in `schedule.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from deskpemilu.audit.services import Actor
from deskpemilu.domain.contests import CONTESTS, ContestCode
from deskpemilu.domain.roles import Act
from deskpemilu.insight import queries
from deskpemilu.insight.answers import LEVEL
from deskpemilu.insight.earlier import Earlier
from deskpemilu.insight.inputs import Choices, Register, pack_ids, unpack_ids
from deskpemilu.insight.material import (
    ANSWERS,
    Material,
    districts_in,
    redrawn,
)
from deskpemilu.insight.memory import Memory
from deskpemilu.insight.models import EarlierSnapshot, Run
from deskpemilu.insight.samples.services import snapshot
from deskpemilu.registry.models import Contest
from deskpemilu.registry.services import ensure
from deskpemilu.tally.queries import RECEIVED, VERIFIED

CLOSING = time(13, 0)
"""Voting ends at 13.00 local time (PKPU 25/2023 Pasal 22; PKPU 17/2024)."""
SAME = 1e-9


@dataclass(frozen=True, slots=True)
class _Gathered:
    """Material with the ids behind it."""

    material: Material
    read: list[int]
    verified: list[int]


def compute(
    *,
    actor: Actor,
    contest: Contest,
    kind: Run.Kind,
    now: datetime,
    count: str = RECEIVED,
    at: datetime | None = None,
    level: float = LEVEL,
) -> Run:
    """Compute from what is stored and keep the run. Raises ValueError with a sentence."""
    ensure(actor, [Act.SEE_TOTALS], contest.election.area_id)
    if at is not None and at > now:
        raise ValueError(f"{_clock(at)} belum tiba. Untuk keadaan sekarang, jangan sebutkan waktu.")
    gathered = _gather(contest, kind, now=now, count=count, at=at, level=level)
    return _keep(contest, kind, gathered, now=now, at=at, scheduled=False)


def compute_if_new(
    contest: Contest,
    kind: Run.Kind,
    last: Run | None,
    *,
    now: datetime,
    count: str,
    level: float,
    memory: Memory | None = None,
    read: list[int] | None = None,
) -> bool:
    """The program's own run: stored only where the input is not that of the last one.

    read: ids of the versions that count, where they were asked for already.
    """
    gathered = _gather(contest, kind, now=now, count=count, at=None, level=level, memory=memory, read=read)
    if last is not None and last.input_hash == gathered.material.digest:
        return False
    _keep(contest, kind, gathered, now=now, at=None, scheduled=True)
    return True


def _gather(
    contest: Contest,
    kind: Run.Kind,
    *,
    now: datetime,
    count: str,
    at: datetime | None,
    level: float,
    memory: Memory | None = None,
    read: list[int] | None = None,
) -> _Gathered:
    sample = queries.latest_sample(contest) if kind is Run.Kind.ESTIMATE else None
    if kind is Run.Kind.ESTIMATE and sample is None:
        raise ValueError(
            f"Sampel hitung cepat {contest.code} belum diundi. Undi dahulu: "
            f"desk quickcount draw --contest {contest.code} --n JUMLAH"
        )
    if read is None:
        read = queries.read_ids(contest, count=count, held=kind is Run.Kind.ANOMALIES, at=at)
    if not read:
        raise ValueError(_nothing(contest, count, at))
    memory = memory or Memory()
    register, choices = memory.register(contest, sample), memory.choices(contest)
    verified = queries.verified_ids(contest) if kind is Run.Kind.ANOMALIES else []
    parameters = _parameters(contest, kind, choices, count=count, level=level, past=at is not None)
    material = Material(
        contest=contest.code,
        at=(at or now).isoformat(),
        register=register,
        choices=choices,
        reports=queries.reports_of(contest, register, choices, read, verified)
        if verified
        else memory.reports(contest, register, choices, read),
        parameters=parameters,
        sample=sample,
        lines=_lines(contest, register, parameters, read),
        earlier=queries.earlier_of(contest) if kind is Run.Kind.PROJECTION else None,
    )
    return _Gathered(material, read, verified)


def _nothing(contest: Contest, count: str, at: datetime | None) -> str:
    """Why there is nothing to compute from."""
    done = "yang diverifikasi" if count == VERIFIED else "yang melapor"
    until = "Belum ada" if at is None else f"Sampai {_clock(at)} belum ada"
    return f"{until} TPS {done} untuk {contest.name}; belum ada yang dapat dihitung."


def _clock(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{local:%d-%m-%Y} pukul {local:%H.%M}"


def _lines(
    contest: Contest, register: Register, parameters: Mapping[str, Any], read: Sequence[int]
) -> Mapping[str, Mapping[str, int]]:
    """Votes of candidates by district, for runs that fill seats with people."""
    if not parameters.get("candidates"):
        return {}
    return queries.lines_of(contest, register, districts_in(parameters), read)


def _parameters(
    contest: Contest, kind: Run.Kind, choices: Choices, *, count: str, level: float, past: bool
) -> dict[str, Any]:
    made: dict[str, Any] = {
        "count": count,
        "level": level,
        "past": past,
        "choices": [list(pair) for pair in zip(choices.keys, choices.names, strict=True)],
    }
    if kind is Run.Kind.ANOMALIES:
        day = contest.election.date
        closing = None if day is None else timezone.make_aware(datetime.combine(day, CLOSING))
        made["closing"] = None if closing is None else int(closing.timestamp())
    if kind is Run.Kind.SEATS:
        made["districts"] = [
            {"code": d.code, "name": d.name, "areas": list(d.areas), "seats": d.seats}
            for d in queries.districts_of(contest)
        ]
        made["candidates"] = CONTESTS[contest.code].legislative
        if contest.code == ContestCode.PDPR and settings.DPR_PASSED:
            made["passed"] = list(settings.DPR_PASSED)
    return made


def _keep(
    contest: Contest,
    kind: Run.Kind,
    gathered: _Gathered,
    *,
    now: datetime,
    at: datetime | None,
    scheduled: bool,
) -> Run:
    material = gathered.material
    result = ANSWERS[kind](material)
    with transaction.atomic():
        frame = (
            material.sample.frame if material.sample else snapshot(contest.election, material.register, now)
        )
        run = Run.objects.create(
            contest=contest,
            kind=kind.value,
            at=at or now,
            made_at=now,
            seed=material.sample.seed if material.sample else str(material.seed),
            frame=frame,
            sample=material.sample,
            earlier=_earlier(contest, material.earlier, now),
            submissions=pack_ids(gathered.read, gathered.verified),
            input_hash=material.digest,
            code_version=settings.VERSION,
            parameters=dict(material.parameters),
            result=result,
            scheduled=scheduled,
        )
        if scheduled:
            _thin_out(run)
    return run


def _thin_out(run: Run) -> None:
    """Remove the run before this one where the history says enough without it.

    Two runs are left at most in each stretch of `KEEP_EVERY`; the newest always stays, and so does what a
    person asked for or took as a file. A run is never changed: its number means one computation.
    """
    own = queries.runs_of(run.contest, Run.Kind(run.kind)).filter(scheduled=True, pk__lt=run.pk)
    newest = own.order_by("-pk").values_list("pk", "made_at")[:2]
    if len(newest) < 2:
        return
    (last, made_at), (_, before) = newest
    if run.made_at - before < KEEP_EVERY[Run.Kind(run.kind)] and not queries.taken_since(last, made_at):
        Run.objects.filter(pk=last).delete()


def _earlier(contest: Contest, earlier: Earlier | None, now: datetime) -> EarlierSnapshot | None:
    """The earlier election as a stored row; the same figures give the same row."""
    if earlier is None:
        return None
    row, _ = EarlierSnapshot.objects.get_or_create(
        contest=contest, digest=earlier.digest, defaults={"data": earlier.pack(), "created_at": now}
    )
    return row


@dataclass(frozen=True, slots=True)
class Reproduction:
    """A run made again: whether the input and every figure are the same, else where they differ."""

    run: Run
    input_same: bool
    differences: list[str]

    @property
    def same(self) -> bool:
        """Nothing differs."""
        return self.input_same and not self.differences


def reproduce(*, run: Run) -> Reproduction:
    """Compute a stored run again from its register, versions and seed. Raises ValueError."""
    register = queries.register_in(run.frame)
    if register.digest != run.frame.digest:
        raise ValueError(f"Kerangka TPS perhitungan {run.pk} berubah sejak disimpan.")
    if run.sample is not None:
        redrawn(run.sample, register)
    pairs = run.parameters["choices"]
    choices = Choices(tuple(key for key, _ in pairs), tuple(name for _, name in pairs))
    read, verified = unpack_ids(bytes(run.submissions))
    material = Material(
        contest=run.contest.code,
        at=run.result["at"],
        register=register,
        choices=choices,
        reports=queries.reports_of(run.contest, register, choices, read, verified),
        parameters=run.parameters,
        sample=run.sample,
        lines=_lines(run.contest, register, run.parameters, read),
        earlier=Earlier.unpack(bytes(run.earlier.data)) if run.earlier else None,
    )
    again = ANSWERS[Run.Kind(run.kind)](material)
    return Reproduction(run, material.digest == run.input_hash, _differences(run.result, again, ""))


def _differences(stored: Any, again: Any, where: str) -> list[str]:
    """Paths at which two answers differ; figures may differ by rounding of the machine only."""
    if isinstance(stored, dict) and isinstance(again, dict):
        keys = sorted(set(stored) | set(again))
        return [
            d for k in keys for d in _differences(stored.get(k), again.get(k), f"{where}.{k}".lstrip("."))
        ]
    if isinstance(stored, list) and isinstance(again, list | tuple) and len(stored) == len(again):
        pairs = enumerate(zip(stored, again, strict=True))
        return [d for i, (a, b) in pairs for d in _differences(a, b, f"{where}[{i}]")]
    if isinstance(stored, float | int) and isinstance(again, float | int):
        return [] if abs(stored - again) <= SAME * max(1.0, abs(stored)) else [f"{where}: {stored} → {again}"]
    return [] if stored == again else [f"{where}: {stored} → {again}"]


EVERY = {
    Run.Kind.ESTIMATE: timedelta(seconds=0.25),
    Run.Kind.PROJECTION: timedelta(seconds=0.25),
    Run.Kind.ANOMALIES: timedelta(minutes=5),
    Run.Kind.SEATS: timedelta(seconds=15),
}
"""How long the program waits at least from one run of its own to the next."""
KEEP_EVERY = {
    Run.Kind.ESTIMATE: timedelta(seconds=15),
    Run.Kind.PROJECTION: timedelta(seconds=15),
    Run.Kind.ANOMALIES: timedelta(minutes=5),
    Run.Kind.SEATS: timedelta(minutes=5),
}
"""How dense the history of its own runs remains."""
