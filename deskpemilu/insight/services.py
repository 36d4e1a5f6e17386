"""Drawing samples, computing and storing runs, repeating them.

Every run is stored with its seed, input hash, code version and the ids of the versions it read, so that
anybody can repeat it. What the program computes by itself, and when, stands in `schedule.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from deskpemilu.accounts.models import Person
from deskpemilu.audit.services import Actor, Entry, record
from deskpemilu.domain.roles import Act
from deskpemilu.insight import queries
from deskpemilu.insight.answers import LEVEL
from deskpemilu.insight.inputs import Choices, Register, pack_ids, unpack_ids
from deskpemilu.insight.material import ANSWERS, Material, digest_of, draw_of, members_of, redrawn
from deskpemilu.insight.models import FrameSnapshot, Run, Sample
from deskpemilu.insight.sampling import DesignName, Draw
from deskpemilu.insight.tickets import public_seed
from deskpemilu.registry.models import Contest, Election
from deskpemilu.registry.services import ensure
from deskpemilu.tally.queries import RECEIVED

CLOSING = time(13, 0)
"""Voting ends at 13.00 local time (PKPU 25/2023 Pasal 22; PKPU 17/2024)."""
DESIGNS = tuple(DesignName)
SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Wanted:
    """A sample to be stored: how it is drawn, what was entered, what it follows."""

    n: int
    design: str
    seed: str
    tps_per_desa: int = 2
    parts: Sequence[tuple[str, str]] = ()
    previous: Sample | None = None
    replaced: Sequence[dict[str, str]] = ()


def draw(
    *,
    actor: Actor,
    contest: Contest,
    n: int,
    design: str,
    seed: str = "",
    parts: Sequence[tuple[str, str]] = (),
    tps_per_desa: int = 2,
    now: datetime,
) -> Sample:
    """Draw a sample from the register as it is now; the same draw again gives the stored one.

    seed, or parts: what each person of the ceremony entered, (name, entry) in order. Raises ValueError with
    a sentence, PermissionDenied without the right to the totals of the whole desk.
    """
    _may_draw(actor, contest)
    if design not in DESIGNS:
        raise ValueError(f"Rancangan {design} tidak dikenal; pilih: {', '.join(DESIGNS)}.")
    seed = public_seed([entry for _, entry in parts]) if parts else seed.strip()
    with transaction.atomic():
        Contest.objects.select_for_update().get(pk=contest.pk)
        register = queries.register_of(contest.election)
        wanted = Wanted(n, design, seed, tps_per_desa, parts)
        return _stored(actor, contest, register, wanted, act="draw_sample", now=now)


def enlarge(*, actor: Actor, sample: Sample, n: int, now: datetime) -> Sample:
    """The same draw with more TPS: all of the sample stay, the next tickets join. Raises ValueError."""
    contest = sample.contest
    _may_draw(actor, contest)
    if sample.design == DesignName.ZONES:
        raise ValueError("Rancangan zona tidak dapat diperbesar: zonanya akan berubah. Undi sampel baru.")
    if n <= sample.n:
        raise ValueError(f"Sampel sekarang {sample.n} TPS; tulis jumlah yang lebih besar.")
    with transaction.atomic():
        _lock_latest(contest, sample)
        wanted = replace(_wanted_of(sample), n=n)
        register = _register_of(sample.frame)
        return _stored(actor, contest, register, wanted, act="enlarge_sample", now=now)


def substitute(*, actor: Actor, sample: Sample, tps_code: str, reason: str, now: datetime) -> Sample:
    """Replace a TPS that cannot report by the next ticket of its stratum. Raises ValueError."""
    contest, reason = sample.contest, reason.strip()
    _may_draw(actor, contest)
    if not reason:
        raise ValueError("Tulis alasan penggantian, misalnya nomor keputusan penghapusan TPS.")
    with transaction.atomic():
        _lock_latest(contest, sample)
        register = _register_of(sample.frame)
        if tps_code not in {code for code, _ in sample.members}:
            raise ValueError(f"TPS {tps_code} bukan anggota sampel ini, jadi tidak dapat diganti.")
        if contest.pk in queries.contests_reported(contest.election, tps_code):
            raise ValueError(f"TPS {tps_code} sudah melapor; TPS yang melapor tidak diganti.")
        made = {"out": tps_code, "reason": reason, "by": actor.audit_name, "at": now.isoformat()}
        wanted = replace(_wanted_of(sample), replaced=[*sample.replaced, made])
        return _stored(actor, contest, register, wanted, act="substitute_sample", now=now)


def _may_draw(actor: Actor, contest: Contest) -> None:
    ensure(actor, [Act.SEE_TOTALS], contest.election.area_id)
    ensure(actor, [Act.LOCK], contest.election.area_id)


def _lock_latest(contest: Contest, sample: Sample) -> None:
    """Nobody changes a sample that another one has taken the place of."""
    Contest.objects.select_for_update().get(pk=contest.pk)
    if queries.latest_sample_id(contest) != sample.pk:
        raise ValueError(f"Sampel {sample.pk} sudah digantikan. Muat ulang halaman ini.")


def _wanted_of(sample: Sample) -> Wanted:
    parts = [(each["name"], each["entry"]) for each in sample.parts]
    return Wanted(
        sample.n, sample.design, sample.seed, sample.tps_per_desa, parts, sample, list(sample.replaced)
    )


def _stored(
    actor: Actor, contest: Contest, register: Register, wanted: Wanted, *, act: str, now: datetime
) -> Sample:
    """Draw and keep; the log holds the seed and the digest, never who is in the sample."""
    drawn = _drawn(register, wanted)
    members = members_of(register, drawn)
    frame = _snapshot(contest.election, register, now)
    fields: dict[str, Any] = {"n": len(members), "design": wanted.design, "seed": wanted.seed,
                              "tps_per_desa": wanted.tps_per_desa}  # fmt: skip
    last = queries.latest_sample(contest)
    same = {**fields, "contest": contest, "frame": frame, "replaced": list(wanted.replaced)}
    if last is not None and all(getattr(last, name) == value for name, value in same.items()):
        return last
    sample = Sample.objects.create(
        **fields,
        contest=contest,
        frame=frame,
        previous=wanted.previous,
        replaced=_paired(wanted.replaced, wanted.previous, members),
        parts=[{"name": name.strip(), "entry": entry.strip()} for name, entry in wanted.parts],
        members=members,
        digest=digest_of(members),
        reported_before=len(queries.read_ids(contest, count=RECEIVED)),
        drawn_at=now,
        drawn_by=actor if isinstance(actor, Person) else None,
        drawn_by_label=actor.audit_name,
    )
    data = {"contest": contest.code, **fields, "digest": sample.digest, "frame": frame.digest,
            "replaced": len(wanted.replaced), "reported_before": sample.reported_before}  # fmt: skip
    if act == "substitute_sample":
        data["reason"] = wanted.replaced[-1]["reason"]
    entry = Entry(act, f"sample:{sample.pk}", contest.election.area_id, data)
    record(actor=actor, entries=[entry], now=now)
    return sample


def _drawn(register: Register, wanted: Wanted) -> Draw:
    return draw_of(
        register,
        n=wanted.n,
        seed=wanted.seed,
        design=wanted.design,
        tps_per_desa=wanted.tps_per_desa,
        out=[each["out"] for each in wanted.replaced],
    )


def _paired(
    replaced: Sequence[dict[str, str]], previous: Sample | None, members: list[list[str]]
) -> list[dict[str, str]]:
    """The replacements, the newest with the code of who came in."""
    if previous is None or len(replaced) == len(previous.replaced):
        return list(replaced)
    before = {code for code, _ in previous.members}
    new = next((code for code, _ in members if code not in before), "")
    return [*replaced[:-1], {**replaced[-1], "in": new}]


def _snapshot(election: Election, register: Register, now: datetime) -> FrameSnapshot:
    row, _ = FrameSnapshot.objects.get_or_create(
        election=election,
        digest=register.digest,
        defaults={"tps": len(register.codes), "data": register.pack(), "created_at": now},
    )
    return row


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
    gathered = _gather(contest, kind, now=now, count=count, at=at, level=level)
    return _keep(contest, kind, gathered, now=now, at=at, scheduled=False)


def compute_if_new(
    contest: Contest, kind: Run.Kind, last: Run | None, *, now: datetime, count: str, level: float
) -> bool:
    """The program's own run: stored only where the input is not that of the last one."""
    gathered = _gather(contest, kind, now=now, count=count, at=None, level=level)
    if last is not None and last.input_hash == gathered.material.digest:
        return False
    _keep(contest, kind, gathered, now=now, at=None, scheduled=True)
    return True


def _gather(
    contest: Contest, kind: Run.Kind, *, now: datetime, count: str, at: datetime | None, level: float
) -> _Gathered:
    sample = queries.latest_sample(contest) if kind is Run.Kind.ESTIMATE else None
    if kind is Run.Kind.ESTIMATE and sample is None:
        raise ValueError(
            f"Sampel hitung cepat {contest.code} belum diundi. Undi dahulu: "
            f"desk quickcount draw --contest {contest.code} --n JUMLAH"
        )
    read = queries.read_ids(contest, count=count, held=kind is Run.Kind.ANOMALIES, at=at)
    if not read:
        raise ValueError(f"Belum ada TPS yang melapor untuk {contest.name}; belum ada yang dapat dihitung.")
    register = queries.register_of(contest.election) if sample is None else _register_of(sample.frame)
    choices = queries.choices_of(contest)
    verified = queries.verified_ids(contest) if kind is Run.Kind.ANOMALIES else []
    material = Material(
        contest=contest.code,
        at=(at or now).isoformat(),
        register=register,
        choices=choices,
        reports=queries.reports_of(contest, register, choices, read, verified),
        parameters=_parameters(contest, kind, choices, count=count, level=level, past=at is not None),
        sample=sample,
    )
    return _Gathered(material, read, verified)


def _register_of(frame: FrameSnapshot) -> Register:
    return Register.unpack(bytes(frame.data))


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
            material.sample.frame if material.sample else _snapshot(contest.election, material.register, now)
        )
        return Run.objects.create(
            contest=contest,
            kind=kind.value,
            at=at or now,
            made_at=now,
            seed=material.sample.seed if material.sample else str(material.seed),
            frame=frame,
            sample=material.sample,
            submissions=pack_ids(gathered.read, gathered.verified),
            input_hash=material.digest,
            code_version=settings.VERSION,
            parameters=dict(material.parameters),
            result=result,
            scheduled=scheduled,
        )


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
    register = _register_of(run.frame)
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
    Run.Kind.ESTIMATE: timedelta(minutes=1),
    Run.Kind.PROJECTION: timedelta(minutes=1),
    Run.Kind.ANOMALIES: timedelta(minutes=5),
    Run.Kind.SEATS: timedelta(minutes=5),
}
